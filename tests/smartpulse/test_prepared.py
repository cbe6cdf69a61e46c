"""A queryset whose SQL is written once answers as the queryset itself does."""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField, Q
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext

from polls.models import Post
from smartpulse.prepared import Prepared, prepared
from tests.factories import DAY, make_newsletter, make_poll, make_post

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)


def known() -> tuple[Prepared, list[int]]:
    """Published posts of a newsletter, or of one slug; and how often their SQL was built."""
    built = []

    @prepared(newsletter=BigIntegerField(), slug=CharField(), now=DateTimeField())
    def posts(newsletter, slug, now):
        built.append(1)
        rows = Post.objects.published(now).select_related(
            "newsletter", "reports", "asks__newsletter"
        )
        return rows.filter(Q(newsletter=newsletter) | Q(slug=slug)).order_by("slug")

    return posts, built


@pytest.fixture
def newsletters(db):
    return make_newsletter(name="Rain"), make_newsletter(name="Sun")


def test_rows_are_those_of_each_calls_values(newsletters):
    rain, sun = newsletters
    make_post(slug="a", newsletter=rain, asks=make_poll(newsletter=sun))
    make_post(slug="b", newsletter=sun)
    make_post(slug="c", newsletter=sun)
    make_post(slug="late", newsletter=rain, published_at=DAY)
    posts, built = known()
    now = datetime.now(UTC)
    assert [post.slug for post in posts(newsletter=rain.pk, slug="b", now=now)] == ["a", "b"]
    assert [post.slug for post in posts(newsletter=sun.pk, slug="b", now=now)] == ["b", "c"]
    assert posts(newsletter=sun.pk, slug="b", now=NOON - 9000 * DAY) == []
    assert posts.first(newsletter=0, slug="none", now=now) is None
    assert built == [1]


def test_instances_are_whole_and_bring_what_they_are_related_to(newsletters):
    rain, sun = newsletters
    made = make_post(slug="a", newsletter=rain, asks=make_poll(newsletter=sun))
    posts, _ = known()
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = posts.first(newsletter=rain.pk, slug="", now=datetime.now(UTC))
            assert (found.newsletter, found.reports, found.asks.newsletter) == (rain, None, sun)
            assert found.published_at == made.published_at
        assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_on_its_own_connection():
    newsletter = make_newsletter()
    make_post(slug="a", newsletter=newsletter)
    posts, _ = known()
    assert len(posts(newsletter=newsletter.pk, slug="", now=datetime.now(UTC))) == 1
    found = []

    def ask():
        with CaptureQueriesContext(connection) as queries:
            found.extend(posts(newsletter=newsletter.pk, slug="", now=datetime.now(UTC)))
        found.append(len(queries))
        connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert [found[0].slug, found[1]] == ["a", 1]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["it's", "100%", "%s", '"', "\\", "'; DROP TABLE polls_post; --"])
def test_values_are_values_and_no_sql(slug):
    newsletter = make_newsletter()
    make_post(slug="other", newsletter=newsletter)
    Post.objects.update(slug=slug)
    posts, _ = known()
    assert [post.slug for post in posts(newsletter=0, slug=slug, now=datetime.now(UTC))] == [slug]


@pytest.mark.django_db
def test_a_value_that_is_missing_is_an_error():
    posts, _ = known()
    with pytest.raises(KeyError, match="slug"):
        posts(newsletter=1, now=NOON)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_no_loss():
    newsletter = make_newsletter()
    make_post(slug="a", newsletter=newsletter)
    posts, _ = known()
    for _ in range(2):
        assert posts.first(newsletter=newsletter.pk, slug="", now=datetime.now(UTC)).slug == "a"
        connection.close()


@pytest.mark.django_db
def test_a_transaction_that_was_undone_is_no_loss():
    newsletter = make_newsletter()
    make_post(slug="a", newsletter=newsletter)
    posts, _ = known()
    for _ in range(2):
        with suppress(ZeroDivisionError), atomic():
            assert posts.first(newsletter=newsletter.pk, slug="", now=datetime.now(UTC)).slug == "a"
            raise ZeroDivisionError


@pytest.mark.only_on("postgres")
@pytest.mark.django_db
def test_postgresql_keeps_a_statement_from_its_first_call_on():
    posts, _ = known()
    for _ in range(2):
        posts(newsletter=1, slug="", now=NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text[] FROM pg_prepared_statements WHERE name = %s",
            [posts.statement.name],
        )
        [(types,)] = cursor.fetchall()
    assert set(types) == {"bigint", "character varying", "timestamp with time zone"}
