"""What is misconfigured, said to whoever runs the site. `manage.py doctor` prints it.

An examination is a function without arguments that yields findings; settings.EXAMINATIONS names them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError
from django.utils.module_loading import import_string


class Level(StrEnum):
    WELL = "well"
    # Worth knowing; right for some installations.
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True)
class Finding:
    """`mend` says what to do about it, in one sentence or two."""

    level: Level
    sentence: str
    mend: str = ""


def well(sentence: str) -> Finding:
    return Finding(Level.WELL, sentence)


def note(sentence: str, mend: str = "") -> Finding:
    return Finding(Level.NOTE, sentence, mend)


def fault(sentence: str, mend: str) -> Finding:
    return Finding(Level.FAULT, sentence, mend)


def serious(is_serious: bool, sentence: str, mend: str) -> Finding:
    """A fault of a site that readers reach, a note where it is only tried out."""
    return Finding(Level.FAULT if is_serious else Level.NOTE, sentence, mend)


def is_public() -> bool:
    """Whether others than this machine are meant to reach the site."""
    return settings.SITE_HOST not in {host.strip("[]") for host in settings.LOOPBACK}


def examine() -> Iterator[tuple[str, list[Finding]]]:
    """Each examination's name with what it found, one after the other."""
    for name, path in settings.EXAMINATIONS.items():
        findings = []
        try:
            findings.extend(import_string(path)())
        except DatabaseError:
            # The examination of the database says why.
            findings.append(
                note("Not examined: this needs a database that answers and is migrated.")
            )
        yield name, findings
