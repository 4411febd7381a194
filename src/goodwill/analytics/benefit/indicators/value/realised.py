"""How much of the benefits planned has come (VA11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, part_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NOTHING_BELOW
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part
from goodwill.analytics.figure import Number, major
from goodwill.analytics.tables import BENEFIT_RESULTS
from goodwill.language import Sentence

ESTIMATE = "E"
"""What rests on an expert alone may be planned; it never counts as realised."""

GRADES = "ABCDE"

NOT_MEASURED = Sentence("Nothing has been measured yet of what was planned.")


@dataclass(frozen=True)
class _Month:
    """One month of one part, of one grade; minor units, None where nothing was measured."""

    day: int
    grade: str
    planned: int
    realised: int | None


def realisation(asked: Asked) -> Iterator[Cell]:
    """VA11: realised ÷ planned, of all months up to the end of the period.

    Raises
    ------
    Undefined
        There are no results, or no column to cut by.
    """
    months = _months(asked)
    answers: dict[Key, Answer] = {}
    for place, period in enumerate(asked.periods):
        until = min(period.end_day, asked.as_of_day + 1)
        for part, ours in months.items():
            so_far = [month for month in ours if month.day < until]
            if so_far:
                answers[place, part] = _realised(so_far, asked.currency)
    return cells_of("VA11", asked, answers, Answer(None, reason=NOT_MEASURED))


def _months(asked: Asked) -> Mapping[Part, Sequence[_Month]]:
    rows = asked.frame(BENEFIT_RESULTS).filter(~nw.col("period_day").is_null())
    told = purchases.with_parts(rows, asked).with_columns(
        _grade=nw.coalesce(nw.col("grade"), nw.lit("")),
        _measured=(~nw.col("realised_minor").is_null()).cast(nw.Int64),
    )
    sums = told.group_by("period_day", "_grade", *asked.by).agg(
        *(
            nw.col(name).sum().cast(nw.Int64)
            for name in ("planned_minor", "realised_minor", "_measured")
        )
    )
    found: dict[Part, list[_Month]] = defaultdict(list)
    for row in sums.collect("pyarrow").iter_rows(named=True):
        realised = int(row["realised_minor"] or 0) if row["_measured"] else None
        month = _Month(row["period_day"], row["_grade"], int(row["planned_minor"] or 0), realised)
        found[part_of(row, asked)].append(month)
    return found


def _realised(months: Sequence[_Month], currency: str) -> Answer:
    planned = sum(month.planned for month in months)
    known = [m for m in months if m.realised is not None and m.grade != ESTIMATE]
    total = sum(month.realised or 0 for month in known)
    claimed = sum(month.realised or 0 for month in months if month.grade == ESTIMATE)
    beside: dict[str, Number] = {}
    for grade in GRADES[:-1]:
        of_grade = [month.realised or 0 for month in known if month.grade == grade]
        if of_grade:
            beside[f"grade_{grade.lower()}"] = major(sum(of_grade), currency)
    if claimed:
        beside["claimed"] = major(claimed, currency)
    above, below = major(total, currency), major(planned, currency)
    n = len({month.day for month in months})
    if planned <= 0:
        return Answer(None, above, below, n, reason=NOTHING_BELOW, beside=beside)
    if not known:
        return Answer(None, above, below, n, reason=NOT_MEASURED, beside=beside)
    return Answer(total / planned, above, below, n, beside=beside)
