"""The verbs of the desk: offered where they fit, asked about once more, told in the history."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.admin.verbs import OF_POLLS
from polls.models import Poll, Status
from tests.factories import (
    DAY,
    make_ballot,
    make_ballots,
    make_editor,
    make_moderator,
    make_newsletter,
    make_poll,
    make_post,
)

from .pages import form_of, messages_of

pytestmark = pytest.mark.django_db

OFFERED = {
    "draft": ["publish", "open-now", "move"],
    "scheduled": ["open-now", "move", "unpublish"],
    "open": ["correct-wording", "move-closing", "close-early", "unpublish", "withdraw"],
    "closed": [
        *("write-report", "publish-edition", "ask-again", "correct-wording", "reopen", "withdraw"),
    ],
    "withdrawn": ["restore"],
}


def address(verb: str) -> str:
    return reverse("admin:polls_poll_verb", args=[verb])


def words(page) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def confirm(desk, verb: str, poll: Poll, **typed):
    """Open the page that asks, fill it in, and send it."""
    form = form_of(desk.get(address(verb), {"id": poll.pk}), "verb_form") | typed
    return desk.post(address(verb), form, follow=True)


@pytest.mark.parametrize("status", Status.values)
def test_page_offers_the_verbs_that_fit_and_asks_nothing_of_moderators(client, status):
    poll = make_poll(status=status)
    found = {}
    for who in (make_editor(), make_moderator()):
        client.force_login(who)
        page = client.get(reverse("admin:polls_poll_change", args=[poll.pk])).content.decode()
        found[who] = re.findall(r"/admin/polls/poll/verbs/([\w-]+)/\?id=", page)
    assert list(found.values()) == [OFFERED[status], []]


@pytest.mark.parametrize("verb", [verb.slug for verb in OF_POLLS])
def test_verb_asks_and_changes_nothing_before_it_is_confirmed(desk, verb):
    poll = make_poll(status=next(s for s, offered in OFFERED.items() if verb in offered))
    if poll.is_closed(timezone.now()) and verb != "write-report":
        make_post(reports=poll)
    before = Poll.objects.values().get()
    page = desk.get(address(verb), {"id": poll.pk})
    assert page.status_code == 200
    assert poll.question in words(page)
    assert Poll.objects.values().get() == before


@pytest.mark.parametrize("verb", [verb.slug for verb in OF_POLLS])
def test_verbs_are_refused_to_moderators(client, verb):
    poll = make_poll(status=next(s for s, offered in OFFERED.items() if verb in offered))
    before = Poll.objects.values().get()
    client.force_login(make_moderator())
    later = timezone.now() + DAY
    sent = {
        "id": poll.pk,
        "reason": "R.",
        "closes_at_0": f"{later:%Y-%m-%d}",
        "closes_at_1": "09:00",
    }
    assert client.get(address(verb), {"id": poll.pk}).status_code == 403
    assert client.post(address(verb), sent).status_code == 403
    assert Poll.objects.values().get() == before


def test_withdrawal_and_restoring_stand_in_the_history_with_reason_and_name(desk):
    poll = make_poll(question="Rain?")
    make_ballots(poll, [1, 0])
    post = make_post(asks=poll)

    page = confirm(desk, "withdraw", poll, reason="One answer was missing.")
    assert messages_of(page) == ["“Rain?” is withdrawn. Its page says so, with your reason."]
    assert "This poll is withdrawn: One answer was missing." in words(page)
    assert post.pk
    page = confirm(desk, "restore", poll)
    assert messages_of(page) == ["“Rain?” is restored. It is open."]

    history = words(desk.get(reverse("admin:polls_poll_history", args=[poll.pk])))
    assert "Ada" in history
    assert "Changed: One answer was missing." in history


@pytest.mark.parametrize("verb", ["withdraw", "reopen", "publish-edition"])
def test_verb_without_its_reason_is_asked_again(desk, verb):
    poll = make_poll(status=Status.CLOSED)
    page = confirm(desk, verb, poll, reason=" ")
    assert "This field is required." in words(page)
    assert Poll.objects.get().is_closed(timezone.now())
    assert not poll.editions.exists()


def test_withdrawal_names_the_reports_that_will_say_so(desk):
    poll = make_poll(status=Status.CLOSED)
    make_ballots(poll, [1, 1])
    make_post(reports=poll, headline="What they said")
    page = words(desk.get(address("withdraw"), {"id": poll.pk}))
    assert "2 votes are no longer shown." in page
    assert "These posts report it, and will say that it was withdrawn: “What they said” ." in page


def test_closing_is_typed_in_the_newsletters_zone_and_refused_in_the_past(desk):
    newsletter = make_newsletter(time_zone="Asia/Tokyo")
    poll = make_poll(newsletter=newsletter)
    page = confirm(desk, "move-closing", poll, closes_at_0="2020-01-01")
    assert "This time is past." in words(page)

    day = (timezone.now() + 3 * DAY).date()
    confirm(desk, "move-closing", poll, closes_at_0=f"{day}", closes_at_1="09:00")
    assert (
        f"{Poll.objects.get().closes_at.astimezone(newsletter.zone):%Y-%m-%d %H:%M}"
        == f"{day} 09:00"
    )


@pytest.mark.parametrize(("verb", "status"), [("move-closing", "open"), ("reopen", "closed")])
def test_conflict_with_another_poll_is_explained_and_accepted_by_name(desk, verb, status):
    newsletter = make_newsletter()
    poll = make_poll(status=status, newsletter=newsletter, question="This one?")
    closes_at = poll.closes_at
    make_poll(
        status="scheduled",
        newsletter=newsletter,
        question="Next one?",
        opens_at=8 * DAY,
        closes_at=9 * DAY,
    )
    make_poll(status="scheduled", question="Elsewhere?", opens_at=8 * DAY, closes_at=9 * DAY)
    day = (timezone.now() + 20 * DAY).date()
    typed = {"closes_at_0": f"{day}", "closes_at_1": "09:00", "reason": "Late."}

    page = confirm(desk, verb, poll, **typed)
    assert "“Next one?” opens" in words(page)
    assert "Elsewhere?" not in words(page)
    assert Poll.objects.get(pk=poll.pk).closes_at == closes_at

    # Another conflict has come to be meanwhile: what was accepted is not that.
    form = form_of(page, "verb_form")
    other = make_poll(
        status="draft",
        newsletter=newsletter,
        question="A third?",
        opens_at=15 * DAY,
        closes_at=16 * DAY,
    )
    page = desk.post(address(verb), form)
    assert "“A third?” is a draft that opens" in words(page)
    assert Poll.objects.get(pk=poll.pk).closes_at == closes_at
    desk.post(address(verb), form_of(page, "verb_form"))
    assert Poll.objects.get(pk=poll.pk).closes_at > closes_at
    assert other.pk


def test_reopening_offers_the_next_closing_and_says_what_becomes_of_editions(desk):
    poll = make_poll(status=Status.CLOSED)
    make_ballots(poll, [1, 0])
    make_post(reports=poll, headline="What they said")
    page = desk.get(address("reopen"), {"id": poll.pk})
    assert "These posts keep the figures that they print: “What they said” ." in words(page)
    offered = page.context["form"].initial["closes_at"]
    assert timezone.now() < offered <= timezone.now() + timedelta(days=8)


def test_several_drafts_are_published_at_once_and_what_cannot_be_is_told(desk):
    good, poor = (
        make_poll(status="draft", question="Good?"),
        make_poll(status="draft", question="Poor?", choices=()),
    )
    asked = desk.post(
        reverse("admin:polls_poll_changelist"),
        {"action": "publish", "_selected_action": [good.pk, poor.pk]},
    )
    page = desk.post(asked.url, {"id": [good.pk, poor.pk]}, follow=True)
    assert Poll.objects.get(pk=good.pk).published
    assert not Poll.objects.get(pk=poor.pk).published
    assert any(
        message.startswith("“Poor?”: Give at least two answers") for message in messages_of(page)
    )


def test_verb_for_one_takes_one(desk):
    one, other = make_poll(), make_poll()
    desk.post(address("withdraw"), {"id": [one.pk, other.pk], "reason": "R."})
    assert Poll.objects.withdrawn().count() == 1


def test_poll_with_votes_is_not_offered_as_a_draft(desk):
    poll = make_poll()
    make_ballot(poll)
    page = confirm(desk, "unpublish", poll)
    assert "Withdraw it instead, with a reason that they see." in messages_of(page)[0]
    assert Poll.objects.get().published


def test_second_who_moves_the_closing_is_told_of_the_first(desk):
    poll = make_poll()
    url = address("move-closing")
    mine = form_of(desk.get(url, {"id": poll.pk}), "verb_form")
    day = f"{poll.closes_at + 5 * DAY:%Y-%m-%d}"
    assert "A colleague" not in words(desk.post(url, mine | {"closes_at_0": ""}))
    poll.move_closing(poll.closes_at + 2 * DAY)

    page = desk.post(url, mine | {"closes_at_0": day})

    assert "A colleague has moved the closing meanwhile: it closes" in words(page)
    assert Poll.objects.get().closes_at == poll.closes_at
    desk.post(url, form_of(page, "verb_form"))
    assert f"{Poll.objects.get().closes_at:%Y-%m-%d}" == day


def test_second_who_corrects_the_wording_does_not_undo_the_first(desk):
    poll = make_poll(question="Rian or son?", choices=["Yse", "On"])
    first, second = poll.choices.all()
    url = address("correct-wording")
    mine = form_of(desk.get(url, {"id": poll.pk}), "verb_form")
    mine |= {"reason": "A slip.", "same_meaning": "on", f"answer_{first.pk}": "Yes"}
    theirs = {"question": "Rain or sun?", f"answer_{first.pk}": "Yes.", "reason": "Slips."}
    confirm(desk, "correct-wording", poll, **theirs, same_meaning="on")

    page = desk.post(url, mine | {f"answer_{second.pk}": "No"})

    told = words(page)
    assert "A colleague has corrected the wording meanwhile." in told
    assert "Question: “Rain or sun?”, which was “Rian or son?” when you opened this page." in told
    assert "Answer 1: “Yes.”, which was “Yse” when you opened this page." in told
    assert [choice.text for choice in poll.choices.all()] == ["Yes.", "On"]
    desk.post(url, form_of(page, "verb_form"))
    poll.refresh_from_db()
    assert poll.question == "Rain or sun?"
    assert [choice.text for choice in poll.choices.all()] == ["Yes", "No"]


def test_wording_is_corrected_with_reason_and_the_word_of_the_editor(desk):
    poll = make_poll(question="Rian?", choices=["Yse", "No"])
    first = poll.choices.first()
    typed = {"question": "Rain?", f"answer_{first.pk}": "Yes", "reason": "A slip."}

    page = confirm(desk, "correct-wording", poll, **typed)
    assert "Confirm that it means the same." in words(page)
    assert Poll.objects.get().question == "Rian?"
    swapped = typed | {f"answer_{first.pk}": "No", "same_meaning": "on"}
    assert "Two answers would say the same." in words(
        confirm(desk, "correct-wording", poll, **swapped)
    )

    page = confirm(desk, "correct-wording", poll, **typed, same_meaning="on")
    assert messages_of(page)[0].endswith(
        "reads differently now (question, answer). Its page says what was corrected."
    )
    history = words(desk.get(reverse("admin:polls_poll_history", args=[poll.pk])))
    assert "Changed: A slip. Question Rian? Rain?" in history
    assert "Changed answer “Yes”: A slip." in history
