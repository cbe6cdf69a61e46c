from .comment import Comment
from .discussion import Discussion, FollowUp
from .mail import Address, Confirmation, Digest, RemovalNotice, ReplyNotice, Subscription
from .moderation import Moderation, Report
from .rules import Rules

__all__ = [
    "Address",
    "Comment",
    "Confirmation",
    "Digest",
    "Discussion",
    "FollowUp",
    "Moderation",
    "RemovalNotice",
    "ReplyNotice",
    "Report",
    "Rules",
    "Subscription",
]
