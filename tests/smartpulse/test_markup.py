"""Text of editors becomes HTML; and what helps to write HTML by hand."""

import json
from datetime import UTC, date, datetime

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from smartpulse import markup
from smartpulse.markup import (
    compose,
    joined,
    plain_text,
    render_comment,
    render_post,
    safe_json,
)
from tests.smartpulse.hostile_markup import HOSTILE, MARKDOWN, SCRIPTS, Inspector


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Plain *words* and **strong** ones.", "<p>Plain <em>words</em> and <strong>strong</strong> ones.</p>\n"),
        ("one\ntwo", "<p>one\ntwo</p>\n"),
        ("one  \ntwo", "<p>one<br>\ntwo</p>\n"),
        ("~~gone~~", "<p><s>gone</s></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("`a < b`", "<p><code>a &lt; b</code></p>\n"),
        ("```python\na & b\n```", "<pre><code>a &amp; b\n</code></pre>\n"),
        ("a\n\n---\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("[us](/polls/)", '<p><a href="/polls/" rel="noopener">us</a></p>\n'),
        (
            '[they](https://example.org/?a=1&b=2 "A \\"title\\"")',
            '<p><a href="https://example.org/?a=1&amp;b=2" title="A &quot;title&quot;" '
            'rel="noopener">they</a></p>\n',
        ),
        (
            "<mail@example.org>",
            '<p><a href="mailto:mail@example.org" rel="noopener">mail@example.org</a></p>\n',
        ),
        ("![a *small* <chart>](/chart.png)", "<p>a small &lt;chart&gt;</p>\n"),
        ("", ""),
    ],
)  # fmt: skip
def test_post_renders_commonmark(source, html):
    assert render_post(source) == html
    assert isinstance(render_post(source), SafeString)


def test_post_headings_stand_below_the_pages_own():
    levels = "\n\n".join(f"{'#' * level} {level}" for level in range(1, 7))
    assert render_post(levels).split() == [
        "<h2>1</h2>",
        "<h3>2</h3>",
        *(f"<h4>{level}</h4>" for level in range(3, 7)),
    ]
    assert render_post("One\n===\n\nTwo\n---") == "<h2>One</h2>\n<h3>Two</h3>\n"


def test_post_tables_align_by_class():
    assert render_post("|a|b|c|d|\n|-|:-|:-:|-:|\n|1|2|3|4|") == (
        "<table>\n<thead>\n<tr>\n"
        '<th>a</th>\n<th>b</th>\n<th class="align-center">c</th>\n<th class="align-end">d</th>\n'
        "</tr>\n</thead>\n<tbody>\n<tr>\n"
        '<td>1</td>\n<td>2</td>\n<td class="align-center">3</td>\n<td class="align-end">4</td>\n'
        "</tr>\n</tbody>\n</table>\n"
    )


def test_post_typography_is_real_and_a_backslash_keeps_the_letters():
    assert render_post("\"It's 'fine'\" -- or... 1997 --- 'til") == (
        "<p>“It’s ‘fine’” – or… 1997 — 'til</p>\n"
    )
    assert render_post(r"Sen. Doe \(R) \"so\"") == '<p>Sen. Doe (R) "so"</p>\n'
    assert render_post('`"a" -- b`') == '<p><code>"a" -- b</code></p>\n'


@pytest.mark.parametrize(
    "form",
    [
        "[text]({})",
        "[text](<{}>)",
        '[text]({} "title")',
        "<{}>",
        "[text][ref]\n\n[ref]: {}",
        "[text]\n\n[text]: <{}>",
        "![text]({})",
        "[![text]({0})]({0})",
        "[text](https://example.org '\" onclick=alert(1) href={}')",
        '<a href="{}">text</a>',
        "<a href={}>text",
        '<img src="{0}" onerror="{0}">text',
        '<iframe src="{}">text</iframe>',
        '<form action="{0}"><button formaction="{0}">text</button></form>',
        '<svg><a xlink:href="{}"><text>text</text></a></svg>',
        '<math href="{}">text</math>',
        '<style>@import "{}"</style>text',
        '<p style="background:url({})">text</p>',
        '<meta http-equiv="refresh" content="0;url={}">text',
    ],
)
def test_no_script_address_survives_in_any_form(form):
    found = {address: Inspector(render_post(form.format(address))) for address in SCRIPTS}
    assert [(address, page.unexpected) for address, page in found.items() if page.unexpected] == []
    if "text" in form:
        assert [address for address, page in found.items() if "text" not in page.text] == []


HTML = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script\x00>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<a onmouseover=alert(1) href=#>text</a>",
    "<p style='behavior:url(x)'>text</p>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example>",
    "<object data=//evil.example></object><embed src=//evil.example>",
    "<form><input name=attributes autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<!-- comment --><b>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<!DOCTYPE html><!ELEMENT x>",
    "</p></div></body><script>alert(1)</script>",
    "<a href='https://example.org'><a href='javascript:alert(1)'>text",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\u202e<script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "word {} word",
        "> {}",
        "- {}",
        "# {}",
        "|a|\n|-|\n|{}|",
        "*{}*",
        "`{}`",
        "```{0}\n{0}\n```",
        "    {}",
        "[{0}](https://example.org/{0} '{0}')",
        "![{}](/x.png)",
        "[x]: /{0} '{0}'\n\n[x]",
    ],
)
def test_raw_html_is_never_an_element(form):
    found = {payload: Inspector(render_post(form.format(payload))).unexpected for payload in HTML}
    assert {payload: unexpected for payload, unexpected in found.items() if unexpected} == {}


@pytest.mark.parametrize("payload", HTML[:3] + HTML[5:9] + ["<b>bold</b>", "<br>", "<!-- x -->"])
def test_raw_html_is_shown_as_the_text_it_is(payload):
    assert Inspector(render_post(f"before {payload} after")).text.strip() == (
        f"before {payload} after"
    )


@given(MARKDOWN | st.text(max_size=200))
def test_no_source_makes_anything_unexpected(source):
    assert Inspector(render_post(source)).unexpected == []


@given(st.lists(st.text(alphabet="abcdefgh", min_size=1, max_size=9), min_size=1, max_size=30))
def test_words_come_through_rendering_and_back(words):
    text = " ".join(words)
    assert plain_text(render_post(text), 1_000) == text


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_fifty_thousand_hostile_characters_come_to_an_end(piece):
    source = piece * (50_000 // len(piece))
    assert Inspector(render_post(source)).unexpected == []


def test_deep_nesting_comes_to_an_end():
    for source in (
        "[" * 25_000 + "]" * 25_000,
        "(" * 50_000,
        "\n".join(">" * n + " a" for n in range(300)),
    ):
        assert Inspector(render_post(source)).unexpected == []


def test_version_is_a_whole_number_to_compare():
    assert markup.VERSION >= 1


def test_plain_text_reads_blocks_as_separate_words():
    html = render_post("# Title\n\nOne *two*\nthree & <b>.\n\n- a\n- b\n\n|x|y|\n|-|-|\n|1|2|")
    assert plain_text(html, 200) == "Title One two three & <b>. a b x y 1 2"
    assert not isinstance(plain_text(html, 200), SafeString)


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (44, "Readers, mostly: do it — all of it. Yes."),
        (40, "Readers, mostly: do it — all of it. Yes."),
        (39, "Readers, mostly: do it — all of it…"),
        (36, "Readers, mostly: do it — all of it…"),
        (35, "Readers, mostly: do it — all of…"),
        (31, "Readers, mostly: do it — all…"),
        (28, "Readers, mostly: do it…"),
        (17, "Readers, mostly…"),
        (16, "Readers…"),
        (5, "Read…"),
    ],
)
def test_plain_text_is_cut_at_a_word(limit, text):
    html = render_post("Readers, mostly: do it — all of it. Yes.")
    assert plain_text(html, limit) == text
    assert len(text) <= limit


def test_safe_json_cannot_leave_its_script_element():
    value = {"a": "</script><script>alert(1)</script>", "b": "<!-- & \u2028\u2029", "c": "é “q”"}
    text = safe_json(value)
    assert text == (
        '{"a": "\\u003c/script\\u003e\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", '
        '"b": "\\u003c!-- \\u0026 \\u2028\\u2029", "c": "é “q”"}'
    )
    assert json.loads(text) == value
    assert isinstance(text, SafeString)


def test_safe_json_writes_dates_in_iso_8601():
    value = {"on": date(2026, 6, 3), "at": datetime(2026, 6, 3, 8, tzinfo=UTC)}
    assert safe_json(value) == '{"on": "2026-06-03", "at": "2026-06-03T08:00:00Z"}'


def test_safe_json_refuses_what_json_cannot_hold():
    with pytest.raises(TypeError):
        safe_json({"a": object()})
    with pytest.raises(ValueError, match="Out of range float"):
        safe_json([float("nan")])


MARKUP = """<b title="x">&'{name}"""
ESCAPED = "&lt;b title=&quot;x&quot;&gt;&amp;&#x27;{name}"


def test_composing_escapes_all_but_what_is_safe():
    word = render_comment("*word*")
    composed = compose("<i>{}</i>{number}{name}{html}", MARKUP, number=1234, name=MARKUP, html=word)
    assert composed == f"<i>{ESCAPED}</i>1234{ESCAPED}{word}"
    assert isinstance(composed, SafeString)


def test_joining_escapes_all_but_what_is_safe():
    pieces = joined([MARKUP, compose("<br>")])
    assert pieces == f"{ESCAPED}<br>"
    assert isinstance(pieces, SafeString)
