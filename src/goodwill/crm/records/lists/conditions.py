"""Which records a list shows: conditions that combine, as saved views and addresses keep them.

`{"all": [{"field": "city", "is": "上海"}, {"any": [{"field": "owner", "me": true}, …]}]}`.
One level of groups inside the outermost is enough for people to read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import belonging, fields, operators, values
from goodwill.crm.records.lists.operators import OPERATORS, Asked, Operator
from goodwill.language import Sentence

MOST = 30
ALL, ANY = "all", "any"


class NotUnderstood(Refused):
    """The conditions are not ones this list knows, or they ask what the person may not see."""


@dataclass(frozen=True)
class Condition:
    """One question about one field; the value as JSON holds it."""

    field: Field
    operator: Operator
    value: Any = None

    def json(self) -> dict[str, Any]:
        value = True if self.operator.takes is operators.Takes.NOTHING else self.value
        return {"field": self.field.name, self.operator.word: value}


@dataclass(frozen=True)
class Conditions:
    """Conditions of which all, or any, must hold."""

    join: str = ALL
    parts: tuple[Condition | Conditions, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __iter__(self) -> Iterator[Condition]:
        """Every condition, those of groups too."""
        for part in self.parts:
            if isinstance(part, Condition):
                yield part
            else:
                yield from part

    def json(self) -> dict[str, Any]:
        return {self.join: [part.json() for part in self.parts]}

    def text(self) -> str:
        """As it stands in an address; empty without conditions."""
        if not self.parts:
            return ""
        return json.dumps(self.json(), ensure_ascii=False, separators=(",", ":"))

    def without(self, place: int) -> Conditions:
        return replace(self, parts=self.parts[:place] + self.parts[place + 1 :])

    def also(self, one: Condition) -> Conditions:
        """These, and one more that must hold with them."""
        if self.join == ANY and len(self.parts) > 1:
            return Conditions(ALL, (self, one))
        return Conditions(ALL, (*self.parts, one))


def read(kind: Kind, reach: Reach, told: str | Mapping[str, Any]) -> Conditions:
    """The conditions of a saved view or an address.

    Raises
    ------
    NotUnderstood
        If a field is unknown or hidden from the person, or a question or value does not fit.
    """
    if not told:
        return Conditions()
    try:
        data = json.loads(told) if isinstance(told, str) else told
    except ValueError:
        raise _refused() from None
    found = _group(askable(kind, reach), kind, data, is_inner=False)
    if sum(1 for _ in found) > MOST:
        raise NotUnderstood(Sentence("A filter has at most {n} conditions.", n=MOST))
    return found


def askable(kind: Kind, reach: Reach) -> dict[str, Field]:
    """All that can be asked for: the fields that are seen, and the sets records may be in."""
    sets = belonging.known(kind.word)
    return fields.seen(kind, reach) | {name: one.field for name, one in sets.items()}


def condition(kind: Kind, field: Field, word: str, value: Any) -> Condition:
    """One condition, its value checked.

    Raises
    ------
    NotUnderstood
        If the question or the value does not fit the field.
    """
    operator = operators.of(kind, field).get(word)
    if operator is None:
        raise _refused()
    checked = Condition(field, operator, value)
    try:
        values.understood(kind, field, operator.takes, value)
    except (ValueError, TypeError, ArithmeticError):
        raise NotUnderstood(
            Sentence("“{value}” does not fit {field}.", value=str(value), field=field.label)
        ) from None
    return checked


def query(kind: Kind, reach: Reach, conditions: Conditions) -> Q:
    """The conditions as the database asks them; own fields must stand ready (`with_own`)."""
    if not conditions.parts:
        return Q()
    each = [
        query(kind, reach, part) if isinstance(part, Conditions) else _question(kind, reach, part)
        for part in conditions.parts
    ]
    return reduce(and_ if conditions.join == ALL else or_, each)


def _question(kind: Kind, reach: Reach, one: Condition) -> Q:
    value = values.understood(kind, one.field, one.operator.takes, one.value)
    sets = belonging.known(kind.word).get(one.field.name)
    if sets is not None:
        return _belongs(sets, reach, one, value)
    return _answered(kind, one, Asked(fields.path(one.field), one.field.sort, value, reach))


def _answered(kind: Kind, one: Condition, asked: Asked) -> Q:
    """Links to many are asked by a set of records, so that no record is found twice."""
    target = fields.leads_to(kind, one.field)
    if target is None or one.operator.takes is operators.Takes.NOTHING:
        if one.field.sort is Sort.LINKS:
            return _many(kind, one.operator.asks(asked))
        return one.operator.asks(asked)
    by = f"{asked.path}__{fields.key(target)}" if fields.key(target) != "pk" else asked.path
    question = Asked(by, asked.sort, asked.value, asked.reach)
    if one.field.sort is not Sort.LINKS:
        if one.operator.word in ("is_not", "none_of"):
            opposite = OPERATORS["is" if one.operator.word == "is_not" else "any_of"]
            return ~opposite.asks(question)
        return one.operator.asks(question)
    if one.operator.word in ("is_not", "none_of"):
        opposite = OPERATORS["is" if one.operator.word == "is_not" else "any_of"]
        return ~_many(kind, opposite.asks(question))
    return _many(kind, one.operator.asks(question))


def _belongs(sets: belonging.Sets, reach: Reach, one: Condition, value: Any) -> Q:
    inside = sets.members(reach, value if isinstance(value, list) else [value])
    return ~inside if one.operator.word in ("is_not", "none_of") else inside


def _many(kind: Kind, question: Q) -> Q:
    return Q(pk__in=kind.model.objects.filter(question).values("pk"))


def _group(known: Mapping[str, Field], kind: Kind, data: Any, *, is_inner: bool) -> Conditions:
    if not isinstance(data, dict) or len(data) != 1:
        raise _refused()
    join, parts = next(iter(data.items()))
    if join not in (ALL, ANY) or not isinstance(parts, list):
        raise _refused()
    return Conditions(join, tuple(_part(known, kind, part, is_inner) for part in parts))


def _part(
    known: Mapping[str, Field], kind: Kind, data: Any, is_inner: bool
) -> Condition | Conditions:
    if isinstance(data, dict) and "field" not in data and not is_inner:
        return _group(known, kind, data, is_inner=True)
    if not isinstance(data, dict) or len(data) != 2 or not isinstance(data.get("field"), str):
        raise _refused()
    field = known.get(data["field"])
    if field is None:
        raise NotUnderstood(
            Sentence("This filter asks for a field that does not exist or is hidden from you.")
        )
    word = next(name for name in data if name != "field")
    value = None if data[word] is True else data[word]
    return condition(kind, field, word, value)


def _refused() -> NotUnderstood:
    return NotUnderstood(Sentence("This filter cannot be understood. Please build it again."))
