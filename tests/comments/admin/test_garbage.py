"""Addresses of the queue and the record that somebody mistyped: an answer, and never an error of ours."""

import pytest

from comments import moderation
from comments.models import Comment
from tests.comments.factories import make_comment, make_discussion

GARBAGE = ["%00", "%ED%A0%80", "²", "-1", "9" * 40, "x" * 5_000, "", "1&{name}=1"]
LISTS = {
    "comment": ["state", "reported", "rule", "newsletter", "of", "q", "p", "o", "e", "_facets"],
    "moderation": ["action", "action__exact", "action__in", "p"],
    "discussion": ["q", "p"],
}


@pytest.mark.parametrize("garbage", GARBAGE)
def test_list_answers_whatever_is_asked_of_its_filters(editors_desk, moderator, garbage):
    comment = make_comment(make_discussion(), status=Comment.Status.HELD)
    moderation.moderate(comment, "approve", actor=moderator)
    for model, names in LISTS.items():
        for name in names:
            query = f"{name}={garbage.format(name=name)}"
            answer = editors_desk.get(f"/admin/comments/{model}/?{query}")
            assert answer.status_code in (200, 302, 400), (model, query[:50])
