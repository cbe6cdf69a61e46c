"""Statements that are written once: a queryset's answers as the queryset itself does, and one by hand as it says."""

from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import IntegrityError, connection
from django.db.models import BigIntegerField, CharField, DateTimeField, Q
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext

from polls.models import Post
from smartpulse.prepared import Prepared, Written, in_one_go, prepared
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


def by_hand() -> Written:
    """The slugs of posts that are called so, in a headline too; and what this was asked for."""
    return Written(
        "slugs",
        "SELECT slug, %(word)s FROM polls_post WHERE slug = %(word)s OR headline = %(word)s "
        "AND slug LIKE 'a%%' ORDER BY slug",
        word=CharField(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "word", ["rain", "it's", "100%", "%(word)s", "$1", "\\", "'; DROP TABLE polls_post; --"]
)
def test_statement_by_hand_has_each_calls_values_wherever_they_are_named(word):
    make_post(slug="a", headline=word)
    make_post(slug="b", headline=word)
    make_post(slug="c", headline="Something else")
    slugs = by_hand()
    assert slugs.rows(word=word) == [("a", word)]
    assert slugs.rows(word="c") == [("c", "c")]
    assert slugs.rows(word="none") == []


@pytest.mark.django_db
def test_statement_by_hand_may_need_no_values():
    make_post(slug="a")
    slugs = Written("all_slugs", "SELECT slug FROM polls_post")
    assert slugs.rows() == slugs.rows() == [("a",)]


@pytest.mark.django_db
def test_value_that_a_statement_by_hand_misses_is_an_error():
    with pytest.raises(Exception, match="word"):
        by_hand().rows(name="rain")


@pytest.mark.django_db(transaction=True)
def test_statement_by_hand_outlives_a_lost_connection_and_an_undone_transaction():
    make_post(slug="a")
    slugs = by_hand()
    for _ in range(2):
        with suppress(ZeroDivisionError), atomic():
            assert slugs.rows(word="a") == [("a", "a")]
            raise ZeroDivisionError
        assert slugs.rows(word="a") == [("a", "a")]
        connection.close()


@pytest.mark.only_on("postgres")
@pytest.mark.django_db(transaction=True)
def test_postgresql_plans_a_statement_by_hand_once():
    connection.close()
    slugs = by_hand()
    for word in ("rain", "sun"):
        slugs.rows(word=word)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT parameter_types::text[], generic_plans, custom_plans "
            "FROM pg_prepared_statements WHERE name = %s",
            [slugs.name],
        )
        assert cursor.fetchall() == [(["character varying"], 2, 0)]


@pytest.mark.only_on("postgres")
@pytest.mark.django_db(transaction=True)
def test_postgresql_plans_once_also_after_a_transaction_that_was_undone():
    connection.close()
    slugs = by_hand()
    with suppress(ZeroDivisionError), atomic():
        slugs.rows(word="rain")
        raise ZeroDivisionError
    slugs.rows(word="sun")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE name = %s",
            [slugs.name],
        )
        assert cursor.fetchall() == [(2, 0)]


RENAME = Written("rename", "UPDATE polls_post SET slug = %(slug)s", slug=CharField())
SLUGS = Written("slugs", "SELECT slug FROM polls_post WHERE slug <> %(other)s", other=CharField())
LOSE = Written("lose", "UPDATE polls_post SET slug = NULL")


@pytest.mark.django_db(transaction=True)
def test_statements_in_one_go_see_what_those_before_did_and_the_last_one_answers():
    make_post(slug="a")
    assert in_one_go(RENAME, SLUGS, slug="b", other="a") == [("b",)]
    connection.close()
    assert in_one_go(SLUGS, RENAME, SLUGS, slug="c", other="b") == [("c",)]
    assert in_one_go(SLUGS, other="c") == []


@pytest.mark.django_db(transaction=True)
def test_statements_in_one_go_are_done_together_or_not_at_all():
    make_post(slug="a")
    with pytest.raises(IntegrityError):
        in_one_go(RENAME, LOSE, slug="b")
    assert SLUGS.rows(other="") == [("a",)]


@pytest.mark.django_db(transaction=True)
def test_statements_in_one_go_belong_to_the_transaction_that_there_is():
    make_post(slug="a")
    with suppress(ZeroDivisionError), atomic():
        assert in_one_go(RENAME, SLUGS, slug="b", other="") == [("b",)]
        raise ZeroDivisionError
    assert SLUGS.rows(other="") == [("a",)]


WRITTEN = Written(
    "written",
    "UPDATE polls_post SET slug = %(slug)s RETURNING pg_current_wal_insert_lsn()",
    slug=CharField(),
)


def answer(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        [(value,)] = cursor.fetchall()
    return value


@pytest.mark.only_on("postgres")
@pytest.mark.django_db(transaction=True)
def test_what_statements_in_one_go_have_written_is_on_the_disk():
    make_post(slug="a")
    answer("SELECT set_config('synchronous_commit', 'on', false)")
    [(end,)] = in_one_go(WRITTEN, slug="b")
    assert answer(f"SELECT pg_current_wal_flush_lsn() > '{end}'")
    # The session's next transaction waits for the disk again.
    assert answer("SHOW synchronous_commit") == "on"
    connection.close()


@pytest.mark.only_on("postgres")
@pytest.mark.django_db(transaction=True)
def test_transaction_that_statements_in_one_go_are_part_of_waits_for_the_disk():
    make_post(slug="a")
    answer("SELECT set_config('synchronous_commit', 'on', false)")
    with atomic():
        [(end,)] = in_one_go(WRITTEN, slug="b")
        assert answer("SHOW synchronous_commit") == "on"
    assert answer(f"SELECT pg_current_wal_flush_lsn() > '{end}'")
    connection.close()
