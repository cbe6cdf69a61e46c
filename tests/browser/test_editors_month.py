"""An editor's month in Chromium: four weeks planned, run and reported, one corrected, one asked before.

Nothing here waits for a Wednesday: each poll is opened and closed by the buttons that editors have for it.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from polls import editions, subscribers
from polls.models import Newsletter, Poll, Post
from polls.schedule import WEEK, day_of
from tests.browser.axe import violations
from tests.browser.desk import press, sign_in
from tests.factories import make_ballots, make_editor, make_newsletter, make_poll

ASKED_BEFORE = "Tea or coffee?"
ANSWERS = ("Tea", "Coffee")


@pytest.fixture
def newsletter(live_site) -> Newsletter:
    """With a question that was asked, and reported, a year ago."""
    newsletter = make_newsletter(name="The Kettle", time_zone="Europe/Berlin")
    last_year = timezone.now() - timedelta(days=364)
    before = make_poll(
        newsletter=newsletter,
        question=ASKED_BEFORE,
        choices=ANSWERS,
        opens_at=last_year,
        closes_at=last_year + timedelta(days=6),
    )
    make_ballots(before, [6, 2])
    editions.freeze(before, timezone.now(), "First report")
    newsletter.refresh_from_db()
    return newsletter


class Desk:
    """An editor at the desk, with the mouse."""

    def __init__(self, page: Page, newsletter: Newsletter):
        self.page = page
        self.newsletter = newsletter
        self.weeks = reverse("admin:polls_newsletter_weeks", args=[newsletter.pk])

    def press(self, role: str, name: str):
        self.page.get_by_role(role, name=name, exact=True).first.click()

    def write(self, label: str, text: str):
        self.page.get_by_role("textbox", name=label, exact=True).fill(text)

    def week(self, number: int) -> str:
        day = day_of(self.newsletter.week, timezone.now()) + number * WEEK
        return f"the week of {day.day} {day:%B}"

    def expect_sentence(self, sentence: str):
        expect(self.page.locator(".messagelist")).to_contain_text(sentence)

    # The plan.

    def note_idea(self, question: str, *answers: str):
        self.page.goto(reverse("admin:polls_idea_add"))
        self.write("Question:", question)
        self.write("Answers:", "\n".join(answers))
        self.press("button", "Save")
        self.expect_sentence(question)

    def plan_idea(self, number: int, question: str):
        self.page.goto(self.weeks)
        self.press("link", f"Choose an idea for {self.week(number)}")
        self.press("button", f"Use it “{question}”")
        self.expect_sentence("is planned, as a draft.")

    def plan_again(self, number: int, question: str):
        self.page.goto(self.weeks)
        self.press("link", f"Ask again in {self.week(number)} …")
        self.press("button", f"Ask again “{question}”")
        self.expect_sentence("is planned, as a draft.")

    def plan_new(self, number: int, question: str, *answers: str):
        self.page.goto(self.weeks)
        self.press("link", f"New poll for {self.week(number)}")
        self.write("Question:", question)
        for place, answer in enumerate(answers, start=1):
            self.write(f"Answer {place}", answer)
        self.press("button", "Save")
        expect(self.page.get_by_role("link", name=question, exact=True).first).to_be_visible()

    def publish_plan(self, drafts: int):
        self.press("link", f"Publish all {drafts} drafts …")
        self.press("button", "Publish")
        expect(self.page.locator(".state-scheduled")).to_have_count(drafts)

    # A week.

    def act(self, poll: Poll, verb: str):
        """One of a poll's actions, which asks once more."""
        self.page.goto(reverse("admin:polls_poll_change", args=[poll.pk]))
        self.press("link", f"{verb} …")
        self.press("button", verb)

    def mail_for(self, poll: Poll) -> str:
        """What the kit has to be copied into the mail."""
        self.page.goto(reverse("admin:polls_poll_change", args=[poll.pk]))
        self.press("link", "The mail for it")
        return self.page.locator("#kit-html").input_value()

    def write_report(self, headline: str):
        """From what the desk says is missing."""
        self.page.goto("/admin/")
        mend = self.page.locator(".missing a", has_text="Write the report")
        self.press("link", mend.get_attribute("aria-label"))
        self.press("button", "Write the report")
        self.write("Headline:", headline)
        self.press("button", "Save and continue")
        self.press("button", "Publish …")
        self.press("button", "Publish")
        self.expect_sentence("Readers see it now.")


class KeyboardDesk(Desk):
    """The same by keyboard alone."""

    def press(self, role: str, name: str):
        press(self.page, role, name)

    def write(self, label: str, text: str):
        press(self.page, "textbox", label, "Control+A")
        self.page.keyboard.type(text)


class Readers:
    """Each with a browser of their own, which `new_browser` opens."""

    def __init__(self, new_browser: Callable[[], BrowserContext], newsletter: Newsletter):
        self.new_browser = new_browser
        self.newsletter = newsletter
        self.number = 0

    def open(self, address: str) -> Page:
        page = self.new_page()
        page.goto(address)
        return page

    def new_page(self) -> Page:
        # As if the seconds had gone by for which the site keeps a public page.
        caches["pages"].clear()
        return self.new_browser().new_page()

    def vote_on_the_web(self, answer: str):
        page = self.open("/")
        page.get_by_role("radio", name=answer, exact=True).check()
        self.cast(page)

    def vote_by_mail(self, mail: str, answer: str):
        """Follow the answer's link in the mail, as the mail service has sent it."""
        self.number += 1
        token = subscribers.make_token(self.newsletter, f"reader-{self.number}@example.com")
        page = self.new_page()
        page.set_content(mail.replace("*|SPTOKEN|*", token))
        page.get_by_role("link", name=answer, exact=True).click()
        expect(page.get_by_role("radio", name=answer, exact=True)).to_be_checked()
        self.cast(page)

    def cast(self, page: Page):
        # Before the scripts are there, a vote leads to a page of its own, which says less.
        page.wait_for_load_state()
        page.get_by_role("button", name="Cast my vote").click()
        expect(page.get_by_role("heading", name="Thank you. Your vote counts.")).to_be_visible()
        page.context.close()


def sound(page: Page, faults) -> list[str]:
    """What axe has against the page; the styles that it sets are stopped by the policy."""
    assert faults.unexpected() == []
    found = violations(page)
    faults.found.clear()
    return found


def run_week(desk: Desk, readers: Readers, poll: Poll, headline: str):
    """Opened, mailed, voted in, closed, reported: two readers of three take the first answer."""
    first, second = poll.choices.values_list("text", flat=True)[:2]
    desk.act(poll, "Open now")
    desk.expect_sentence("is open")
    mail = desk.mail_for(poll)
    readers.vote_on_the_web(first)
    readers.vote_on_the_web(second)
    readers.vote_by_mail(mail, first)
    desk.act(poll, "Close early")
    desk.expect_sentence("is closed, with 3 votes.")
    desk.write_report(headline)


@pytest.mark.only_on("sqlite")  # a week of it runs on both: test_editors_week
def test_a_month_is_planned_run_reported_corrected_and_compared(
    page, context, base_url, new_context, newsletter, faults
):
    sign_in(context, base_url, make_editor(username="Ada"))
    mouse, keyboard = Desk(page, newsletter), KeyboardDesk(page, newsletter)
    readers = Readers(lambda: faults.watch(new_context()), newsletter)

    mouse.note_idea("Milk or lemon?", "Milk", "Lemon")
    mouse.note_idea("Pot or bag?", "Pot", "Bag")
    mouse.plan_again(1, ASKED_BEFORE)
    keyboard.plan_new(2, "Cup or mug?", "Cup", "Mug")
    mouse.plan_idea(3, "Milk or lemon?")
    mouse.plan_idea(4, "Pot or bag?")
    mouse.publish_plan(4)
    assert sound(page, faults) == []
    polls = list(Poll.objects.filter(opens_at__gt=timezone.now()).order_by("opens_at"))
    assert [poll.question for poll in polls] == [
        *(ASKED_BEFORE, "Cup or mug?", "Milk or lemon?", "Pot or bag?")
    ]

    for number, poll in enumerate(polls, start=1):
        desk = keyboard if number == 2 else mouse
        run_week(desk, readers, poll, f"Week {number}: {{{{share:1}}}}")
    page.goto("/admin/")
    assert sound(page, faults) == []
    posts = Post.objects.order_by("pk")
    assert [post.headline for post in posts] == [f"Week {n}: 66.67%" for n in range(1, 5)]
    assert [poll.ballots.count() for poll in polls] == [3, 3, 3, 3]
    vias = [sorted(poll.ballots.values_list("via", flat=True)) for poll in polls]
    assert vias == [["mail", "web", "web"]] * 4

    correct(mouse, polls[2], posts[2])
    reader = readers.open(posts[2].get_absolute_url())
    expect(reader.get_by_role("heading", name="Week 3: 50.00%", level=1)).to_be_visible()
    expect(reader.get_by_role("main")).to_contain_text("orrected")
    assert sound(reader, faults) == []

    # What readers said each time.
    reader = readers.open(posts[0].get_absolute_url())
    reader.get_by_role("link", name="What readers said each time this was asked").click()
    table = reader.get_by_role("table").first
    expect(table).to_contain_text("75.00%")
    expect(table).to_contain_text("66.67%")
    expect(reader.get_by_role("main")).to_contain_text("Different volunteers answered each time")
    assert sound(reader, faults) == []


def correct(desk: Desk, poll: Poll, post: Post):
    """The vote by mail is made void, and the report cites a new edition."""
    page = desk.page
    page.goto(reverse("admin:polls_poll_change", args=[poll.pk]))
    desk.press("link", "Ballots")
    page.get_by_role("row", name="Mail").get_by_role("checkbox").check()
    page.get_by_role("combobox", name="Action").select_option(label="Make void …")
    desk.press("button", "Go")
    desk.write("Reason:", "Sent twice by mistake.")
    desk.press("button", "Make void")
    desk.act(poll, "Publish an edition")
    desk.write("Reason:", "One ballot set aside.")
    desk.press("button", "Publish an edition")
    desk.expect_sentence("has edition 2 now.")
    page.goto(reverse("admin:polls_post_change", args=[post.pk]))
    desk.press("button", "Cite edition 2 …")
    desk.press("button", "Cite the newer edition")
    desk.expect_sentence("cites edition 2 now.")
