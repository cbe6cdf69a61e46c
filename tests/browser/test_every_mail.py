"""Every mail's HTML as a mail program shows it: nothing scrolls sideways, and its words can be read."""

import pytest
from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.desk import IS_TOO_WIDE
from tests.comments.mail.reading import html_of
from tests.mails import Words, sent, templates

# Of what a browser shows: the client asks both databases.
pytestmark = [pytest.mark.only_on("sqlite"), pytest.mark.django_db]

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
CODE = f"\n\n```\n{'code' * 60}\n```\n\n> {WORD}\n>\n> > {WORD}"
WORDS = {
    "ordinary": Words(body="Coffee, [of course](https://example.com/).\n\n> Tea?\n\n- one\n- two"),
    "long": Words(WORD, "W" * 300, WORD[:60], WORD * 3 + CODE),
    "right to left": Words(
        "نشرة الأسبوع", "هل تستعين بجهات خارجية؟" * 9, "דנה", "فعلنا " * 90 + CODE
    ),
}
# A mail is a part of its reader's program, which has the landmarks and the first heading.
OF_PAGES = ("region", "landmark-one-main", "page-has-heading-one")
RULES = axe.RULES | {"rules": axe.RULES["rules"] | {rule: {"enabled": False} for rule in OF_PAGES}}


def problems(page: Page) -> list[str]:
    found = []
    for width in (320, 600):
        page.set_viewport_size({"width": width, "height": 700})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {each}" for each in axe.violations(page, RULES)]
            if page.evaluate(IS_TOO_WIDE):
                found.append(f"{width} {scheme}: it scrolls sideways")
    return found


@pytest.mark.parametrize("template", [name for name in templates() if name.startswith("email/")])
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_mail_fits_and_can_be_read(page, faults, mailbox, template, words):
    page.set_content(html_of(sent(template, mailbox, words)))
    assert "\n".join(problems(page)) == ""
