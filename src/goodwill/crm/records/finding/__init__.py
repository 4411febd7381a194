"""Search over every kind of record, as people type."""

from __future__ import annotations

from goodwill.crm.records.models import Record


def enter(record: Record) -> None:
    """Bring the search index up to what the record says now."""
