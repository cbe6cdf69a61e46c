"""Comments that are posted at the same time, by processes of their own."""

import os
import subprocess
import sys

from comments.models import Comment
from tests.comments.factories import make_discussion

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
