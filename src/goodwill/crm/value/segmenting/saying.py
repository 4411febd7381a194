"""The conditions of a segment as one sentence: “Customers whose city is 上海 and …”."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.crm.commerce.models import Product, ProductFamily
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.records.lists import reading
from goodwill.crm.records.lists.conditions import ALL, ANY, Condition, Conditions
from goodwill.crm.records.lists.operators import Takes
from goodwill.crm.records.lists.reading import Inside, Together
from goodwill.crm.value.segmenting import questions
from goodwill.crm.value.segmenting.behaviour import Measure
from goodwill.crm.value.segmenting.conditions import NONE, Did, Group
from goodwill.language import Language, Sayable, Sentence


@dataclass(frozen=True)
class Names:
    """How linked records and products are called."""

    linked: reading.Names
    things: Mapping[str, str]


@dataclass(frozen=True)
class _Neither:
    """Several things of which none holds: joined by “or”, said once not to hold."""

    clauses: Together

    def said_in(self, language: Language) -> str:
        told = Sentence("none of these holds: {clauses}", clauses=self.clauses)
        return language.show(told)


def sentence(group: Group, names: Names | None = None) -> Sentence:
    """Who is in the segment.

    `names` spares the questions for them where there are many segments: `named(*groups)`.
    """
    kind = questions.customers()
    if not group.parts:
        return Sentence("All {records}", records=Inside(kind.many))
    found = named(group) if names is None else names
    clauses = _together(group, found)
    return Sentence("{records} whose {clauses}", records=kind.many, clauses=clauses)


def named(*groups: Group) -> Names:
    """How everything is called that conditions lead to: one question for each sort of it."""
    linked = [one for group in groups for one in group if isinstance(one, Condition)]
    counted = [one for group in groups for one in group if isinstance(one, Did) and one.of]
    products = {one.of for one in counted if one.measure.among is None}
    ids = [uuid.UUID(one) for one in products if not one.isdecimal()]
    lists = {one.measure.word: one.measure.among for one in counted if one.measure.among}
    things = {str(key): name for one in lists.values() for key, name in one.options().items()}
    for model in (Product, ProductFamily) if ids else ():
        for public_id, name in model.objects.filter(public_id__in=ids).values_list(
            "public_id", "name"
        ):
            things[str(public_id)] = name
    return Names(reading.named(questions.customers(), Conditions(ALL, tuple(linked))), things)


def measured(measure: Measure, days: int | None, of: Sayable | str) -> Sayable:
    """A measure with what narrows it: “number of orders of … in the last 90 days”."""
    told: Sayable = measure.label
    if of and measure.among is not None:
        told = Sentence("{measure} in stage “{stage}”", measure=told, stage=of)
    elif of:
        told = Sentence("{measure} of {thing}", measure=told, thing=of)
    if days is not None:
        told = Sentence(
            "{measure} in the last {n} day", "{measure} in the last {n} days", measure=told, n=days
        )
    return told


def _together(group: Group, names: Names) -> Sayable:
    each = tuple(_clause(part, names) for part in group.parts)
    if group.join == NONE:
        return _Neither(Together(each, ANY))
    return Together(each, group.join)


def _clause(part: Condition | Did | Group, names: Names) -> Sayable:
    if isinstance(part, Group):
        return Sentence("({clauses})", clauses=_together(part, names))
    if isinstance(part, Did):
        return _did(part, names)
    if part.field.sort is Sort.YES:
        return _yes_or_no(part)
    return reading.clause(questions.customers(), part, names.linked)


def _yes_or_no(one: Condition) -> Sentence:
    """A field that says yes or no by itself: “Has an e-mail address”."""
    if one.operator.word == "yes":
        return Sentence("“{field}” is yes", field=one.field.label)
    return Sentence("“{field}” is no", field=one.field.label)


def _did(one: Did, names: Names) -> Sayable:
    label = Inside(measured(one.measure, one.days, _thing(one, names)))
    field = Field("", one.measure.label, Sort.NUMBER)
    if one.operator.takes is Takes.TWO:
        low, high = (reading.shown(questions.customers(), field, held, {}) for held in one.value)
        return one.operator.reads(label, low, high)
    value = reading.shown(questions.customers(), field, one.value, {})
    return one.operator.reads(label, value)


def _thing(one: Did, names: Names) -> Sayable | str:
    if not one.of:
        return ""
    if one.measure.choices:
        return one.measure.choices[int(one.of)]
    return names.things.get(one.of, Sentence("something that is gone"))
