"""What scores say of customers at the last run up to the end of each period, added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.scorings import Run, runs_of_periods, worths
from goodwill.analytics.benefit.indicators.kernel.answers import part_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part
from goodwill.analytics.tables import Frame

MILLIONTHS = 1_000_000
THOUSANDTHS = 1_000
"""Parts of a chance, and of a minor unit, so that every engine adds up the same."""

Z = 1.6448536269514722
"""Of 90 % of a normal distribution, between its ends."""


@dataclass(frozen=True)
class Scored:
    """Customers of one part at one run; money in minor units.

    Parameters
    ----------
    customers
        Scored in that run.
    valued, worth, squares
        With a value, its sum and the sum of its squares.
    promising, potential
        With a potential, and its sum, none below 0.
    judged, chances, at_risk
        With a chance of being lost, the sum of chances, Σ chance × worth.
    proven, misses
        Of whom it is known what came, and Σ (chance − came)².
    paths, now, raised, retention
        With margin and retention: Σ value by the closed form, the same at five points more
        (to thousandths of minor units), and Σ retention.
    """

    run: Run
    customers: int
    valued: int
    worth: int
    squares: float
    promising: int
    potential: int
    judged: int
    chances: float
    at_risk: int
    proven: int
    misses: float
    paths: int
    now: float
    raised: float
    retention: float

    @property
    def margin_of_mean(self) -> float:
        """Half the width of the 90 % interval of the mean worth."""
        if self.valued < 2:
            return 0.0
        mean = self.worth / self.valued
        variance = max(self.squares - self.valued * mean * mean, 0.0) / (self.valued - 1)
        return Z * sqrt(variance / self.valued)


def scored(asked: Asked) -> Mapping[Key, Scored]:
    """Of every period with a run and every part; one pass, found once for all that ask.

    Raises
    ------
    Undefined
        There are no scores, a lifetime is endless, or there is no column to cut by.
    """
    return asked.once("scored customers", lambda: _scored(asked))


def _scored(asked: Asked) -> dict[Key, Scored]:
    runs = runs_of_periods(asked)
    if not runs:
        return {}
    by_number = {run.number: run for run in runs.values()}
    rows = purchases.with_parts(worths(asked, set(runs.values())), asked)
    found: dict[tuple[int, Part], Scored] = {}
    for row in _sums(rows, asked):
        found[row["run"], part_of(row, asked)] = _read(row, by_number[row["run"]])
    return {
        (place, part): sums
        for place, run in runs.items()
        for (number, part), sums in found.items()
        if number == run.number
    }


def _sums(rows: Frame, asked: Asked) -> list[dict[str, Any]]:
    """In steps, because engines write an expression out in full each time it is used."""
    chance, worth = nw.col("churn_chance"), nw.col("worth")
    missed = chance - nw.col("lost").cast(nw.Float64)
    rows = rows.with_columns(
        chances=_parts(chance),
        missed=_parts(missed * missed),
        retained=_parts(nw.col("retention")),
        risky=(chance * worth.cast(nw.Float64) + 0.5).floor().cast(nw.Int64),
        square=worth.cast(nw.Float64) * worth.cast(nw.Float64),
        potential=nw.when(nw.col("potential_minor") > 0)
        .then(nw.col("potential_minor"))
        .when(~nw.col("potential_minor").is_null())
        .then(nw.lit(0)),
        now=_parts(nw.col("now"), THOUSANDTHS),
        raised=_parts(nw.col("raised"), THOUSANDTHS),
    )
    added = ("worth", "potential", "chances", "risky", "missed", "now", "raised")
    counts = {f"n_{name}": (~nw.col(name).is_null()).cast(nw.Int64) for name in added}
    rows = rows.with_columns(
        **counts, retained=nw.when(~nw.col("now").is_null()).then(nw.col("retained"))
    )
    names = (*added, "retained", *counts)
    found = rows.group_by("run", *asked.by).agg(
        *(nw.col(name).sum().cast(nw.Int64) for name in names),
        nw.col("square").sum(),
        customers=nw.len().cast(nw.Int64),
    )
    return list(found.sort("run", *asked.by).collect("pyarrow").iter_rows(named=True))


def _parts(number: nw.Expr, parts: int = MILLIONTHS) -> nw.Expr:
    return (number * parts + 0.5).floor().cast(nw.Int64)


def _read(row: Mapping[str, Any], run: Run) -> Scored:
    def total(name: str) -> int:
        return int(row[name] or 0)

    return Scored(
        run=run,
        customers=row["customers"],
        valued=total("n_worth"),
        worth=total("worth"),
        squares=float(row["square"] or 0.0),
        promising=total("n_potential"),
        potential=total("potential"),
        judged=total("n_chances"),
        chances=total("chances") / MILLIONTHS,
        at_risk=total("risky"),
        proven=total("n_missed"),
        misses=total("missed") / MILLIONTHS,
        paths=total("n_now"),
        now=total("now") / THOUSANDTHS,
        raised=total("raised") / THOUSANDTHS,
        retention=total("retained") / MILLIONTHS,
    )
