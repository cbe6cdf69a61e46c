"""`manage.py subscriber_links`: a list of subscribers comes back with a column of tokens."""

import csv
import io
import sys
import tracemalloc

import pytest
from django.core.management import CommandError, call_command

from polls import subscriber_lists, subscribers
from polls.models import RevokedLink
from tests.factories import make_newsletter

ANNA, BEN = "anna@example.com", "ben@example.com"


@pytest.fixture
def newsletter(db):
    return make_newsletter(slug="kettle")


@pytest.fixture
def tokens(newsletter):
    return {whose: subscribers.make_token(newsletter, whose) for whose in (ANNA, BEN)}


@pytest.fixture
def run(newsletter, tmp_path):
    """Run the command on a list: `run(bytes)` answers with the file written, and what was said."""

    def run(content: bytes, **options):
        source, target = tmp_path / "list.csv", tmp_path / "with-tokens.csv"
        source.write_bytes(content)
        said = io.StringIO()
        call_command(
            "subscriber_links", "kettle", str(source), output=str(target), stderr=said, **options
        )
        return target.read_bytes(), said.getvalue().splitlines()

    return run


def refusal_of(run, content: bytes, **options) -> str:
    with pytest.raises(CommandError) as refusal:
        run(content, **options)
    return str(refusal.value)


def test_list_comes_back_with_tokens_and_everything_else_as_it_was(run, tokens):
    written, said = run(
        b'Email Address,Name\r\nanna@example.com,"Anna, ""A"""\r\nben@example.com,"Two\nlines"\r\n'
    )
    assert written.decode() == (
        "Email Address,Name,SPTOKEN\r\n"
        f'anna@example.com,"Anna, ""A""",{tokens[ANNA]}\r\n'
        f'ben@example.com,"Two\nlines",{tokens[BEN]}\r\n'
    )
    assert said == ["2 rows: 2 with a token."]


def test_byte_order_mark_semicolons_and_umlauts_stay(run, newsletter):
    content = "\ufeffName;E-Mail\nJörg;jörg@example.com\n".encode()
    token = subscribers.make_token(newsletter, "jörg@example.com")
    expected = f"\ufeffName;E-Mail;SPTOKEN\nJörg;jörg@example.com;{token}\n"
    assert run(content)[0].decode() == expected


def test_column_of_tokens_is_filled_anew_where_it_stands(run, tokens):
    written, _ = run(f"sptoken,email\nold,{ANNA}\n,{BEN}\n".encode())
    assert written.decode() == f"SPTOKEN,email\n{tokens[ANNA]},{ANNA}\n{tokens[BEN]},{BEN}\n"
    assert run(written)[0] == written


def test_named_columns_are_used(run, newsletter):
    written, _ = run(b"email,Reader\n,r-1\n", column="reader", token_column="VOTE")
    token = subscribers.make_token(newsletter, "r-1")
    assert written.decode() == f"email,Reader,VOTE\n,r-1,{token}\n"


def test_blank_addresses_get_no_token_and_the_same_address_the_same_one(run, tokens):
    written, said = run(b"id,name\n ,Nobody\n\nanna@example.com\nANNA@example.com,Again,\n")
    token = tokens[ANNA]
    rows = list(csv.reader(io.StringIO(written.decode())))
    assert rows == [
        ["id", "name", "SPTOKEN"],
        [" ", "Nobody", ""],
        ["anna@example.com", "", token],
        ["ANNA@example.com", "Again", token],
    ]
    assert said == ["3 rows: 2 with a token, 1 without an address."]


def test_cells_that_a_spreadsheet_would_run_are_pointed_out_and_written_as_they_were(run):
    cells = ["=1+1", "@sum(1)", "+49 (0)170 1234-5", "-12.50", "-", "+cmd|x", "a=b"]
    rows = "".join(f"reader{place}@example.com,{cell}\n" for place, cell in enumerate(cells))
    written, said = run(f"email,note\n{rows}".encode())
    assert [row[1] for row in csv.reader(io.StringIO(written.decode()))] == ["note", *cells]
    assert said == [
        "7 rows: 7 with a token.",
        "3 cells begin like a formula, the first in line 2. They are written as they were: "
        "upload the file, and do not open it in a spreadsheet.",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The list is empty: export it with a first line of column names."),
        (
            b"name,age\nAnna,40\n",
            "No column looks like addresses or ids. The columns are “name”, “age”: say with "
            "--column which one it is.",
        ),
        (
            "email\nanna@example.com\nj\xf6rg@example.com\n".encode("latin-1"),
            "Line 3 is not UTF-8: save the list as “CSV UTF-8” and run this again.",
        ),
        (
            "email\nanna@example.com\n".encode("utf-16"),
            "The list is UTF-16: save it as “CSV UTF-8” and run this again.",
        ),
        (
            b"email,name\nanna@example.com,Anna, A\n",
            "Line 2 has 3 cells, and there are 2 columns: a cell that holds the separator needs "
            "quotation marks around it.",
        ),
        (
            b'email,name\nanna@example.com,"Anna\nben@example.com,Ben\n',
            "The list cannot be read from line 2 on (unexpected end of data): look for a quotation "
            "mark there that is not closed, or not doubled inside a cell.",
        ),
    ],
)
def test_list_that_cannot_be_read_is_refused_and_writes_no_file(run, tmp_path, content, sentence):
    assert refusal_of(run, content) == sentence
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_column_that_is_not_there_is_refused(run):
    sentence = refusal_of(run, b"email,name\n", column="mail")
    assert sentence == "There is no column “mail”. The columns are “email”, “name”."


def test_file_with_tokens_is_its_owners_alone(run, tmp_path):
    run(b"email\nanna@example.com\n")
    assert (tmp_path / "with-tokens.csv").stat().st_mode & 0o777 == 0o600


def test_streams_are_read_and_written_where_no_file_is_named(newsletter, tokens, monkeypatch):
    source = io.TextIOWrapper(io.BytesIO(f"email\n{ANNA}\n".encode()))
    target = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", source)
    monkeypatch.setattr(sys, "stdout", target)
    call_command("subscriber_links", "kettle", stderr=io.StringIO())
    assert target.buffer.getvalue().decode() == f"email,SPTOKEN\n{ANNA},{tokens[ANNA]}\n"


def test_a_long_list_takes_no_more_memory_than_a_short_one(newsletter):
    """By hand, a million rows and two rows take the same 79 MB."""

    def peak(rows: int) -> int:
        lines = (f"reader{number}@example.com,Reader\n".encode() for number in range(rows))
        tracemalloc.start()
        written = subscriber_lists.add_tokens(newsletter, Source(lines), Target())
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert written.tokens == rows
        return found

    peak(10)
    assert peak(20_000) < 2 * peak(200)


class Source:
    def __init__(self, lines):
        self.lines = lines

    def __iter__(self):
        yield b"email,name\n"
        yield from self.lines


class Target:
    def write(self, text):
        pass


def test_progress_is_told_while_it_runs(run, monkeypatch):
    monkeypatch.setattr("polls.management.commands.subscriber_links.STEP", 2)
    _, said = run(b"email\n" + b"".join(b"r%d@example.com\n" % number for number in range(5)))
    assert said == ["2 rows …", "4 rows …", "5 rows: 5 with a token."]


def test_unknown_newsletter_is_refused_with_those_there_are(newsletter):
    with pytest.raises(CommandError, match=r"There is no newsletter “tea”\. There are: kettle"):
        call_command("subscriber_links", "tea")


# --revoke


def revoke(link, **options):
    said = io.StringIO()
    call_command("subscriber_links", "kettle", revoke=link, stdout=said, **options)
    return said.getvalue()


def test_link_is_revoked_and_the_next_list_has_a_new_one(run, newsletter, tokens):
    said = revoke(tokens[ANNA], reason="Posted in a forum")
    assert said.startswith("The link works no more")
    assert RevokedLink.objects.get().reason == "Posted in a forum"
    assert revoke(tokens[ANNA]) == "This link was revoked already; nothing has changed.\n"

    written, _ = run(f"email\n{ANNA}\n{BEN}\n".encode())
    _, anna, ben = (row[1] for row in csv.reader(io.StringIO(written.decode())))
    assert ben == tokens[BEN]
    assert anna != tokens[ANNA]
    assert subscribers.read_token(newsletter, anna) is not None
    assert subscribers.read_token(newsletter, tokens[ANNA]) is None


def test_link_of_another_newsletter_is_not_revoked(newsletter):
    token = subscribers.make_token(make_newsletter(), ANNA)
    with pytest.raises(CommandError, match="This link is not one of"):
        revoke(f"https://polls.example/v/{token}/a-poll/")
    assert not RevokedLink.objects.exists()
