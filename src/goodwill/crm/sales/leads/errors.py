"""What cannot be done with a lead, in words."""

from __future__ import annotations

from goodwill.crm.records.errors import Refused


class NotThisLead(Refused):
    """The lead is not in a state, or not in hands, in which this can be done; says why."""


class QuotaReached(Refused):
    """The pool's quota is used up; says which, and when there is room again."""


class BadForm(Refused):
    """A form, rule or pool that cannot be as wanted; says why."""
