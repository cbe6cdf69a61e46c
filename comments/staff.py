"""A signed-in member of the staff who comments: under which name, and with which badge.

Public pages are the same for them as for everybody; only what they send is read together with who is
signed in. The name is the account's own, so that a badge stands beside no other.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from comments.models import Comment
from comments.models.comment import MODERATE, MOST_NAME
from comments.screening import Draft
from polls.models import Author, Newsletter, Poll, Post
from smartpulse.admin_site import lacks_second_step


@dataclass(frozen=True)
class Colleague:
    """`name` is blank for an account without one: then the name that they type stands. `badge` may be none."""

    user: object
    name: str
    badge: str

    @property
    def badge_label(self) -> str:
        return Comment.Badge(self.badge).label

    def signed(self, draft: Draft) -> Draft:
        """The draft under their own name, where they have one."""
        return replace(draft, name=self.name, signed=True) if self.name else draft


def signed_in(request: HttpRequest, subject: Poll | Post) -> Colleague | None:
    """Who of the staff sent the request; None for readers.

    An author wears that badge under their own posts, and in the discussions of the polls that these
    report. Elsewhere, and for everybody else, it is the editor's where they may change polls, and the
    moderator's where they may change comments; who only reads at the desk has none, nor has anybody under a
    newsletter that is others' at the desk.
    """
    if not is_staff(request):
        return None
    author = Author.objects.filter(account=request.user.pk).first()
    if author and wrote(author, subject):
        badge = Comment.Badge.AUTHOR
    elif not Newsletter.objects.for_staff(request.user).filter(pk=subject.newsletter_id).exists():
        badge = Comment.Badge.NONE
    elif request.user.has_perm("polls.change_poll"):
        badge = Comment.Badge.EDITOR
    elif request.user.has_perm(MODERATE):
        badge = Comment.Badge.MODERATOR
    else:
        badge = Comment.Badge.NONE
    return Colleague(request.user, own_name(request.user, author), badge)


def signed_in_name(request: HttpRequest) -> str:
    """The name under which the comments of this browser stand; blank for readers."""
    if not is_staff(request):
        return ""
    return own_name(request.user, Author.objects.filter(account=request.user.pk).first())


def is_staff(request: HttpRequest) -> bool:
    """Whom the desk lets in: a password alone speaks for nobody where a second step is asked for."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        # Nor is a session looked for: a reader's answer would depend on all their cookies then.
        return False
    user = request.user
    return user.is_authenticated and user.is_staff and not lacks_second_step(user)


def own_name(user, author: Author | None) -> str:
    """Never the name that the account signs in with: it is nobody else's business."""
    name = author.name if author else user.get_full_name()
    return name if len(name) <= MOST_NAME else ""


def wrote(author: Author, subject: Poll | Post) -> bool:
    """Whether the discussion is about a post of this author that readers see."""
    if isinstance(subject, Post) and not subject.reports_id:
        return subject.author_id == author.pk
    poll = subject.pk if isinstance(subject, Poll) else subject.reports_id
    return Post.objects.published(timezone.now()).filter(reports=poll, author=author).exists()
