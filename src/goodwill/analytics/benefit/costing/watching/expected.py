"""Entries that usually come, every month, quarter or year, and did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from goodwill.analytics.benefit.costing.watching.flags import Cut, Flag, Rule
from goodwill.analytics.benefit.costing.watching.series import series_of
from goodwill.analytics.benefit.costing.watching.variances import Split
from goodwill.analytics.benefit.costing.yearmonths import index_of, period_at
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

BY = ("vendor", "subcategory", "department")
"""Entries that agree in these are the same entry coming again."""

ENOUGH: Mapping[int, int] = {1: 8, 3: 4, 12: 3}
"""Months apart → how often in a row an entry must have come before it is expected again."""

GIVEN_UP_AFTER = 3
"""So many missing in a row, and it is taken to have ended."""


@dataclass(frozen=True)
class Expectation:
    """An entry agreed to come: which, every how many months, from when, until before when.

    `cut` names vendor, subcategory and department; `amount_minor` is what was agreed.
    """

    cut: Cut
    amount_minor: int
    months: int
    first: int
    until: int | None = None

    def __post_init__(self) -> None:
        if self.months < 1:
            raise SettingRefused(Sentence("An entry comes again after one month at least."))


def missing(entries: Frame, *, last: int, agreed: Sequence[Expectation] = ()) -> tuple[Flag, ...]:
    """A flag for each month in which an expected entry did not come, oldest first.

    Expected is what was agreed, and what came 8 months in a row, 4 quarters in a row or 3
    years in a row. When such an entry was missing 3 times in a row it is no longer expected;
    what was agreed is expected until it ends.

    Parameters
    ----------
    entries
        Judged entries of one view; those without a vendor are left out.
    last
        The last whole month.
    """
    came = _came(entries, last)
    told = {expectation.cut for expectation in agreed}
    flags = [flag for each in agreed for flag in _not_as_agreed(each, came, last)]
    for cut, amounts in came.items():
        if cut not in told:
            flags += _not_as_usual(cut, amounts, last)
    return tuple(sorted(flags, key=lambda flag: (flag.period, flag.identity)))


def _came(entries: Frame, last: int) -> dict[Cut, dict[int, int]]:
    """Amounts above zero by cut and month index."""
    found = {}
    for series in series_of(entries, BY, last=last):
        if dict(series.cut)["vendor"]:
            here = np.flatnonzero(series.amounts > 0)
            found[series.cut] = {
                index_of(int(series.periods[i])): int(series.amounts[i]) for i in here
            }
    return found


def _not_as_agreed(
    agreed: Expectation, came: Mapping[Cut, Mapping[int, int]], last: int
) -> Iterator[Flag]:
    there = came.get(agreed.cut, {})
    end = index_of(last) + 1
    if agreed.until is not None:
        end = min(end, index_of(agreed.until))
    for month in range(index_of(agreed.first), end, agreed.months):
        if month not in there:
            yield _flag(agreed.cut, month, [agreed.amount_minor])


def _not_as_usual(cut: Cut, amounts: Mapping[int, int], last: int) -> Iterator[Flag]:
    run: list[int] = []
    for month in (*sorted(amounts), None):
        expected = _awaited(run, index_of(last) + 1 if month is None else month)
        for absent in expected[:GIVEN_UP_AFTER]:
            yield _flag(cut, absent, [amounts[came] for came in run])
        if month is not None:
            run = _continued(run, month, len(expected))


def _step(run: Sequence[int]) -> int | None:
    """Months from one to the next, where it came often enough in a row."""
    if len(run) < 2:
        return None
    step = run[1] - run[0]
    return step if len(run) >= ENOUGH.get(step, len(run) + 1) else None


def _awaited(run: Sequence[int], before: int) -> range:
    """The months before `before` in which it should have come again."""
    step = _step(run)
    return range(0) if step is None else range(run[-1] + step, before, step)


def _continued(run: list[int], month: int, absent: int) -> list[int]:
    """The run with one more month; after an irregular gap, or a long one, it starts anew."""
    if len(run) < 2:
        return [*run, month]
    gap, step = month - run[-1], run[1] - run[0]
    if gap == step or (0 < absent <= GIVEN_UP_AFTER and gap % step == 0):
        return [*run, month]
    return [run[-1], month]


def _flag(cut: Cut, month: int, amounts: Sequence[int]) -> Flag:
    usual = round(median(amounts))
    return Flag(
        rule=Rule.MISSING,
        where=cut,
        period=period_at(month),
        amount_minor=0,
        expected_minor=usual,
        low_minor=min(amounts),
        high_minor=max(amounts),
        split=Split(unsplit_minor=-usual),
    )
