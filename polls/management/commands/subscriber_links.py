"""Make or revoke subscribers' links: `manage.py subscriber_links corner-desk < list.csv > with-tokens.csv`."""

import io
import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from polls import subscribers
from polls.models import Newsletter
from polls.subscriber_lists import TOKEN_COLUMN, BadList, Written, add_tokens

STEP = 100_000  # rows between two lines of progress


class Command(BaseCommand):
    help = (
        "Reads a CSV list of subscribers and writes it back with a column of tokens. Upload that "
        "to your mail service once: the tokens hold for every later poll of the newsletter. With "
        "--revoke, it makes one subscriber's link stop working instead."
    )

    def add_arguments(self, parser):
        parser.add_argument("newsletter", help="the newsletter's slug")
        parser.add_argument("list", nargs="?", help="the CSV file; without it, standard input")
        parser.add_argument("--output", help="the file to write; without it, standard output")
        parser.add_argument(
            "--column",
            default="",
            help="the column of addresses or ids; without it, the one named like that",
        )
        parser.add_argument(
            "--token-column",
            default=TOKEN_COLUMN,
            help=f"the column of tokens, added where there is none (default: {TOKEN_COLUMN})",
        )
        parser.add_argument(
            "--revoke", metavar="LINK", help="a link, its token, or a subscriber's address or id"
        )
        parser.add_argument("--reason", default="", help="why it is revoked, for the desk's list")

    def handle(self, *, newsletter, **options):
        found = Newsletter.objects.filter(slug=newsletter).first()
        if found is None:
            known = ", ".join(Newsletter.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no newsletter “{newsletter}”. There are: {known}.")
        if options["revoke"]:
            self.revoke(found, options["revoke"], options["reason"])
        else:
            self.write_list(found, options)

    def revoke(self, newsletter: Newsletter, link: str, reason: str) -> None:
        try:
            is_new = subscribers.revoke(newsletter, link, timezone.now(), reason)
        except ValueError as error:
            raise CommandError(error) from None
        if is_new:
            self.stdout.write(
                "The link works no more: it leads to the plain poll. The subscriber gets a new "
                "one when you make the list anew and upload it."
            )
        else:
            self.stdout.write("This link was revoked already; nothing has changed.")

    def write_list(self, newsletter: Newsletter, options: dict) -> None:
        try:
            with opened(options["list"]) as source, replaced(options["output"]) as target:
                written = add_tokens(
                    newsletter,
                    source,
                    target,
                    column=options["column"],
                    token_column=options["token_column"],
                    tell=self.tell,
                )
        except (BadList, OSError) as error:
            raise CommandError(error) from None
        self.summarise(written)

    def tell(self, written: Written) -> None:
        if written.rows % STEP == 0:
            self.say(f"{written.rows:,} rows …")

    def summarise(self, written: Written) -> None:
        without = f", {written.without_address:,} without an address" * bool(
            written.without_address
        )
        self.say(f"{written.rows:,} rows: {written.tokens:,} with a token{without}.")
        if written.formulas:
            self.say(
                f"{written.formulas:,} cells begin like a formula, the first in line "
                f"{written.formula_line:,}. They are written as they were: upload the file, and "
                "do not open it in a spreadsheet."
            )

    def say(self, sentence: str) -> None:
        """On standard error, since the list may go to standard output; it is no error."""
        self.stderr.write(sentence, style_func=str)


@contextmanager
def opened(path: str | None):
    if path is None:
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as source:
        yield source


@contextmanager
def replaced(path: str | None):
    """Text to write: a file takes its name, or another's place, once it is complete."""
    if path is None:
        target = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield target
            target.flush()
        finally:
            # Closing it would close standard output.
            target.detach()
        return
    # Only its owner may read it: who has a token votes as its subscriber.
    handle, unfinished = tempfile.mkstemp(dir=Path(path).parent, prefix=f".{Path(path).name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            yield target
        os.replace(unfinished, path)  # noqa: PTH105
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
