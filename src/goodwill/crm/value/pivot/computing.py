"""The figures of a table for one person: worked out from the facts of customers within reach."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.analytics.figure import Figure
from goodwill.analytics.information.pivoting import (
    Answer,
    Measure,
    Question,
    answer,
    figure,
)
from goodwill.analytics.information.pivoting.answering import Key, Sums
from goodwill.analytics.information.pivoting.cube import Flags
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.pivot import periods
from goodwill.crm.value.pivot.asking import Asked
from goodwill.crm.value.pivot.building import Present
from goodwill.crm.value.pivot.periods import Period
from goodwill.language import Sentence

REMEMBERED = 64
MOST = 50
NOT_PARTED = Sentence(
    "This measure cannot be parted by what stands in rows, columns or conditions."
)


@dataclass(frozen=True)
class Before:
    """Someone before the cube: what they may see of it."""

    me: User
    present: Present

    @property
    def reach(self) -> Reach:
        return self.me.reach

    def within(self) -> Flags | None:
        """Whose facts the person may see; None for everybody's."""
        if self.reach.is_everything:
            return None
        seen = Customer.objects.present().within(self.reach).values_list("public_id", flat=True)
        return self.present.kept.flags(pa.array([str(one) for one in seen], pa.string()))


@dataclass(frozen=True)
class Computed:
    """The answers to one table: by sort of facts, and those of the time compared with."""

    asked: Asked
    period: Period
    measures: tuple[Measure, ...]
    answers: Mapping[str, Answer]
    earlier: Mapping[str, Answer]
    present: Present
    seen: int | None
    """How many customers the figures are of; None where they are of all."""
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def sums(
        self, measure: Measure, row: Key, column: Key, *, then: bool = False
    ) -> Mapping[str, Sums] | None:
        """The sums that a measure of a cell is made of; None where it cannot be parted so."""
        answers = self.earlier if then else self.answers
        if any(facts not in answers for facts in measure.facts):
            return None
        return {facts: answers[facts].at(row, column) for facts in measure.facts}

    def figure(
        self, measure: Measure, row: Key, column: Key, *, then: bool = False, **more: Any
    ) -> Figure:
        """The measure of a cell with what it is made of."""
        sums = self.sums(measure, row, column, then=then)
        noted = self.present.noted
        if sums is None:
            return Figure(
                measure.definition, None, as_of=noted.as_of, n=0, reason=NOT_PARTED, **more
            )
        return figure(measure, sums, noted.currency, as_of=noted.as_of, **more)

    def is_empty(self, measure: Measure, row: Key, column: Key) -> bool:
        """Whether there are no facts at all in the cell."""
        sums = self.sums(measure, row, column)
        return sums is not None and not any(sums.values())


def computed(before: Before, asked: Asked, measures: Mapping[str, Measure]) -> Computed:
    """Every cell of a table.

    Raises
    ------
    TooManyCells
        There are more than anybody can read.
    Refused
        Its days cannot be read.
    """
    noted = before.present.noted
    wanted = tuple(measures[word] for word in asked.measures)
    days = periods.period(asked.period, noted.today, asked.first, asked.last)
    within = before.within()
    questions = _questions(asked, wanted, days, within)
    answers: dict[str, Answer] = {}
    shown: Mapping[str, tuple[str, ...]] = {}
    for facts, question in questions.items():
        if not _can_be_parted(before.present, facts, asked):
            continue
        found = _answered(before.present, facts, replace(question, shown=shown))
        answers[facts], shown = found, {**found.shown, **shown}
    earlier: dict[str, Answer] = {}
    by = periods.shift(asked.compare, days)
    if by is not None:
        for facts in answers:
            then = replace(questions[facts], shift=by, shown=shown)
            earlier[facts] = _answered(before.present, facts, then)
    return Computed(
        asked,
        days,
        wanted,
        answers,
        earlier,
        before.present,
        None if within is None else int(np.count_nonzero(within)),
        shown,
    )


def _questions(
    asked: Asked, measures: Sequence[Measure], days: Period, within: Flags | None
) -> dict[str, Question]:
    """One question for each sort of facts, asking for what its measures are made of."""
    found: dict[str, Question] = {}
    for base in (base for measure in measures for base in measure.bases):
        before = found.get(base.facts) or Question(
            rows=asked.rows,
            columns=asked.columns,
            keep=asked.keep,
            first=days.first,
            last=days.last,
            within=within,
            most=MOST,
            rank_by=next(iter(base.sums), ""),
        )
        found[base.facts] = replace(
            before, sums=before.sums | {*base.sums}, once=before.once | {*base.once}
        )
    return found


def _can_be_parted(present: Present, facts: str, asked: Asked) -> bool:
    if facts not in present.cube.facts:
        return False
    words = (*asked.rows, *asked.columns, *asked.keep)
    return all(present.cube.can_part(facts, word) for word in words)


def _answered(present: Present, facts: str, asked: Question) -> Answer:
    """The answer, remembered where it is the same for all who see everything."""
    if asked.within is not None:
        return answer(present.cube, facts, asked)
    name = (str(present.kept.folder), facts, repr(replace(asked, within=None)))
    with _LOCK:
        if name in _HELD:
            _HELD.move_to_end(name)
            return _HELD[name]
    found = answer(present.cube, facts, asked)
    with _LOCK:
        _HELD[name] = found
        while len(_HELD) > REMEMBERED:
            _HELD.popitem(last=False)
    return found


_HELD: OrderedDict[tuple[str, str, str], Answer] = OrderedDict()
_LOCK = threading.Lock()
