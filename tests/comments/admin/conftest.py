import pytest

from tests.factories import make_editor, make_moderator


@pytest.fixture
def moderator(db):
    return make_moderator(username="Mo")


@pytest.fixture
def desk(client, moderator):
    """A test client at which the moderator Mo is signed in."""
    client.force_login(moderator)
    return client


@pytest.fixture
def editors_desk(client, db):
    """A test client at which the editor Ada is signed in."""
    client.force_login(make_editor(username="Ada"))
    return client
