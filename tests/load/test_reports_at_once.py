"""Two editors begin a poll's report at once: one draft and one edition."""

import pytest
from django.utils import timezone

from polls import reports
from polls.models import Edition, Post
from tests.factories import make_ballots, make_editor, make_poll
from tests.load.test_rulings_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_editors_who_begin_a_report_at_once_get_the_one_draft():
    poll, editor = make_poll(status="closed"), make_editor()
    make_ballots(poll, [2, 1])
    begun = []

    at_once(*[lambda: begun.append(reports.start(poll, editor, timezone.now()).pk)] * 6)

    assert begun == [Post.objects.get().pk] * 6
    assert Edition.objects.count() == 1
