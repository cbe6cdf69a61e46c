"""What is filled into a text comes in as text: no markup that its author did not type, no blank left."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smartpulse import markup
from smartpulse.blanks import BLANK, fill_line
from smartpulse.markup import as_markdown, plain_text, render_post
from tests.smartpulse.hostile_markup import MARKDOWN, Inspector

VALUES = st.text(alphabet=st.sampled_from("*_`[]()<>{}|#&;!~\\-=\"':/.a1 \u202eש"), max_size=30)
MARK = "figure"


class Elements(HTMLParser):
    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append(f"{tag} {attrs}")


def filled(source: str, value: str = "65.87%") -> str:
    return render_post(source, lambda blank: value)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("{{share:2}} of you", "<p>65.87% of you</p>"),
        ("**{{share:2}}**, _{{a}}_", "<p><strong>65.87%</strong>, <em>65.87%</em></p>"),
        ("# {{a}}", "<h2>65.87%</h2>"),
        ("[{{a}} said](/x)", '<p><a href="/x" rel="noopener">65.87% said</a></p>'),
        ("![a chart: {{a}}](/x.png)", "<p>a chart: 65.87%</p>"),
        ("`{{a}}`", "<p><code>{{a}}</code></p>"),
        ("    {{a}}", "<pre><code>{{a}}\n</code></pre>"),
        ("```\n{{a}}\n```", "<pre><code>{{a}}\n</code></pre>"),
        (r"\{{a}}", "<p>{{a}}</p>"),
        (r"\\{{a}}", "<p>\\65.87%</p>"),
        ("{{a", "<p>{{a</p>"),
        ("{a}", "<p>{a}</p>"),
    ],
)
def test_blank_is_filled_in_where_text_stands(source, html):
    assert filled(source).strip() == html


def test_what_is_filled_in_is_text_however_it_looks():
    assert filled("{{a}}", "*A* <b>[x](y)</b> `c` ... (c)") == (
        "<p><bdi>*A* &lt;b&gt;[x](y)&lt;/b&gt; `c` ... (c)</bdi></p>\n"
    )
    assert filled("| {{a}} |\n|-|\n", "x | y").count("<th>") == 1


def test_blank_that_is_nobodys_stays_as_it_was_typed():
    assert render_post("Use {{sptoken}}", lambda blank: None) == "<p>Use {{sptoken}}</p>\n"
    assert fill_line("Use {{sptoken}}", lambda blank: None) == "Use {{sptoken}}"
    assert render_post("Use {{sptoken}}") == "<p>Use {{sptoken}}</p>\n"


@given(MARKDOWN | st.text(max_size=80), VALUES, MARKDOWN | st.text(max_size=80))
def test_no_value_adds_markup_of_its_own(before, value, after):
    source = f"{before}{{{{a}}}}{after}"
    html = filled(source, value)
    assert Inspector(html).unexpected == []
    # With another value the same elements stand there, with the same attributes.
    plain = [each for each in Elements(filled(source, MARK)).found if not each.startswith("bdi")]
    assert [each for each in Elements(html).found if not each.startswith("bdi")] == plain


@given(st.lists(VALUES.filter(lambda text: "{" not in text and "`" not in text), max_size=8))
def test_every_blank_of_a_line_is_filled_in_and_nothing_else(texts):
    texts = [text.replace("\\", "").replace("}", "") for text in texts]
    line = "{{a}}".join(texts)
    assert fill_line(line, lambda blank: "5") == "5".join(texts)
    assert not BLANK.search(fill_line(line, lambda blank: "5"))


def test_words_that_run_the_other_way_are_kept_apart_in_plain_text():
    assert fill_line("“{{a}}” leads", lambda blank: "לא") == "“\u2068לא\u2069” leads"
    assert fill_line("“{{a}}” leads", lambda blank: "No") == "“No” leads"


@given(st.text(max_size=60) | VALUES)
def test_escaped_text_prints_as_it_is(text):
    line = " ".join(text.split())
    if "\x00" in line or not line.isprintable():
        return
    html = render_post(f"> {as_markdown(text)}\n>\n> — [{as_markdown(text)}](/comments/7/)")
    assert Inspector(html).unexpected == []
    tags = [each.split()[0] for each in Elements(html).found]
    assert tags == (["blockquote", "p", "p", "a"] if line else ["blockquote", "p", "a"])


def test_escaped_text_keeps_its_words():
    text = "1. Not *a* list, {{share:1}} <b> & [x](y) # | ~~a~~"
    html = render_post(f"> {as_markdown(text)}", lambda blank: "5")
    assert plain_text(html, 200) == text
    assert as_markdown("# One\ntwo") == "\\# One two"


def test_passages_are_what_readers_read():
    source = "Of {{a}}, *two*\nthirds[^](/x).\n\n> Quoted {{b}}\n\n`{{c}}` [t {{d}}](/{{e}})"
    first, quoted, last = markup.passages(source)
    assert (first.line, first.blanks, first.quoted) == (1, ((3, "a"),), False)
    assert first.line_at(first.text.index("thirds")) == 2
    assert (quoted.line, quoted.quoted, [blank for _, blank in quoted.blanks]) == (4, True, ["b"])
    assert ([blank for _, blank in last.blanks], last.misplaced) == (["d"], ("/{{e}}",))


LINES = (
    "",
    "- ",
    "# ",
    "> ",
    "1. ",
    "*",
    "**",
    "_",
    "[",
    "~~",
    "| a |\n|-|\n| ",
    "word ",
    "(",
    '"',
)


@given(st.lists(st.tuples(st.sampled_from(LINES), VALUES), min_size=1, max_size=6))
def test_outside_code_every_blank_of_a_text_is_filled_in(pieces):
    # What closes a bracket would make an address of what follows.
    texts = [re.sub(r"[`\\{}\[\]()]", "", text).replace("    ", " ") for _, text in pieces]
    source = "\n\n".join(
        f"{start}{{{{a}}}} {text}" for (start, _), text in zip(pieces, texts, strict=True)
    )
    html = filled(source)
    assert "{{" not in html
    assert html.count("65.87%") == len(pieces)
    assert html == filled(source)
