"""Planning a poll: the slot it is offered, its zone, its answers, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Choice, Poll
from tests.factories import make_ballot, make_newsletter, make_poll

from .pages import errors_of, form_of, messages_of

pytestmark = pytest.mark.django_db

ADD = "/admin/polls/poll/add/"


def change(poll):
    return reverse("admin:polls_poll_change", args=[poll.pk])


def typed(desk, url=ADD, **values):
    return form_of(desk.get(url), "poll_form") | values


def answers(*texts, first=0):
    return {f"choices-{n}-text": text for n, text in enumerate(texts, start=first)}


def texts(poll):
    return list(Choice.objects.filter(poll=poll).values_list("position", "text"))


def make_berlin(**overrides):
    """Opens on Wednesdays at 9, closes on Tuesdays at 17."""
    newsletter = make_newsletter(time_zone="Europe/Berlin", **overrides)
    newsletter.refresh_from_db()
    return newsletter


def test_new_poll_is_offered_the_only_newsletters_next_free_slot_in_its_zone(desk):
    newsletter = make_berlin()
    slot = newsletter.next_free_slot(timezone.now())
    opens, closes = (
        moment.astimezone(newsletter.zone) for moment in (slot.opens_at, slot.closes_at)
    )

    page = desk.get(ADD)

    form = form_of(page, "poll_form")
    assert form["newsletter"] == str(newsletter.pk)
    assert [form["opens_at_0"], form["opens_at_1"]] == [f"{opens:%Y-%m-%d}", "09:00"]
    assert [form["closes_at_0"], form["closes_at_1"]] == [f"{closes:%Y-%m-%d}", "17:00"]
    assert page.content.decode().count("Local time in Europe/Berlin.") == 2


def test_new_poll_of_two_newsletters_is_offered_a_slot_when_one_is_named(desk):
    make_newsletter()
    asked = make_berlin()

    assert "opens_at_0" in (nothing := typed(desk))
    assert nothing["opens_at_0"] == ""
    assert typed(desk, f"{ADD}?newsletter={asked.pk}")["opens_at_1"] == "09:00"


def test_blank_dates_take_the_next_free_slot_and_say_so(desk):
    newsletter = make_berlin()
    taken = newsletter.next_free_slot(timezone.now())
    make_poll(newsletter=newsletter, opens_at=taken.opens_at, closes_at=taken.closes_at)
    blank = {f"{name}_{part}": "" for name in ("opens_at", "closes_at") for part in (0, 1)}

    page = desk.post(ADD, typed(desk, question="What next?", **blank), follow=True)

    poll = Poll.objects.get(question="What next?")
    assert poll.opens_at == taken.opens_at + timedelta(weeks=1) or poll.opens_at > taken.closes_at
    assert poll.closes_at > poll.opens_at
    local = poll.opens_at.astimezone(newsletter.zone)
    assert f"opens {local:%a} {local.day} {local:%b %Y}, 09:00" in messages_of(page)[0]


def test_slug_is_made_of_the_question_and_of_no_other_polls(desk):
    make_poll(newsletter=make_berlin(), question="What next?", slug="what-next")

    desk.post(ADD, typed(desk, question="What next?", slug=""))

    assert set(Poll.objects.values_list("slug", flat=True)) == {"what-next", "what-next-2"}


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("2027-01-13", "09:00", datetime(2027, 1, 13, 8, tzinfo=UTC)),
        ("2027-07-14", "09:00", datetime(2027, 7, 14, 7, tzinfo=UTC)),
        ("2027-03-28", "03:00", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        ("2027-10-31", "01:59", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
    ],
)
def test_times_are_typed_and_shown_in_the_newsletters_zone(desk, day, hour, moment):
    make_berlin()
    form = typed(desk, question="When?", opens_at_0=day, opens_at_1=hour)

    desk.post(ADD, form | {"closes_at_0": "2027-12-01", "closes_at_1": "12:00"})

    poll = Poll.objects.get()
    assert poll.opens_at == moment
    shown = typed(desk, change(poll))
    assert (shown["opens_at_0"], shown["opens_at_1"]) == (day, hour)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            "2027-03-28",
            "02:30 does not exist on Sunday 28 March 2027 in Europe/Berlin: the clocks go forward "
            "over it. Choose another time.",
        ),
        (
            "2027-10-31",
            "02:30 comes twice on Sunday 31 October 2027 in Europe/Berlin: the clocks go back. "
            "Choose another time.",
        ),
    ],
)
def test_a_time_that_a_clock_change_makes_doubtful_is_refused(desk, day, sentence):
    make_berlin()
    form = typed(desk, question="When?", opens_at_0=day, opens_at_1="02:30")

    page = desk.post(ADD, form | {"closes_at_0": "2027-12-01", "closes_at_1": "12:00"})

    assert errors_of(page) == {"opens_at": [sentence]}
    assert not Poll.objects.exists()


def test_an_untouched_time_keeps_its_seconds_and_its_side_of_a_clock_change(desk):
    second_half_past_two = datetime(2027, 10, 31, 1, 30, 42, tzinfo=UTC)
    closes = datetime(2027, 12, 1, tzinfo=UTC)
    poll = make_poll(
        newsletter=make_berlin(), status="draft", opens_at=second_half_past_two, closes_at=closes
    )

    page = desk.post(change(poll), typed(desk, change(poll), sponsor="Acme"))

    assert page.status_code == 302
    poll.refresh_from_db()
    assert (poll.sponsor, poll.opens_at) == ("Acme", second_half_past_two)


def test_another_newsletter_reads_the_same_wall_clock_in_its_own_zone(desk):
    opens_at, closes_at = datetime(2027, 1, 13, 8, tzinfo=UTC), datetime(2027, 1, 19, tzinfo=UTC)
    poll = make_poll(
        newsletter=make_berlin(), status="draft", opens_at=opens_at, closes_at=closes_at
    )
    tokyo = make_newsletter(time_zone="Asia/Tokyo")

    desk.post(change(poll), typed(desk, change(poll), newsletter=tokyo.pk))

    poll.refresh_from_db()
    assert poll.opens_at == datetime(2027, 1, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        ({"question": ""}, {"question": ["Fill this in."]}),
        (
            {"closes_at_0": "2026-01-01"},
            {"closes_at": ["The poll must close after it opens."]},
        ),
        (
            {"opens_at_0": "", "opens_at_1": ""},
            {"opens_at": ["Say when the poll opens, or leave both times blank."]},
        ),
        (
            {"opens_at_1": ""},
            {"opens_at": ["Give the time as hours and minutes, such as 09:00."]},
        ),
        (
            {"max_marks": "0"},
            {"max_marks": ["Readers must be able to mark at least one answer."]},
        ),
        (
            {"published": "on"},
            {
                "choices": [
                    "Give at least two answers before you publish the poll, or save it as a draft."
                ]
            },
        ),
        (
            {"published": "on", "max_marks": "3", **answers("A", "B")},
            {
                "choices": [
                    "Readers may mark 3 answers, but there are only 2: give more answers, or let "
                    "readers mark fewer."
                ]
            },
        ),
        (
            answers("Yes", " yes "),
            {"choices": ["Another answer says the same: give each its own words."]},
        ),
        (
            answers(*map(str, range(21))) | {"choices-TOTAL_FORMS": "21"},
            {"choices": ["A poll has at most 20 answers; these are 21."]},
        ),
        (
            {
                "published": "on",
                "opens_at_0": "2020-01-01",
                "closes_at_0": "2020-01-08",
                **answers("A", "B"),
            },
            {"closes_at": ["It would close before anybody can vote: choose a later time."]},
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_at_its_place(desk, values, errors):
    make_berlin()

    page = desk.post(ADD, typed(desk) | {"question": "What next?"} | values)

    assert page.status_code == 200
    assert errors_of(page) == errors
    assert not Poll.objects.exists()


def test_answers_are_numbered_in_the_order_of_their_places(desk):
    make_berlin()
    form = typed(desk, question="Which?", **answers("third", "first", "last", "second"))
    places = {"choices-0-place": 3, "choices-1-place": 1, "choices-3-place": 2}

    desk.post(ADD, form | places)

    expected = [(1, "first"), (2, "second"), (3, "third"), (4, "last")]
    assert texts(Poll.objects.get()) == expected


def test_answers_are_swapped_reworded_deleted_and_added_at_once(desk):
    poll = make_poll(status="scheduled", choices=["A", "B", "C"])
    kept = {choice.text: choice.pk for choice in poll.choices.all()}
    form = typed(desk, change(poll), **answers("A", "b!", "C", "D"))
    places = {f"choices-{n}-place": place for n, place in enumerate([3, 1, "", 2])}

    page = desk.post(change(poll), form | places | {"choices-2-DELETE": "on"}, follow=True)

    assert page.status_code == 200
    assert texts(poll) == [(1, "b!"), (2, "D"), (3, "A")]
    assert poll.choices.get(position=1).pk == kept["B"]
    assert poll.choices.get(position=3).pk == kept["A"]


def test_a_poll_that_opens_at_once_has_its_answers(desk):
    """A published poll whose opening is past is locked: its answers must be in place before."""
    make_newsletter()
    form = typed(desk, question="Now?", published="on", **answers("Yes", "No"))

    desk.post(ADD, form | {"opens_at_0": "2020-01-01", "opens_at_1": "09:00"})

    poll = Poll.objects.get()
    assert poll.is_open(timezone.now())
    assert texts(poll) == [(1, "Yes"), (2, "No")]


# Locked from the opening on.


def test_open_poll_shows_what_is_locked_as_text_and_saves_the_rest(desk):
    poll = make_poll(question="Locked question?")
    form = typed(desk, change(poll))

    assert not set(form) & {
        "question",
        "introduction",
        "closes_at_0",
        "slug",
        "newsletter",
        "max_marks",
        "opens_at_0",
        "published",
    }
    assert not [name for name in form if name.endswith(("-text", "-place"))]
    desk.post(change(poll), form | {"sponsor": "Acme"})

    poll.refresh_from_db()
    assert (poll.sponsor, poll.question) == ("Acme", "Locked question?")


@pytest.mark.parametrize(
    ("forged", "named"),
    [
        ({"question": "Another?"}, "question"),
        ({"slug": "another"}, "slug"),
        ({"max_marks": "2"}, "answers a reader may mark"),
        ({"opens_at_0": "2027-01-01", "opens_at_1": "09:00"}, "opens at"),
        ({"published": ""}, "published"),
        ({"introduction": "More"}, "introduction"),
        ({"closes_at_0": "2027-01-01", "closes_at_1": "09:00"}, "closes at"),
        ({"choices-0-text": "Perhaps"}, "answers"),
        ({"choices-0-DELETE": "on"}, "answers"),
        ({"question": "Another?", "slug": "another"}, "question and slug"),
    ],
)
def test_what_is_locked_is_refused_where_it_is_sent_all_the_same(desk, forged, named):
    poll = make_poll(question="Locked question?", choices=["Yes", "No"])
    before = Poll.objects.values().get()

    page = desk.post(change(poll), typed(desk, change(poll), sponsor="Acme") | forged)

    assert errors_of(page) == {
        "": [
            f"The poll has opened: its {named} can no longer be changed. Nothing is saved yet; "
            "what can still be changed is below."
        ]
    }
    assert Poll.objects.values().get() == before
    assert texts(poll) == [(1, "Yes"), (2, "No")]
    assert 'value="Acme"' in page.content.decode()


def test_poll_with_ballots_is_not_deleted(desk):
    draft, voted = make_poll(status="draft"), make_poll(status="scheduled")
    make_ballot(voted)

    assert desk.post(f"/admin/polls/poll/{voted.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"/admin/polls/poll/{draft.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(Poll.objects.all()) == [voted]


def test_slot_view_gives_dates_as_the_inputs_take_them(desk):
    newsletter = make_berlin()
    slot = newsletter.next_free_slot(timezone.now())

    answer = desk.get("/admin/polls/poll/slot/", {"newsletter": newsletter.pk}).json()

    closes = slot.closes_at.astimezone(newsletter.zone)
    assert answer["zone"] == "Europe/Berlin"
    assert answer["closes_at"] == [f"{closes:%Y-%m-%d}", "17:00"]
    assert desk.get("/admin/polls/poll/slot/", {"newsletter": "x"}).status_code == 404
