"""What the rest of the CRM finds segments by."""

from __future__ import annotations

from goodwill.crm.value.segmenting import known


def enter() -> None:
    """Make known what is known of customers' behaviour from the start."""
    known.enter()
