"""What a territory asks of a customer or a lead: some fields, and the values that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from goodwill.crm.sales.territories.errors import BadTerritory
from goodwill.language import Sentence

Rules = dict[str, list[str]]

FIELDS: Mapping[str, Sentence] = {
    "country": Sentence("Country"),
    "region": Sentence("Region"),
    "city": Sentence("City"),
    "category": Sentence("Category"),
    "segment": Sentence("Segment"),
    "origin": Sentence("Origin"),
}
"""The fields of a customer that a territory may go by."""
OTHERWISE = {"origin": "source", "segment": "industry"}
"""What a lead may call the field of a customer."""
MOST_VALUES = 200


def read(told: Any) -> Rules:
    """Rules as they are kept: known fields, their values sorted, nothing empty.

    Raises
    ------
    BadTerritory
        If a field is unknown, there are too many values, or nothing is asked at all.
    """
    if not isinstance(told, dict) or not set(told) <= set(FIELDS):
        raise BadTerritory(Sentence("These rules cannot be understood. Please choose them again."))
    found = {
        name: sorted({str(value).strip() for value in told[name]} - {""})
        for name in FIELDS
        if told.get(name)
    }
    kept = {name: values for name, values in found.items() if values}
    if not kept:
        raise BadTerritory(Sentence("Choose at least one value that customers of it share."))
    if any(len(values) > MOST_VALUES for values in kept.values()):
        raise BadTerritory(Sentence("A rule names at most {n} values.", n=MOST_VALUES))
    return kept


def fits(rules: Rules, record: Any) -> bool:
    """Whether a customer or a lead has one of the values in each field."""
    return bool(rules) and all(_value(record, name) in held for name, held in rules.items())


def query(rules: Rules) -> Q:
    """The same as a question to the database about customers."""
    return Q(**{f"{name}__in": held for name, held in rules.items()})


def _value(record: Any, name: str) -> str:
    value = getattr(record, name, None)
    if value is None:
        value = getattr(record, OTHERWISE.get(name, name), "")
    return str(value or "")
