"""Comments are strangers' text: a small subset of Markdown, and steps in proportion to the length."""

import re
import sys

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from smartpulse.markup import render_comment
from tests.smartpulse.hostile_markup import HOSTILE, MARKDOWN, SCRIPTS, Inspector

COMMENT_ELEMENTS = {"p", "br", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
REL = "ugc nofollow noopener"
LONGEST_COMMENT = 10_000


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("*so* **very** `a < b`", "<p><em>so</em> <strong>very</strong> <code>a &lt; b</code></p>\n"),
        ("```\na & b\n```", "<pre><code>a &amp; b\n</code></pre>\n"),
        ("> said\n\nno", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>no</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>\n'),
        (
            '[they](https://example.org/?a=1&b=2 "title")',
            f'<p><a href="https://example.org/?a=1&amp;b=2" rel="{REL}">they</a></p>\n',
        ),
        (
            "<https://example.org>",
            f'<p><a href="https://example.org" rel="{REL}">https://example.org</a></p>\n',
        ),
        ("", ""),
    ],
)  # fmt: skip
def test_comment_renders_a_small_subset(source, html):
    assert render_comment(source) == html
    assert isinstance(render_comment(source), SafeString)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Not a headline", "# Not a headline"),
        ("Not one\n===", "Not one\n==="),
        ("a\n\n***\n\nb", "a\n***\nb"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("~~gone~~", "~~gone~~"),
        ("    no code", "no code"),
        ("[a]: https://example.org", "[a]: https://example.org"),
        ("<b>bold</b>", "<b>bold</b>"),
        ("![chart](https://example.org/x.png)", "!chart"),
        ('It\'s "so" -- he said...', 'It\'s "so" -- he said...'),
    ],
)
def test_comment_shows_what_it_has_no_use_for(source, text):
    assert Inspector(render_comment(source)).text.strip() == text
    assert set(re.findall(r"<([a-z0-9]+)", render_comment(source))) <= COMMENT_ELEMENTS


@pytest.mark.parametrize("address", SCRIPTS)
@pytest.mark.parametrize("form", ["[text]({})", "<{}>", "![text]({})", '<a href="{}">text</a>'])
def test_no_script_address_survives_in_a_comment(form, address):
    assert Inspector(render_comment(form.format(address))).unexpected == []


@given(MARKDOWN | st.text(max_size=200))
def test_no_comment_makes_anything_unexpected(source):
    html = render_comment(source)
    page = Inspector(html)
    assert page.unexpected == []
    assert html.count("<a ") == html.count(f'rel="{REL}"')
    assert set(re.findall(r"<([a-z0-9]+)", html)) <= COMMENT_ELEMENTS


@pytest.mark.parametrize(
    ("source", "address", "text"),
    [
        ("See https://example.org/a.", "https://example.org/a", "See https://example.org/a."),
        ("(http://example.org/x_(y)).", "http://example.org/x_(y)", "(http://example.org/x_(y))."),
        ("*https://example.org/_a_b*", "https://example.org/_a_b", "https://example.org/_a_b"),
        ("“https://example.org/ü”!", "https://example.org/%C3%BC", "“https://example.org/ü”!"),
        ("HTTPS://Example.org?", "HTTPS://Example.org", "HTTPS://Example.org?"),
        ("https://e.example/?a=1&b=2#c", "https://e.example/?a=1&b=2#c", None),
        (
            "[see https://a.example](https://b.example)",
            "https://b.example",
            "see https://a.example",
        ),
        ("[https://a.example](https://b.example)", "https://b.example", "https://a.example"),
        ("<https://e.example/(a>", "https://e.example/(a", "https://e.example/(a"),
    ],
)
def test_bare_address_in_a_comment_is_one_link_and_keeps_its_text(source, address, text):
    page = Inspector(render_comment(source))
    assert page.links == [address]
    assert page.text.strip() == (text or source)


@pytest.mark.parametrize(
    "source",
    [
        *("example.org", "www.example.org", "https://", "http://_", "xhttp://a.example", "ftp://a"),
        *("`https://a.example`", "```\nhttps://a.example\n```", "javascript://a.example/%0Aalert"),
    ],
)
def test_what_is_no_bare_address_stays_text(source):
    page = Inspector(render_comment(source))
    assert (page.links, page.text.strip()) == ([], source.strip("`\n"))


def steps(source: str) -> int:
    """The number of function calls, of Python and of C, that rendering a comment takes."""
    count = 0

    def step(frame, event, argument):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(step)
    try:
        render_comment(source)
    finally:
        sys.setprofile(None)
    return count


HOSTILE_COMMENTS = HOSTILE | {
    "double": '"',
    "single": "'",
    "addresses": "http://a ",
    "address starts": "http://",
    "colons": "http:",
    "brackets in an address": "http://a(",
    "unopened brackets": "http://a)",
    "ends of addresses": 'http://a."',
    "addresses in a link": "[http://a](",
    "links in an address": "http://a[",
}


@pytest.mark.parametrize("piece", HOSTILE_COMMENTS.values(), ids=HOSTILE_COMMENTS)
def test_hostile_comment_takes_steps_in_proportion_to_its_length(piece):
    half, whole = (
        piece * (length // len(piece)) for length in (LONGEST_COMMENT // 2, LONGEST_COMMENT)
    )
    # Twice the length takes twice the steps, and four times were they to grow with its square.
    assert steps(whole) < 2.5 * steps(half) + 1_000
    assert Inspector(render_comment(whole)).unexpected == []
