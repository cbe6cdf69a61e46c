"""A closed poll's result, published as it stands."""

from django.utils import timezone
from django.utils.html import format_html

from polls import editions
from polls.admin.links import links_to
from polls.models import Post

from .verb import Verb, VerbForm, reason_field


class EditionForm(VerbForm):
    reason = reason_field(
        "Printed with the edition, such as “First report” or “Two ballots set aside”."
    )


class PublishEdition(Verb):
    slug = "publish-edition"
    name = "Publish an edition"
    line = "Freeze the result as it stands, under its own number and address."
    explanation = (
        "An edition is the result as it stands now, frozen under its own number and address. "
        "It is never changed or taken back; a correction is the next edition."
    )
    permission = "polls.add_edition"
    form = EditionForm

    def applies(self, poll, now):
        return poll.is_closed(now)

    def act(self, poll, data, user):
        edition = editions.freeze(poll, timezone.now(), data["reason"])
        own = Post.objects.for_staff(user)
        citing = own.filter(reports=poll, edition__isnull=False).order_by("pk")
        sentence = f"has edition {edition.number} now."
        if links := links_to(citing):
            return format_html("{} These posts cite an earlier one: {}.", sentence, links)
        return sentence
