"""What machines read in a page's head: Open Graph and schema.org, each stating only what is public."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from polls.models import Addendum, Edition, Poll, Post, Topic
from polls.results import Result
from smartpulse import markup
from smartpulse.context import SITE_NAME
from smartpulse.paths import absolute, path_to

DESCRIPTION_LENGTH = 200


@dataclass(frozen=True)
class Social:
    """How a page looks where its link is shared."""

    title: str
    description: str
    kind: str = "website"
    picture_url: str = ""
    picture_alt: str = ""

    @classmethod
    def of_post(cls, post: Post, result: Result | None) -> "Social":
        return cls(
            title=post.headline,
            description=description_of(post, result),
            kind="article",
            picture_url=picture_url(post),
            picture_alt=post.picture_alt,
        )


def question(poll: Poll, result: Result | None, edition: Edition | None) -> SafeString:
    """A schema.org Question; `result` is None where readers may not see it yet."""
    if result:
        answers = [
            answer(line.position, line.text) | votes(line.votes)
            for line in sorted(result.lines, key=lambda line: line.position)
        ]
    else:
        answers = [answer(choice.position, choice.text) for choice in poll.choices.all()]
    return in_context(
        {
            "@type": "Question",
            "name": poll.question,
            "text": poll.question,
            "url": absolute(poll.get_absolute_url()),
            "datePublished": poll.opens_at,
            "dateModified": edition and edition.as_of,
            "publisher": publisher(),
            "isPartOf": newsletter_of(poll),
            "answerCount": len(answers),
            "suggestedAnswer": answers,
        }
    )


def article(
    post: Post,
    result: Result | None,
    correction: Edition | None,
    topics: Iterable[Topic],
    addenda: Iterable[Addendum],
) -> SafeString:
    """A schema.org Article; `result` is None where readers may not see what it reports."""
    reported = post.reports if result else None
    return in_context(
        {
            "@type": "Article",
            "headline": post.headline,
            "description": description_of(post, result),
            "url": absolute(post.get_absolute_url()),
            "mainEntityOfPage": absolute(post.get_absolute_url()),
            "datePublished": post.published_at,
            "dateModified": max([post.published_at, *(note.added_at for note in addenda)]),
            "author": author_of(post),
            "publisher": publisher(),
            "isPartOf": newsletter_of(post),
            "image": picture_url(post),
            "keywords": [topic.name for topic in topics],
            "about": reported
            and {
                "@type": "Question",
                "name": reported.question,
                "url": absolute(reported.get_absolute_url()),
            },
            "correction": correction and correction.reason,
        }
    )


def author_of(post: Post) -> dict[str, str] | None:
    author = post.author
    return author and {
        "@type": "Person",
        "name": author.name,
        "url": absolute(author.get_absolute_url()),
    }


def description_of(post: Post, result: Result | None) -> str:
    """The post's own sentence, else its result, else how its text begins."""
    if post.summary:
        return post.summary
    if result:
        return result.sentence
    return markup.plain_text(post.body_html, DESCRIPTION_LENGTH)


def picture_url(post: Post) -> str:
    return absolute(path_to("picture", post.picture.name)) if post.picture else ""


def answer(position: int, text: str) -> dict[str, Any]:
    return {"@type": "Answer", "position": position, "text": text}


def votes(number: int | None) -> dict[str, int]:
    return {} if number is None else {"upvoteCount": number}


def publisher() -> dict[str, str]:
    return {"@type": "Organization", "name": SITE_NAME, "url": absolute("/")}


def newsletter_of(thing: Poll | Post) -> dict[str, str]:
    return {
        "@type": "CreativeWorkSeries",
        "name": thing.newsletter.name,
        "url": absolute(thing.newsletter.get_absolute_url()),
    }


def in_context(thing: dict[str, Any]) -> SafeString:
    """JSON-LD without the properties that have nothing to say."""
    stated = {name: value for name, value in thing.items() if value not in (None, "", [])}
    return markup.safe_json({"@context": "https://schema.org", **stated})
