"""When the demo's polls are open: the newsletter's weekly slots, seen from now."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice, takewhile

from polls.schedule import WEEK, Slot, Week, slots

# A demo whose question closes while somebody reads the README would show an empty front page.
LEAST_LEFT_OPEN = timedelta(hours=12)


def calendar(week: Week, now: datetime, oldest: int, coming: int) -> Mapping[int, Slot]:
    """The slots by the weeks since they began, 0 for the one that began last, -1 for the next.

    It reaches `oldest` weeks back and `coming` weeks ahead. Between closing and opening nothing
    would be open, and shortly before closing not for long: then slot 0 is extended until the next
    one opens, as an editor may do.
    """
    # A week more than enough: on the other side of a clock change the oldest opens an hour earlier.
    start = now - (oldest + 2) * WEEK
    begun = list(takewhile(lambda slot: slot.opens_at <= now, slots(week, start)))
    ahead = islice(slots(week, now + timedelta.resolution), coming)
    by_age = dict(enumerate(reversed(begun))) | {-age: slot for age, slot in enumerate(ahead, 1)}
    if by_age[0].closes_at - now < LEAST_LEFT_OPEN:
        by_age[0] = Slot(by_age[0].opens_at, by_age[-1].opens_at)
    return by_age
