"""A newsletter's discussions are its own editors' and moderators'; what reaches further says so."""

import pytest
from django.utils import timezone

from comments import delivery, digests
from comments.models import Comment, Rules
from comments.tasks import housekeeping
from tests.comments.admin.test_erasing import ADDRESS, ERASE, confirm, erased, look, named
from tests.comments.admin.test_queue import words
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_editor, make_moderator, make_newsletter, make_poll, make_superuser

pytestmark = pytest.mark.django_db

ELSEWHERE = "Ask an administrator to erase from all the others too."


@pytest.fixture
def comments():
    """Of the same reader: one in a discussion of all, one where Ben alone works."""
    found = []
    for editors in ([], [make_editor(username="Ben", email="ben@example.com")]):
        newsletter = make_newsletter()
        newsletter.editors.set(editors)
        discussion = make_discussion(make_poll(newsletter=newsletter))
        found.append(make_comment(discussion, email=ADDRESS, body="Mine.", status="held"))
    return found


def test_erasing_by_address_reaches_own_newsletters_and_says_so(client, comments):
    shared, limited = comments
    client.force_login(make_editor())
    assert ELSEWHERE in words(client.get(ERASE))
    page = look(client, email=ADDRESS)
    assert named(page) == [shared]
    confirm(client, page)
    assert erased() == [shared]

    client.force_login(make_superuser())
    assert ELSEWHERE not in words(client.get(ERASE))
    confirm(client, look(client, email=ADDRESS))
    assert erased() == [shared, limited]


def test_buttons_and_actions_pass_over_what_is_somebody_elses(client, comments):
    shared, limited = comments
    client.force_login(make_moderator())
    queue = "/admin/comments/comment/"
    seen = [f"{comment.pk}:held" for comment in comments]

    page = client.post(
        queue,
        {"action": "approve", "_selected_action": [shared.pk, limited.pk], "seen": seen},
        follow=True,
    )

    status = dict(Comment.objects.values_list("pk", "status"))
    assert status == {shared.pk: "published", limited.pk: "held"}
    assert limited.name not in words(page)


def test_digest_goes_to_those_who_may_see_the_queue(comments, mailbox):
    shared, limited = (comment.discussion.newsletter for comment in comments)
    for newsletter in (shared, limited):
        Rules.objects.create(newsletter=newsletter, digest=Rules.Digest.HOURLY)
    make_moderator(email="mo@example.com")
    make_superuser(email="root@example.com")

    housekeeping.call()

    everybody = ["ben@example.com", "mo@example.com", "root@example.com"]
    told = {
        newsletter: sorted(digest.moderator.email for digest in newsletter.digests.all())
        for newsletter in (shared, limited)
    }
    assert told == {shared: everybody, limited: ["ben@example.com", "root@example.com"]}
    assert sorted(mailbox.recipients) == sorted(told[shared] + told[limited])


def test_digest_that_waits_is_dropped_for_whoever_lost_the_newsletter(comments, mailbox):
    shared, newsletter = (comment.discussion.newsletter for comment in comments)
    # In its morning it would have a digest of its own.
    Rules.objects.create(newsletter=shared, digest=Rules.Digest.NEVER)
    Rules.objects.create(newsletter=newsletter, digest=Rules.Digest.HOURLY)
    digests.write(timezone.now())
    newsletter.editors.set([make_editor(username="Ada")])

    delivery.send_due(timezone.now())

    assert mailbox.recipients == []
