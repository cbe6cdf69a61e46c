"""Rules and follow-up questions, as an editor sets them."""

import pytest

from comments.models import FollowUp, Rules
from tests.comments.factories import make_comment, make_discussion, make_follow_up
from tests.factories import make_newsletter, make_poll
from tests.polls.admin.pages import form_of

pytestmark = pytest.mark.django_db

RULES = {
    "holds": "first_timers",
    "most_links": "2",
    "words": "",
    "names": "",
    "networks": "",
    "least_seconds": "3",
    "network_limit": "20",
    "discussion_limit": "",
    "reports_to_hold": "3",
    "closes_after_days": "",
    "digest": "daily",
}


def errors(page) -> dict[str, list[str]]:
    return page.context["adminform"].form.errors


def test_rules_are_written_one_entry_on_a_line(editors_desk):
    newsletter = make_newsletter()
    typed = {
        "words": " casino* \n\ncheap chips\r\ncasino*\n",
        "names": "Mallory\n spam@example.com",
        "networks": "192.0.2.0/24\n\n2001:db8::/32 ",
    }

    page = editors_desk.post(
        "/admin/comments/rules/add/", RULES | typed | {"newsletter": newsletter.pk}
    )

    assert page.status_code == 302
    rules = Rules.objects.get()
    assert rules.words == "casino*\ncheap chips"
    assert rules.names == "Mallory\nspam@example.com"
    assert rules.networks == "192.0.2.0/24\n2001:db8::/32"
    assert rules.discussion_limit is None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (
            "networks",
            "192.0.2.7\nexample.com",
            "“example.com” is no network. Write an address such as 192.0.2.7, or a network such as "
            "192.0.2.0/24 or 2001:db8::/32.",
        ),
        (
            "words",
            "casino\n*",
            "“*” has no letter or figure: it would hold either every comment or none. Write a word "
            "or a phrase.",
        ),
    ],
)
def test_entry_that_cannot_work_is_named_in_the_form(editors_desk, field, typed, sentence):
    rules = Rules.objects.create(newsletter=make_newsletter())

    page = editors_desk.post(f"/admin/comments/rules/{rules.pk}/change/", RULES | {field: typed})

    assert errors(page) == {field: [sentence]}
    assert getattr(Rules.objects.get(), field) == ""


def test_limit_of_no_comments_is_refused_in_words(editors_desk):
    rules = Rules.objects.create(newsletter=make_newsletter())
    page = editors_desk.post(
        f"/admin/comments/rules/{rules.pk}/change/", RULES | {"network_limit": "0"}
    )
    assert errors(page) == {"__all__": ["At least one comment an hour, or blank for no limit."]}


def test_follow_up_is_put_to_the_voters_of_an_open_polls_answer(editors_desk):
    closed, poll = make_poll(status="closed"), make_poll(status="open")
    choice = poll.choices.last()
    page = editors_desk.get("/admin/comments/followup/add/")
    offered = page.context["adminform"].form.fields["choice"].queryset
    assert set(offered) == set(poll.choices.all())
    assert f"{poll.question}: {choice.text}" in page.content.decode()

    for refused in (closed.choices.first().pk, ""):
        page = editors_desk.post(
            "/admin/comments/followup/add/", {"choice": refused, "question": "Why?"}
        )
        assert list(errors(page)) == ["choice"]
    editors_desk.post("/admin/comments/followup/add/", {"choice": choice.pk, "question": "Why?"})

    assert (FollowUp.objects.get().choice, FollowUp.objects.get().question) == (choice, "Why?")


@pytest.mark.parametrize("answered", [True, False])
def test_follow_up_that_was_answered_is_reworded_and_not_deleted(editors_desk, answered):
    poll = make_poll()
    follow_up = make_follow_up(poll)
    if answered:
        make_comment(make_discussion(poll), follow_up=follow_up)

    address = f"/admin/comments/followup/{follow_up.pk}/change/"
    form = form_of(editors_desk.get(address), "followup_form")
    editors_desk.post(address, form | {"question": "How so?"})
    assert FollowUp.objects.get().question == "How so?"
    editors_desk.post(f"/admin/comments/followup/{follow_up.pk}/delete/", {"post": "yes"})
    assert FollowUp.objects.exists() == answered
