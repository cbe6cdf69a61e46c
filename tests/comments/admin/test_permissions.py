"""Who may see and do what in the discussion at the desk."""

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.models import Address, Comment, Moderation, Rules
from tests.comments.factories import make_comment, make_discussion, make_follow_up
from tests.factories import (
    DAY,
    make_editor,
    make_moderator,
    make_newsletter,
    make_poll,
    make_post,
    make_superuser,
)

pytestmark = pytest.mark.django_db

STAFF = "superuser editor moderator"
EDITORS = "superuser editor"
NOBODY = ""
# Where the page is of one object, its name ends in a colon.
PAGES = {
    "comment_changelist": STAFF,
    "comment_change:": STAFF,
    "comment_erase": EDITORS,
    "comment_add": NOBODY,
    "comment_delete:": NOBODY,
    "address_changelist": "superuser",
    "address_change:": NOBODY,
    "address_add": NOBODY,
    "address_delete:": "superuser",
    "moderation_changelist": STAFF,
    "moderation_change:": NOBODY,
    "moderation_add": NOBODY,
    "moderation_delete:": NOBODY,
    "discussion_changelist": STAFF,
    "discussion_change:": STAFF,
    "discussion_add": EDITORS,
    "discussion_delete:": NOBODY,
    "rules_changelist": EDITORS,
    "rules_add": EDITORS,
    "rules_change:": EDITORS,
    "rules_delete:": "superuser",
    "followup_changelist": EDITORS,
    "followup_add": EDITORS,
    "followup_change:": EDITORS,
    "followup_delete:": EDITORS,
}


@pytest.fixture
def people():
    return {
        "superuser": make_superuser(),
        "editor": make_editor(),
        "moderator": make_moderator(),
        "outsider": make_editor(is_staff=False),
        "colleague": without_groups(make_editor()),
        "anonymous": None,
    }


def without_groups(user):
    user.groups.clear()
    return user


@pytest.fixture
def rows():
    poll = make_poll()
    discussion = make_discussion(poll)
    comment = make_comment(discussion)
    return {
        "comment": comment,
        "address": Address.objects.create(email="a@example.com", created_at=comment.created_at),
        "moderation": Moderation.objects.create(
            comment=comment,
            action="approve",
            before="held",
            after="published",
            created_at=comment.created_at,
        ),
        "discussion": discussion,
        "rules": Rules.objects.create(newsletter=make_newsletter()),
        "followup": make_follow_up(poll),
    }


def enter(client, user):
    client.logout()
    if user:
        client.force_login(user)


def refused(who):
    return 302 if who in {"outsider", "anonymous"} else 403


def test_every_page_opens_for_those_it_is_for(client, rows, people):
    found, expected = {}, {}
    for who, user in people.items():
        enter(client, user)
        for name, allowed in PAGES.items():
            page = name.removesuffix(":")
            args = [rows[page.split("_")[0]].pk] if name.endswith(":") else []
            address = reverse(f"admin:comments_{page}", args=args)
            found[who, page] = client.get(address).status_code
            expected[who, page] = 200 if who in allowed.split() else refused(who)
    assert found == expected


@pytest.mark.parametrize("who", ["colleague", "outsider", "anonymous"])
def test_nobody_else_moderates(client, people, rows, who):
    comment, record = rows["comment"], rows["moderation"]
    enter(client, people[who])
    if who == "colleague":
        # Who may read the queue does not therefore moderate.
        people[who].user_permissions.add(Permission.objects.get(codename="view_comment"))
    queue = reverse("admin:comments_comment_changelist")
    seen = f"{comment.pk}:published"

    client.post(queue, {"act": f"spam {comment.pk}", "seen": seen})
    client.post(queue, {"action": "spam", "_selected_action": comment.pk, "seen": seen})
    for act in ("spam", "pick"):
        address = reverse("admin:comments_comment_acts", args=[comment.pk])
        assert client.post(address, {"act": act, "seen": seen}).status_code == refused(who)
    undo = reverse("admin:comments_comment_undo", args=[record.pk, record.pk])
    assert client.post(undo).status_code == refused(who)

    assert Moderation.objects.count() == 1
    assert (Comment.objects.get().status, Comment.objects.get().picked) == ("published", False)


def test_nobody_edits_what_a_reader_wrote_or_what_was_done(client, people, rows):
    client.force_login(people["superuser"])
    for name in ("comment", "moderation"):
        address = reverse(f"admin:comments_{name}_change", args=[rows[name].pk])
        assert client.post(address, {"body": "X", "reason": "X"}).status_code == 403
    assert Comment.objects.get().body == rows["comment"].body


def test_moderator_does_not_close_a_discussion(client, people, rows):
    client.force_login(people["moderator"])
    address = reverse("admin:comments_discussion_change", args=[rows["discussion"].pk])
    assert client.post(address, {"closed_note": "", "_close": "x"}).status_code == 403
    rows["discussion"].refresh_from_db()
    assert rows["discussion"].closes_at is None


def test_housekeeping_queues_every_hourly_job(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    call_command("housekeeping")
    assert set(DBTaskResult.objects.values_list("task_path", flat=True)) == {
        "polls.tasks.housekeeping",
        "comments.tasks.housekeeping",
    }


@pytest.mark.parametrize("status", ["draft", "scheduled"])
@pytest.mark.parametrize("kind", ["poll", "post"])
def test_discussion_closed_beforehand_tells_moderators_nothing_of_what_comes(client, kind, status):
    if kind == "poll":
        subject = make_poll(question="What comes next?", status=status)
    else:
        dates = {"draft": {"published": False}, "scheduled": {"published_at": timezone.now() + DAY}}
        subject = make_post(headline="What comes next?", **dates[status])
    discussion = make_discussion(subject, closes_at=-DAY)
    shown = make_discussion(make_poll(question="What is now?"))
    discussions = reverse("admin:comments_discussion_changelist")
    change = reverse("admin:comments_discussion_change", args=[discussion.pk])
    of = reverse("admin:comments_discussion_of", args=[kind, subject.pk])
    queue = reverse("admin:comments_comment_changelist") + f"?state=all&of={discussion.pk}"

    client.force_login(make_moderator())
    assert list(client.get(discussions).context["cl"].result_list) == [shown]
    assert client.get(of).status_code == 403
    for address in (discussions, f"{discussions}?q=next", change, queue, "/admin/"):
        assert "What comes next?" not in client.get(address, follow=True).content.decode()

    client.force_login(make_editor())
    assert list(client.get(discussions).context["cl"].result_list) == [shown, discussion]
    assert "What comes next?" in client.get(of, follow=True).content.decode()
