"""The editor of conditions: one row per question, put together again when it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.editing import finding
from goodwill.crm.records.editing.widgets import Choice
from goodwill.crm.records.kinds import Field, Kind, Sort, kinds
from goodwill.crm.records.lists import belonging, conditions, fields, operators
from goodwill.crm.records.lists.conditions import ALL, ANY, Condition, Conditions, NotUnderstood
from goodwill.crm.records.lists.operators import Operator, Takes
from goodwill.crm.records.models import Record
from goodwill.crm.ui import speaking
from goodwill.language import Sayable, Sentence

GROUPS = ("", "1", "2", "3")
MOST_OPTIONS = 300


@dataclass(frozen=True)
class Option:
    """One value that can be picked."""

    value: str
    label: str
    is_picked: bool


@dataclass(frozen=True)
class Line:
    """One row of the editor: a question about a field, as far as it is filled."""

    place: int
    field: Field
    questions: Mapping[str, Operator]
    operator: Operator
    value: Any = ""
    group: str = ""
    options: tuple[Option, ...] = ()
    chosen: list[Choice] | None = None
    """The records that are named, where they are looked for by name; None for other fields."""

    @property
    def values(self) -> list[str]:
        held = self.value if isinstance(self.value, list) else [self.value]
        return ["" if one is None else str(one) for one in held]

    @property
    def is_picked(self) -> bool:
        return bool(self.options)

    @property
    def type(self) -> str:
        """The kind of input that fits."""
        if self.operator.takes is Takes.DAYS:
            return "number"
        if self.field.sort in fields.TIMES:
            return "date"
        return "number" if self.field.sort in fields.COUNTS else "text"


def lines(kind: Kind, reach: Reach, held: Conditions) -> list[Line]:
    """The conditions as rows; a group's rows carry its number."""
    made: list[Line] = []
    groups = 0
    for part in held.parts:
        groups += isinstance(part, Conditions)
        each = part.parts if isinstance(part, Conditions) else (part,)
        for one in each:
            if isinstance(one, Condition):
                group = str(groups) if isinstance(part, Conditions) else ""
                words = (one.field.name, one.operator.word)
                made.append(line(kind, reach, len(made), words, (one.value, group)))
    return made


def line(
    kind: Kind,
    reach: Reach,
    place: int,
    words: tuple[str, str] = ("", ""),
    held: tuple[Any, str] = ("", ""),
) -> Line:
    """One row; an unknown field becomes the first, an unknown question the usual one."""
    known = filterable(kind, reach)
    field = known.get(words[0]) or next(iter(known.values()))
    questions = operators.of(kind, field)
    operator = questions.get(words[1]) or next(iter(questions.values()))
    value, group = held
    row = Line(place, field, questions, operator, value, group if group in GROUPS else "")
    return replace(
        row,
        options=options(kind, reach, row),
        chosen=finding.chosen(field, row.values, reach) if is_looked_up(kind, field) else None,
    )


def filterable(kind: Kind, reach: Reach) -> dict[str, Field]:
    """The fields that can be asked for."""
    return conditions.askable(kind, reach)


def put_together(kind: Kind, reach: Reach, told: QueryDict) -> Conditions:
    """The conditions that the editor's rows say; rows without a value are left out.

    Raises
    ------
    NotUnderstood
        If a value does not fit its field.
    """
    join = ANY if told.get("join") == ANY else ALL
    alone: list[Condition | Conditions] = []
    groups: dict[str, list[Condition]] = {}
    for place in places(told):
        one = _condition(kind, reach, told, place)
        group = told.get(f"group-{place}", "")
        if one is None:
            continue
        if group in GROUPS[1:]:
            groups.setdefault(group, []).append(one)
        else:
            alone.append(one)
    other = ALL if join == ANY else ANY
    together = [Conditions(other, tuple(held)) for _, held in sorted(groups.items())]
    return Conditions(join, (*alone, *together))


def places(told: QueryDict) -> list[int]:
    """The numbers of the rows that a form holds."""
    names = (name.removeprefix("field-") for name in told if name.startswith("field-"))
    return sorted(int(one) for one in names if one.isdigit())[: conditions.MOST]


def options(kind: Kind, reach: Reach, row: Line) -> tuple[Option, ...]:
    """What can be picked, where the values are known and few."""
    if row.operator.takes in (Takes.NOTHING, Takes.DAYS):
        return ()
    picked = set(row.values)
    pairs = choices(kind, reach, row.field)
    return tuple(Option(value, label, value in picked) for value, label in pairs)


def choices(kind: Kind, reach: Reach, field: Field) -> list[tuple[str, str]]:
    """The values a field can have and what they are called."""
    sets = belonging.known(kind.word).get(field.name)
    if sets is not None:
        return sets.options(reach)
    if field.choices:
        return [(value, speaking.show(label)) for value, label in field.choices.items()]
    if field.sort is Sort.COUNTRY:
        named = speaking.current().locale.territories.items()
        codes = [(code, name) for code, name in named if len(code) == 2 and code.isalpha()]
        return sorted(codes, key=lambda pair: pair[1])
    return _linked(kind, field)


def _linked(kind: Kind, field: Field) -> list[tuple[str, str]]:
    target = fields.leads_to(kind, field)
    if target is None or issubclass(target, Record):
        return []
    found: Iterable[Any] = target._default_manager.order_by("name")
    if target is User:
        found = User.objects.active().order_by("name")
    if target is Team:
        found = Team.objects.order_by("name")
    return [(str(one.pk), str(one)) for one in list(found)[:MOST_OPTIONS]]


def _condition(kind: Kind, reach: Reach, told: QueryDict, place: int) -> Condition | None:
    row = line(kind, reach, place, (told.get(f"field-{place}", ""), told.get(f"op-{place}", "")))
    given = [one.strip() for one in told.getlist(f"value-{place}") if one.strip()]
    takes = row.operator.takes
    if takes is Takes.NOTHING:
        return conditions.condition(kind, row.field, row.operator.word, None)
    if not given:
        return None
    if row.field.sort is Sort.LINK and not row.options:
        given = [called(kind, reach, row.field, name) for name in given]
    if takes is Takes.TWO and len(given) < 2:
        raise NotUnderstood(
            Sentence("{field} needs two values: from and to.", field=_label(row.field))
        )
    value: Any = given if takes in (Takes.TWO, Takes.MANY) else given[0]
    return conditions.condition(kind, row.field, row.operator.word, value)


def is_looked_up(kind: Kind, field: Field) -> bool:
    """Whether its values are records that somebody finds by name."""
    known = field.sort is Sort.LINK and field in kind.all_fields()
    return known and field.to in {one.word for one in kinds()}


def called(kind: Kind, reach: Reach, field: Field, name: str) -> str:
    """The public id of the linked record of that name, of those the person may see."""
    target = fields.leads_to(kind, field)
    if target is None or not issubclass(target, Record):
        return name
    seen = target.objects.present().within(reach)
    by_id = seen.filter(public_id=name) if len(name) == 36 and name.count("-") == 4 else seen.none()
    record = by_id.first() or seen.filter(**{_name(target): name}).first()
    if record is None:
        raise NotUnderstood(
            Sentence("There is no {field} called “{name}”.", field=_label(field), name=name)
        )
    return str(record.public_id)


def _name(target: type[Record]) -> str:
    known = {one.name for one in target._meta.concrete_fields}
    return "name" if "name" in known else "number"


def _label(field: Field) -> Sayable:
    return field.label
