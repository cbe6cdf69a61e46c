"""What moderators and editors work with in the discussion, one module for each subject."""

from . import comments, discussions, follow_ups, records, rules

__all__ = ["comments", "discussions", "follow_ups", "records", "rules"]
