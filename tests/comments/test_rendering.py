"""Comments whose HTML an earlier version of the renderer made."""

import pytest
from django.utils import timezone

from comments import tasks
from comments.models import Comment
from smartpulse import markup
from tests.comments.factories import make_comment, make_discussion

pytestmark = pytest.mark.django_db


def test_housekeeping_renders_again_what_an_earlier_version_made():
    discussion = make_discussion()
    old = make_comment(discussion, body="See https://example.org")
    gone = make_comment(discussion)
    Comment.objects.update(body_html="<p>Old</p>", body_version=markup.COMMENT_VERSION - 1)
    erased = {"name": "", "body": "", "body_html": "", "status": "removed", "in_thread": False}
    Comment.objects.filter(pk=gone.pk).update(**erased, erased_at=timezone.now())
    new = make_comment(discussion)
    Comment.objects.filter(pk=new.pk).update(body_html="<p>New</p>")

    assert tasks.housekeeping.call()["rendered_again"] == 1

    htmls = dict(Comment.objects.values_list("pk", "body_html"))
    assert htmls == {
        old.pk: markup.render_comment("See https://example.org"),
        gone.pk: "",
        new.pk: "<p>New</p>",
    }
    assert tasks.housekeeping.call()["rendered_again"] == 0
