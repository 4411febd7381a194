"""Customers alike at the end of a period, and how those of them who answered scored.

A customer stands in one stratum from a purchase to the next, until too long ago or a complaint
comes in; so purchases and complaints become ranges of ends of periods, and are counted so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN
from goodwill.analytics.benefit.indicators.kernel.counting import by_period
from goodwill.analytics.benefit.indicators.kernel.measures import told
from goodwill.analytics.benefit.indicators.satisfaction.scores import (
    MILLIONTHS,
    SCALED,
    answered,
    overall,
)
from goodwill.analytics.numerics.bins import bin_index
from goodwill.analytics.numerics.division import floor_divided
from goodwill.analytics.tables import CASES, CUSTOMERS, ORDER_LINES, SURVEY_ANSWERS, Frame

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


Strata = Mapping[Kind, Stratum]
Scored = dict[Kind, tuple[int, int, int, int]]
"""Customers who answered, and the sum, least and most of their scores."""


def all_strata(asked: Asked) -> list[Strata]:
    """Of the customers who had bought by the end of each period, in the order of the periods.

    Raises
    ------
    Undefined
        Orders, customers, cases or answers are not there.
    """
    ends = sorted({period.end_day for period in asked.periods})
    bought = asked.settle(_bought(asked, ends))
    complained = asked.settle(_complained(asked, ends))
    scored = _scored(asked, bought, complained, ends)
    everybody = _counted(bought, ends, asked)
    unhappy = _counted(_both(bought, complained), ends, asked)
    found: list[Strata] = []
    for place, period in enumerate(asked.periods):
        end = ends.index(period.end_day)
        customers = {
            (*kind, ""): n - unhappy[end].get(kind, 0) for kind, n in everybody[end].items()
        } | {(*kind, "complained"): n for kind, n in unhappy[end].items()}
        answers = scored[place]
        found.append(
            {
                kind: Stratum(n, *answers.get(kind, (0, 0, 0, 0)))
                for kind, n in customers.items()
                if n
            }
        )
    return found


def _spans(asked: Asked) -> list[int]:
    return sorted(asked.settings.recency_days)


def _bought(asked: Asked, ends: Sequence[int]) -> Frame:
    """Purchases, with `_segment`, that are the last before the ends `_lo` up to `_hi`.

    `_past_0`, `_past_1` … say from which end on they are longer ago than each of the spans.
    """
    lines = asked.frame(ORDER_LINES).filter(
        told("customer_id"), nw.col("amount_minor") > 0, nw.col("ordered_day") < ends[-1]
    )
    last = _last_before(lines, "ordered_day", ends)
    spans = {
        f"_past_{number}": bin_index("_day", [end - days for end in ends])
        for number, days in enumerate(_spans(asked))
    }
    kept = last.with_columns(
        _hi=nw.coalesce("_following", nw.lit(len(ends)).cast(nw.Int64)), **spans
    )
    segments = asked.frame(CUSTOMERS).select("customer_id", _told_segment=nw.col("segment"))
    people = kept.join(segments, on="customer_id", how="left")
    return people.select(
        *("customer_id", "_lo", "_hi"), *spans, _segment=nw.col("_told_segment").fill_null(UNKNOWN)
    )


def _complained(asked: Asked, ends: Sequence[int]) -> Frame:
    """Customers who had complained lately at the ends `_from` up to `_to`; none overlap."""
    complaints = asked.frame(CASES).filter(
        nw.col("kind") == "complaint", nw.col("opened_day") < ends[-1], told("customer_id")
    )
    last = _last_before(complaints, "opened_day", ends)
    recent = bin_index("_day", [end - asked.settings.complaint_days for end in ends])
    ranges = last.with_columns(_recent=recent).select(
        "customer_id", _from=nw.col("_lo"), _to=nw.min_horizontal("_following", "_recent")
    )
    return ranges.filter(nw.col("_to") > nw.col("_from"))


def _last_before(rows: Frame, day: str, ends: Sequence[int]) -> Frame:
    """The last row of a customer before some end: `_day`, `_lo`, and `_following`, its next."""
    reached = rows.select("customer_id", _day=nw.col(day), _lo=bin_index(day, ends))
    last = reached.group_by("customer_id", "_lo").agg(nw.col("_day").max())
    return last.with_columns(_following=nw.col("_lo").shift(-1).over("customer_id", order_by="_lo"))


def _both(bought: Frame, complained: Frame) -> Frame:
    """The ends of `bought` at which the customer had complained lately."""
    both = bought.join(complained, on="customer_id", how="inner").with_columns(
        _lo=nw.max_horizontal("_lo", "_from"), _hi=nw.min_horizontal("_hi", "_to")
    )
    return both.filter(nw.col("_hi") > nw.col("_lo"))


def _counted(ranges: Frame, ends: Sequence[int], asked: Asked) -> list[dict[tuple[str, str], int]]:
    """Customers by segment and span, at each end."""
    past = [f"_past_{number}" for number in range(len(_spans(asked)))]
    grouped = ranges.group_by("_segment", "_lo", "_hi", *past).agg(_n=nw.len().cast(nw.Int64))
    found: list[dict[tuple[str, str], int]] = [defaultdict(int) for _ in ends]
    for row in grouped.collect("pyarrow").iter_rows(named=True):
        for end in range(row["_lo"], row["_hi"]):
            found[end][row["_segment"], _span(row, end, asked)] += row["_n"]
    return found


def _span(row: Mapping[str, Any], end: int, asked: Asked) -> str:
    """The longest span that the last purchase is past at the end, in days."""
    spans = _spans(asked)
    past = [days for number, days in enumerate(spans) if end >= row[f"_past_{number}"]]
    return str(past[-1] if past else 0)


def _scored(asked: Asked, bought: Frame, complained: Frame, ends: Sequence[int]) -> list[Scored]:
    """Those of each period who answered, by where they stood at its end."""
    said = asked.frame(SURVEY_ANSWERS).filter(overall(asked), answered(), told("customer_id"))
    scaled = said.with_columns(_scaled=(SCALED * MILLIONTHS + 0.5).floor().cast(nw.Int64))
    found: list[Scored] = [{} for _ in asked.periods]
    for dated, places in by_period(scaled, "answered_day", None, asked):
        sums = dated.group_by("customer_id", "_period").agg(
            _sum=nw.col("_scaled").sum().cast(nw.Int64), _times=nw.len().cast(nw.Int64)
        )
        at = {n: ends.index(asked.periods[place].end_day) for n, place in places.items()}
        scores = sums.with_columns(
            _score=floor_divided(nw.col("_sum"), nw.col("_times")),
            _end=nw.sum_horizontal(
                *((nw.col("_period") == n).cast(nw.Int64) * end for n, end in at.items())
            ),
        )
        for row in _answers(scores, bought, complained, asked):
            place = places[row["_period"]]
            end = ends.index(asked.periods[place].end_day)
            why = "complained" if row["_complained"] else ""
            kind = row["_segment"], _span(row, end, asked), why
            new = row["_n"], row["_total"], row["_least"], row["_most"]
            found[place][kind] = _added(found[place].get(kind), new)
    return found


def _answers(scores: Frame, bought: Frame, complained: Frame, asked: Asked) -> list[dict[str, Any]]:
    """Scores by period, segment, spans and complaint."""
    end = nw.col("_end")
    unhappy = scores.select("customer_id", "_period", "_end").join(
        complained, on="customer_id", how="inner"
    )
    unhappy = unhappy.filter(nw.col("_from") <= end, end < nw.col("_to"))
    marked = unhappy.select("customer_id", "_period", _complained=nw.lit(1))
    placed = scores.join(bought, on="customer_id", how="inner").filter(
        nw.col("_lo") <= end, end < nw.col("_hi")
    )
    both = placed.join(marked, on=["customer_id", "_period"], how="left").with_columns(
        nw.col("_complained").fill_null(0)
    )
    past = [f"_past_{number}" for number in range(len(_spans(asked)))]
    score = nw.col("_score")
    grouped = both.group_by("_period", "_segment", "_complained", *past).agg(
        _n=nw.len().cast(nw.Int64),
        _total=score.sum().cast(nw.Int64),
        _least=score.min(),
        _most=score.max(),
    )
    return list(grouped.collect("pyarrow").iter_rows(named=True))


def _added(
    old: tuple[int, int, int, int] | None, new: tuple[int, int, int, int]
) -> tuple[int, int, int, int]:
    if old is None:
        return new
    return old[0] + new[0], old[1] + new[1], min(old[2], new[2]), max(old[3], new[3])
