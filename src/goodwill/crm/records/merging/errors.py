"""What merging refuses."""

from __future__ import annotations

from goodwill.crm.accounts.errors import Refused


class CannotMerge(Refused):
    """These records cannot become one; says why."""


class CannotUnmerge(Refused):
    """The merge cannot be taken back as things stand; says why and what to do."""
