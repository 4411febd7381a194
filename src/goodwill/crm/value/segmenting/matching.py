"""Which customers fit conditions: one flag each, worked out column by column."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Product, ProductFamily
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.kinds import Field, Sort
from goodwill.crm.records.lists import values
from goodwill.crm.records.lists.conditions import ALL, Condition
from goodwill.crm.records.models import Record, Share
from goodwill.crm.value.segmenting import columns, nesting, questions
from goodwill.crm.value.segmenting.columns import (
    AMOUNT,
    DAY,
    FLAG,
    LINK,
    NO_DAY,
    NO_NUMBER,
    NOBODY,
    NUMBER,
    TEXT,
    Happened,
    Ints,
    People,
    Texts,
    Values,
)
from goodwill.crm.value.segmenting.conditions import NONE, Did, Group
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.value.segmenting.nesting import Nest

Flags = NDArray[np.bool_]


class NotDrawnYet(Refused):
    """Something is asked for that was not known yet when the columns were drawn."""

    def __init__(self, field: Field) -> None:
        super().__init__(
            Sentence(
                "{field} is new: it can be asked for once the segments were brought up to date.",
                field=field.label,
            )
        )


def matching(people: People, group: Group, nest: Nest | None = None) -> Flags:
    """Whom the conditions fit; everybody, without conditions.

    `nest` remembers the segments that conditions ask for, where they are asked within one.

    Raises
    ------
    NotDrawnYet
        If a field is newer than what is known.
    Gone, PartOfItself
        If a segment that is asked for is not there, or asks for itself.
    """
    nest = nest or nesting.Nest(people)
    if not group.parts:
        return np.ones(len(people), dtype=bool)
    each = [_part(people, part, nest) for part in group.parts]
    if group.join == ALL:
        return reduce(np.logical_and, each)
    found: Flags = reduce(np.logical_or, each)
    return ~found if group.join == NONE else found


def within(people: People, reach: Reach) -> Flags | None:
    """Which customers the person may see; None for all of them."""
    if reach.is_everything:
        return None
    seen: Flags = people.values("owner") == reach.user_id
    if reach.team_ids:
        for team in reach.team_ids:
            seen |= people.values("team") == team
    shared = Share.objects.filter(kind=Customer.kind, user_id=reach.user_id)
    teams = reach.team_ids | reach.stands_in
    shared |= Share.objects.filter(kind=Customer.kind, team_id__in=teams)
    ids = np.array(list(shared.values_list("record_id", flat=True)), np.int64)
    seen[people.places(ids)] = True
    return seen


def _part(people: People, part: Condition | Did | Group, nest: Nest) -> Flags:
    if isinstance(part, Group):
        return matching(people, part, nest)
    if isinstance(part, Did):
        return _did(people, part)
    is_nested = part.field.name == questions.SEGMENTS
    return nest.matching(part) if is_nested else _condition(people, part)


def _condition(people: People, one: Condition) -> Flags:
    value = values.understood(questions.customers(), one.field, one.operator.takes, one.value)
    if one.field.sort is Sort.LINKS:
        return _tagged(people, one.operator.word, value)
    form = people.columns.get(one.field.name)
    if form is None:
        raise NotDrawnYet(one.field)
    if form == TEXT:
        return _text(people.texts(one.field.name), one.operator.word, value)
    column = people.values(one.field.name)
    if form == LINK:
        value = _linked(one.field, value)
    if form == FLAG:
        value = True
    if form == DAY:
        value = _days(value)
    return _ASKED[form][one.operator.word](column, value)


def _did(people: People, one: Did) -> Flags:
    measure = one.measure
    value = values.understood(questions.customers(), measure.field, one.operator.takes, one.value)
    journal = people.journal(measure.detail if one.of and measure.detail else measure.journal)
    counted = _counted(journal, _meant(journal, one), is_sum=measure.is_sum)
    return _NUMBERS[one.operator.word](counted, value)


def _meant(journal: Happened, one: Did) -> Flags | None:
    """The entries that are asked for; None for all of them."""
    found: list[Flags] = []
    if one.days is not None:
        today = columns.today()
        found.append((journal.day >= today - one.days) & (journal.day <= today))
    if one.of and one.measure.choices:
        found.append(journal.what == int(one.of))
    elif one.of and one.measure.among is not None:
        key = one.measure.among.key(uuid.UUID(one.of))
        found.append(_one_of(journal.what, np.array([-1 if key is None else key], np.int64)))
    elif one.of:
        found.append(_one_of(journal.what, products(uuid.UUID(one.of))))
    return reduce(np.logical_and, found) if found else None


def _counted(journal: Happened, meant: Flags | None, *, is_sum: bool) -> Ints:
    """How much, or how often, by customer; of entries with the same `once` one is counted."""
    if meant is None and not is_sum and not len(journal.once):
        return np.diff(journal.starts)
    places = np.arange(len(journal.whom)) if meant is None else np.flatnonzero(meant)
    if not is_sum and len(journal.once):
        places = places[np.flatnonzero(np.diff(journal.once[places], prepend=-1))]
    whom, customers = journal.whom[places], len(journal.starts) - 1
    if not is_sum:
        counted: Ints = np.bincount(whom, minlength=customers)
        return counted
    summed = np.bincount(whom, weights=journal.amount[places], minlength=customers)
    found: Ints = np.rint(summed).astype(np.int64)
    return found


def _one_of(column: Ints, wanted: Ints) -> Flags:
    """Which values are among a few others, by a table of all that there could be."""
    if len(wanted) == 1:
        same: Flags = column == wanted[0]
        return same
    table = np.zeros(max(int(column.max(initial=0)), int(wanted.max(initial=0))) + 1, dtype=bool)
    table[wanted] = True
    found: Flags = table[column]
    return found


def products(public_id: uuid.UUID) -> Ints:
    """The primary keys of a product, or of all products of a family and its families."""
    one = Product.objects.filter(public_id=public_id).values_list("pk", flat=True)
    family = ProductFamily.objects.filter(public_id=public_id).values_list("pk", flat=True).first()
    if family is None:
        return np.array(list(one), np.int64)
    inside, found = {family}, {family}
    while found:
        found = set(ProductFamily.objects.filter(parent__in=found).values_list("pk", flat=True))
        found -= inside
        inside |= found
    sold = Product.objects.filter(family__in=inside).values_list("pk", flat=True)
    return np.array(list(sold), np.int64)


def _tagged(people: People, word: str, value: Any) -> Flags:
    journal = people.journal("tags")
    if word in ("empty", "filled"):
        has_any: Flags = np.diff(journal.starts) > 0
        return has_any if word == "filled" else ~has_any
    wanted = value if isinstance(value, list) else [value]
    meant = np.isin(journal.what, [int(one) for one in wanted])
    has: Flags = _counted(journal, meant, is_sum=False) > 0
    return ~has if word in ("is_not", "none_of") else has


def _linked(field: Field, value: Any) -> Any:
    """Linked records by their primary keys."""
    from goodwill.crm.records.lists import fields

    target = fields.leads_to(questions.customers(), field)
    if value is None or target is None or not issubclass(target, Record):
        return value
    wanted = value if isinstance(value, list) else [value]
    found = list(target.objects.filter(public_id__in=wanted).values_list("pk", flat=True))
    if isinstance(value, list):
        return found
    return found[0] if found else -1


def _days(value: Any) -> Any:
    if isinstance(value, list):
        return [columns.day_number(one) for one in value]
    return columns.day_number(value) if hasattr(value, "year") else value


def _text(column: Texts, word: str, value: Any) -> Flags:
    found = np.asarray(_TEXTS[word](column.words, value)).astype(bool)
    held: Flags = found if column.places is None else found[column.places]
    return held


def _alike(value: str) -> bool:
    """Whether case must be looked past; Chinese has none, which makes it quicker."""
    return value.lower() != value.upper()


def _among(column: pa.ChunkedArray, value: Any) -> Any:
    return pc.is_in(column, value_set=pa.array(value, pa.string()))


_TEXTS: Mapping[str, Callable[[pa.ChunkedArray, Any], Any]] = {
    "is": pc.equal,
    "is_not": pc.not_equal,
    "any_of": _among,
    "none_of": lambda column, value: pc.invert(_among(column, value)),
    "contains": lambda column, value: pc.match_substring(column, value, ignore_case=_alike(value)),
    "begins": lambda column, value: pc.starts_with(column, value, ignore_case=_alike(value)),
    "empty": lambda column, _: pc.equal(column, ""),
    "filled": lambda column, _: pc.not_equal(column, ""),
}

Answer = Callable[[Values, Any], Flags]


def _numbers(is_there: Callable[[Values], Flags]) -> Mapping[str, Answer]:
    """Questions of numbers; what is not there is neither large nor small, but it is not equal."""

    def number(value: Any) -> Any:
        return [float(one) for one in value] if isinstance(value, list) else float(value)

    return {
        "is": lambda column, value: is_there(column) & (column == number(value)),
        "is_not": lambda column, value: ~is_there(column) | (column != number(value)),
        "from": lambda column, value: is_there(column) & (column >= number(value)),
        "upto": lambda column, value: is_there(column) & (column <= number(value)),
        "between": lambda column, value: (
            is_there(column) & (column >= number(value)[0]) & (column <= number(value)[1])
        ),
        "empty": lambda column, _: ~is_there(column),
        "filled": lambda column, _: is_there(column),
    }


def _all(column: Values) -> Flags:
    return np.ones(len(column), dtype=bool)


def _is_day(column: Values) -> Flags:
    found: Flags = column != NO_DAY
    return found


def _between_days(column: Values, first: int | None, last: int | None) -> Flags:
    found = _is_day(column)
    if first is not None:
        found &= column >= first
    if last is not None:
        found &= column <= last
    return found


_NUMBERS = _numbers(_all)
_AMOUNTS = _numbers(lambda column: column != NO_NUMBER)
_DAYS: Mapping[str, Answer] = {
    "is": lambda column, value: column == value,
    "before": lambda column, value: _between_days(column, None, value - 1),
    "after": lambda column, value: _between_days(column, value + 1, None),
    "between": lambda column, value: _between_days(column, *value),
    "last_days": lambda column, value: _between_days(
        column, columns.today() - value, columns.today()
    ),
    "next_days": lambda column, value: _between_days(
        column, columns.today(), columns.today() + value
    ),
    "not_for_days": lambda column, value: ~_between_days(column, columns.today() - value, None),
    "empty": lambda column, _: ~_is_day(column),
    "filled": lambda column, _: _is_day(column),
}
_FLAGS: Mapping[str, Answer] = {
    "yes": lambda column, _: column == 1,
    "no": lambda column, _: column != 1,
}
_LINKS: Mapping[str, Answer] = {
    "is": lambda column, value: column == value,
    "is_not": lambda column, value: column != value,
    "any_of": np.isin,
    "none_of": lambda column, value: ~np.isin(column, value),
    "empty": lambda column, _: column == NOBODY,
    "filled": lambda column, _: column != NOBODY,
}
_ASKED: Mapping[str, Mapping[str, Answer]] = {
    NUMBER: _numbers(lambda column: ~np.isnan(column)),
    AMOUNT: _AMOUNTS,
    DAY: _DAYS,
    FLAG: _FLAGS,
    LINK: _LINKS,
}
