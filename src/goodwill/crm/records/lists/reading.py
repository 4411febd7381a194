"""Conditions as one sentence, and as short labels: “Customers in East whose city is 上海”."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.lists import format_list

from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import belonging, fields
from goodwill.crm.records.lists.conditions import ALL, Condition, Conditions
from goodwill.crm.records.lists.operators import Takes
from goodwill.language import Language, Sayable, Sentence

Names = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Together:
    """Several things in one breath: joined by “and” or “or”."""

    items: tuple[object, ...]
    join: str = ALL

    def said_in(self, language: Language) -> str:
        told = [language.show(item) for item in self.items]
        if self.join == ALL:
            return str(format_list(told, locale=language.locale))
        return str(format_list(told, style="or", locale=language.locale))


@dataclass(frozen=True)
class Inside:
    """A label as it stands inside of a sentence: no capital, unless it is an abbreviation."""

    label: Sayable

    def said_in(self, language: Language) -> str:
        text = language.show(self.label)
        is_word = len(text) > 1 and text[1].islower()
        return text[0].lower() + text[1:] if is_word else text


def sentence(
    kind: Kind, conditions: Conditions, text: str = "", names: Names | None = None
) -> Sentence:
    """What the list shows, said at once.

    `names` says how linked records are called: `named(kind, conditions)`.
    """
    found = named(kind, conditions) if names is None else names
    head: Sentence = Sentence("All {records}", records=Inside(kind.many))
    if conditions or text:
        head = kind.many
    plain: list[Condition | Conditions] = list(conditions.parts)
    if conditions.join == ALL:
        head, plain = _whose(kind, head, plain, found)
    loose = [part for part in plain if _is_loose(part)] if conditions.join == ALL else []
    rest = [part for part in plain if part not in loose]
    if rest:
        clauses = Together(tuple(_clause(kind, part, found) for part in rest), conditions.join)
        head = Sentence("{records} whose {clauses}", records=head, clauses=clauses)
    for part in loose:
        head = Sentence("{records}, {clause}", records=head, clause=_unchanged(part))
    if text:
        head = Sentence("{records} with “{text}”", records=head, text=text)
    return head


def chips(kind: Kind, conditions: Conditions, names: Names | None = None) -> list[Sayable]:
    """Each outermost condition by itself, in order."""
    found = named(kind, conditions) if names is None else names
    return [
        _unchanged(part) if _is_loose(part) else _clause(kind, part, found, is_inside=False)
        for part in conditions.parts
    ]


def named(kind: Kind, conditions: Conditions) -> Names:
    """How the records that conditions lead to are called: one question per linked kind."""
    wanted: dict[str, set[str]] = {}
    for one in conditions:
        if one.field.sort in (Sort.LINK, Sort.LINKS) and one.operator.takes is not Takes.NOTHING:
            held = one.value if isinstance(one.value, list) else [one.value]
            wanted.setdefault(one.field.name, set()).update(map(str, held))
    names: dict[tuple[str, str], str] = {}
    for name, sets in belonging.known(kind.word).items():
        if name not in wanted:
            continue
        called = sets.called([UUID(key) for key in wanted.pop(name)])
        names |= {(name, str(public_id)): told for public_id, told in called.items()}
    for name, keys in wanted.items():
        target = fields.leads_to(kind, kind.field(name))
        if target is None:
            continue
        key = fields.key(target)
        for record in target._default_manager.filter(**{f"{key}__in": keys}):
            names[name, str(getattr(record, key))] = str(record)
    return names


def clause(kind: Kind, one: Condition, names: Names) -> Sayable:
    """One condition as it stands inside of a sentence."""
    return _clause(kind, one, names)


def shown(kind: Kind, field: Field, value: Any, names: Names) -> object:
    """A value of a condition as people read it."""
    return _shown(kind, field, value, names)


def _whose(
    kind: Kind, head: Sentence, parts: list[Condition | Conditions], names: Names
) -> tuple[Sentence, list[Condition | Conditions]]:
    """Owner and team stand before the rest: “My customers”, “Customers in East”."""
    for part in parts:
        if (
            isinstance(part, Condition)
            and part.field.name == "owner"
            and part.operator.word == "me"
        ):
            mine = Sentence("My {records}", records=Inside(head))
            return mine, [one for one in parts if one is not part]
        if isinstance(part, Condition) and part.field.name == "team":
            word = part.operator.word
            rest = [one for one in parts if one is not part]
            if word == "my_team":
                return Sentence("My team's {records}", records=Inside(head)), rest
            if word in ("is", "any_of"):
                where = _value(kind, part, names)
                return Sentence("{records} in {team}", records=head, team=where), rest
    return head, parts


def _asks(part: Condition | Conditions, name: str, word: str) -> bool:
    is_one = isinstance(part, Condition)
    return is_one and (part.field.name, part.operator.word) == (name, word)  # type: ignore[union-attr]


def _is_loose(part: Condition | Conditions) -> bool:
    is_one = isinstance(part, Condition)
    return is_one and (part.field.name, part.operator.word) in _LOOSE  # type: ignore[union-attr]


_LOOSE = {("changed_at", "not_for_days"), ("created_at", "last_days"), ("changed_at", "last_days")}


def _unchanged(part: Condition | Conditions) -> Sentence:
    days: Any = part.value if isinstance(part, Condition) else 0
    if isinstance(part, Condition) and part.field.name == "created_at":
        return Sentence("new in the last {n} day", "new in the last {n} days", n=days)
    if isinstance(part, Condition) and part.operator.word == "last_days":
        return Sentence("changed in the last {n} day", "changed in the last {n} days", n=days)
    return Sentence("not changed for {n} day", "not changed for {n} days", n=days)


def _clause(
    kind: Kind, part: Condition | Conditions, names: Names, is_inside: bool = True
) -> Sayable:
    if isinstance(part, Conditions):
        inner = tuple(_clause(kind, one, names, is_inside) for one in part.parts)
        together = Together(inner, part.join)
        return Sentence("({clauses})", clauses=together) if is_inside else together
    label: object = Inside(part.field.label) if is_inside else part.field.label
    takes = part.operator.takes
    if takes is Takes.NOTHING:
        return part.operator.reads(label)
    if takes is Takes.DAYS:
        return part.operator.reads(label, int(part.value))
    if takes is Takes.TWO:
        low, high = (_shown(kind, part.field, one, names) for one in part.value)
        return part.operator.reads(label, low, high)
    return part.operator.reads(label, _value(kind, part, names))


def _value(kind: Kind, part: Condition, names: Names) -> object:
    if isinstance(part.value, list):
        shown = tuple(_shown(kind, part.field, one, names) for one in part.value)
        return Together(shown, "any")
    return _shown(kind, part.field, part.value, names)


def _shown(kind: Kind, field: Field, value: Any, names: Names) -> object:
    if field.sort in (Sort.LINK, Sort.LINKS):
        missing = Sentence("a record that is gone")
        return names.get((field.name, str(value)), missing)
    if field.sort in fields.TIMES:
        return date.fromisoformat(value)
    if value in field.choices:
        return field.choices[value]
    if field.sort is Sort.SHARE:
        return Sentence("{n} %", n=_number(value))
    if field.sort in fields.COUNTS:
        return _number(value)
    return value


def _number(value: Any) -> object:
    return Decimal(str(value).replace(",", ""))
