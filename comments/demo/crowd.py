"""A thread of a thousand comments, put together from `camps` and `phrases`: the same one each time. Pure.

People keep to their camp: they agree with their own and object to the others, ask, and answer what they
are asked. Most of them come on the first days; some threads grow long, most stay short.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from unicodedata import bidirectional

from . import camps, people, phrases
from .outline import AUTHOR, EDITOR

SEED = "good manners"
# Of 247 votes: 97, 97, 31 and 22.
WEIGHTS = {
    camps.EVERY: 39,
    camps.QUESTIONS: 39,
    camps.COMPLAINTS: 13,
    camps.NOBODY: 9,
}
# Comments in another language, words of the publication's own, and what was removed come so often.
ABROAD_EVERY = 61
OWN_WORDS_EVERY = 97
REMOVED_EVERY = 53
LAST_HOUR = 1000


@dataclass(frozen=True)
class Voice:
    """Somebody in the thread; `camp` is the position of the answer that they voted for."""

    name: str
    place: str = ""
    camp: int = 0
    site: str = ""
    shows_vote: bool = False
    badge: str = ""


@dataclass(frozen=True, eq=False)
class Said:
    """One comment, so many `hours` after the first; `after` is the comment that it replies to.

    `answers` are what may be said to a question; where one person is asked, it is `by` them.
    `removed` is the reason for which a moderator took it away.
    """

    voice: Voice
    text: str
    hours: float
    after: "Said | None" = None
    answers: Sequence[str] = ()
    by: Voice | None = None
    removed: str = ""

    @property
    def depth(self) -> int:
        return self.after.depth + 1 if self.after else 0


@dataclass
class Deck:
    """Sentences in a random order, each once before any comes again."""

    cards: Sequence[str]
    chance: Random
    left: list[str] = field(default_factory=list)

    def draw(self) -> str:
        if not self.left:
            self.left = self.chance.sample(self.cards, len(self.cards))
        return self.left.pop()


def crowd(visible: int, author: str, editor: str) -> list[Said]:
    """So many comments in order of time, beside the removed ones.

    `author` and `editor` are names of the publication's own.
    """
    return Crowd(author, editor).talk(visible + visible // (REMOVED_EVERY - 1))


class Crowd:
    def __init__(self, author: str, editor: str):
        # Nothing here is a secret: the thread is to be the same each time.
        self.chance = Random(SEED)  # noqa: S311
        self.decks: dict[Sequence[str], Deck] = {}
        self.said: list[Said] = []
        self.below: Mapping[Said, list[Said]] = defaultdict(list)
        self.texts: set[str] = set()
        self.voices = [self.voice(name) for name in people.PEOPLE]
        self.own = [
            (Voice(author, badge=AUTHOR), phrases.AUTHOR_SAYS),
            (Voice(editor, badge=EDITOR), phrases.EDITOR_SAYS),
        ]

    def voice(self, name: str) -> Voice:
        return Voice(
            name,
            place=self.draw(people.PLACES),
            camp=self.chance.choices([*WEIGHTS], weights=WEIGHTS.values())[0],
            site=f"https://{self.draw(people.SITES)}/" if self.chance.random() < 0.15 else "",
            shows_vote=self.chance.random() < 0.3,
        )

    def talk(self, size: int) -> list[Said]:
        """Half of it within a day, and the last weeks later."""
        times = sorted(min(self.chance.lognormvariate(3, 1.2), LAST_HOUR) for _ in range(size))
        for hours in times:
            said = self.something(hours)
            self.said.append(said)
            if said.after:
                self.below[said.after].append(said)
            self.texts.add(said.text)
        return self.said

    def something(self, hours: float) -> Said:
        number = len(self.said) + 1
        if number % ABROAD_EVERY == 0 and number // ABROAD_EVERY <= len(phrases.ABROAD):
            text, remark = phrases.ABROAD[number // ABROAD_EVERY - 1]
            return Said(self.somebody(), text, hours, answers=(remark,))
        if number % OWN_WORDS_EVERY == 0:
            voice, sentences = self.own[number % 3 == 0]
            return Said(voice, self.draw(sentences), hours, self.topical(but=voice))
        after = self.parent()
        if number % REMOVED_EVERY == 0:
            return self.trouble(after or self.said[-1], hours)
        return self.reply(after, hours) if after else self.opening(hours)

    def parent(self) -> Said | None:
        """What the next one replies to: most often something new, at times something discussed."""
        draw = self.chance.random()
        if not self.said or draw < 0.2:
            return None
        if draw < 0.7:
            return self.chance.choice(self.said[-25:])
        return self.topical()

    def topical(self, *, but: Voice | None = None) -> Said:
        """The more replies a comment has, the more it gets."""
        others = [said for said in self.said if said.voice is not but]
        some = self.chance.sample(others, min(len(others), 4))
        return max(some, key=lambda said: len(self.below[said]))

    def somebody(self, *, but: Voice | None = None) -> Voice:
        return self.chance.choice([voice for voice in self.voices if voice is not but])

    def opening(self, hours: float) -> Said:
        voice, draw = self.somebody(), self.chance.random()
        if draw < 0.12:
            question, answers = self.draw(phrases.OPEN_QUESTIONS)
            return Said(voice, self.fill(question, voice), hours, answers=answers)
        if draw < 0.24:
            return Said(voice, self.fill(self.draw(phrases.ASIDES), voice), hours)
        return Said(voice, self.new(lambda: self.position(voice)), hours)

    def reply(self, after: Said, hours: float) -> Said:
        voice = self.somebody(but=after.voice)
        given = {said.text for said in self.below[after]}
        left = [answer for answer in after.answers if answer not in given]
        if after.by:
            if not given:
                return Said(after.by, self.fill(self.draw(after.answers), after.by), hours, after)
            seconded = self.remark(phrases.SECONDED, after)
            return Said(voice, self.fill(seconded, voice, after), hours, after)
        if after.removed:
            left = [self.draw(phrases.OBJECTED)]
        if left:
            return Said(voice, self.fill(self.chance.choice(left), voice), hours, after)
        draw = self.chance.random()
        if draw < 0.2 and after.voice in self.voices:
            question, answers = self.draw(phrases.DOUBTS)
            text = self.fill(question, voice, after)
            return Said(voice, text, hours, after, answers=answers, by=after.voice)
        if draw < 0.26:
            return Said(voice, self.fill(self.draw(phrases.ASIDES), voice), hours, after)
        return Said(voice, self.new(lambda: self.opinion(voice, after)), hours, after)

    def trouble(self, after: Said, hours: float) -> Said:
        voice = self.somebody(but=after.voice)
        text, reason = self.draw(phrases.REMOVED)
        return Said(voice, self.fill(text, voice, after), hours, after, removed=reason)

    def position(self, voice: Voice) -> str:
        """What somebody thinks, in a sentence or in several paragraphs."""
        claim, reason, story = (
            self.draw(of[voice.camp]) for of in (camps.CLAIMS, camps.REASONS, camps.STORIES)
        )
        closer = self.draw(phrases.CLOSERS)
        rules = "\n".join(f"- {self.draw(phrases.RULES)}" for _ in range(3))
        shapes = {
            claim: 4,
            f"{claim} {reason}": 6,
            story: 3,
            f"{story} {reason}": 5,
            f"{claim} {story}": 5,
            f"{claim}\n\n{story} {reason}": 4,
            f"{claim} {reason}\n\n{story} {self.draw(camps.REASONS[voice.camp])}\n\n{closer}": 3,
            f"{claim}\n\n{self.draw(phrases.RULES_FOLLOW)}\n\n{rules}\n\n{closer}": 2,
            self.essay(voice): 2,
        }
        return self.fill(self.chance.choices([*shapes], weights=shapes.values())[0], voice)

    def essay(self, voice: Voice) -> str:
        """Some have thought about it for years."""
        reasons, stories = camps.REASONS[voice.camp], camps.STORIES[voice.camp]
        paragraphs = [
            f"{self.draw(camps.CLAIMS[voice.camp])} {self.draw(reasons)}",
            *(f"{self.draw(stories)} {self.draw(reasons)} {self.draw(reasons)}" for _ in range(3)),
            self.draw(phrases.CLOSERS),
        ]
        return "\n\n".join(paragraphs)

    def opinion(self, voice: Voice, after: Said) -> str:
        """What somebody replies, to one of their own camp or of another."""
        agrees = voice.camp == after.voice.camp or not after.voice.camp
        opener = self.remark(phrases.AGREEMENTS if agrees else phrases.OBJECTIONS, after)
        reason, story = (self.draw(of[voice.camp]) for of in (camps.REASONS, camps.STORIES))
        quoted = f"> {self.sentence(after.text)}\n\n"
        shapes = {
            opener: 4,
            f"{opener} {reason}": 7,
            f"{opener} {story}": 4,
            reason: 3,
            f"{story} {reason}": 1,
            f"{quoted}{opener} {reason}": 2,
            f"{opener}\n\n{story} {reason}": 1,
        }
        return self.fill(self.chance.choices([*shapes], weights=shapes.values())[0], voice, after)

    def sentence(self, text: str) -> str:
        """One to quote: of what is said and not itself quoted."""
        words = [part for part in text.split("\n\n") if not part.startswith((">", "-"))]
        sentences = re.findall(r"[^.?!]+[.?!]+", words[0]) or words
        return self.chance.choice(sentences).strip()

    def new(self, make) -> str:
        """What nobody has said yet; a short word of assent may come again."""
        for _ in range(20):
            text = make()
            if text not in self.texts:
                break
        return text

    def draw(self, cards: Sequence):
        return self.decks.setdefault(cards, Deck(cards, self.chance)).draw()

    def remark(self, cards: Sequence[str], after: Said) -> str:
        """One that does not say the same again, and that the other's name does not turn around."""
        card = self.draw(cards)
        while card in after.text or turns(card, after.voice):
            card = self.draw(cards)
        return card

    def fill(self, text: str, voice: Voice, after: Said | None = None) -> str:
        choices = {
            "{place}": lambda: voice.place,
            "{elsewhere}": lambda: (after and after.voice.place) or self.draw(people.PLACES),
            "{period}": lambda: self.chance.choice(phrases.PERIODS),
            "{minutes}": lambda: self.chance.choice(phrases.MINUTES),
            "{number}": lambda: self.chance.choice(phrases.NUMBERS),
            "{other}": lambda: after.voice.name.split()[0] if after else "",
        }
        return re.sub(r"\{\w+\}", lambda found: choices[found[0]](), text)


def turns(text: str, other: Voice) -> bool:
    """Whether an English sentence that begins with this name would be set from the right."""
    return text.startswith("{other}") and bidirectional(other.name[0]) in {"R", "AL"}
