"""What cannot be a territory."""

from __future__ import annotations

from goodwill.crm.records.errors import Refused


class BadTerritory(Refused):
    """A territory that cannot be as wanted; says why."""
