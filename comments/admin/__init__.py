"""What moderators and editors work with in the discussion, one module for each subject."""

from . import addresses, comments, discussions, follow_ups, records, rules

__all__ = ["addresses", "comments", "discussions", "follow_ups", "records", "rules"]
