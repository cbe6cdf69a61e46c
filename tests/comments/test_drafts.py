"""`drafts.check`: which fields of a comment can be kept, as what, and what is said of the others."""

import pytest

from comments import own
from comments.models import Comment
from comments.refusals import Invalid
from tests.comments.factories import ANNA, make_discussion, make_draft, post
from tests.factories import make_author, make_newsletter

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"name": "\u200b"}, {"name": "Write your name, or the one you go by."}),
        ({"name": "x" * 61}, {"name": "Shorten your name to 60 characters."}),
        (
            {"name": "Аnn Editоr"},  # with Cyrillic letters
            {"name": "This name is, or looks like, one of our own. Choose another, or add to it."},
        ),
        ({"body": " \u3164\n"}, {"body": "Write your comment."}),
        (
            {"body": "x" * 10_001},
            {"body": "Your comment has 10,001 characters: shorten it to 10,000, or post it in parts."},
        ),
        (
            # As many as were sent, before they are put together.
            {"body": "e\u0301" * 5_001},
            {"body": "Your comment has 10,002 characters: shorten it to 10,000, or post it in parts."},
        ),
        ({"name": "Ann" + "\u200b" * 1_000}, {"name": "Shorten your name to 60 characters."}),
        (
            {"recent_url": "a.example", "recent_title": "Mine" + " " * 1_000},
            {"recent_title": "Shorten the title to 150 characters."},
        ),
        (
            {"email": "ann@example.com" + " " * 1_000},
            {"email": "Write an e-mail address such as name@example.com, or leave this blank."},
        ),
        (
            {"email": "ann"},
            {"email": "Write an e-mail address such as name@example.com, or leave this blank."},
        ),
        ({"wants_replies": True}, {"email": "Write your e-mail address to get the replies."}),
        (
            {"site": "javascript:alert(1)"},
            {"site": "Write a web address such as https://example.com, or leave this blank."},
        ),
        ({"recent_title": "Mine"}, {"recent_url": "Give the link to your recent post."}),
        ({"recent_url": "a.example"}, {"recent_title": "Give the title of your recent post."}),
        (
            {"name": "", "body": ""},
            {"name": "Write your name, or the one you go by.", "body": "Write your comment."},
        ),
    ],
)  # fmt: skip
def test_fields_that_cannot_be_kept_are_refused_together(fields, errors):
    make_author(name="Ann")
    discussion = make_discussion(rules={})
    with pytest.raises(Invalid) as refusal:
        post(discussion, **fields)
    assert refusal.value.errors == errors
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "name", ["SmartPulse", "SmartPulse Team", "Social Weаther"]
)  # a Cyrillic а
def test_nobody_signs_with_the_name_of_the_site_or_of_a_newsletter(name):
    make_newsletter(name="Social Weather")
    with pytest.raises(Invalid, match="one of our own"):
        post(make_discussion(), name=name)


@pytest.mark.parametrize(
    "email",
    [
        *("=?utf-8?q?=61nn?=@example.com", '"ann"@example.com', '"a@b.example"@example.com'),
        *("ann@localhost", "ann@[127.0.0.1]", "ann@[::1]", "ann@example"),
        *(
            "ann@xn--a.example",
            f"ann@{'é' * 60}.example",
            "ann@ex..ample.com",
            "ann@example.com,b@c.de",
        ),
    ],
)
def test_address_to_which_no_mail_of_ours_should_go_is_refused(email):
    with pytest.raises(Invalid, match="Write an e-mail address such as"):
        post(make_discussion(), email=email)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ann=O'Neil+x@Example.com", "ann=o'neil+x@example.com"),
        ("ann@exämple.com", "ann@exämple.com"),
        ("ann@xn--exmple-cua.com", "ann@exämple.com"),
        ("ann@ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com"),
        # Not strasse.example, which may be another's.
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
        ("ann@xn--strae-oqa.example", "ann@xn--strae-oqa.example"),
        ("ann@ＳＴＲＡßE。example", "ann@xn--strae-oqa.example"),
        ("ann@βόλος.example", "ann@xn--nxasmm1c.example"),
    ],
)
def test_address_is_kept_in_one_of_its_spellings(typed, kept):
    assert post(make_discussion(), email=typed).email == kept


def test_blank_lines_around_the_longest_text_do_not_count():
    text = "x" * 10_000
    assert post(make_discussion(), body=f"\r\n\r\n{text}\r\n \t\n").body == text


@pytest.mark.parametrize(
    "body",
    [
        "&#8203;",
        "&nbsp;",
        "&shy;",
        "[](https://a.example)",
        ">",
        "- \n- ",
        "```\n```",
        "**\u3164**",
    ],
)
def test_comment_that_is_blank_once_it_is_drawn_is_none(body):
    discussion = make_discussion(rules={})
    with pytest.raises(Invalid, match=r"Write your comment\."):
        post(discussion, body=body)
    comment = post(discussion, body="- 👍")
    with pytest.raises(Invalid, match=r"Write your comment\."):
        own.edit(comment.pk, make_draft(body=body), ANNA)


def test_address_without_a_scheme_is_one_of_the_web():
    comment = post(
        make_discussion(), site="ann.example", recent_url="ann.example/1", recent_title="1"
    )
    assert (comment.site, comment.recent_url) == ("https://ann.example", "https://ann.example/1")
