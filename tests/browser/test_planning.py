"""Four weeks planned in Chromium: by keyboard alone, and every page of it under axe on every screen."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from polls.models import Idea, Poll, SkippedWeek
from polls.schedule import WEEK, day_of, slot_on
from tests.browser.desk import press, problems_of, sign_in
from tests.factories import make_ballots, make_editor, make_idea, make_newsletter, make_poll

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

ARABIC = "هل تقرأ النشرة كل أسبوع؟"


@pytest.fixture
def desk(page, context, base_url):
    sign_in(context, base_url, make_editor(username="Ada"))
    return page


@pytest.fixture
def newsletter(live_site):
    newsletter = make_newsletter(name="The Kettle", time_zone="Europe/Berlin")
    newsletter.refresh_from_db()
    return newsletter


def day_in(newsletter, weeks: int):
    return day_of(newsletter.week, timezone.now()) + weeks * WEEK


def planned(newsletter, weeks: int, **overrides) -> Poll:
    slot = slot_on(newsletter.week, day_in(newsletter, weeks))
    dates = {"opens_at": slot.opens_at, "closes_at": slot.closes_at}
    return make_poll(newsletter=newsletter, **{"status": "closed"} | dates | overrides)


def test_four_weeks_are_planned_by_keyboard(desk, newsletter, faults):
    planned(newsletter, -3, question="Tea or coffee?")
    weeks = {number: day_in(newsletter, number) for number in range(1, 6)}
    named = {number: f"the week of {day.day} {day:%B}" for number, day in weeks.items()}
    page = desk

    # An idea comes to mind.
    page.goto("/admin/polls/idea/")
    press(page, "textbox", "A new idea", "Home")
    page.keyboard.type("Milk or sugar?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Milk or sugar?", exact=True).first).to_be_visible()
    idea = Idea.objects.get()
    assert idea.question == "Milk or sugar?"
    Idea.objects.update(answers="Milk\nSugar")

    # The first week: the idea.
    press(page, "link", "Weeks")
    expect(page.get_by_role("heading", name="The Kettle", level=1)).to_be_visible()
    press(page, "link", f"Choose an idea for {named[1]}")
    press(page, "button", "Use it “Milk or sugar?”")
    expect(page.get_by_text("is planned, as a draft.")).to_be_visible()

    # The second: an earlier question. The third: none.
    press(page, "link", f"Ask again in {named[2]} …")
    press(page, "button", "Ask again “Tea or coffee?”")
    expect(page.get_by_text("is planned, as a draft.")).to_be_visible()
    row = page.locator(f"#week-{weeks[3]}")
    summary = row.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Christmas")
    page.keyboard.press("Enter")
    expect(row).to_contain_text("No poll this week: Christmas")
    assert SkippedWeek.objects.get().day == weeks[3]

    # The fourth: a new question.
    press(page, "link", f"New poll for {named[4]}")
    expect(page.get_by_label("Opens: date")).to_have_value(str(weeks[4]))
    press(page, "textbox", "Question:", "Home")
    page.keyboard.type("Cup or mug?")
    press(page, "textbox", "Answer 1", "Home")
    page.keyboard.type("Cup")
    press(page, "textbox", "Answer 2", "Home")
    page.keyboard.type("Mug")
    page.keyboard.press("Enter")
    expect(page.locator(f"#week-{weeks[4]}")).to_contain_text("Cup or mug?")

    # All are published; the first and the last change places.
    press(page, "link", "Publish all 3 drafts …")
    press(page, "button", "Publish")
    expect(page.locator(".state-scheduled")).to_have_count(3)
    press(page, "link", "Move “Milk or sugar?” …")
    radio = page.get_by_role("radio", name="Cup or mug?")
    page.get_by_role("radio").first.focus()
    for _ in range(8):
        if radio.is_checked():
            break
        page.keyboard.press("ArrowDown")
    expect(radio).to_be_checked()
    press(page, "button", "Move to another week")
    expect(page.get_by_role("alert")).to_contain_text("“Cup or mug?” is planned for that week")
    press(page, "button", "Move to another week all the same")
    expect(page.locator(f"#week-{weeks[1]}")).to_contain_text("Cup or mug?")
    expect(page.locator(f"#week-{weeks[4]}")).to_contain_text("Milk or sugar?")
    asked = Poll.objects.filter(opens_at__gt=timezone.now()).order_by("opens_at")
    assert [poll.question for poll in asked] == ["Cup or mug?", "Tea or coffee?", "Milk or sugar?"]


def test_pages_of_planning_are_sound_on_every_screen(desk, newsletter, complaints):
    empty = problems_of(desk, f"/admin/polls/newsletter/{newsletter.pk}/weeks/", complaints)
    make_ballots(planned(newsletter, -1, question="Q" * 60), [3, 1])
    planned(newsletter, -2, question=ARABIC)
    moving = planned(newsletter, 1, status="scheduled")
    planned(newsletter, 2, status="draft", question=ARABIC)
    newsletter.skipped_weeks.create(day=day_in(newsletter, 3), reason=ARABIC)
    idea = make_idea(question="Q" * 60, answers=f"{ARABIC}\nNo", note="Soon.", credit="a reader")
    day = day_in(newsletter, 4)
    pages = [
        reverse("admin:polls_newsletter_weeks", args=[newsletter.pk]),
        reverse("admin:polls_week_idea", args=[newsletter.pk, day]),
        reverse("admin:polls_week_again", args=[newsletter.pk, day]),
        reverse("admin:polls_idea_changelist"),
        reverse("admin:polls_idea_change", args=[idea.pk]),
        f"{reverse('admin:polls_idea_verb', args=['use'])}?id={idea.pk}",
        f"{reverse('admin:polls_poll_verb', args=['move'])}?id={moving.pk}",
    ]
    problems = [problem for page in pages for problem in problems_of(desk, page, complaints)]
    assert empty + problems == []
