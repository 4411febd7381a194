"""Satisfaction of all customers, the silent too: weighted by strata, with the range it can lie in.

A stratum is a segment, how long ago the last purchase was, and whether there was a complaint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NO_ROWS
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.benefit.indicators.satisfaction.scores import FULL, MILLIONTHS
from goodwill.analytics.benefit.indicators.satisfaction.strata import Kind, Stratum, all_strata
from goodwill.language import Lines, Sentence


def with_the_silent(asked: Asked) -> Iterator[Cell]:
    """SA07 of each period, with the lowest and highest that it can be."""
    found = all_strata(asked)
    for place, period in enumerate(asked.periods):
        strata, merged = filled(found[place])
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


def _said(kind: Kind) -> Sentence:
    """A stratum in words."""
    segment, span, complained = kind
    return Sentence(
        "{segment}: last bought more than {days} days ago, {complained}",
        segment=segment or Sentence("Unknown"),
        days=int(span),
        complained=Sentence("complained") if complained else Sentence("did not complain"),
    )
