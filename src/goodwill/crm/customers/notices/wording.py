"""Sentences kept in the database: the template and its values, said later in any language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from goodwill.language import Sentence

Kept = dict[str, Any]


def kept(sentence: Sentence) -> Kept:
    """A sentence as plain JSON."""
    values = {name: _plain(value) for name, value in sentence.values.items()}
    return {"text": sentence.text, "plural": sentence.plural, "values": values}


def revived(kept: Mapping[str, Any]) -> Sentence:
    """The sentence that was kept."""
    values = {name: _full(value) for name, value in kept["values"].items()}
    text, plural = kept["text"], kept["plural"]
    return Sentence(text, plural, **values)


def _plain(value: object) -> object:
    if isinstance(value, Sentence):
        return {"sentence": kept(value)}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"day": value.date().isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, int | float):
        return value
    return str(value)


def _full(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    ((sort, held),) = value.items()
    return _FULL[sort](held)


_FULL: Mapping[str, Any] = {
    "sentence": revived,
    "decimal": Decimal,
    "day": date.fromisoformat,
}
