import pytest

from tests.factories import make_editor


@pytest.fixture
def editor(db):
    return make_editor(username="Ada")


@pytest.fixture
def desk(client, editor):
    """A test client at which the editor Ada is signed in."""
    client.force_login(editor)
    return client
