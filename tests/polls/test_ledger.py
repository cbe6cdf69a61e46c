import hashlib
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls import ledger
from polls.ledger import Recount

SCRIPT = Path(__file__).parents[2] / "smartpulse" / "static" / "recount.py"

RECEIPTS = st.text(alphabet=ledger.ALPHABET, min_size=16, max_size=16)
MARKS = st.none() | st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True)
BALLOTS = st.dictionaries(RECEIPTS, MARKS, max_size=30)


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def entry(first, marks="1"):
    """A line of a ledger whose digest begins with `first`."""
    return f"{first:0<64}\t{marks}\n"


def run_script(*arguments):
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_new_receipts_are_canonical_and_use_the_whole_alphabet():
    receipts = [ledger.new_receipt() for _ in range(500)]
    assert len(set(receipts)) == 500
    assert all(ledger.canonical(receipt) == receipt for receipt in receipts)
    for place in range(16):  # none of the 32 characters is missing from any place
        assert len({receipt[place] for receipt in receipts}) == 32


@pytest.mark.parametrize(
    "copied",
    [
        "01AB-CDEF-GHJK-MNPQ",
        "01abcdefghjkmnpq",
        " 01ab cdef\tghjk\u00a0mnpq\n",
        "o1AB-CDEF-GHJK-MNPQ",
        "OlAB\u2011CDEF\u2013GHJK\u2010MNPQ",
        "0iab-cdef-ghjk-mnpq",
    ],
)
def test_canonical_reads_a_receipt_however_it_was_copied(copied):
    assert ledger.canonical(copied) == "01ABCDEFGHJKMNPQ"
    assert ledger.grouped(copied) == "01AB-CDEF-GHJK-MNPQ"
    assert ledger.receipt_digest(copied) == sha256("01ABCDEFGHJKMNPQ")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "----",
        "01ABCDEFGHJKMNP",
        "01ABCDEFGHJKMNPQR",
        "U1ABCDEFGHJKMNPQ",
        "01ABCDEFGHJKMNP!",
        "01ABCDEFGHJKMNP٣",
        "01ABCDEFGHJKMNPé",
        "01ABCDEFGHJKMN/..",
    ],
)
def test_what_is_no_receipt_is_refused(code):
    for read in (ledger.canonical, ledger.grouped, ledger.receipt_digest):
        with pytest.raises(ValueError, match="16 letters and digits"):
            read(code)


def test_ledger_lists_digests_and_positions_sorted_by_their_bytes():
    first, second, third = sorted(["0" * 16, "A" * 16, "Z" * 16], key=sha256)
    text = ledger.lines([(third, [2]), (first, [10, 3, 9]), (second, None)])
    assert text == (f"{sha256(first)}\t3,9,10\n{sha256(second)}\t-\n{sha256(third)}\t2\n")
    assert ledger.digest(text) == sha256(text)
    assert ledger.recount(text) == Recount({2: 1, 3: 1, 9: 1, 10: 1}, 2, 1)


def test_an_empty_ledger_counts_to_nothing():
    assert ledger.lines([]) == ""
    assert ledger.recount("") == Recount({}, 0, 0)


@pytest.mark.parametrize("marks", [[], [0], [-1, 2], [1, 1]])
def test_a_counted_ballot_marks_each_position_once(marks):
    with pytest.raises(ValueError, match="marks one or more positions"):
        ledger.lines([("0" * 16, marks)])


BROKEN = {
    "blank line": (entry("a") + "\n", "Line 2 is no line"),
    "no marks": (entry("a") + entry("b", ""), "Line 2 is no line"),
    "both": (entry("a", "1,-"), "Line 1 is no line"),
    "trailing comma": (entry("a", "1,"), "Line 1 is no line"),
    "space": (entry("a", "1, 2"), "Line 1 is no line"),
    "position zero": (entry("a", "0"), "Line 1 is no line"),
    "leading zero": (entry("a", "01"), "Line 1 is no line"),
    "absurd position": (entry("a", "9" * 5_000), "Line 1 is no line"),
    "other digits": (entry("a", "٣"), "Line 1 is no line"),
    "carriage return": (entry("a", "1\r"), "Line 1 is no line"),
    "upper case": (entry("A"), "Line 1 is no line"),
    "short digest": (entry("a")[1:], "Line 1 is no line"),
    "space for tab": (entry("a").replace("\t", " "), "Line 1 is no line"),
    "descending": (entry("a") + entry("b", "2,1"), "Line 2 does not list"),
    "position twice": (entry("a", "2,2"), "Line 1 does not list"),
    "unsorted": (entry("a") + entry("c") + entry("b"), "Line 3 is out of order"),
    "duplicate": (entry("a") + entry("b") + entry("b", "2"), "Line 3 repeats a ballot"),
    "cut off": (entry("a") + entry("b")[:-1], "Line 2 does not end"),
}


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_recount_names_the_line_of_a_broken_ledger(text, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        ledger.recount(text)


@given(BALLOTS)
def test_recount_finds_what_the_ballots_say(ballots):
    text = ledger.lines(ballots.items())
    counted = [marks for marks in ballots.values() if marks is not None]
    assert ledger.recount(text) == Recount(
        dict(Counter(mark for marks in counted for mark in marks)),
        len(counted),
        len(ballots) - len(counted),
    )


def test_the_readers_script_prints_the_outsourcing_poll(tmp_path):
    marks = [None] * 4 + [[4]] * 193 + [[2]] * 42 + [[3]] * 35 + [[1]] * 23
    text = ledger.lines((f"{number:016d}", ballot) for number, ballot in enumerate(marks))
    path = tmp_path / "ledger.txt"
    path.write_text(text, encoding="ascii", newline="")
    done = run_script(path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "Position      Votes    Share\n"
        "       1         23    7.85%\n"
        "       2         42   14.33%\n"
        "       3         35   11.95%\n"
        "       4        193   65.87%\n"
        "Respondents: 293\n"
        "Ballots set aside: 4\n"
        f"SHA-256: {ledger.digest(text)}\n"
    )


def test_the_readers_script_counts_several_marks_and_ballots_all_set_aside(tmp_path):
    path = tmp_path / "ledger.txt"
    path.write_text(ledger.lines([("0" * 16, [1, 12]), ("1" * 16, [12])]), newline="")
    assert run_script(path).stdout.splitlines()[1:4] == [
        "       1          1   50.00%",
        "      12          2  100.00%",
        "Respondents: 2",
    ]
    path.write_text(ledger.lines([("0" * 16, None)]), newline="")
    assert run_script(path).stdout.splitlines()[1:3] == ["Respondents: 0", "Ballots set aside: 1"]


@pytest.mark.parametrize(("text", "message"), BROKEN.values(), ids=BROKEN)
def test_the_readers_script_refuses_what_the_site_refuses(tmp_path, text, message):
    path = tmp_path / "ledger.txt"
    path.write_text(text, encoding="utf-8", newline="")
    done = run_script(path)
    assert (done.returncode, done.stdout) == (1, "")
    line = " ".join(message.split()[:2])
    assert done.stderr.startswith(f"{line} ")


def test_the_readers_script_says_how_it_is_used():
    done = run_script()
    assert (done.returncode, done.stderr) == (1, "Usage: python3 recount.py ledger.txt\n")
