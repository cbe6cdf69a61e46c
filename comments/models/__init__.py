from .comment import Comment
from .discussion import Discussion, FollowUp
from .moderation import Moderation, Report
from .rules import Rules

__all__ = ["Comment", "Discussion", "FollowUp", "Moderation", "Report", "Rules"]
