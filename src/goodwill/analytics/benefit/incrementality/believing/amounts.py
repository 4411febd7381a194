"""Which interval of an amount may be shown: of each arm by itself, of skewed money, or none.

Spend is nought for most members and much for a few. Whether the mean of such amounts is
near enough to normal depends not on how many members there are, nor only on how many of
them bought, but on how lopsided that mean still is: the skewness of the amounts ÷ √n of the
smaller arm. It is taken over both arms, because a small hold-out in which nobody happened
to buy much looks surer than it is. Up to there Welch's interval and CUPED hold. Beyond,
money gets the wider interval of `heavytails`, and from a certain point on none at all.

Amounts may be negative (a margin, after returns), as long as losses are few beside gains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import narwhals as nw

from goodwill.analytics.benefit.incrementality.believing.capping import capped
from goodwill.analytics.benefit.incrementality.believing.enough import Interval, trusted_interval
from goodwill.analytics.benefit.incrementality.believing.heavytails import (
    pooled_p,
    skewed_difference,
)
from goodwill.analytics.benefit.incrementality.effects import adjusting
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison, Outcome
from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.analytics.numerics.moments import Moments, moments
from goodwill.language import Sentence

MOST_LOPSIDED = 0.2
"""Skewness ÷ √n of the smaller arm up to which Welch's interval and CUPED are shown. There the
95 % interval held the truth 94.0–95.1 % of the time at hold-outs from 20 % to 1 % of log-normal
spend (`test_amounts.py`, proof); at 0.4, 92.5–94.7 %; at 1,
85–95 %."""

ANY, GAIN, LOSS, CAPPED, SQUARE = "any", "gain", "loss", "capped", "square"


@dataclass(frozen=True)
class Parts:
    """What is known of one metric's amounts by arm and slice, beside their mean.

    `cells` hold five columns: 1 for those whose amount is not nought, the amount above
    nought, the amount below nought (as a positive number), the amount cut at the cap, and
    its squared distance from `centre`, a number near the mean of all.
    """

    metric: Metric
    centre: float
    cells: tuple[Moments, ...]

    def where(self, comparison: Comparison) -> Moments:
        """One cell per arm, of the members that a comparison is about."""
        name = comparison.slice_name
        if name is None:
            return self.cells[0].merged("arm")
        part = next(cells for cells in self.cells if name in cells.by)
        value = {name: comparison.slice_value}
        return part.merged("arm", name).where(**value).merged("arm")


def needs_parts(metric: Metric) -> bool:
    """Amounts and counts per member; shares and ratios have intervals of their own."""
    return metric.kind is not Kind.SHARE and metric.per is None


def parts_of(
    experiment: Experiment, metric: Metric, passes: Sequence[tuple[str, ...]], centre: float
) -> Parts:
    """One more pass over the members (per pass of slices) for one metric.

    Parameters
    ----------
    passes
        The slices that are crossed in each pass, as `comparing.passes` gives them.
    centre
        About the mean of all members: third powers of the distance from it keep their digits.
    """
    y = nw.col(metric.name).cast(nw.Float64)
    none = nw.lit(0.0)
    members = experiment.members.select(
        "arm",
        *experiment.slices,
        **{
            ANY: (y != 0).cast(nw.Float64),
            GAIN: nw.when(y > 0).then(y).otherwise(none),
            LOSS: nw.when(y < 0).then(-y).otherwise(none),
            SQUARE: (y - centre) ** 2,
            CAPPED: y if metric.cap is None else capped(metric.name, metric.cap),
        },
    )
    columns = (ANY, GAIN, LOSS, CAPPED, SQUARE)
    return Parts(metric, centre, tuple(moments(members, columns, ("arm", *by)) for by in passes))


def trusted(
    comparison: Comparison, parts: Parts, *, control: str, days: int | None = None
) -> Comparison:
    """The comparison with only those intervals that hold for the amounts there are."""
    cells = parts.where(comparison)
    arms = cells.where(arm=comparison.arm), cells.where(arm=control)
    if not all(len(cell.keys) for cell in arms):
        return comparison
    try:
        named = {comparison.arm: arms[0], control: arms[1]}
        interval = _interval(arms, named, days, parts.centre)
        if interval is Interval.WELCH:
            return comparison
        level = _level(comparison)
        return replace(
            comparison,
            plain=skewed(*arms, level=level),
            adjusted=None if comparison.adjusted is None else _TOO_UNEVEN,
            relative=_TOO_UNEVEN,
        )
    except AnalyticsError as reason:
        adjusted: Outcome | None = None if comparison.adjusted is None else reason
        return replace(comparison, plain=reason, adjusted=adjusted, relative=reason)


def lopsided(treated: Moments, control: Moments, centre: float) -> float:
    """Skewness ÷ √n of the smaller arm's mean, amounts being as skewed as those of both arms.

    Parameters
    ----------
    treated, control
        One cell each, of `Parts`.
    centre
        That of `Parts`.
    """
    both = treated.beside(control).merged()
    net = both.combined(NET, {GAIN: 1.0, LOSS: -1.0})
    n, mean = int(both.n[0]), float(net.mean[0, 0])
    variance = float(net.comoment[0, 0, 0]) / n
    if not variance > 0:
        return float("inf")
    gain, loss, square = both.at(GAIN, LOSS, SQUARE)
    along = float(both.comoment[0, gain, square] - both.comoment[0, loss, square]) / n
    third = along - 2 * (mean - centre) * variance
    smaller = min(int(cell.n[0]) for cell in (treated, control))
    return abs(third) / float(variance**1.5) / sqrt(smaller)


def skewed(treated: Moments, control: Moments, *, level: float = LEVEL) -> Effect:
    """The difference with the interval of skewed money; raises as `skewed_difference` does."""
    both = treated.beside(control).merged()
    gained, lost = _of(both, GAIN), _of(both, LOSS)
    losses = lost / (gained + lost) if lost else 0.0
    return skewed_difference(_net(treated), _net(control), NET, losses=losses, level=level)


def trusted_p(
    comparison: Comparison,
    parts: Parts,
    arms: tuple[Moments, Moments],
    *,
    control: str,
    covariates: Sequence[str] = (),
) -> float | None:
    """The p-value to be trusted, or None where no effect is told.

    The variance is that of both arms together, as it is if the campaign changed nothing:
    with a hold-out of 1 % Welch's own finds effects where there are none in one campaign
    of four. With a cap, amounts are cut at it, for significance only; else, what the
    covariates explain is taken off where the effect that is shown is adjusted.

    Parameters
    ----------
    arms
        Treated and control, one cell each, with the metric and the covariates.
    """
    if not isinstance(comparison.plain, Effect):
        return None
    if parts.metric.cap is not None:
        cells = parts.where(comparison)
        return pooled_p(cells.where(arm=comparison.arm), cells.where(arm=control), CAPPED)
    name = parts.metric.name
    if not isinstance(comparison.adjusted, Effect):
        return pooled_p(*arms, name)
    found = adjusting.adjustment(*arms, name, covariates)
    weights = {name: 1.0} | {x: -theta for x, theta in found.theta.items()}
    treated, other = (cell.combined(NET, weights) for cell in arms)
    return pooled_p(treated, other, NET)


NET = "net"

_TOO_UNEVEN = Undefined(
    Sentence(
        "Amounts are too uneven for so few members to tell this; the plain difference is shown "
        "with the wider interval of skewed amounts."
    )
)


def _interval(
    arms: tuple[Moments, Moments], cells: Mapping[str, Moments], days: int | None, centre: float
) -> Interval:
    if lopsided(*arms, centre) <= MOST_LOPSIDED:
        return Interval.WELCH
    buyers = {arm: round(_of(cell, ANY) * int(cell.n[0])) for arm, cell in cells.items()}
    members = {arm: int(cell.n[0]) for arm, cell in cells.items()}
    return trusted_interval(buyers, members, days)


def _of(cell: Moments, column: str) -> float:
    (at,) = cell.at(column)
    return float(cell.mean[0, at])


def _net(cell: Moments) -> Moments:
    return cell.combined(NET, {GAIN: 1.0, LOSS: -1.0})


def _level(comparison: Comparison) -> float:
    return comparison.plain.level if isinstance(comparison.plain, Effect) else LEVEL
