"""Sentences as plain JSON, to be said later in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from goodwill.crm.records.own_fields.knowing import Labels
from goodwill.language import Sayable, Sentence, english


def kept(words: Sayable) -> dict[str, Any]:
    """Template and values of a sentence, those within it too."""
    if isinstance(words, Sentence):
        values = {name: _kept_value(value) for name, value in words.values.items()}
        return {"text": words.text, "plural": words.plural, "values": values}
    if isinstance(words, Labels):
        return {"labels": dict(words.by_language), "otherwise": words.otherwise}
    return {"text": "{name}", "plural": None, "values": {"name": words.said_in(english())}}


def said(told: Mapping[str, Any]) -> Sayable:
    """The sentence that `kept` kept."""
    if "labels" in told:
        return Labels(told["labels"], told["otherwise"])
    values = {name: _said_value(value) for name, value in told["values"].items()}
    return Sentence(told["text"], told["plural"], **values)


def _kept_value(value: object) -> Any:
    if isinstance(value, Sayable):
        return kept(value)
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _said_value(value: Any) -> object:
    if not isinstance(value, dict):
        return value
    if "day" in value:
        return date.fromisoformat(value["day"][:10])
    if "number" in value:
        return Decimal(value["number"])
    return said(value)
