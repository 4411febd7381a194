"""The form in which records keep what a form gave."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from goodwill.crm.records.kinds import Field, Kind
from goodwill.crm.records.models import Record


def kept(kind: Kind, field: Field, value: Any) -> Any:
    """A value as the model's column holds it, or as JSON for a company's own field."""
    if field.is_own:
        return as_json(value)
    column = kind.model._meta.get_field(field.name)
    if value is None and not column.null:
        return column.get_default()  # type: ignore[union-attr]
    return value


def as_json(value: Any) -> Any:
    """A value as own fields keep it."""
    if isinstance(value, Record):
        return str(value.public_id)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
