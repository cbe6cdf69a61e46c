"""The weeks of a newsletter at the desk: what stands in them, and each way to fill a gap."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.models import Newsletter, Poll, SkippedWeek
from polls.schedule import WEEK, day_of, slot_on
from tests.factories import (
    DAY,
    make_analyst,
    make_ballots,
    make_idea,
    make_newsletter,
    make_poll,
    make_post,
)

from .pages import form_of, messages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsletter():
    newsletter = make_newsletter(name="The Kettle", time_zone="Europe/Berlin")
    newsletter.refresh_from_db()
    return newsletter


def day_in(newsletter, weeks: int):
    return day_of(newsletter.week, timezone.now()) + weeks * WEEK


def planned(newsletter, weeks: int, **overrides) -> Poll:
    slot = slot_on(newsletter.week, day_in(newsletter, weeks))
    dates = {"opens_at": slot.opens_at, "closes_at": slot.closes_at}
    return make_poll(newsletter=newsletter, **{"status": "scheduled"} | dates | overrides)


def address(newsletter) -> str:
    return reverse("admin:polls_newsletter_weeks", args=[newsletter.pk])


def of_week(newsletter, weeks: int, name: str) -> str:
    return reverse(f"admin:polls_week_{name}", args=[newsletter.pk, day_in(newsletter, weeks)])


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row(page, newsletter, weeks: int) -> str:
    """What stands in the week's line, in words."""
    name = f'id="week-{day_in(newsletter, weeks)}"'
    found = re.search(rf"<li {name}.*?</li>", page.content.decode(), re.DOTALL)
    return words(found[0])


WAYS = "No poll yet New poll {0} Choose an idea {0} Ask again in {1} … No poll this week"


def test_page_shows_each_week_with_its_poll_or_the_ways_to_fill_it(desk, newsletter):
    past = planned(newsletter, -1, question="Tea?", status="closed")
    make_ballots(past, [2, 1])
    planned(newsletter, 1, question="Coffee?")
    planned(newsletter, 2, question="Water?", status="draft")
    planned(newsletter, 3, question="Milk?", status="draft", choices=())
    newsletter.skipped_weeks.create(day=day_in(newsletter, 4), reason="Christmas")
    page = desk.get(address(newsletter))

    assert " Tea? Closed 3 respondents Write the report of “Tea?” Ask again “Tea?” …" in row(
        page, newsletter, -1
    )
    assert row(page, newsletter, 1).endswith(" Coffee? Scheduled Move “Coffee?” …")
    assert row(page, newsletter, 2).endswith(" Water? Draft Publish “Water?” … Move “Water?” …")
    assert row(page, newsletter, 3).endswith(" Milk? Draft No answers yet Move “Milk?” …")
    assert "No poll this week: Christmas Plan a poll after all" in row(page, newsletter, 4)
    assert row(page, newsletter, -2).endswith(" No poll")
    for weeks in (5, 8):
        day = day_in(newsletter, weeks)
        name = f"{day.day} {day:%B}"
        ways = WAYS.format(f"for the week of {name}", f"the week of {name}")
        assert ways in row(page, newsletter, weeks)
    assert "Publish the draft" in words(page.content.decode())


def test_report_is_linked_and_a_draft_of_it_named(desk, newsletter):
    polls = [planned(newsletter, -weeks, status="closed") for weeks in (1, 2)]
    posts = [make_post(reports=polls[0]), make_post(reports=polls[1], published=False)]
    page = desk.get(address(newsletter))
    assert " Report of “" in row(page, newsletter, -1)
    assert " Draft of the report of “" in row(page, newsletter, -2)
    for post in posts:
        assert reverse("admin:polls_post_change", args=[post.pk]) in page.content.decode()


def test_gap_is_filled_by_a_new_poll_in_its_week_and_leads_back(desk, newsletter):
    page = desk.get(address(newsletter))
    day = day_in(newsletter, 2)
    way = f"{reverse('admin:polls_poll_add')}?newsletter={newsletter.pk}&day={day}&then=weeks"
    assert way.replace("&", "&amp;") in page.content.decode()
    form = form_of(desk.get(way), "poll_form")
    form |= {"question": "Tea?", "choices-0-text": "Yes", "choices-1-text": "No"}
    answer = desk.post(way, form)
    assert answer.url == f"{address(newsletter)}#week-{day}"
    slot = slot_on(newsletter.week, day)
    poll = Poll.objects.get()
    assert (poll.opens_at, poll.closes_at) == (slot.opens_at, slot.closes_at)


def test_gap_is_filled_with_an_idea(desk, newsletter):
    make_idea(question="Tea?", answers="Yes\nNo", note="Soon.", credit="a reader")
    make_idea(question="Elsewhere?", newsletter=make_newsletter())
    make_idea(question="Used?", used_for=make_poll())
    way = of_week(newsletter, 2, "idea")
    page = words(desk.get(way).content.decode())
    assert "Tea? Yes · No Soon. Suggested by a reader. Use it" in page
    assert "Elsewhere?" not in page
    assert "Used?" not in page

    idea = form_of_button(desk.get(way), "idea")
    answer = desk.post(way, idea, follow=True)
    assert messages_of(answer) == [
        f'“<a href="/admin/polls/poll/{newsletter.polls.get().pk}/change/">Tea?</a>” is planned, as a '
        "draft. Look it over, then publish it."
    ]
    assert row(answer, newsletter, 2).endswith(" Tea? Draft Publish “Tea?” … Move “Tea?” …")


def form_of_button(page, name: str) -> dict:
    """What the first button of a list sends."""
    return {name: re.search(rf'name="{name}" value="(\d+)"', page.content.decode())[1]}


def test_idea_that_was_asked_before_says_so_and_offers_to_ask_again(desk, newsletter):
    earlier = planned(newsletter, -3, question="Tea?", status="closed")
    make_idea(question="tea")
    page = desk.get(of_week(newsletter, 2, "idea"))
    assert "Use it all the same “tea”" in words(page.content.decode())
    again = f"{reverse('admin:polls_poll_verb', args=['ask-again'])}?id={earlier.pk}&amp;then=weeks"
    assert again in page.content.decode()


def test_gap_is_filled_with_an_earlier_question(desk, newsletter):
    earlier = planned(newsletter, -3, question="Tea?", status="closed")
    planned(newsletter, -4, question="Coffee?", status="withdrawn", withdrawn_at=-DAY)
    make_poll(question="Elsewhere?", status="closed")
    way = of_week(newsletter, 2, "again")
    assert "Coffee?" not in words(desk.get(way).content.decode())
    answer = desk.post(way, form_of_button(desk.get(way), "poll"), follow=True)
    assert " Tea? Draft Publish" in row(answer, newsletter, 2)
    assert newsletter.polls.get(published=False).repeats == earlier
    assert "Asked again once since." in words(
        desk.get(of_week(newsletter, 3, "again")).content.decode()
    )


def test_what_is_chosen_from_is_searched_and_says_where_nothing_is_found(desk, newsletter):
    planned(newsletter, -3, question="Tea?", status="closed")
    planned(newsletter, -4, question="Coffee?", status="closed")
    way = of_week(newsletter, 2, "again")
    found = words(desk.get(way, {"q": "cof"}).content.decode())
    assert "Coffee?" in found
    assert "Tea?" not in found
    assert "Nothing has “milk” in its question." in words(
        desk.get(way, {"q": "milk"}).content.decode()
    )
    assert "No idea waits for The Kettle. Add one" in words(
        desk.get(of_week(newsletter, 2, "idea")).content.decode()
    )


def test_week_that_was_filled_meanwhile_is_told(desk, newsletter):
    idea = make_idea()
    planned(newsletter, 2, question="Tea?")
    for name, sent in (("idea", {"idea": idea.pk}), ("skip", {"reason": "Christmas"})):
        answer = desk.post(of_week(newsletter, 2, name), sent, follow=True)
        assert messages_of(answer) == [
            "“Tea?” is planned for this week already. Choose another week, or move that poll first."
        ]
    assert newsletter.polls.count() == 1
    assert not SkippedWeek.objects.exists()


def test_week_without_a_poll_is_no_gap_until_the_word_is_taken_back(desk, newsletter):
    planned(newsletter, 0, status="open", opens_at=-DAY)
    page = desk.post(of_week(newsletter, 2, "skip"), {"reason": "Christmas"}, follow=True)
    assert "No poll this week: Christmas" in row(page, newsletter, 2)
    assert day_in(newsletter, 2) not in [week.day for week in page.context["plan"].gaps]
    # Said of a day in it, as where the newsletter's weekday was another then.
    SkippedWeek.objects.update(day=day_in(newsletter, 2) + timedelta(days=6))
    page = desk.post(of_week(newsletter, 2, "unskip"), follow=True)
    assert day_in(newsletter, 2) in [week.day for week in page.context["plan"].gaps]
    assert not SkippedWeek.objects.exists()


def history(desk, obj) -> str:
    name = f"admin:polls_{obj._meta.model_name}_history"
    return words(desk.get(reverse(name, args=[obj.pk])).content.decode())


def test_history_of_a_newsletter_has_what_was_said_of_its_weeks(desk, newsletter):
    day = day_in(newsletter, 2)
    week = f"in the week of {day.day} {day:%B %Y}"
    desk.post(of_week(newsletter, 2, "skip"), {"reason": "Christmas"})
    assert f"No poll {week}: Christmas" in history(desk, newsletter)
    assert "A poll after all" not in history(desk, newsletter)
    desk.post(of_week(newsletter, 2, "unskip"))
    # Pressed twice: there was nothing to take back.
    desk.post(of_week(newsletter, 2, "unskip"))
    assert history(desk, newsletter).count(f"A poll after all {week}") == 1


def test_history_of_a_newsletter_has_no_skip_that_was_refused(desk, newsletter):
    planned(newsletter, 2)
    desk.post(of_week(newsletter, 2, "skip"), {"reason": "Christmas"})
    assert "Nobody has changed it at the desk." in history(desk, newsletter)


def test_history_of_an_idea_has_the_week_that_it_filled(desk, newsletter):
    idea, day = make_idea(), day_in(newsletter, 2)
    desk.post(of_week(newsletter, 2, "idea"), {"idea": idea.pk})
    assert f"Asked in the week of {day.day} {day:%B %Y}" in history(desk, idea)


def test_reason_that_is_too_long_is_refused(desk, newsletter):
    page = desk.post(of_week(newsletter, 2, "skip"), {"reason": "x" * 121}, follow=True)
    assert messages_of(page) == ["A reason has at most 120 characters."]
    assert not SkippedWeek.objects.exists()


def test_all_drafts_that_are_ready_are_published_at_once(desk, newsletter):
    for weeks in (1, 2):
        planned(newsletter, weeks, status="draft")
    planned(newsletter, 3, status="draft", choices=())
    page = desk.get(address(newsletter)).content.decode()
    way = re.search(r'href="([^"]+)">Publish all 2 drafts', page)[1].replace("&amp;", "&")
    answer = desk.post(way, form_of(desk.get(way), "verb_form"))
    assert Poll.objects.filter(published=True).count() == 2
    assert answer.url.startswith(address(newsletter))


def test_poll_is_moved_from_the_page_and_leads_back_to_its_week(desk, newsletter):
    poll = planned(newsletter, 1, question="Tea?")
    way = f"{reverse('admin:polls_poll_verb', args=['move'])}?id={poll.pk}&then=weeks"
    form = form_of(desk.get(way), "verb_form") | {"week": str(day_in(newsletter, 3))}
    answer = desk.post(way, form)
    assert answer.url == f"{address(newsletter)}#week-{day_in(newsletter, 3)}"
    assert " Tea? Scheduled" in row(desk.get(answer.url), newsletter, 3)


def test_move_to_a_taken_week_is_explained_before_two_polls_change_places(desk, newsletter):
    poll, other = planned(newsletter, 1, question="Tea?"), planned(newsletter, 2, question="Milk?")
    before = poll.opens_at, other.opens_at
    way = f"{reverse('admin:polls_poll_verb', args=['move'])}?id={poll.pk}"
    form = form_of(desk.get(way), "verb_form") | {"week": str(day_in(newsletter, 2))}
    page = desk.post(way, form)
    assert "“Milk?” is planned for that week" in words(page.content.decode())
    assert list(Poll.objects.order_by("pk").values_list("opens_at", flat=True)) == list(before)
    desk.post(way, form_of(page, "verb_form"))
    assert list(Poll.objects.order_by("pk").values_list("opens_at", flat=True)) == list(
        before[::-1]
    )


def test_move_to_a_week_that_was_taken_meanwhile_changes_nothing_unasked(
    desk, newsletter, monkeypatch
):
    """Between the look at the week and the move itself another editor fills it."""
    from polls import planning

    poll = planned(newsletter, 1, question="Tea?")
    move = planning.move

    def late(*args, **kwargs):
        planned(newsletter, 2, question="Milk?")
        return move(*args, **kwargs)

    monkeypatch.setattr(planning, "move", late)
    way = f"{reverse('admin:polls_poll_verb', args=['move'])}?id={poll.pk}"
    form = form_of(desk.get(way), "verb_form") | {"week": str(day_in(newsletter, 2))}
    page = desk.post(way, form, follow=True)
    assert messages_of(page) == [
        "“Tea?”: “Milk?” is planned for that week. Nothing was moved: choose another week, or change "
        "places."
    ]
    assert Poll.objects.get(pk=poll.pk).opens_at == poll.opens_at


def test_older_weeks_are_a_page_away_and_the_way_ends_with_the_first_poll(desk, newsletter):
    planned(newsletter, 0, status="open", opens_at=-DAY)
    first = planned(newsletter, -30, question="The first?", status="closed")
    page, seen = desk.get(address(newsletter)), []
    for _ in range(4):
        seen += [week.day for week in page.context["plan"].weeks if week.is_past][::-1]
        link = re.search(r'href="(\?from=[\d-]+)" rel="prev"', page.content.decode())
        if not link:
            break
        page = desk.get(address(newsletter) + link[1])
    assert seen == [day_in(newsletter, -weeks) for weeks in range(1, len(seen) + 1)]
    assert f"{first}" in words(page.content.decode())
    assert 30 <= len(seen) < 50


@pytest.mark.parametrize(
    "garbage", ["", "x", "2026-13-40", "0001-01-01", "9999-12-31", "²", "2026-W05-1", "20260105"]
)
def test_address_that_names_no_week_is_not_found(desk, newsletter, garbage):
    expected = 200 if garbage in ("2026-W05-1", "20260105") else 404
    assert desk.get(address(newsletter), {"from": garbage}).status_code == expected
    assert desk.get(reverse("admin:polls_poll_add"), {"day": garbage}).status_code == 200


def test_site_without_a_newsletter_says_what_will_be_here(client, desk):
    page = desk.get(reverse("admin:polls_weeks"))
    assert "No newsletter is here yet. Ask an administrator to add one." in words(
        page.content.decode()
    )
    newsletter = make_newsletter()
    assert desk.get(reverse("admin:polls_weeks")).url == address(newsletter)


def test_analysts_read_the_weeks_and_are_offered_nothing(client, newsletter):
    planned(newsletter, 1, question="Tea?", status="draft")
    client.force_login(make_analyst())
    page = client.get(address(newsletter))
    assert row(page, newsletter, 1).endswith(" Tea? Draft")
    assert row(page, newsletter, 2).endswith(" No poll yet")
    for name in ("idea", "again"):
        assert client.get(of_week(newsletter, 2, name)).status_code == 403
    for name in ("idea", "again", "skip", "unskip"):
        assert client.post(of_week(newsletter, 2, name)).status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_often_for_many_weeks(desk, newsletter, number, django_assert_num_queries):
    for weeks in range(1, number + 1):
        make_post(reports=planned(newsletter, -weeks, status="closed"))
        planned(newsletter, weeks)
        newsletter.skipped_weeks.create(day=day_in(newsletter, 4 + weeks))
    assert Newsletter.objects.count() == 1
    with django_assert_num_queries(13):
        desk.get(address(newsletter))
