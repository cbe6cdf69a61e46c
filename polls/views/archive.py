"""The archive of polls: newest first, narrowed by words, newsletter, topic and year."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, Min, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from polls import teasers
from polls.models import Choice, Newsletter, Poll, Topic
from polls.models.poll import PollQuerySet
from polls.paging import Page, page_of
from polls.structured import Social
from smartpulse.pages import public_page

MOST_WORDS = 10


class ArchiveForm(forms.Form):
    """The archive's filters; `polls` are all polls that it may show."""

    q = forms.CharField(
        label="Words",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
        error_messages={
            "max_length": "Search for fewer words: these are longer than any question.",
        },
    )
    newsletter = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "There is no such newsletter."}
    )
    topic = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "There is no such topic."}
    )
    year = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": "No poll opened in such a year."}
    )

    def __init__(self, data, polls: PollQuerySet, now):
        super().__init__(data)
        self.polls = polls
        newsletters = Newsletter.objects.values_list("slug", "name")
        topics = Topic.objects.filter(Exists(polls.filter(topics=OuterRef("pk"))))
        first = polls.aggregate(first=Min("opens_at"))["first"] or now
        years = range(now.year, first.year - 1, -1)
        self.fields["newsletter"].choices = [("", "All newsletters"), *newsletters]
        self.fields["topic"].choices = [("", "All topics"), *topics.values_list("slug", "name")]
        self.fields["year"].choices = [("", "All years"), *((str(y), str(y)) for y in years)]

    def clean_q(self) -> list[str]:
        words = self.cleaned_data["q"].split()
        if len(words) > MOST_WORDS:
            raise ValidationError(f"Search for at most {MOST_WORDS} words.")
        return words

    def found(self) -> PollQuerySet:
        """The polls that all filters let through; none where a filter makes no sense."""
        if not self.is_valid():
            return self.polls.none()
        polls, wanted = self.polls, self.cleaned_data
        for word in wanted["q"]:
            pattern = any_case(word)
            answers = Choice.objects.filter(poll=OuterRef("pk"), text__regex=pattern)
            polls = polls.filter(Q(question__regex=pattern) | Exists(answers))
        if wanted["newsletter"]:
            polls = polls.filter(newsletter__slug=wanted["newsletter"])
        if wanted["topic"]:
            polls = polls.filter(topics__slug=wanted["topic"])
        if wanted["year"]:
            polls = polls.filter(opens_at__year=int(wanted["year"]))
        return polls


@public_page("q", "newsletter", "topic", "year", "before", "after")
def polls(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    public = Poll.objects.public(now).select_related("newsletter")
    form = ArchiveForm(request.GET, public, now)
    page = page_of(form.found(), request, "opens_at") if form.is_valid() else Page([])
    context = {
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": page,
        "results": teasers.results_of(page.items, now),
        "now": now,
        "social": Social("All polls", "Every question that we have asked, with its result."),
    }
    return render(request, "polls/archive.html", context)


def any_case(word: str) -> str:
    """A regular expression for `word` in upper or lower case, the same for Python and PostgreSQL.

    SQL's own comparison would not do: SQLite folds the case of ASCII alone, and PostgreSQL that of
    other letters only where the database's locale does.
    """
    return "".join(
        f"(?:{'|'.join(map(re.escape, forms))})" if len(forms) > 1 else re.escape(letter)
        for letter in word
        for forms in [sorted({letter, letter.lower(), letter.upper()})]
    )
