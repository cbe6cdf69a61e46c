"""When a subscriber's link has voted already, in another browser: how its vote is handed over.

Mail scanners open links, and some press the button that they find. Such a ballot is cast by a browser that
never comes back, and is known by the link alone. A reader who comes by the same link later, in a browser
without a vote, is told that the link has voted, and decides between two buttons:

- “Vote as myself”: the newsletter was forwarded. A ballot of the reader's own, without the link.
- “It is my link: replace that vote”: the ballot becomes this browser's, with these answers. So it goes
  for one reader with two devices, too, whose votes would else count twice.

Neither happens without that choice, and the first is what the Enter key does. What a link could be abused
for:

- More votes. None: a vote handed over makes no ballot, and the browser that loses it can do no more
  than any browser that has not voted.
- To overwrite the vote of who forwarded the mail. Who holds a link may do it, as who holds a letter may
  answer it; but not by mistake, and not in silence: the browser that cast the vote is told, keeps the
  link, and may take the vote back. A link that went astray is revoked (polls.subscribers).
- To change a vote where the poll allows none, by opening the link once more in a private window. So there
  nothing is handed over, and only “Vote as myself” is offered: a scanner's vote then stays beside the
  reader's.
- To learn a vote. The page shows nothing of the ballot; after it is handed over, its old receipt
  finds nothing, neither at /receipts/ nor in the ledger, and only the old browser knows that it was one.
- To wash a ballot that is set aside: it stays so. The network it is reviewed by is the new voter's.
"""

import hmac

from polls import ledger
from polls.models import Ballot, BallotKey, Poll


def hand_over(poll: Poll, ballot_id: int, browser: bytes, network: bytes | None) -> bool:
    """Make the ballot that of the browser with this digest; the one that had it is only told.

    In a transaction that holds the poll. False where the browser's own ballot has come to be
    meanwhile.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    keys = {key.kind: key for key in ballot.keys.all()}
    holder = keys[BallotKey.Kind.BROWSER]
    if bytes(holder.digest) == browser:
        # A second click: the first one has done it.
        return True
    former = former_digest(poll, bytes(holder.digest))
    BallotKey.objects.filter(poll=poll, digest=former).delete()
    ballot.keys.filter(kind=BallotKey.Kind.FORMER).delete()
    holder.kind, holder.digest = BallotKey.Kind.FORMER, former
    holder.save(update_fields=["kind", "digest"])
    key = BallotKey(ballot=ballot, poll=poll, kind=BallotKey.Kind.BROWSER, digest=browser)
    BallotKey.objects.bulk_create([key], ignore_conflicts=True)
    ballot.receipt, ballot.network = ledger.new_receipt(), network
    ballot.save(update_fields=["receipt", "network"])
    return ballot.keys.filter(kind=BallotKey.Kind.BROWSER).exists()


def was_handed_over(poll: Poll, browser: bytes) -> bool:
    """Whether the vote of the browser with this digest has become another's."""
    return BallotKey.objects.filter(
        poll=poll, kind=BallotKey.Kind.FORMER, digest=former_digest(poll, browser)
    ).exists()


def former_digest(poll: Poll, browser: bytes) -> bytes:
    """Made of the digest, so that nothing that looks for the browser finds what is no longer its ballot."""
    return hmac.digest(bytes(poll.voter_key), b"former\0" + browser, "sha256")
