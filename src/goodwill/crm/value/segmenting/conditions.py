"""What the members of a segment have in common: conditions in groups, as JSON keeps them.

`{"all": [{"field": "city", "is": "上海"}, {"none": [{"did": "orders", "from": 1, "days": 90}]}]}`:
of a group all, any or none must hold; groups stand in groups. `did` asks how often something
happened, or how much it came to, in the last so many days (ever, without `days`), `of` one
product, family or sort.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Field
from goodwill.crm.records.lists import conditions as of_lists
from goodwill.crm.records.lists import values
from goodwill.crm.records.lists.conditions import ALL, ANY, Condition, NotUnderstood
from goodwill.crm.records.lists.operators import Operator
from goodwill.crm.value.segmenting import questions
from goodwill.crm.value.segmenting.behaviour import Measure
from goodwill.language import Sentence

NONE = "none"
JOINS = (ALL, ANY, NONE)
MOST = 50
DEEPEST = 5


@dataclass(frozen=True)
class Did:
    """A question about what happened: how often, or how much, in the last `days`, `of` what."""

    measure: Measure
    operator: Operator
    value: Any
    days: int | None = None
    of: str = ""

    def json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"did": self.measure.word, self.operator.word: self.value}
        if self.days is not None:
            told["days"] = self.days
        return told | ({"of": self.of} if self.of else {})


@dataclass(frozen=True)
class Group:
    """Conditions and groups of which all, any or none must hold."""

    join: str = ALL
    parts: tuple[Condition | Did | Group, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __iter__(self) -> Iterator[Condition | Did]:
        """Every condition, those of inner groups too."""
        for part in self.parts:
            if isinstance(part, Group):
                yield from part
            else:
                yield part

    def json(self) -> dict[str, Any]:
        return {self.join: [part.json() for part in self.parts]} if self.parts else {}

    def names(self) -> list[str]:
        """What is asked for, each once."""
        found = [
            f"did.{one.measure.word}" if isinstance(one, Did) else one.field.name for one in self
        ]
        return list(dict.fromkeys(found))


@dataclass(frozen=True)
class _Known:
    """What the person may ask for."""

    fields: Mapping[str, Field]
    measures: Mapping[str, Measure]


def read(reach: Reach, told: str | Mapping[str, Any]) -> Group:
    """The conditions, checked.

    Raises
    ------
    NotUnderstood
        If something is unknown or hidden from the person, or a question or value does not fit.
    """
    if not told:
        return Group()
    try:
        data = json.loads(told) if isinstance(told, str) else told
    except ValueError:
        raise _refused() from None
    known = _Known(questions.askable(reach), questions.measurable(reach))
    found = _group(known, data, DEEPEST)
    if sum(1 for _ in found) > MOST:
        raise NotUnderstood(Sentence("A segment has at most {n} conditions.", n=MOST))
    return found


def condition(field: Field, word: str, value: Any) -> Condition:
    """One question about a field, its value checked.

    Raises
    ------
    NotUnderstood
        If the question or the value does not fit.
    """
    if word not in questions.questions(field):
        raise _refused()
    return of_lists.condition(questions.customers(), field, word, value)


def did(measure: Measure, word: str, value: Any, days: Any = None, of: Any = "") -> Did:
    """One question about what happened, its value checked.

    Raises
    ------
    NotUnderstood
        If the question, its value, the days or the product do not fit.
    """
    operator = questions.counted().get(word)
    if operator is None:
        raise _refused()
    try:
        values.understood(questions.customers(), measure.field, operator.takes, value)
        days = None if days in (None, "") or measure.is_now else values._days(days)
    except (ValueError, TypeError, ArithmeticError):
        raise NotUnderstood(
            Sentence("“{value}” does not fit {field}.", value=str(value), field=measure.label)
        ) from None
    return Did(measure, operator, value, days, _of(measure, of))


def _of(measure: Measure, told: Any) -> str:
    if not told:
        return ""
    if measure.choices and str(told).isdecimal() and int(told) in measure.choices:
        return str(int(told))
    try:
        if measure.detail or measure.among:
            return str(uuid.UUID(str(told)))
    except ValueError:
        pass
    raise _refused()


def _group(known: _Known, data: Any, depth: int) -> Group:
    if not isinstance(data, dict) or len(data) != 1 or not depth:
        raise _refused()
    join, parts = next(iter(data.items()))
    if join not in JOINS or not isinstance(parts, list):
        raise _refused()
    return Group(join, tuple(_part(known, part, depth) for part in parts))


def _part(known: _Known, data: Any, depth: int) -> Condition | Did | Group:
    if not isinstance(data, dict):
        raise _refused()
    if isinstance(data.get("field"), str):
        return _condition(known, data)
    if isinstance(data.get("did"), str):
        return _did(known, data)
    return _group(known, data, depth - 1)


def _condition(known: _Known, data: Mapping[str, Any]) -> Condition:
    field = known.fields.get(data["field"])
    if field is None:
        raise _unknown()
    words = [name for name in data if name != "field"]
    if len(words) != 1:
        raise _refused()
    value = None if data[words[0]] is True else data[words[0]]
    return condition(field, words[0], value)


def _did(known: _Known, data: Mapping[str, Any]) -> Did:
    measure = known.measures.get(data["did"])
    if measure is None:
        raise _unknown()
    words = [name for name in data if name not in ("did", "days", "of")]
    if len(words) != 1:
        raise _refused()
    return did(measure, words[0], data[words[0]], data.get("days"), data.get("of", ""))


def _unknown() -> NotUnderstood:
    return NotUnderstood(
        Sentence("This segment asks for something that does not exist or is hidden from you.")
    )


def _refused() -> NotUnderstood:
    return NotUnderstood(Sentence("These conditions cannot be understood. Please build them anew."))
