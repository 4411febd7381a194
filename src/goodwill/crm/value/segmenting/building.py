"""The builder of conditions: rows and groups of rows, put together again when something changes.

Every row and group has a place, `r-0-2`: the second of the first group in the outermost one.
The names of its inputs end with it, so a plain form says the whole tree.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Product, ProductFamily
from goodwill.crm.records.editing import finding
from goodwill.crm.records.editing.widgets import Choice
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.records.lists import fields, filtering
from goodwill.crm.records.lists.conditions import ALL, Condition, NotUnderstood
from goodwill.crm.records.lists.filtering import Option
from goodwill.crm.records.lists.operators import Operator, Takes
from goodwill.crm.ui import speaking
from goodwill.crm.value.segmenting import conditions, questions
from goodwill.crm.value.segmenting.behaviour import Measure
from goodwill.crm.value.segmenting.conditions import DEEPEST, JOINS, Did, Group
from goodwill.language import Sentence

ROOT = "r"
PLACE = re.compile(r"r(-\d{1,3}){0,6}")
DID = "did."
FIRST = "is_customer"
MOST_THINGS = 300


@dataclass(frozen=True)
class Line:
    """One row of the builder, as far as it is filled."""

    place: str
    name: str
    """The field's name, or `did.<word>` of a measure."""
    field: Field
    questions: Mapping[str, Operator]
    operator: Operator
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    chosen: list[Choice] | None = None
    measure: Measure | None = None
    days: str = ""
    of: str = ""

    is_group = False

    @property
    def sorts(self) -> list[Option]:
        """The sorts of what happened that the measure tells apart."""
        if self.measure is None:
            return []
        if self.measure.among is not None:
            held = self.measure.among.options().items()
            return [Option(str(key), name, str(key) == self.of) for key, name in held]
        named = self.measure.choices.items()
        return [Option(str(n), speaking.show(label), str(n) == self.of) for n, label in named]

    @property
    def type(self) -> str:
        """The kind of input that fits."""
        if self.operator.takes is Takes.DAYS:
            return "number"
        if self.field.sort in fields.TIMES:
            return "date"
        return "number" if self.field.sort in fields.COUNTS else "text"


@dataclass(frozen=True)
class Block:
    """A group of rows and groups, as the builder shows it."""

    place: str
    join: str
    parts: tuple[Line | Block, ...]

    is_group = True

    @property
    def depth(self) -> int:
        return self.place.count("-")

    @property
    def may_hold_groups(self) -> bool:
        return self.depth + 1 < DEEPEST

    @property
    def next(self) -> int:
        """The number that a further part gets."""
        numbers = (int(part.place.rpartition("-")[2]) for part in self.parts)
        return max(numbers, default=-1) + 1


def blocks(reach: Reach, group: Group, place: str = ROOT) -> Block:
    """Conditions as the builder shows them."""
    parts = tuple(
        blocks(reach, part, f"{place}-{n}")
        if isinstance(part, Group)
        else _line_of(reach, part, f"{place}-{n}")
        for n, part in enumerate(group.parts)
    )
    return Block(place, group.join, parts)


def usual(reach: Reach) -> Block:
    """What the builder begins with: those the company does business with."""
    return Block(ROOT, ALL, (line(reach, f"{ROOT}-0", FIRST, "yes"),))


def told(reach: Reach, form: QueryDict, place: str = ROOT) -> Block:
    """What stands in the form, whether it can be understood or not."""
    join = form.get(f"join-{place}", ALL)
    parts = tuple(
        told(reach, form, one) if f"join-{one}" in form else _line_in(reach, form, one)
        for one in _inside(form, place)
    )
    return Block(place, join if join in JOINS else ALL, parts)


def put_together(reach: Reach, form: QueryDict) -> Group:
    """The conditions that the form says; rows without a value and empty groups are left out.

    Raises
    ------
    NotUnderstood
        If a value does not fit.
    """
    built = _group(reach, told(reach, form))
    return conditions.read(reach, built.json()) if built.parts else Group()


def line(reach: Reach, place: str, name: str, word: str = "", **more: Any) -> Line:
    """One row; an unknown field becomes the first, an unknown question the usual one."""
    measure = questions.measurable(reach).get(name.removeprefix(DID)) if _is_did(name) else None
    if measure is not None:
        asked, field = questions.counted(), measure.field
    else:
        known = questions.askable(reach)
        field = known.get(name) or next(iter(known.values()))
        name, asked = field.name, questions.questions(field)
    operator = asked.get(word) or next(iter(asked.values()))
    row = Line(place, name, field, asked, operator, measure=measure, **more)
    return _with_options(reach, row)


def things(reach: Reach) -> list[str]:
    """The families and products that can be named."""
    if not reach.may("products.view"):
        return []
    families = ProductFamily.objects.present().order_by("name").values_list("name", flat=True)
    products = Product.objects.present().order_by("name").values_list("name", flat=True)
    return [*families[:MOST_THINGS], *products[:MOST_THINGS]][:MOST_THINGS]


def _with_options(reach: Reach, row: Line) -> Line:
    if row.measure is not None or row.operator.takes in (Takes.NOTHING, Takes.DAYS):
        return row
    kind = questions.customers()
    pairs = filtering.choices(kind, reach, row.field)
    options = tuple(Option(value, label, value in row.values) for value, label in pairs)
    if filtering.is_looked_up(kind, row.field):
        row = replace(row, chosen=finding.chosen(row.field, row.values, reach))
    return replace(row, options=options)


def _line_of(reach: Reach, one: Condition | Did, place: str) -> Line:
    held = one.value if isinstance(one.value, list) else [one.value]
    given = tuple("" if value is None else str(value) for value in held)
    if isinstance(one, Condition):
        return line(reach, place, one.field.name, one.operator.word, values=given)
    days = "" if one.days is None else str(one.days)
    name = f"{DID}{one.measure.word}"
    of = one.of if _is_listed(one.measure) else _called(one.of)
    return line(reach, place, name, one.operator.word, values=given, days=days, of=of)


def _line_in(reach: Reach, form: QueryDict, place: str) -> Line:
    return line(
        reach,
        place,
        form.get(f"field-{place}", ""),
        form.get(f"op-{place}", ""),
        values=tuple(one.strip() for one in form.getlist(f"value-{place}")),
        days=form.get(f"days-{place}", "").strip(),
        of=form.get(f"of-{place}", "").strip(),
    )


def line_told(reach: Reach, form: QueryDict, place: str) -> Line:
    """One row after its field or question was changed."""
    return _line_in(reach, form, place if PLACE.fullmatch(place) else f"{ROOT}-0")


def _inside(form: QueryDict, place: str) -> list[str]:
    """The places of the parts of a group, in order."""
    numbers = set(_numbers(form, place))
    return [f"{place}-{number}" for number in sorted(numbers)][: conditions.MOST]


def _numbers(form: QueryDict, place: str) -> Iterator[int]:
    for name in form:
        for head in (f"field-{place}-", f"join-{place}-"):
            if name.startswith(head) and PLACE.fullmatch(name.split("-", 1)[1]):
                first = name.removeprefix(head).split("-")[0]
                yield int(first)


def _group(reach: Reach, block: Block) -> Group:
    parts: list[Condition | Did | Group] = []
    for part in block.parts:
        if isinstance(part, Block):
            inner = _group(reach, part)
            parts += [inner] if inner else []
        else:
            one = _condition(reach, part)
            parts += [one] if one is not None else []
    return Group(block.join, tuple(parts))


def _condition(reach: Reach, row: Line) -> Condition | Did | None:
    takes, word = row.operator.takes, row.operator.word
    given = [one for one in row.values if one]
    if takes is not Takes.NOTHING and not given:
        return None
    if takes is Takes.TWO and len(given) < 2:
        raise NotUnderstood(
            Sentence("{field} needs two values: from and to.", field=row.field.label)
        )
    if row.field.sort is Sort.LINK and not row.options and takes is not Takes.NOTHING:
        kind = questions.customers()
        given = [filtering.called(kind, reach, row.field, name) for name in given]
    value: Any = given if takes in (Takes.TWO, Takes.MANY) else given[0] if given else None
    if row.measure is None:
        return conditions.condition(row.field, word, value)
    of = row.of if _is_listed(row.measure) else _named(reach, row.of)
    return conditions.did(row.measure, word, value, row.days, of)


def _named(reach: Reach, name: str) -> str:
    """The public id of the product or family that is called so, or has that number."""
    if not name:
        return ""
    if reach.may("products.view"):
        products = Product.objects.present()
        for found in (
            ProductFamily.objects.present().filter(name=name),
            products.filter(Q(name=name) | Q(number=name)),
        ):
            public_id = found.order_by("pk").values_list("public_id", flat=True).first()
            if public_id is not None:
                return str(public_id)
    raise NotUnderstood(
        Sentence("There is no product and no family of products called “{name}”.", name=name)
    )


def _called(public_id: str) -> str:
    if not public_id:
        return ""
    one = uuid.UUID(public_id)
    for model in (ProductFamily, Product):
        name = model.objects.filter(public_id=one).values_list("name", flat=True).first()
        if name is not None:
            return str(name)
    return ""


def _is_listed(measure: Measure) -> bool:
    """Whether what it may be asked for is picked from a list, not typed."""
    return bool(measure.choices or measure.among)


def _is_did(name: str) -> bool:
    return name.startswith(DID)
