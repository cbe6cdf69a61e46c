"""When a poll's votes came, at the desk: by the hour, by day and by way, and as files.

For who may look at ballots. Here too no number under five is told: what leaves the desk is sent on.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from polls import received_files
from polls.models import Ballot, Poll
from polls.received import Received, received
from polls.series import polls_like
from smartpulse.admin_site import desk_page


class ArrivalsMixin:
    """For the admin of polls: a page for each poll that has opened, and two files."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/arrivals/", view(self.arrivals_view), name="polls_poll_arrivals"),
            path("<int:pk>/arrivals.csv", view(self.arrivals_csv), name="polls_poll_arrivals_csv"),
            path(
                "<int:pk>/arrivals.json", view(self.arrivals_json), name="polls_poll_arrivals_json"
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def arrivals_view(self, request, pk):
        poll = self.arrivals_poll(request, pk)
        now = timezone.now()
        closed = [each for each in polls_like(poll, now) if each.is_closed(now)]
        context = {
            "title": "When votes came",
            "subtitle": str(poll),
            "poll": poll,
            "is_open": poll.is_open(now),
            "received": received(poll, now),
            # Readers' own files are the desk's too.
            "has_waves": poll.is_public(now) and len(closed) > 1,
            "has_result": poll.has_public_results(now),
        }
        return desk_page(self, request, "admin/polls/poll/arrivals.html", context)

    @method_decorator(require_safe)
    def arrivals_csv(self, request, pk):
        return received_files.as_csv(self.arrivals_of(request, pk), hourly=True)

    @method_decorator(require_safe)
    def arrivals_json(self, request, pk):
        return received_files.as_json(self.arrivals_of(request, pk), hourly=True)

    def arrivals_of(self, request, pk) -> Received:
        return received(self.arrivals_poll(request, pk), timezone.now())

    def arrivals_poll(self, request, pk) -> Poll:
        poll = self.get_object(request, str(pk))
        if poll is None:
            raise Http404
        ballots = self.admin_site.get_model_admin(Ballot)
        may_look = self.has_view_permission(request, poll) and ballots.has_view_permission(request)
        if not may_look:
            raise PermissionDenied
        if not poll.has_page(timezone.now()):
            raise Http404
        return poll
