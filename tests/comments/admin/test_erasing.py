"""Erasing a person's data at the desk: by address and from a comment, shown before it goes."""

import re

import pytest

from comments.models import Address, Comment, Moderation, Report
from tests.comments.admin.test_queue import said, words
from tests.comments.factories import make_comment, make_discussion
from tests.factories import make_poll

pytestmark = pytest.mark.django_db

ERASE = "/admin/comments/comment/erase/"
ADDRESS = "ann@example.com"


def look(client, address=ERASE, **fields):
    return client.post(address, {"reason": "Asked by mail"} | fields)


def hidden(page) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', words(page)))


def confirm(client, page, address=ERASE):
    return client.post(address, hidden(page), follow=True)


def named(page) -> list[Comment]:
    return list(page.context["shown"])


def erased() -> list[Comment]:
    return list(Comment.objects.exclude(erased_at=None).order_by("pk"))


def test_all_that_was_written_with_an_address_is_shown_and_then_erased(editors_desk):
    first, second = make_discussion(), make_discussion()
    own = make_comment(first, name="Ann", email=ADDRESS, body="Mine.")
    reply = make_comment(first, own, email="anne@example.com")
    elsewhere = make_comment(second, status="held", email=ADDRESS)
    Report.objects.create(
        comment=own, reporter_key=b"k", reason="other", note="Ann!", created_at=own.created_at
    )

    page = look(editors_desk, email="Ann@Example.com ")
    assert named(page) == [own, elsewhere]
    assert page.context["title"] == "Erase 2 comments for good?"
    assert erased() == []

    page = confirm(editors_desk, page)
    assert said(page) == ["Erased 2 comments for good."]
    assert erased() == [own, elsewhere]
    assert Report.objects.get().note == ""
    records = Moderation.objects.values_list("action", "reason", "actor__username").distinct()
    assert set(records) == {("erase", "Asked by mail", "Ada")}
    assert set(Comment.objects.in_thread()) == {own, reply}


def test_address_is_found_in_each_of_its_spellings(editors_desk):
    comment = make_comment(make_discussion(), email="ann@exämple.com")
    Address.objects.create(email="bob@exämple.com", created_at=comment.created_at)
    assert named(look(editors_desk, email="Ann@xn--exmple-cua.com")) == [comment]
    look(editors_desk, email="bob@xn--exmple-cua.com")
    assert not Address.objects.exists()


def test_what_is_written_after_the_look_is_not_erased_unseen(editors_desk):
    discussion = make_discussion()
    seen = make_comment(discussion, email=ADDRESS)
    page = look(editors_desk, email=ADDRESS)
    make_comment(discussion, email=ADDRESS)

    confirm(editors_desk, page)

    assert erased() == [seen]


@pytest.mark.parametrize(
    ("what", "gone"),
    [("comment", [0]), ("browser", [0, 1]), ("address", [0, 2])],
)
def test_comment_leads_to_what_else_its_author_wrote(editors_desk, what, gone):
    discussion = make_discussion()
    comments = [
        make_comment(discussion, author_key=b"a", email=ADDRESS),
        make_comment(discussion, author_key=b"a"),
        make_comment(make_discussion(make_poll()), author_key=b"a", email=ADDRESS),
        make_comment(discussion, author_key=b"b"),
    ]
    address = f"{ERASE}?comment={comments[0].pk}"
    link = f'href="{address}"'
    assert link in words(editors_desk.get(f"/admin/comments/comment/{comments[0].pk}/change/"))
    assert [
        label for _, label in editors_desk.get(address).context["form"].fields["what"].choices
    ] == [
        "this comment alone",
        "all 2 from this browser in this discussion",
        "all 2 with the address that was given with it",
    ]

    page = look(editors_desk, address, what=what)
    assert ADDRESS not in words(page)
    confirm(editors_desk, page, address)

    assert erased() == [comments[place] for place in gone]


def test_nothing_is_shown_or_erased_without_an_address_and_a_reason(editors_desk):
    make_comment(make_discussion(), email=ADDRESS)
    for sent, errors in (
        ({"email": ADDRESS, "reason": " "}, {"reason": ["Say why: it is kept with the record."]}),
        ({"email": "ann"}, {"email": ["Enter a valid email address."]}),
        (
            {"email": "bob@example.com"},
            {"email": ["No comment here was written with this address."]},
        ),
        (
            {"email": ADDRESS, "reason": "", "newest": "99"},
            {"reason": ["Say why: it is kept with the record."]},
        ),
    ):
        page = look(editors_desk, **sent)
        assert (page.context["form"].errors, named(page)) == (errors, [])
    assert erased() == []


def test_only_who_is_permitted_erases(desk):
    comment = make_comment(make_discussion(), email=ADDRESS)
    for address in (ERASE, f"{ERASE}?comment={comment.pk}"):
        assert desk.get(address).status_code == 403
        assert desk.post(address, {"reason": "x", "newest": "99"}).status_code == 403
    assert "Erase" not in words(desk.get("/admin/comments/comment/?state=all"))
    assert "Erase" not in words(desk.get(f"/admin/comments/comment/{comment.pk}/change/"))
    assert erased() == []


@pytest.mark.parametrize("named_comment", ["x", "", "0", "99999999999999999999"])
def test_comment_that_is_none_is_not_found(editors_desk, named_comment):
    assert editors_desk.get(f"{ERASE}?comment={named_comment}").status_code == 404


def test_address_that_no_comment_gives_any_more_is_erased_where_mail_was_asked_for(editors_desk):
    comment = make_comment(make_discussion())
    Address.objects.create(email=ADDRESS, created_at=comment.created_at)
    page = editors_desk.post(
        ERASE, {"reason": "Asked by mail", "email": ADDRESS.upper()}, follow=True
    )
    assert said(page) == [
        "No comment was written with this address; what was kept to mail it is erased."
    ]
    assert Address.objects.count() == 0
    assert "No comment here was written with this address." in words(
        look(editors_desk, email=ADDRESS)
    )
