"""Comments that are posted at the same time, by processes of their own."""

import os
import subprocess
import sys

from comments import posting
from comments.commenters import Commenter
from comments.models import Comment
from tests.comments.factories import ANNA, make_discussion, make_draft
from tests.load.test_rulings_at_once import at_once

PROCESSES = 32
EACH = 10


def test_thirty_two_processes_lose_nothing_and_share_no_number(transactional_db, database_url):
    discussion = make_discussion(rules={})
    arguments = [str(number) for number in (discussion.pk, PROCESSES, EACH)]
    posted = subprocess.run(
        [sys.executable, "-m", "tests.load.posters", *arguments],
        env=os.environ
        | {"DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "smartpulse.settings"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (posted.returncode, posted.stderr) == (0, "")

    told = [tuple(map(int, line.split())) for line in posted.stdout.splitlines()]
    total = PROCESSES * EACH
    comments = {comment.pk: comment for comment in Comment.objects.all()}
    assert sorted(told) == sorted(
        (comment.pk, comment.number, comment.parent_id or 0) for comment in comments.values()
    )
    assert sorted(comment.number for comment in comments.values()) == list(range(1, total + 1))
    discussion.refresh_from_db()
    assert discussion.last_number == Comment.objects.visible().count() == total
    replies = [comment for comment in comments.values() if comment.parent_id]
    assert len(replies) >= PROCESSES * (EACH // 2)
    for reply in replies:
        parent = comments[reply.parent_id]
        assert parent.number < reply.number
        assert (reply.root_id, reply.depth) == (parent.root_id or parent.pk, parent.depth + 1)
        assert reply.body.split()[2] == str(reply.parent_id)


def test_comment_sent_many_times_at_once_is_stored_once(transactional_db):
    discussion = make_discussion(rules={})
    draft = make_draft()
    stored = []
    at_once(*[lambda: stored.append(posting.post(discussion, draft, ANNA).pk)] * 16)
    comment = Comment.objects.get()
    assert stored == [comment.pk] * 16
    discussion.refresh_from_db()
    assert comment.number == discussion.last_number == 1


def test_limit_of_a_discussion_holds_for_those_who_post_at_once(transactional_db):
    discussion = make_discussion(rules={"discussion_limit": 5})

    def post(number):
        return lambda: posting.post(discussion, make_draft(), Commenter(f"{number:032x}"))

    at_once(*map(post, range(16)))
    by_number = Comment.objects.order_by("number").values_list("number", "status")
    assert list(by_number) == [
        (number, "published" if number <= 5 else "held") for number in range(1, 17)
    ]
