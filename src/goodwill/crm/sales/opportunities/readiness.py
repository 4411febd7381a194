"""What a stage needs before something may enter it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from goodwill.crm.records import changing
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.sales.opportunities.errors import NotReady
from goodwill.crm.sales.opportunities.models import Opportunity, Stage
from goodwill.language import Sayable, Sentence

PARTS: Mapping[str, Sentence] = {
    "lines": Sentence("Products"),
    "stakeholders": Sentence("Stakeholders"),
}
"""What a stage may need besides fields: at least one of each."""


def missing(
    opportunity: Opportunity, stage: Stage, more: Mapping[str, Any] | None = None
) -> list[str]:
    """The names of what the stage needs and nobody has filled in; `more` is about to be."""
    return [name for name in stage.needs if not _is_filled(opportunity, name, more or {})]


def must_be_ready(
    opportunity: Opportunity, stage: Stage, more: Mapping[str, Any] | None = None
) -> None:
    """Refuse a stage that needs more.

    Raises
    ------
    NotReady
        If something is empty; says what.
    """
    names = missing(opportunity, stage, more)
    if names:
        raise NotReady(stage.name, names, [label_of(name) for name in names])


def needed_fields() -> dict[str, Sayable]:
    """All that a stage may need, by name."""
    fields = kind_of("opportunities").all_fields()
    asked = {one.name: one.label for one in fields if one.is_editable and one.name not in _ALWAYS}
    return {**asked, **PARTS}


def label_of(name: str) -> Sayable:
    """What people call it."""
    return needed_fields().get(name) or Sentence("a field that is gone")


def _is_filled(opportunity: Opportunity, name: str, more: Mapping[str, Any]) -> bool:
    if name in more:
        return more[name] not in changing.EMPTY
    if name in PARTS:
        return opportunity.pk is not None and bool(getattr(opportunity, name).exists())
    if name not in needed_fields():
        return True
    return changing.told(opportunity, name) not in changing.EMPTY


_ALWAYS = {"name", "stage", "currency", "owner", "team"}
