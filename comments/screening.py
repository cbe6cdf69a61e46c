"""Publish, hold or spam: what a newsletter's rules say to a comment. Pure: it knows no ORM.

Each decision names its rule and the text that matched, for the moderator who reads the queue.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from ipaddress import ip_address, ip_network

from comments.names import skeleton

EVERYONE = "everyone"
FIRST_TIMERS = "first_timers"
NOBODY = "nobody"

LONGEST_RULE = 40
LONGEST_MATCH = 200
# Short answers such as “I agree.” are said by many; longer ones in the same words are copies.
SHORTEST_COPY = 60

# Browsers add the slashes of `https:a.example`; and before an @ any bracket may stand.
_LINK = re.compile(r"(?:https?:(?://)?|//)\S[^\s<>()\[\]]*|\bwww\.[^\s<>()\[\]]+", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\]\(\s*<?(?!https?:|//)[^\s)>]", re.IGNORECASE)


@dataclass(frozen=True)
class Draft:
    """What a commenter sent. `posting.post` checks it; nothing here is trusted.

    `voted_choice` is the exception: the view reads it from the browser's own ballot, and only where
    the commenter asked to show it. So is `email_confirmed`, which posting sets: this browser has
    shown that the address is its own; and `signed`, that the name is the account's of who is signed in.
    `seconds` is how long the form was open for certain, None where its signed time is missing or false;
    `trap` is the field that people do not see.
    """

    name: str
    body: str
    email: str = ""
    site: str = ""
    recent_title: str = ""
    recent_url: str = ""
    parent: int | None = None
    follow_up: int | None = None
    voted_choice: int | None = None
    wants_replies: bool = False
    email_confirmed: bool = False
    trap: str = ""
    seconds: float | None = None
    address: str = ""
    signed: bool = False


@dataclass(frozen=True)
class Rules:
    """A newsletter's rules; `networks` are addresses or networks in CIDR form."""

    holds: str = FIRST_TIMERS
    most_links: int = 2
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    least_seconds: int = 1


@dataclass(frozen=True)
class History:
    """What is known of the commenter, and of the text.

    `known_good`: a comment from this browser, or from this confirmed address, is published.
    `banned`: a moderator banned this browser or address; `banned_network`: somebody in its network.
    `copied`: somebody else said the same words within a day.
    """

    known_good: bool = False
    banned: bool = False
    banned_network: bool = False
    copied: bool = False
    staff: bool = False


class Verdict(StrEnum):
    PUBLISH = "publish"
    HOLD = "hold"
    SPAM = "spam"


@dataclass(frozen=True)
class Decision:
    verdict: Verdict
    rule: str = ""
    matched: str = ""

    def cut(self) -> "Decision":
        """The same with no more of the rule and of the text than is kept."""
        return Decision(
            Verdict(self.verdict), self.rule[:LONGEST_RULE], self.matched[:LONGEST_MATCH]
        )


PUBLISHED = Decision(Verdict.PUBLISH)

# What COMMENT_SCREENERS names; docs/moderation.md has an example. It is asked about each comment that the
# newsletter's own rules would publish or hold, outside any transaction, and answers a decision, or None
# to leave it as it is. It can only make matters stricter. One that fails is logged, and the comment is
# held.
Screener = Callable[[Draft, History], Decision | None]


def decide(draft: Draft, rules: Rules, history: History) -> Decision:
    """The strictest of what the rules say, and of equally strict ones the first."""
    if history.staff:
        return PUBLISHED
    found = list(_objections(draft, rules, history))
    for verdict in (Verdict.SPAM, Verdict.HOLD):
        for decision in found:
            if decision.verdict == verdict:
                return decision
    return PUBLISHED


def stricter(first: Decision, second: Decision | None) -> Decision:
    """The stricter of two decisions; the first where they are equal."""
    order = list(Verdict)
    if second is None or order.index(second.verdict) <= order.index(first.verdict):
        return first
    return second


def count_links(text: str) -> int:
    """Web addresses in a Markdown source, as links or bare; mail addresses are none."""
    return len(_LINK.findall(text)) + len(_MARKDOWN_LINK.findall(text))


def without_links(text: str) -> str:
    """The text with a word in place of each web address."""
    return _LINK.sub("[link]", text)


def fingerprint(body: str) -> bytes:
    """16 bytes, equal for texts that differ in case, spaces and punctuation alone."""
    words = " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", body).casefold()))
    return blake2b((words or body.strip()).encode(), digest_size=16).digest()


def _objections(draft: Draft, rules: Rules, history: History) -> Iterator[Decision]:
    """From the most telling rule to the most general."""
    if draft.trap:
        yield _spam("trap", draft.trap)
    if history.banned:
        yield _spam("banned author")
    if network := _network(draft.address, rules.networks):
        yield _hold("network", network)
    if name := _name(draft, rules.names):
        yield _hold("name", name)
    if word := _word(_texts(draft), rules.words):
        yield _hold("word", word)
    if (links := _links(draft)) > rules.most_links:
        yield _hold("links", f"{links} links")
    if history.copied and len(draft.body) >= SHORTEST_COPY:
        yield _hold("copied text", draft.body)
    if draft.seconds is None:
        yield _hold("time", "The form’s time was missing or false.")
    elif draft.seconds < rules.least_seconds and not history.known_good:
        yield _hold(
            "time", f"Sent {draft.seconds:.1f} seconds after the form was opened, or a few more."
        )
    if history.banned_network:
        yield _hold("banned author’s network")
    if rules.holds == EVERYONE:
        yield _hold("everyone")
    if rules.holds == FIRST_TIMERS and not history.known_good:
        yield _hold("first comment")


def _hold(rule: str, matched: str = "") -> Decision:
    return Decision(Verdict.HOLD, rule, matched[:LONGEST_MATCH])


def _spam(rule: str, matched: str = "") -> Decision:
    return Decision(Verdict.SPAM, rule, matched[:LONGEST_MATCH])


def _texts(draft: Draft) -> list[str]:
    return [
        draft.body,
        draft.name,
        draft.email,
        draft.site,
        draft.recent_title,
        draft.recent_url,
    ]


def _links(draft: Draft) -> int:
    """The site behind the name is everybody's; the recent post is a link like any other."""
    return count_links(draft.body) + count_links(draft.recent_title) + bool(draft.recent_url)


def _word(texts: Iterable[str], words: Sequence[str]) -> str:
    if not words:
        return ""
    pattern = _words_pattern(tuple(words))
    for text in texts:
        if match := pattern.search(_folded(text)):
            return match[0]
    return ""


@cache
def _words_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    phrases = [
        r"\s+".join(map(_word_pattern, _folded(word).split()))
        for word in words
        if _folded(word).strip()
    ]
    # With no phrase left, nothing matches.
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})(?!\w)" if phrases else r"(?!)")


def _word_pattern(word: str) -> str:
    """A * is any letters. Only the last one may give some back: with several, that would take a power of the length."""
    first, *others = map(re.escape, word.split("*"))
    if not others:
        return first
    *between, last = others
    return first + "".join(rf"(?>\w*?{part})" for part in between) + rf"\w*{last}"


def _folded(text: str) -> str:
    """Case and form do not matter, nor what cannot be seen: a soft hyphen hides no word."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in normal if unicodedata.category(letter) != "Cf")


def _name(draft: Draft, names: Iterable[str]) -> str:
    name, email = skeleton(draft.name), draft.email.strip().lower()
    for listed in names:
        if "@" in listed:
            if listed.lower() == email:
                return listed
        elif skeleton(listed) == name:
            return listed
    return ""


def _network(address: str, networks: Iterable[str]) -> str:
    if not address:
        return ""
    client = ip_address(address)
    for listed in networks:
        if client in ip_network(listed, strict=False):
            return listed
    return ""
