"""Subscribers' tokens: signed by the newsletter's own key, told to nobody, revoked one by one."""

import re

import pytest
from django.db import IntegrityError
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from polls import subscribers
from polls.models import Newsletter, RevokedLink
from tests.factories import make_newsletter

ANNA, BEN = "anna@example.com", "ben@example.com"


@pytest.fixture
def newsletter(db):
    return make_newsletter(name="The Kettle")


def revoke(newsletter, whose, **fields):
    return subscribers.revoke(newsletter, whose, timezone.now(), **fields)


def token_in_use(newsletter, address):
    """As the next list has it."""
    revoked = subscribers.revoked_identities(newsletter)
    return subscribers.make_token(newsletter, address, revoked)


def test_token_is_the_same_each_time_and_whatever_the_case_of_the_address(newsletter):
    token = subscribers.make_token(newsletter, ANNA)
    assert subscribers.make_token(newsletter, " Anna@Example.COM ") == token
    assert subscribers.make_token(newsletter, BEN) != token


def test_token_outlives_the_secret_key(newsletter):
    token = subscribers.make_token(newsletter, ANNA)
    identity = subscribers.read_token(newsletter, token)
    with override_settings(SECRET_KEY="another " * 8):
        assert subscribers.read_token(newsletter, token) == identity
        assert subscribers.make_token(newsletter, ANNA) == token
    assert len(identity) == 24


@given(st.text(max_size=40))
def test_token_survives_addresses_and_spreadsheets(address):
    newsletter = Newsletter(subscriber_key=b"k" * 32)
    token = subscribers.make_token(newsletter, address)
    assert re.fullmatch("[A-Za-z][A-Za-z0-9_-]{31}", token)
    assert subscribers.signed_identity(newsletter, token)


@pytest.mark.parametrize("position", [0, 15, 16, 31])
def test_damaged_token_is_not_read(newsletter, position):
    token = subscribers.make_token(newsletter, ANNA)
    other = "A" if token[position] != "A" else "B"
    damaged = token[:position] + other + token[position + 1 :]
    assert subscribers.read_token(newsletter, damaged) is None
    assert subscribers.read_token(newsletter, token[:-1]) is None


# Revoking.


def test_revoked_token_is_not_read_and_the_others_are(newsletter):
    token, other = (subscribers.make_token(newsletter, whose) for whose in (ANNA, BEN))
    assert revoke(newsletter, ANNA, reason="Posted in a forum")
    assert subscribers.read_token(newsletter, token) is None
    assert subscribers.read_token(newsletter, other) is not None
    assert RevokedLink.objects.get().reason == "Posted in a forum"


@pytest.mark.parametrize(
    "link", ["{token}", "https://polls.example/v/{token}/a-poll/?choice=7", " {token}\n"]
)
def test_link_is_revoked_as_it_was_found(newsletter, link):
    token = subscribers.make_token(newsletter, ANNA)
    assert revoke(newsletter, link.format(token=token))
    assert not revoke(newsletter, token)
    assert subscribers.read_token(newsletter, token) is None


def test_subscriber_gets_another_token_after_each_revocation(newsletter):
    tokens = []
    for _ in range(3):
        tokens.append(token_in_use(newsletter, ANNA))
        assert subscribers.read_token(newsletter, tokens[-1]) is not None
        revoke(newsletter, ANNA)
    assert len(set(tokens)) == 3
    assert [subscribers.read_token(newsletter, token) for token in tokens] == [None] * 3
    assert token_in_use(newsletter, BEN) == subscribers.make_token(newsletter, BEN)


def test_deleted_revocation_gives_the_token_back(newsletter):
    token = subscribers.make_token(newsletter, ANNA)
    revoke(newsletter, ANNA)
    RevokedLink.objects.get().delete()
    assert subscribers.read_token(newsletter, token) is not None
    assert token_in_use(newsletter, ANNA) == token


def test_link_of_another_newsletter_is_refused_and_its_own_stays(newsletter):
    other = make_newsletter()
    token = subscribers.make_token(other, ANNA)
    with pytest.raises(ValueError, match="This link is not one of The Kettle: copy the whole"):
        revoke(newsletter, f"https://polls.example/v/{token}/a-poll/")
    revoke(newsletter, ANNA)
    assert subscribers.read_token(other, token) is not None


def test_database_holds_each_revocation_once(newsletter):
    revoke(newsletter, ANNA)
    revoked = RevokedLink.objects.get()
    revoked.pk = None
    with pytest.raises(IntegrityError):
        revoked.save(force_insert=True)


def test_reading_a_token_takes_one_query_and_a_foreign_one_none(
    newsletter, django_assert_num_queries
):
    token = subscribers.make_token(newsletter, ANNA)
    with django_assert_num_queries(1):
        subscribers.read_token(newsletter, token)
    with django_assert_num_queries(0):
        subscribers.read_token(newsletter, "x" * 32)
