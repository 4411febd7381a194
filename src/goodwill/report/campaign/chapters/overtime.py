"""What a campaign had brought at each of several days, with intervals that hold at all of them."""

from __future__ import annotations

from goodwill.analytics.benefit.incrementality.earning.looks import Look
from goodwill.analytics.benefit.incrementality.effectfigures import UNITS, per_member
from goodwill.language import Sentence
from goodwill.report.campaign.labels import metric_label
from goodwill.report.campaign.results import ArmResult, Measured
from goodwill.report.charts import Chart, Point, Series, line_with_band
from goodwill.report.charts.lines import MOST_SERIES
from goodwill.report.finding import Finding

FEWEST_LOOKS = 2


def over_time(measured: Measured) -> Finding | None:
    """Nothing where fewer than two days can be told."""
    arms = [arm for arm in measured.arms if len(_seen(arm)) >= FEWEST_LOOKS][:MOST_SERIES]
    if not arms:
        return None
    return Finding(
        "over-time",
        _title(measured, arms),
        text=[
            Sentence(
                "Who looks every day and stops at the first good one is wrong in one campaign of "
                "four. These intervals are wider than those at the end alone, and hold at every "
                "look: one may look daily, and stop."
            )
        ],
        chart=_chart(measured, arms),
    )


def _seen(arm: ArmResult) -> list[Look]:
    return [look for look in arm.looks if look.effect is not None]


def _title(measured: Measured, arms: list[ArmResult]) -> Sentence:
    sure = [
        look
        for arm in arms
        for look in _seen(arm)
        if look.effect is not None and look.effect.is_sure
    ]
    if sure:
        first = min(sure, key=lambda look: look.until)
        return Sentence("It could be told by {day} already", day=first.until)
    if measured.is_running:
        return Sentence("So far it cannot be told: it may be looked at again any day")
    return Sentence("On no single day could it be told, however often one looked")


def _chart(measured: Measured, arms: list[ArmResult]) -> Chart:
    metric = arms[0].decisive
    return line_with_band(
        [
            Series(arm.arm or "", [_point(measured, arm, look) for look in _seen(arm)])
            for arm in arms
        ],
        description=Sentence(
            "The effect per member until each day, with intervals that hold at all days at once."
        ),
        x=Sentence("Until"),
        measure=Sentence(
            "{metric} per member beyond the hold-out", metric=metric_label(metric.name)
        ),
        unit=UNITS[metric.kind],
        currency=measured.receipt.currency,
    )


def _point(measured: Measured, arm: ArmResult, look: Look) -> Point:
    effect = look.effect
    assert effect is not None
    currency = measured.receipt.currency
    numbers = (effect.value, effect.low, effect.high)
    return Point(look.until, *(per_member(arm.decisive, x, currency) for x in numbers))
