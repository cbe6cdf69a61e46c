"""Put the demo's discussions under its polls, as if readers and moderators had been at it.

What people wrote goes through `posting.post`, and a moderator approves what the rules hold: so that
the desk has something to show, and a past. Only the thousand comments are inserted.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser

from comments import erasure, moderation, posting
from comments.commenters import Commenter, new_commenter
from comments.models import Comment, Discussion, FollowUp, Moderation, Report, Rules
from comments.screening import Draft
from polls.demo.ballots import an_address
from polls.demo.loader import unwrapped
from polls.models import Poll, Post

from .crowd import Said, crowd
from .outline import Talk, Waiting
from .talks import CROWDED, HANNEKE, TALKS

VISIBLE = 1000
PICKS = 3
EDITED_EVERY = 37
WORDS_TO_HOLD = "casino*\nfollowers for sale"
APPROVED_AFTER = timedelta(minutes=4)
REMOVED_AFTER = timedelta(minutes=40)
PICKED_AFTER = timedelta(hours=2)
# A demo loaded minutes after an opening has what was said within those minutes.
LATEST = 0.95


def load(now: datetime, editor: AbstractUser, say: Callable[[str], object]) -> dict[str, int]:
    """Load all discussions, and return how many rows there are of what."""
    say(f"Loading what readers said: {len(TALKS)} discussions, one with {VISIBLE:,} comments.")
    loading = Loading(now, editor)
    loading.rules(Poll.objects.get(slug=CROWDED))
    loading.crowd(Poll.objects.get(slug=CROWDED))
    for talk in TALKS:
        loading.talk(talk)
    loading.waiting(TALKS)
    # What the housekeeping would have done by now.
    erasure.forget(now)
    return {"comments": Comment.objects.count()}


class Loading:
    """One run: the same people speak in several discussions."""

    def __init__(self, now: datetime, editor: AbstractUser):
        self.now = now
        self.editor = editor
        self.commenters: dict[str, tuple[Commenter, str]] = {}

    def commenter(self, name: str) -> tuple[Commenter, str]:
        """The browser and the network address of somebody."""
        return self.commenters.setdefault(name, (new_commenter(), an_address()))

    def rules(self, poll: Poll) -> None:
        Rules.objects.create(newsletter=poll.newsletter, words=WORDS_TO_HOLD)

    # What people wrote.

    def talk(self, talk: Talk) -> None:
        poll = Poll.objects.get(slug=talk.poll)
        discussion = Discussion.begun(poll)
        choices = dict(poll.choices.values_list("position", "pk"))
        asked = None
        if talk.follow_up:
            position, question = talk.follow_up
            asked = FollowUp.objects.create(choice_id=choices[position], question=question)
        written: list[Comment] = []
        for remark, moment in zip(talk.remarks, self.moments(talk, poll), strict=True):
            draft = Draft(
                name=remark.name,
                body=unwrapped(remark.text),
                site=remark.site,
                recent_title=remark.recent[0],
                recent_url=remark.recent[1],
                parent=None if remark.to is None else written[remark.to].pk,
                voted_choice=choices[remark.vote] if remark.vote else None,
                follow_up=asked.pk if asked and remark.answers else None,
            )
            comment = self.post(discussion, draft, moment, badge=remark.badge)
            if remark.picked:
                self.pick(comment)
            written.append(comment)

    def moments(self, talk: Talk, poll: Poll) -> list[datetime]:
        """When each was said; the sooner after one another, the less time there has been."""
        report = Post.objects.filter(reports=poll).first()
        begins = {False: poll.opens_at, True: report and report.published_at}
        last = {
            later: max(remark.hours for remark in talk.remarks if remark.after_report == later)
            for later in {remark.after_report for remark in talk.remarks}
        }
        return [
            begins[later]
            + min(
                timedelta(hours=remark.hours),
                LATEST * (self.now - begins[later]) * (remark.hours / last[later]),
            )
            for remark in talk.remarks
            for later in [remark.after_report]
        ]

    def waiting(self, talks: Iterable[Talk]) -> None:
        """What the rules hold, the longest waiting first."""
        polls = {talk.poll: Poll.objects.get(slug=talk.poll) for talk in talks if talk.waiting}
        found = [(plan, polls[talk.poll]) for talk in talks for plan in talk.waiting]
        for plan, poll in sorted(found, key=lambda item: self.arrival(*item)):
            discussion = Discussion.begun(poll)
            draft = Draft(
                name=plan.name,
                body=unwrapped(plan.text),
                site=plan.site,
                seconds=plan.seconds,
                address=an_address(),
            )
            comment = posting.post(discussion, draft, new_commenter())
            Comment.objects.filter(pk=comment.pk).update(created_at=self.arrival(plan, poll))

    def arrival(self, plan: Waiting, poll: Poll) -> datetime:
        return max(self.now - timedelta(hours=plan.hours), poll.opens_at)

    def post(
        self, discussion: Discussion, draft: Draft, moment: datetime, *, badge: str = ""
    ) -> Comment:
        """Post as somebody does who takes a minute, and approve it; all of it dated back."""
        commenter, address = self.commenter(draft.name)
        comment = posting.post(
            discussion,
            replace(draft, seconds=60.0, address=address, signed=bool(badge)),
            commenter,
            staff=self.editor if badge else None,
            badge=badge,
        )
        seen = moment
        if comment.is_held:
            moderation.moderate(comment, Moderation.Action.APPROVE, actor=self.editor)
            seen = min(moment + APPROVED_AFTER, self.now)
            comment.moderations.update(created_at=seen)
        Comment.objects.filter(pk=comment.pk).update(created_at=moment, published_at=seen)
        comment.refresh_from_db()
        return comment

    def pick(self, comment: Comment) -> None:
        moderation.pick(comment, picked=True, actor=self.editor)
        picks = comment.moderations.filter(action=Moderation.Action.PICK)
        picks.update(created_at=min(comment.published_at + PICKED_AFTER, self.now))

    # The thousand.

    def crowd(self, poll: Poll) -> None:
        """Insert them as `posting.post` would have stored them, each after what it replies to."""
        report = Post.objects.select_related("author").get(reports=poll)
        talk = crowd(VISIBLE, author=report.author.name, editor=HANNEKE)
        discussion = Discussion.begun(poll)
        choices = dict(poll.choices.values_list("position", "pk"))
        made: dict[Said, Comment] = {}
        for number, said in enumerate(talk, start=1):
            parent = made[said.after] if said.after else None
            moment = report.published_at + timedelta(hours=said.hours)
            commenter, _ = self.commenter(said.voice.name)
            is_edited = number % EDITED_EVERY == 0
            made[said] = Comment.objects.create(
                discussion=discussion,
                number=number,
                parent=parent,
                root_id=parent and (parent.root_id or parent.pk),
                depth=said.depth,
                name=said.voice.name,
                site=said.voice.site,
                **posting.rendered(said.text),
                created_at=moment,
                published_at=moment,
                edited_at=moment + APPROVED_AFTER if is_edited else None,
                status=Comment.Status.PUBLISHED,
                in_thread=True,
                badge=said.voice.badge,
                staff=self.editor if said.voice.badge else None,
                author_key=None if said.voice.badge else commenter.key_in(discussion),
                voted_choice_id=choices[said.voice.camp] if said.voice.shows_vote else None,
            )
        Discussion.objects.filter(pk=discussion.pk).update(last_number=len(talk))
        self.tidy(made)

    def tidy(self, made: dict[Said, Comment]) -> None:
        """What moderators did to it: removed what had to go, and picked the three that say most."""
        reasons = {said.removed for said in made if said.removed}
        for reason in sorted(reasons):
            seen = {made[said].pk: made[said].version for said in made if said.removed == reason}
            moderation.moderate_many(
                seen, Moderation.Action.REMOVE, actor=self.editor, reason=reason
            )
        for said, comment in made.items():
            if said.removed:
                comment.moderations.update(created_at=comment.created_at + REMOVED_AFTER)
        guests = [said for said in made if not said.voice.badge and not said.removed]
        for said in sorted(guests, key=lambda said: -len(said.text))[:PICKS]:
            self.pick(made[said])
        greeting = next(made[said] for said in guests if "Renate" in said.text)
        moderation.report(
            greeting.pk,
            new_commenter(),
            Report.Reason.OTHER,
            note="Renate sits next to me, and she has not found it funny.",
            address=an_address(),
        )
