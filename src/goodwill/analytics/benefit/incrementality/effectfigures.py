"""Effects on a named metric as figures, where there is no money, or beside it.

A metric is a share, a count or an amount; each has definitions in its unit. The figure's
cut names campaign, arm and metric.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt, share_figure
from goodwill.analytics.benefit.incrementality.effects.comparing import Outcome
from goodwill.analytics.benefit.incrementality.experiment import Kind, Metric
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Definition, Figure, Number, Unit, major
from goodwill.language import Sentence

UNITS = {Kind.SHARE: Unit.SHARE, Kind.COUNT: Unit.RATIO, Kind.AMOUNT: Unit.MONEY}

HUNDRED = 100
"""Counts are told per 100 members: 2.31 orders and not 0.0231, beside shares in per cent."""

FINER = 100
"""Amounts per member keep two digits more than their currency has."""


def _of_each_kind(
    identity: str, label: Sentence, formula: Sentence, meanings: Mapping[Kind, Sentence]
) -> tuple[Definition, ...]:
    return tuple(
        Definition(f"{identity}_{kind.value}", 1, label, meaning, formula, UNITS[kind])
        for kind, meaning in meanings.items()
    )


EFFECT_SHARE, EFFECT_COUNT, EFFECT_AMOUNT = _of_each_kind(
    "effect",
    Sentence("Difference"),
    Sentence("per treated member − per hold-out member"),
    {
        Kind.SHARE: Sentence(
            "How many more of the treated members did it than of those left alone, in points."
        ),
        Kind.COUNT: Sentence(
            "How much more often 100 treated members did it than 100 of those left alone."
        ),
        Kind.AMOUNT: Sentence(
            "How much more a treated member brought than one who was left alone."
        ),
    },
)
ADJUSTED_SHARE, ADJUSTED_COUNT, ADJUSTED_AMOUNT = _of_each_kind(
    "adjusted_effect",
    Sentence("Adjusted difference"),
    Sentence("difference − what members' own past explains of it"),
    {
        Kind.SHARE: Sentence(
            "The difference between treated and left alone, in points, less what was known "
            "before and differed by chance."
        ),
        Kind.COUNT: Sentence(
            "The difference between 100 treated members and 100 left alone, less what was known "
            "before and differed by chance."
        ),
        Kind.AMOUNT: Sentence(
            "The difference per member between treated and left alone, less what was known before "
            "and differed by chance."
        ),
    },
)
LIFT = Definition(
    "relative_lift",
    1,
    Sentence("Relative lift"),
    Sentence("By which part of what members left alone did the treated did more."),
    Sentence("(per treated member − per hold-out member) ÷ per hold-out member"),
    Unit.SHARE,
)

DEFINITIONS = (
    *(EFFECT_SHARE, EFFECT_COUNT, EFFECT_AMOUNT),
    *(ADJUSTED_SHARE, ADJUSTED_COUNT, ADJUSTED_AMOUNT, LIFT),
)
_EFFECTS = dict(zip(UNITS, DEFINITIONS[:3], strict=True))
_ADJUSTED = dict(zip(UNITS, DEFINITIONS[3:6], strict=True))


def metric_figure(
    metric: Metric, outcome: Outcome, receipt: Receipt, *, is_adjusted: bool = False
) -> Figure:
    """The difference between the arms in one metric, or why there is none.

    Parameters
    ----------
    outcome
        Per member, in the metric's own unit: minor units of an amount.
    receipt
        Its cut should name arm and metric.
    """
    definition = (_ADJUSTED if is_adjusted else _EFFECTS)[metric.kind]
    currency = receipt.currency if metric.kind is Kind.AMOUNT else None
    if isinstance(outcome, AnalyticsError):
        reason = outcome.sentence
        common = receipt.common(0)
        return Figure(definition, None, currency=currency, reason=reason, **common)
    value, low, high = (
        per_member(metric, number, receipt.currency)
        for number in (outcome.value, outcome.low, outcome.high)
    )
    return Figure(
        definition,
        value,
        low=low,
        high=high,
        level=outcome.level,
        currency=currency,
        method=outcome.method,
        **receipt.common(outcome.n_treated + outcome.n_control),
    )


def lift_figure(outcome: Outcome, receipt: Receipt) -> Figure:
    """The relative lift, or why there is none."""
    if isinstance(outcome, AnalyticsError):
        return Figure(LIFT, None, reason=outcome.sentence, **receipt.common(0))
    return share_figure(LIFT, outcome, receipt)


def per_member(metric: Metric, value: float, currency: str) -> Number:
    """A mean or difference as it is shown: a share, a count per 100, an amount in major units."""
    if metric.kind is Kind.AMOUNT:
        return major(round(value * FINER), currency) / Decimal(FINER)
    return value * HUNDRED if metric.kind is Kind.COUNT else value
