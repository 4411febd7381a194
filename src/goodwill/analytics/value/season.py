"""Covariates of the calendar: waves of the year, months, holidays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from goodwill.analytics.errors import Undefined
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value.timeline import DAYS_OF_A_YEAR, Timeline
from goodwill.language import Sentence

Windows = Mapping[str, Sequence[tuple[int, int]]]


def season(
    first_day: int,
    last_day: int,
    *,
    harmonics: int = 0,
    months: bool = False,
    windows: Windows | None = None,
    step_days: int = 7,
) -> Timeline:
    """Covariates that are the same for everybody and come again every year.

    Parameters
    ----------
    first_day, last_day
        Both included, in days since 1970-01-01; at least from the first purchase to the end
        of the forecast. The last period ends on `last_day` even if that makes it short.
    harmonics
        Columns `sine_1`, `cosine_1` … of so many waves of the year: 1 for a high and a low,
        2 for two of each.
    months
        Columns `month_02` … `month_12`; January is what they are compared with.
    windows
        Holidays and sales by name, each as its (first day, last day)s, both included.
    step_days
        Length of a period. A covariate is the mean over its days; 1 for sales of a day.

    Raises
    ------
    Undefined
        Nothing was asked for, or days that run backwards.
    """
    _refuse_nothing(harmonics, months, windows)
    _refuse_backwards(first_day, last_day, windows or {})
    days = np.arange(first_day, last_day + 1)
    columns = _waves(days, harmonics) | _months(days, months) | _windows(days, windows or {})
    starts = np.arange(0, len(days), max(step_days, 1))
    edges = np.append(starts, len(days)) + first_day - 1.0
    sums = np.add.reduceat(np.column_stack(list(columns.values())), starts, axis=0)
    values = (sums / np.diff(edges)[:, None])[None]
    return Timeline(tuple(columns), edges, values, yearly=tuple(columns))


def _waves(days: Integers, harmonics: int) -> dict[str, Floats]:
    turn = 2 * np.pi * days / DAYS_OF_A_YEAR
    return {
        f"{name}_{wave}": function(wave * turn)
        for wave in range(1, harmonics + 1)
        for name, function in (("sine", np.sin), ("cosine", np.cos))
    }


def _months(days: Integers, wanted: bool) -> dict[str, Floats]:
    if not wanted:
        return {}
    month = np.array([date_of(int(day)).month for day in days])
    return {f"month_{m:02}": (month == m).astype(np.float64) for m in range(2, 13)}


def _windows(days: Integers, windows: Windows) -> dict[str, Floats]:
    columns = {}
    for name, spans in windows.items():
        inside = [(days >= first) & (days <= last) for first, last in spans]
        columns[name] = np.any(inside, axis=0).astype(np.float64)
    return columns


def _refuse_nothing(harmonics: int, months: bool, windows: Windows | None) -> None:
    if harmonics < 1 and not months and not windows:
        raise Undefined(Sentence("A season needs harmonics, months or windows to be made of."))


def _refuse_backwards(first_day: int, last_day: int, windows: Windows) -> None:
    spans = [(first_day, last_day), *(span for each in windows.values() for span in each)]
    for first, last in spans:
        if last < first:
            raise Undefined(
                Sentence("{last} is before {first}.", first=date_of(first), last=date_of(last))
            )
