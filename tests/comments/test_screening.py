"""`screening.decide`: which rule holds a comment, and on what text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.screening import (
    PUBLISHED,
    Decision,
    Draft,
    History,
    Rules,
    Verdict,
    count_links,
    decide,
    fingerprint,
    stricter,
)
from smartpulse.markup import render_comment

DRAFT = Draft(name="Ann", body="We tried it, and went back.", seconds=30, address="192.0.2.7")
KNOWN = History(known_good=True)
LONG = "The same sixty or more characters of text that somebody else has sent before."

# What stands in a link's address, and what could hide it there.
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "https:",
                "http:",
                "HTTPS:",
                "//",
                "/",
                "a.example",
                "&#104;ttps:",
                "&#47;",
                "&colon;",
            ),
            *("[", "]", "(", ")", "<", ">", "!", "`", "*", "\\", " ", "\n", "\t", '"', "#", "@"),
        ]
    ),
    max_size=6,
).map("".join)
LINKS = st.one_of(PIECES.map("<{}>".format), PIECES.map("[x]({})".format), PIECES)


def hold(rule, matched=""):
    return Decision(Verdict.HOLD, rule, matched)


@pytest.mark.parametrize(
    ("holds", "history", "decision"),
    [
        ("everyone", History(), hold("everyone")),
        ("everyone", KNOWN, hold("everyone")),
        ("first_timers", History(), hold("first comment")),
        ("first_timers", KNOWN, PUBLISHED),
        ("nobody", History(), PUBLISHED),
        ("everyone", History(staff=True), PUBLISHED),
        ("nobody", History(banned=True), Decision(Verdict.SPAM, "banned author")),
        ("nobody", History(banned_network=True), hold("banned author’s network")),
    ],
)
def test_rule_on_who_waits(holds, history, decision):
    assert decide(DRAFT, Rules(holds=holds), history) == decision


def test_first_timers_wait_where_nothing_else_is_set():
    assert decide(DRAFT, Rules(), History()) == hold("first comment")


@pytest.mark.parametrize(
    ("changes", "decision"),
    [
        ({"trap": "x"}, Decision(Verdict.SPAM, "trap", "x")),
        ({"seconds": None}, hold("time", "The form’s time was missing or false.")),
        ({"address": "198.51.100.9"}, hold("network", "198.51.100.0/24")),
        ({"address": "2001:db8::1"}, hold("network", "2001:db8::/32")),
        ({"address": "198.51.101.9"}, PUBLISHED),
        ({"address": ""}, PUBLISHED),
        ({"name": "Bіlly Spam"}, hold("name", "Billy Spam")),
        ({"email": "Bad@Example.com"}, hold("name", "bad@example.com")),
        ({"body": "Come to the CASINOS now"}, hold("word", "casinos")),
        ({"body": "Ca\u00adsi\u200bno"}, hold("word", "casino")),
        ({"body": "Occasino"}, PUBLISHED),
        ({"body": "buy\n  now!"}, hold("word", "buy\n  now")),
        ({"site": "https://casino.example"}, hold("word", "casino")),
        ({"recent_title": "Casino night"}, hold("word", "casino")),
        ({"body": "http://a.example http://b.example"}, PUBLISHED),
        ({"body": "http://a.example www.b.example [c](//c.example)"}, hold("links", "3 links")),
        (
            {"body": "http://a.example http://b.example", "recent_url": "https://c.example"},
            hold("links", "3 links"),
        ),
    ],
)
def test_rules_name_what_matched(changes, decision):
    rules = Rules(
        words=("casino*", "buy now"),
        names=("Billy Spam", "bad@example.com"),
        networks=("198.51.100.0/24", "2001:db8::/32"),
    )
    assert decide(replace(DRAFT, **changes), rules, KNOWN) == decision


@pytest.mark.parametrize(
    ("seconds", "history", "decision"),
    [
        (
            0.9,
            History(),
            hold("time", "Sent 0.9 seconds after the form was opened, or a few more."),
        ),
        (1, History(), PUBLISHED),
        # "Thank you!" is written at once by somebody whose comments are known.
        (0, KNOWN, PUBLISHED),
    ],
)
def test_quick_comment_waits_but_for_a_known_author(seconds, history, decision):
    assert decide(replace(DRAFT, seconds=seconds), Rules(holds="nobody"), history) == decision


def test_unseen_entry_in_the_list_of_words_hides_no_other():
    rules = Rules(words=("\u00ad", "tried"))
    assert decide(DRAFT, rules, KNOWN) == hold("word", "tried")
    assert decide(DRAFT, Rules(words=("\u00ad",)), KNOWN) == PUBLISHED


@pytest.mark.parametrize(
    ("word", "text", "matched"),
    [
        ("v*i*a*g*r*a", "Get V_I_A_G_R_A here", "v_i_a_g_r_a"),
        ("v*i*a*g*r*a", "Viagra", "viagra"),
        ("v*i*a*g*r*a", "viagras", ""),
        ("*cas*ino*", "Occasinos and more", "occasinos"),
        ("a*b*b", "abab", "abab"),
        ("a*b*b", "ab", ""),
        ("buy* *now", "buying\nitnow", "buying\nitnow"),
        ("free-*-gift", "free-for-gift", "free-for-gift"),
    ],
)
def test_star_stands_for_any_letters_of_a_word(word, text, matched):
    decision = decide(replace(DRAFT, body=text), Rules(words=(word,)), KNOWN)
    assert decision == (hold("word", matched) if matched else PUBLISHED)


def test_stars_in_a_word_and_a_long_word_that_nearly_fits_come_to_an_end():
    almost = replace(DRAFT, body="v" + "iagr" * 2_000)
    assert decide(almost, Rules(words=("v*i*a*g*r*a",)), KNOWN) == PUBLISHED


def test_copied_text_waits_and_a_short_answer_does_not():
    copied = replace(KNOWN, copied=True)
    assert decide(replace(DRAFT, body=LONG), Rules(), copied) == hold("copied text", LONG)
    assert decide(replace(DRAFT, body="I agree."), Rules(), copied) == PUBLISHED
    assert decide(replace(DRAFT, body=LONG), Rules(), KNOWN) == PUBLISHED


def test_spam_is_stricter_than_any_hold_and_the_most_telling_hold_comes_first():
    rules = Rules(holds="everyone", words=("tried",))
    assert decide(DRAFT, rules, History()) == hold("word", "tried")
    assert decide(replace(DRAFT, trap="x"), rules, History()).verdict == Verdict.SPAM


def test_stricter_of_two():
    spam, held = Decision(Verdict.SPAM, "filter"), hold("links")
    assert stricter(held, spam) == stricter(spam, held) == spam
    assert stricter(held, hold("filter")) == held
    assert stricter(held, PUBLISHED) == stricter(held, None) == held


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("none, not even a.b or 10/12 or a // b", 0),
        ("mail me: <a@example.com>", 0),
        ("http://a.example/x, HTTPS://B.example and www.c.example.", 3),
        ("[a](https://a.example)", 1),
        ("[a](/polls/) [b](a.example) [c](<b.example>)", 3),
        ("[a](//a.example)", 1),
        ("<https:a.example> [b](https:b.example) [c](HTTP:/c.example)", 3),
        ("<https://()@a.example> <https:[]@b.example> [c](//<@c.example)", 3),
        ("Use https: it is safer.", 0),
    ],
)
def test_links_are_counted_however_they_are_written(text, links):
    assert count_links(text) == links


@given(st.lists(LINKS, max_size=3).map(" ".join))
def test_no_link_to_elsewhere_is_overlooked(text):
    drawn = re.findall(r'<a href="(?:https?:|//)[^"]', render_comment(text), re.IGNORECASE)
    assert len(drawn) <= count_links(text)


def test_fingerprint_ignores_case_spaces_and_punctuation():
    assert fingerprint("Yes – we DID it!\n") == fingerprint("yes, we did  it")
    assert fingerprint("yes, we did it") != fingerprint("yes, we did not")
    assert fingerprint("🙂") != fingerprint("🙁")


@given(st.text(), st.lists(st.text(), max_size=5), st.lists(st.text(), max_size=5))
def test_no_text_and_no_list_breaks_screening(text, words, names):
    rules = Rules(words=tuple(filter(str.strip, words)), names=tuple(names))
    decision = decide(replace(DRAFT, body=text, name=text), rules, KNOWN)
    assert decision.verdict in Verdict
    assert len(decision.matched) <= 200
