"""What the room refuses, in its words."""

from __future__ import annotations

from goodwill.crm.records.errors import Refused


class NotOfThem(Refused):
    """What was wanted does not fit the record: somebody of another customer, a wrong day."""


class ThereAlready(Refused):
    """There is one already, and there shall be one."""
