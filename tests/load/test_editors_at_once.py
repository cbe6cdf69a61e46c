"""Two editors press “Save” at the same moment."""

import pytest
from django.test import Client

from polls.models import Choice
from tests.factories import make_editor, make_poll, make_post
from tests.load.test_rulings_at_once import at_once
from tests.polls.admin.test_two_editors import address, again, told, typed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: make_poll(status="scheduled", question="First?"), "question"),
        (lambda: make_post(headline="First?"), "headline"),
    ],
)
def test_of_two_who_save_at_once_the_second_is_told_and_loses_nothing(make, field):
    row = make()
    forms, answers = {}, {}
    for name in ("Ada", "Grace"):
        desk = Client()
        desk.force_login(make_editor(username=name))
        forms[desk] = typed(desk, row, **{field: name})

    def save(desk):
        answers[desk] = desk.post(address(row), forms[desk])

    at_once(*(lambda desk=desk: save(desk) for desk in forms))

    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    (second,) = (desk for desk in forms if answers[desk].status_code == 200)
    (first,) = forms.keys() - {second}
    theirs, yours = forms[first][field], forms[second][field]
    assert [each[1:3] for each in told(answers[second])] == [(theirs, yours)]
    assert getattr(type(row).objects.get(), field) == theirs
    assert second.post(address(row), again(answers[second], row)).status_code == 302
    assert getattr(type(row).objects.get(), field) == yours


def test_answers_that_two_add_at_once_are_both_kept():
    poll = make_poll(status="draft", choices=["A", "B"])
    # Who opens the form after the other has saved sees that answer in its row.
    forms, answers = {}, {}
    for name in ("Ada", "Grace"):
        desk = Client()
        desk.force_login(make_editor(username=name))
        forms[desk] = typed(desk, poll, **{"choices-2-text": name})

    def add(desk):
        page = desk.post(address(poll), forms[desk])
        if page.status_code == 200:
            page = desk.post(address(poll), again(page, poll))
        answers[desk] = page.status_code

    at_once(*(lambda desk=desk: add(desk) for desk in forms))

    assert set(answers.values()) == {302}
    texts = Choice.objects.order_by("position").values_list("text", flat=True)
    assert sorted(texts) == ["A", "Ada", "B", "Grace"]
