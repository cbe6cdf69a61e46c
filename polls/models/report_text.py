"""The text of a post: stored as it was typed, printed with the figures of the edition that it cites."""

from django.core.exceptions import ValidationError

from polls import figures
from polls.figures import OPEN_BRACES, Figures
from smartpulse import markup


class ReportText:
    """For Post. Its `headline` and `summary` are as printed, and `headline_typed` … as typed, where
    figures stand in them; its `body` is as typed, and `body_html` as printed.
    """

    LINES = ("headline", "summary")

    def write(self, name: str, text: str) -> None:
        """Give the headline or the summary its words, perhaps with figures in them."""
        setattr(self, f"{name}_typed", text if OPEN_BRACES in text else "")
        setattr(self, name, text)

    def typed(self, name: str) -> str:
        return getattr(self, f"{name}_typed") or getattr(self, name)

    def figures(self) -> Figures | None:
        """What its forms stand for; None where it reports no poll."""
        from polls import reports  # reports builds on these models

        return reports.figures_of(self) if self.reports_id else None

    @property
    def has_figures(self) -> bool:
        """Whether something in its text is, or may be, filled in."""
        return any(OPEN_BRACES in text for text in (*map(self.typed, self.LINES), self.body))

    def fill_in(self, known: Figures | None) -> None:
        """Print the text anew."""
        for name in self.LINES:
            if typed := getattr(self, f"{name}_typed"):
                longest = self._meta.get_field(name).max_length
                setattr(self, name, figures.fill_in(typed, known)[:longest])
        self.body_html = markup.render_post(self.body, figures.filling(known))
        self.body_version = markup.VERSION

    def fill_in_notes(self) -> None:
        """The same for the notes under the text."""
        for addendum in self.addenda.filter(text__contains=OPEN_BRACES):
            addendum.post = self
            addendum.save()

    def reprint(self) -> None:
        """Print it anew where not its words have changed but what they are filled in with: nobody's edit, so
        no version of its history. See `PostQuerySet.reprint`, which holds it first.

        It stays as it is where a figure would be missing now; its form says so to who opens it.
        """
        try:
            self.refuse_faults()
        except ValidationError:
            return
        self.fill_in(self.figures())
        printed = {name: getattr(self, name) for name in (*self.LINES, "body_html")}
        type(self).objects.filter(pk=self.pk).update(**printed)
        self.fill_in_notes()

    def clean(self):
        super().clean()
        if self.has_figures:
            self.refuse_faults()

    def refuse_faults(self) -> None:
        """Raise ValidationError, at each field, for forms that stand for nothing."""
        known = self.figures() if self.has_figures else None
        errors = {"body": sentences(markup.passages(self.body), known)}
        for name in self.LINES:
            text = self.typed(name)
            errors[name] = [
                sentence for _, sentence in figures.faults([figures.passage_of(text)], known)
            ]
            longest = self._meta.get_field(name).max_length
            if len(figures.fill_in(text, known)) > longest:
                errors[name].append(f"With its figures it is longer than {longest} characters.")
        if errors := {name: found for name, found in errors.items() if found}:
            raise ValidationError(errors)


def sentences(passages, known: Figures | None) -> list[str]:
    return [f"Line {line}: {sentence}" for line, sentence in figures.faults(passages, known)]
