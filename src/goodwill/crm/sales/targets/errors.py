"""What cannot be a target."""

from __future__ import annotations

from goodwill.crm.records.errors import Refused


class BadTarget(Refused):
    """A target that cannot be as wanted; says why."""
