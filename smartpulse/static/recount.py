"""Counts a poll again from its published ledger: python3 recount.py ledger.txt

A line of the ledger is one ballot: the SHA-256 of its receipt, a tab, and the positions of the
answers it marks, or "-" where the ballot was set aside. This script checks that every line has that
form, that the lines are sorted and that no ballot is there twice; it prints how often each position
was marked, and the SHA-256 of the file, to be compared with the one printed beside the result.

It needs Python 3.9 or later and nothing else.
"""

import hashlib
import re
import sys
from collections import Counter
from pathlib import Path

LINE = re.compile(rb"([0-9a-f]{64})\t(-|[1-9][0-9]{0,5}(?:,[1-9][0-9]{0,5})*)\n")


def main(path):
    ledger = Path(path).read_bytes()
    votes, respondents, set_aside, previous = Counter(), 0, 0, b""
    for number, line in enumerate(ledger.splitlines(keepends=True), start=1):
        entry = LINE.fullmatch(line)
        if not entry:
            sys.exit(f"Line {number} is not a ballot.")
        receipt, marks = entry.groups()
        if receipt <= previous:
            sys.exit(f"Line {number} is out of order, or a ballot that is listed twice.")
        previous = receipt
        if marks == b"-":
            set_aside += 1
            continue
        positions = [int(mark) for mark in marks.split(b",")]
        if positions != sorted(set(positions)):
            sys.exit(f"Line {number} marks a position twice, or not in order.")
        votes.update(positions)
        respondents += 1
    report = [f"{'Position':>8}  {'Votes':>9}  {'Share':>7}"]
    for position, count in sorted(votes.items()):
        hundredths = (2 * count * 10000 + respondents) // (2 * respondents)  # half up, exactly
        share = f"{hundredths // 100}.{hundredths % 100:02d}%"
        report.append(f"{position:>8}  {count:>9}  {share:>7}")
    report += [
        f"Respondents: {respondents}",
        f"Ballots set aside: {set_aside}",
        f"SHA-256: {hashlib.sha256(ledger).hexdigest()}",
    ]
    sys.stdout.write("\n".join(report) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python3 recount.py ledger.txt")
    main(sys.argv[1])
