"""Addresses of the queue and the record that somebody mistyped: an answer, and never an error of ours."""

import pytest

from comments import moderation
from comments.models import Comment, Moderation
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


@pytest.mark.parametrize("garbage", ["\0", "x", "²", "", "9" * 40, "-1"])
def test_act_on_what_is_no_comment_does_nothing(desk, garbage):
    make_comment(make_discussion(), status=Comment.Status.HELD)
    sent = {"action": "approve", "_selected_action": garbage, "seen": f"{garbage}:held"}
    assert desk.post("/admin/comments/comment/", sent | {"index": 0}).status_code in (302, 400)
    assert desk.post("/admin/comments/comment/", {"act": f"approve {garbage}"}).status_code == 404
    assert Comment.objects.get().status == Comment.Status.HELD


def test_reason_is_kept_without_what_no_database_stores(desk):
    comment = make_comment(make_discussion())
    sent = {"act": f"remove {comment.pk}", "seen": f"{comment.pk}:published", "reason": "Un\0kind"}
    assert desk.post("/admin/comments/comment/", sent).status_code == 302
    assert Moderation.objects.get().reason == "Unkind"


@pytest.mark.parametrize(
    ("garbage", "sentence"),
    [("\0", "Null characters are not allowed.")]
    + [(garbage, "Choose one of the list.") for garbage in ("x", "²", "9" * 40)],
)
def test_form_says_that_what_was_chosen_is_none(editors_desk, garbage, sentence):
    page = editors_desk.post("/admin/comments/discussion/add/", {"poll": garbage})
    assert page.context["adminform"].form.errors["poll"] == [sentence]
