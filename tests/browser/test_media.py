"""Right to left, forced colours, reduced motion, paper."""

import pytest
from playwright.sync_api import expect

from polls.models import Status
from tests.browser.reader import Reader, expect_notice, own_line
from tests.factories import make_ballots, make_poll

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

FILL = "element => getComputedStyle(element).fill"
# Elements that would move by themselves.
MOVING = """() => [document.documentElement, ...document.querySelectorAll("body, body *")]
    .filter(element => {
        const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
        return animationName !== "none" || transitionDuration !== "0s" || scrollBehavior !== "auto";
    })
    .map(element => element.outerHTML.slice(0, 80))"""


def vote(page, poll, answer):
    reader = Reader(page)
    page.goto(poll.get_absolute_url())
    reader.choose(answer)
    reader.cast()
    expect_notice(page, "Thank you. Your vote counts.")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(
    ("direction", "choices"), [("ltr", ("Yes", "No")), ("rtl", ("نعم، كل أسبوع", "لا"))]
)
def test_result_runs_as_its_words_do(page, faults, direction, choices, width):
    page.set_viewport_size({"width": width, "height": 800})
    poll = make_poll(status=Status.CLOSED, choices=choices)
    make_ballots(poll, [3, 1])
    page.goto(poll.get_absolute_url())
    line = page.locator(".result-line").first
    expect(line).to_have_css("direction", direction)
    track, share = (line.locator(f".bar-{part}").bounding_box() for part in ("track", "share"))
    label, figure = (line.locator(f".result-{part}").bounding_box() for part in ("label", "share"))
    assert share["width"] == pytest.approx(0.75 * track["width"], abs=1)
    if direction == "ltr":
        assert share["x"] == pytest.approx(track["x"], abs=1)
        assert label["x"] < figure["x"]
        # The figure ends where the bar's track does.
        assert right(figure) == pytest.approx(right(track), abs=1)
    else:
        assert right(share) == pytest.approx(right(track), abs=1)
        assert label["x"] > figure["x"]
        assert figure["x"] == pytest.approx(track["x"], abs=1)


def right(box):
    return box["x"] + box["width"]


def test_answers_from_right_to_left_have_their_buttons_at_the_right(page, faults):
    poll = make_poll(question="هل تقرأ النشرة كل أسبوع؟", choices=("نعم، كل أسبوع", "لا"))
    page.goto(poll.get_absolute_url())
    button = page.get_by_role("radio").first.bounding_box()
    assert button["x"] > page.locator(".choice-text").first.bounding_box()["x"]


def test_forced_colours_tell_the_own_answer_from_the_others(page, faults):
    page.emulate_media(forced_colors="active")
    poll = make_poll()
    make_ballots(poll, [2, 1])
    page.goto(poll.get_absolute_url())
    chosen, other = (page.locator(".choice", has_text=answer) for answer in ("No", "Yes"))
    chosen.click()
    expect(chosen).to_have_css("outline-style", "solid")
    expect(other).to_have_css("outline-style", "none")
    Reader(page).cast()
    own, others, track = (
        page.locator(bar).first.evaluate(FILL)
        for bar in (".is-own .bar-share", ":not(.is-own) > .bar > .bar-share", ".bar-track")
    )
    assert len({own, others, track}) == 3


def test_reduced_motion_leaves_nothing_that_moves_by_itself(page, faults):
    page.emulate_media(reduced_motion="reduce")
    poll = make_poll()
    page.goto(poll.get_absolute_url())
    # The page's own scrolling is smooth where something in it has the focus.
    Reader(page).choose("No")
    assert page.evaluate(MOVING) == []
    Reader(page).cast()
    expect_notice(page, "Thank you. Your vote counts.")
    assert page.evaluate(MOVING) == []


def test_result_prints_black_on_white_without_what_only_a_screen_can_do(page, faults):
    poll = make_poll()
    make_ballots(poll, [2, 0])
    vote(page, poll, "No")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(own_line(page)).to_have_text("No, Your vote: 33.33%, 1 vote")
    for part in (".result-label", ".result-share", ".result-own"):
        expect(own_line(page).locator(part)).to_be_visible()
        expect(own_line(page).locator(part)).to_have_css("color", "rgb(0, 0, 0)")
    for element in page.locator("nav, .btn, .skip-link").all():
        expect(element).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
