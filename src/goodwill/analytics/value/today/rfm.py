"""RFM: buyers scored 1–5 on recency, frequency and monetary value.

A description of the past, not a probability: it is no model of buying and leaving.
Scores are cut at quintiles of the values, so customers with equal values have equal
scores; where few values occur, some scores stay empty.

References
----------
Hughes (1994), Strategic Database Marketing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import floor

import narwhals as nw

from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis, valued
from goodwill.language import Sentence

QUINTILES = (0.2, 0.4, 0.6, 0.8)
BEST = 5


class Segment(StrEnum):
    """What a cell of recency and frequency is usually called."""

    CHAMPIONS = "champions"
    PROMISING = "promising"
    NEW = "new"
    LOYAL = "loyal"
    NEEDS_ATTENTION = "needs_attention"
    AT_RISK = "at_risk"
    LOST = "lost"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS = {
    Segment.CHAMPIONS: Sentence("Champions"),
    Segment.PROMISING: Sentence("Promising"),
    Segment.NEW: Sentence("New or occasional"),
    Segment.LOYAL: Sentence("Loyal"),
    Segment.NEEDS_ATTENTION: Sentence("Needs attention"),
    Segment.AT_RISK: Sentence("At risk"),
    Segment.LOST: Sentence("Lost"),
}


@dataclass(frozen=True)
class Quintiles:
    """Where the scores change, worst to best, four values each; empty without buyers.

    A score is 1 + how many of them the customer is better than. `recency` in days since the
    last purchase (fewer is better), `frequency` in purchase days, `monetary` in minor units.
    """

    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    monetary: tuple[int, ...]


@dataclass(frozen=True)
class Cell:
    """One cell of the 5 × 5 table of recency and frequency; amounts in minor units."""

    recency: int
    frequency: int
    segment: Segment
    customers: int
    revenue_minor: int
    value_minor: int | None


def quintiles(summaries: Frame) -> Quintiles:
    """The cut points over buyers; one row is collected."""
    measures = {
        "recency": -nw.col("days_since_last"),
        "frequency": nw.col("purchase_days"),
        "monetary": nw.col("revenue_minor"),
    }
    asked = {
        f"{name}_{i}": measure.cast(nw.Float64).quantile(share, interpolation="linear")
        for name, measure in measures.items()
        for i, share in enumerate(QUINTILES)
    }
    row = _buyers(summaries).select(**asked).collect().rows(named=True)[0]
    if row["frequency_0"] is None:
        return Quintiles((), (), ())
    found = {name: [_whole(row[f"{name}_{i}"]) for i in range(4)] for name in measures}
    return Quintiles(
        tuple(-x for x in found["recency"]), tuple(found["frequency"]), tuple(found["monetary"])
    )


def scored(summaries: Frame, quintiles: Quintiles) -> Frame:
    """Adds `recency_score`, `frequency_score`, `monetary_score` (1–5) and `rfm_segment`.

    Never-buyers get nulls.
    """
    bought = nw.col("purchase_days") > 0
    return (
        summaries.with_columns(_freshness=-nw.col("days_since_last"))
        .with_columns(
            recency_score=nw.when(bought).then(
                _score("_freshness", [-days for days in quintiles.recency])
            ),
            frequency_score=nw.when(bought).then(_score("purchase_days", quintiles.frequency)),
            monetary_score=nw.when(bought).then(_score("revenue_minor", quintiles.monetary)),
        )
        .with_columns(rfm_segment=_segment_of())
        .drop("_freshness")
    )


def cells(scored: Frame, basis: Basis = Basis.PROFIT) -> tuple[Cell, ...]:
    """All 25 cells, empty ones too, freshest and most frequent first."""
    known = (~nw.col("value_minor").is_null()).cast(nw.Int64)
    sums = (
        _buyers(valued(scored, basis))
        .group_by("recency_score", "frequency_score")
        .agg(
            customers=nw.len().cast(nw.Int64),
            revenue=nw.col("revenue_minor").sum().cast(nw.Int64),
            value=nw.col("value_minor").sum().cast(nw.Int64),
            known=known.sum().cast(nw.Int64),
        )
        .select("recency_score", "frequency_score", "customers", "revenue", "value", "known")
    )
    found = {(int(r), int(f)): tuple(rest) for r, f, *rest in sums.collect().rows()}
    return tuple(
        _cell(r, f, found.get((r, f), (0, 0, 0, 0)))
        for r in range(BEST, 0, -1)
        for f in range(BEST, 0, -1)
    )


SEGMENT_SIZE = Definition(
    "rfm_segment_customers",
    1,
    Sentence("Customers in an RFM segment"),
    Sentence("Buyers by how lately and how often they bought, against the other buyers."),
    Sentence("customers by recency score and frequency score, each 1–5 by quintile"),
    Unit.CUSTOMERS,
)


def figures(cells: tuple[Cell, ...], *, as_of: date) -> tuple[Figure, ...]:
    """How many customers each segment has."""
    buyers = sum(cell.customers for cell in cells)
    return tuple(
        Figure(
            SEGMENT_SIZE,
            sum(cell.customers for cell in cells if cell.segment is segment) if buyers else None,
            as_of=as_of,
            n=buyers,
            method=DESCRIPTION,
            reason=None if buyers else Sentence("Nobody has bought anything in these data."),
            records=f"customers.csv: rfm_segment = {segment.value}",
            cut={"segment": segment.value},
            part=segment.label,
        )
        for segment in Segment
    )


def levels(cells: tuple[Cell, ...]) -> tuple[int, int]:
    """How many of the five recency and of the five frequency scores occur at all."""
    taken = [cell for cell in cells if cell.customers]
    return len({cell.recency for cell in taken}), len({cell.frequency for cell in taken})


DESCRIPTION = Sentence(
    "Scores are quintiles among buyers; equal values have equal scores, so some scores may stay "
    "empty. A description of the past, not a probability."
)


def _segment(recency: int, frequency: int) -> Segment:
    if recency >= 4:
        often = {1: Segment.NEW, 2: Segment.PROMISING, 3: Segment.PROMISING}
        return often.get(frequency, Segment.CHAMPIONS)
    if recency == 3:
        return Segment.LOYAL if frequency >= 3 else Segment.NEEDS_ATTENTION
    return Segment.AT_RISK if frequency >= 3 else Segment.LOST


def _segment_of() -> nw.Expr:
    """The same in the engine: recency and frequency as one number from 11 to 55."""
    cell = nw.col("recency_score") * 10 + nw.col("frequency_score")
    named = nw.when(cell.is_null()).then(nw.lit(None, dtype=nw.String))
    for segment in Segment:
        members = [
            r * 10 + f
            for r in range(1, BEST + 1)
            for f in range(1, BEST + 1)
            if _segment(r, f) is segment
        ]
        named = named.when(cell.is_in(members)).then(nw.lit(segment.value))
    return named


def _score(column: str, cuts: Sequence[float]) -> nw.Expr:
    """1 + how many of the cut points the value is above; a value at one is not above it."""
    return 1 + sum((nw.col(column) > cut).cast(nw.Int64) for cut in cuts)  # type: ignore[return-value]


def _whole(cut: float) -> int:
    """The cut as a whole number that parts whole values just as it does.

    Rounding in an engine's interpolation may put a cut that is a value a hair below it; that
    hair must not decide a score.
    """
    return floor(cut + max(1e-6, abs(cut) * 1e-9))


def _cell(recency: int, frequency: int, sums: Sequence[int | None]) -> Cell:
    customers, revenue, value, known = (int(x or 0) for x in sums)
    return Cell(
        recency,
        frequency,
        _segment(recency, frequency),
        customers,
        revenue,
        value if known or not customers else None,
    )


def _buyers(summaries: Frame) -> Frame:
    return summaries.filter(nw.col("purchase_days") > 0)
