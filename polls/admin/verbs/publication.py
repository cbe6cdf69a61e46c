"""Whether readers see a poll: published, taken back to a draft, withdrawn, restored."""

from django.utils import timezone
from django.utils.html import format_html

from polls import counting
from polls.admin.links import links_to
from polls.models import Post, Status
from polls.times import wall_clock
from smartpulse.plurals import number_of

from .verb import Verb, VerbForm, reason_field


class Publish(Verb):
    slug = "publish"
    name = "Publish"
    line = "It then opens and closes by the clock."
    explanation = (
        "A published poll opens and closes by itself, at the times below. Until it opens readers see "
        "nothing of it, and it can be changed or taken back."
    )

    def applies(self, poll, now):
        return poll.status(now) == Status.DRAFT and poll.opens_at is not None

    def act(self, poll, data, user):
        poll.publish()
        if poll.is_open(timezone.now()):
            return "is published and open: its opening time had come."
        return f"is published. It opens {wall_clock(poll.opens_at, poll.newsletter.zone)}."


class OpenNow(Verb):
    slug = "open-now"
    name = "Open now"
    line = "Readers can vote at once, not only from its opening time on."
    explanation = (
        "Readers can vote as soon as you confirm. The poll closes when it would have closed. From now "
        "on its question and its answers can no longer be changed, typing mistakes excepted."
    )
    several = False

    def applies(self, poll, now):
        return poll.status(now) in {Status.DRAFT, Status.SCHEDULED} and poll.closes_at is not None

    def act(self, poll, data, user):
        poll.open_now()
        return f"is open until {wall_clock(poll.closes_at, poll.newsletter.zone)}."


class Unpublish(Verb):
    slug = "unpublish"
    name = "Make it a draft again"
    line = "Readers no longer see it. Possible as long as nobody has voted."
    explanation = (
        "Readers no longer see the poll, and it opens no more by itself. This is possible as long as "
        "nobody has voted. A poll with votes is withdrawn instead, with a reason that readers see."
    )
    grave = True

    def applies(self, poll, now):
        return poll.status(now) in {Status.SCHEDULED, Status.OPEN} and not poll.ballots.exists()

    def act(self, poll, data, user):
        poll.unpublish()
        return "is a draft again. Readers do not see it."


class WithdrawalForm(VerbForm):
    reason = reason_field(
        "Readers see it in the place of the ballot and the result. A sentence, such as “One of the "
        "answers was missing.”"
    )


class Withdraw(Verb):
    slug = "withdraw"
    name = "Withdraw"
    line = "No ballot and no result any more; its page says why."
    explanation = (
        "The poll’s page stays at its address, with the question, the day and your reason, and "
        "without a ballot and a result. The poll leaves the front page, the archive and search "
        "engines. Its votes are kept, so that it can be restored."
    )
    form = WithdrawalForm
    several = False
    grave = True

    def applies(self, poll, now):
        return poll.is_public(now)

    def notes(self, poll, now):
        counted, _ = counting.standing(poll)
        notes = [f"{number_of(counted, 'vote is', 'votes are')} no longer shown."]
        reports = Post.objects.published(now).filter(reports=poll).order_by("pk")
        if links := links_to(reports):
            told = "These posts report it, and will say that it was withdrawn: {}."
            notes.append(format_html(told, links))
        return notes

    def act(self, poll, data, user):
        poll.withdraw(data["reason"])
        return "is withdrawn. Its page says so, with your reason."


class Restore(Verb):
    slug = "restore"
    name = "Restore"
    line = "Undo the withdrawal."
    explanation = (
        "Readers see the poll again: with its ballot if its closing is still to come, else with its "
        "result. Every vote is still there."
    )

    def applies(self, poll, now):
        return poll.is_withdrawn

    def act(self, poll, data, user):
        poll.restore()
        return f"is restored. It is {poll.status(timezone.now()).label.lower()}."
