"""Satisfaction of all customers, the silent too: weighted by strata, with the range it can lie in.

A stratum is a segment, how long ago the last purchase was, and whether there was a complaint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import narwhals as nw

from goodwill.analytics.benefit.indicators.asking import Asked
from goodwill.analytics.benefit.indicators.calculations import NO_ROWS
from goodwill.analytics.benefit.indicators.cells import UNKNOWN, Cell
from goodwill.analytics.benefit.indicators.measures import told
from goodwill.analytics.benefit.indicators.periods import Period
from goodwill.analytics.benefit.indicators.scores import (
    FULL,
    MILLIONTHS,
    SCALED,
    answered,
    overall,
)
from goodwill.analytics.tables import CASES, CUSTOMERS, ORDER_LINES, SURVEY_ANSWERS, Frame
from goodwill.language import Lines, Sentence

Kind = tuple[str, ...]
"""Segment, span of the last purchase, complained or not; shorter once it is merged."""


@dataclass(frozen=True)
class Stratum:
    """Customers alike: how many, how many answered, and the sum, least and most of their scores.

    Scores are in millionths of the scale.
    """

    customers: int
    answered: int
    total: int
    least: int
    most: int

    def with_(self, other: Stratum) -> Stratum:
        """Both as one."""
        told = [each for each in (self, other) if each.answered]
        return Stratum(
            self.customers + other.customers,
            self.answered + other.answered,
            self.total + other.total,
            min((each.least for each in told), default=0),
            max((each.most for each in told), default=0),
        )

    @property
    def silent(self) -> int:
        return self.customers - self.answered


def with_the_silent(asked: Asked) -> Iterator[Cell]:
    """SA07 of each period, with the lowest and highest that it can be."""
    for period in asked.periods:
        strata, merged = filled(_strata(asked, period))
        answers = sum(stratum.answered for stratum in strata.values())
        if not answers:
            yield Cell("SA07", period, {}, None, reason=NO_ROWS)
            continue
        remark = None
        if merged:
            remark = Sentence(
                "Without an answer, so merged with their neighbours: {strata}.",
                strata=Lines(tuple(_said(kind) for kind in merged)),
            )
        yield _cell(period, list(strata.values()), answers, remark)


def filled(strata: Mapping[Kind, Stratum]) -> tuple[dict[Kind, Stratum], list[Kind]]:
    """Strata that all have answers, and which had none.

    Neighbours of a stratum without answers, those of the same span and segment, become one
    with it; then those of the segment; then all.
    """
    merged = sorted(kind for kind, stratum in strata.items() if not stratum.answered)
    left = dict(strata)
    for length in (2, 1, 0):
        empty = {kind[:length] for kind, stratum in left.items() if not stratum.answered}
        together: dict[Kind, Stratum] = {}
        for kind, stratum in sorted(left.items()):
            new = kind[:length] if kind[:length] in empty else kind
            together[new] = together[new].with_(stratum) if new in together else stratum
        left = together
    return left, merged


def _cell(period: Period, strata: list[Stratum], answers: int, remark: Sentence | None) -> Cell:
    """Weighted by customers: Σ (N of the stratum ÷ N) × mean of the stratum."""
    customers = sum(stratum.customers for stratum in strata)
    above = sum(Decimal(stratum.customers * stratum.total) / stratum.answered for stratum in strata)
    lowest = sum(stratum.total + stratum.silent * stratum.least for stratum in strata)
    highest = sum(stratum.total + stratum.silent * stratum.most for stratum in strata)
    scale = Decimal(FULL) / MILLIONTHS
    return Cell(
        "SA07",
        period,
        {},
        float(above * scale / customers),
        numerator=above * scale,
        denominator=customers,
        n=answers,
        low=float(lowest * scale / customers),
        high=float(highest * scale / customers),
        remark=remark,
        beside={"silent": sum(stratum.silent for stratum in strata)},
    )


def _strata(asked: Asked, period: Period) -> dict[Kind, Stratum]:
    """One row per stratum: of the customers who had bought by the end of the period."""
    people = _described(asked, period)
    kinds = ["_segment", "_span", "_complained"]
    score = nw.col("_score")
    grouped = people.group_by(*kinds).agg(
        _customers=nw.len().cast(nw.Int64),
        _answered=told("_score").cast(nw.Int64).sum().cast(nw.Int64),
        _total=score.sum().cast(nw.Int64),
        _least=score.min(),
        _most=score.max(),
    )
    found = {}
    for row in grouped.sort(*kinds).collect("pyarrow").iter_rows(named=True):
        numbers = (row[f"_{name}"] or 0 for name in ("customers", "answered"))
        scores = (int(row[f"_{name}"] or 0) for name in ("total", "least", "most"))
        found[_kind(row["_segment"], row["_span"], row["_complained"])] = Stratum(*numbers, *scores)
    return found


def _kind(segment: str, span: int, complained: int) -> Kind:
    return segment, str(span), "complained" if complained else ""


def _said(kind: Kind) -> Sentence:
    """A stratum in words."""
    segment, span, complained = kind
    return Sentence(
        "{segment}: last bought more than {days} days ago, {complained}",
        segment=segment or Sentence("Unknown"),
        days=int(span),
        complained=Sentence("complained") if complained else Sentence("did not complain"),
    )


def _described(asked: Asked, period: Period) -> Frame:
    """Customers who had bought: `_segment`, `_span`, `_complained`, `_score`."""
    last = _last_purchase(asked, period)
    people = last.join(
        asked.frame(CUSTOMERS).select("customer_id", _told_segment=nw.col("segment")),
        on="customer_id",
        how="left",
    )
    people = people.join(_complaining(asked, period), on="customer_id", how="left")
    people = people.join(_scored(asked, period), on="customer_id", how="left")
    ago = nw.lit(period.end_day) - nw.col("_last")
    span = nw.lit(0)
    for days in sorted(asked.settings.recency_days):
        span = nw.when(ago > days).then(nw.lit(days)).otherwise(span)
    return people.with_columns(
        _segment=nw.col("_told_segment").fill_null(UNKNOWN),
        _span=span.cast(nw.Int64),
        _complained=nw.col("_times").fill_null(0).clip(0, 1),
    )


def _last_purchase(asked: Asked, period: Period) -> Frame:
    bought = asked.frame(ORDER_LINES).filter(
        told("customer_id"),
        nw.col("amount_minor") > 0,
        nw.col("ordered_day") < period.end_day,
    )
    return bought.group_by("customer_id").agg(_last=nw.col("ordered_day").max())


def _complaining(asked: Asked, period: Period) -> Frame:
    day = nw.col("opened_day")
    complained = asked.frame(CASES).filter(
        nw.col("kind") == "complaint",
        day < period.end_day,
        day >= period.end_day - asked.settings.complaint_days,
        told("customer_id"),
    )
    return complained.group_by("customer_id").agg(_times=nw.len().cast(nw.Int64))


def _scored(asked: Asked, period: Period) -> Frame:
    """The score of each customer who answered: the mean of their answers, in whole millionths."""
    day = nw.col("answered_day")
    said = asked.frame(SURVEY_ANSWERS).filter(
        overall(asked), answered(), day >= period.start_day, day < period.end_day
    )
    scaled = said.with_columns(_scaled=(SCALED * MILLIONTHS + 0.5).floor().cast(nw.Int64))
    sums = (
        scaled.filter(told("customer_id"))
        .group_by("customer_id")
        .agg(_sum=nw.col("_scaled").sum().cast(nw.Int64), _times_asked=nw.len().cast(nw.Int64))
    )
    return sums.select(
        "customer_id", _score=(nw.col("_sum") // nw.col("_times_asked")).cast(nw.Int64)
    )
