"""Lists of the desk whose texts are one long word: nothing is pushed aside, nothing scrolls sideways."""

import pytest

from tests.browser.axe import views
from tests.browser.desk import sign_in
from tests.comments.factories import make_comment, make_discussion
from tests.factories import (
    make_idea,
    make_newsletter,
    make_poll,
    make_post,
    make_superuser,
)

# Of what a browser shows: the client asks both databases.
pytestmark = pytest.mark.only_on("sqlite")

WORD = "Donaudampfschiff" * 7 + "fahrtsge"  # 120 letters
LISTS = ("polls/poll", "polls/post", "polls/idea", "polls/newsletter", "comments/comment")
CUT_OFF = """() => [...document.querySelectorAll("html, .desk-nav, #result_list, .results")]
    .filter(part => part.scrollWidth > part.clientWidth)
    .map(part => part.id || part.className || part.localName)"""


def test_a_long_word_breaks_in_every_list(context, page, base_url):
    newsletter = make_newsletter(name=WORD[:80])
    post = make_post(headline=WORD, newsletter=newsletter)
    make_poll(question=WORD, newsletter=newsletter)
    make_idea(question=WORD, newsletter=newsletter, credit=WORD[:80])
    make_comment(make_discussion(post), name=WORD[:60], body=WORD, status="held")
    sign_in(context, base_url, make_superuser())

    problems = []
    for name in LISTS:
        page.goto(f"/admin/{name}/")
        for view, _ in views(page):
            problems += [f"{name} {view}: {part}" for part in page.evaluate(CUT_OFF)]

    assert "\n".join(problems) == ""
