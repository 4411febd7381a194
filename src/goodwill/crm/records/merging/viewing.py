"""Saved views that ask for a record ask for the one it became part of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from goodwill.crm.records.merging.journal import Journal
from goodwill.crm.records.models import Record, SavedView


def rename_in_views(journal: Journal, survivor: Record, away: Sequence[Record]) -> None:
    """Put the survivor's id wherever the conditions of a view name one of the others."""
    names = {str(one.public_id): str(survivor.public_id) for one in away}
    views = SavedView.objects.alias(text=Cast("conditions", TextField()))
    named = Q(pk=None)
    for name in names:
        named |= Q(text__contains=name)
    for view in views.filter(named).order_by("pk"):
        after = _renamed(view.conditions, names)
        journal.put(SavedView, "conditions", [view.pk], (view.conditions, after))


def _renamed(told: Any, names: Mapping[str, str]) -> Any:
    if isinstance(told, dict):
        return {key: _renamed(value, names) for key, value in told.items()}
    if isinstance(told, list):
        return [_renamed(value, names) for value in told]
    return names.get(told, told) if isinstance(told, str) else told
