"""What it brings to contact the best-ranked share, and how large that share should be.

Every member gets a doubly robust measure of the effect,

    Γ = (w − p) / (p (1 − p)) × (y − m(x)),   m(x) = (1 − p) μ₁(x) + p μ₀(x),

whose mean over any members chosen by what was known before is their effect, whatever m is,
because contact was drawn with the known probability p. m is a straight line learnt from
other members; a good one makes the mean surer.

Contacting the share φ brings, per member of the audience, margin × ∫₀^φ Γ − cost × φ.

References
----------
Robins, Rotnitzky & Zhao (1994), JASA 89(427). doi:10.1080/01621459.1994.10476818
Dudík, Langford & Li (2011), Doubly robust policy evaluation and learning, ICML.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.campaigns.uplift import linear
from goodwill.analytics.campaigns.uplift.judging import Curve, Judged, interval
from goodwill.analytics.campaigns.uplift.tallies import Blocks
from goodwill.analytics.campaigns.uplift.trials import Trial
from goodwill.analytics.figure import Definition, Unit
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.value.advising.judging import Interval
from goodwill.language import Sentence

DECILES = 10
FEWEST_SLEEPING = 200
"""Members that a model must expect to be harmed before what happened to them is told."""

POLICY_VALUE = Definition(
    "uplift_policy_value",
    1,
    Sentence("Profit of contacting only whom it pays to contact"),
    Sentence(
        "The margin that contacts bring beyond what would have come anyway, less what they "
        "cost, if only members are contacted whose expected margin exceeds the cost."
    ),
    Sentence("Σ over those contacted of (measured effect × margin − cost of a contact)"),
    Unit.MONEY,
)
SHARE_TO_TREAT = Definition(
    "uplift_share_to_treat",
    1,
    Sentence("Share worth contacting"),
    Sentence("The share of the audience at which contacting the best first earns most."),
    Sentence("φ with the largest margin × effect of the best φ − cost × φ"),
    Unit.SHARE,
)
WASTED_CONTACTS = Definition(
    "uplift_wasted_contacts",
    1,
    Sentence("Wasted contacts"),
    Sentence("Members who were contacted though they were expected to bring less than it costs."),
    Sentence("members contacted with expected effect × margin ≤ cost of a contact"),
    Unit.CUSTOMERS,
)
SLEEPING_DOGS = Definition(
    "uplift_sleeping_dogs",
    1,
    Sentence("Share better left alone"),
    Sentence("The share of the audience, ranked last, whose contact brings less than nothing."),
    Sentence("1 − φ with the largest effect of the best φ"),
    Unit.SHARE,
)
DEFINITIONS = (POLICY_VALUE, SHARE_TO_TREAT, WASTED_CONTACTS, SLEEPING_DOGS)


@dataclass(frozen=True)
class Decile:
    """Members of similar expected effect: the mean expected, and the mean measured."""

    members: int
    expected: float
    measured: Interval


@dataclass(frozen=True)
class Targeting:
    """Contacting those whose expected effect × margin exceeds the cost of a contact.

    Parameters
    ----------
    share
        Their share of the audience.
    profit, everybody, over_everybody
        What contacting them, or all, earns in minor units per member of the audience, and
        the difference.
    wasted_share
        Of those contacted in this campaign, who were not worth it.
    """

    share: float
    profit: Interval
    everybody: Interval
    over_everybody: Interval
    wasted_share: float


@dataclass(frozen=True, eq=False)
class Policy:
    """What an ordering is worth, in minor units per member of the audience.

    Parameters
    ----------
    profit
        By share contacted, best first: margin beyond what would have come anyway, less cost.
    at
        The same at tenths of the audience, by share.
    best_share
        Where it is largest. Its interval says how far from there it might be largest.
    targeting
        Contacting only those who are expected to be worth it.
    sleeping_share
        The share, ranked last, that brings less than nothing.
    expected_sleeping, harmed
        Share with a negative expected effect, and the effect measured on them, in the unit
        of the outcome; None where they are fewer than 200.
    deciles
        From the largest expected effect to the smallest.
    """

    profit: Curve
    at: dict[float, Interval]
    best_share: Interval
    targeting: Targeting
    sleeping_share: Interval
    expected_sleeping: float
    harmed: Interval | None
    deciles: tuple[Decile, ...]


def measured_effects(trial: Trial, matrix: Floats, at: Integers) -> Floats:
    """Γ of each member judged, by lines learnt from all other steps, shape (judged,)."""
    p, w, y = trial.share, trial.treated, trial.outcome
    expected = np.empty(len(trial))
    for step in range(1, int(at.max()) + 1):
        here = at == step
        expected[here] = _between(w[~here], y[~here], matrix[~here], p).raw(matrix[here])
    return np.asarray((w - p) / (p * (1 - p)) * (y - expected))[at > 0]


def _between(w: Floats, y: Floats, matrix: Floats, p: float) -> linear.Linear:
    """A line of (1 − p) μ₁ + p μ₀: one slope within the arms, and a mean between theirs."""
    means = y[w == 0].mean(), y[w > 0].mean()
    own = np.where(w > 0, means[1], means[0])
    scale = linear.scale(matrix)
    centre = (1 - p) * means[1] + p * means[0]
    return linear.ridge(scale, scale.scaled(matrix), y - own + centre)


def policy(
    trial: Trial,
    ordering: Judged,
    effects: Floats,
    drawing: Blocks,
    *,
    contact_cost: float = 0.0,
    margin: float = 1.0,
) -> Policy:
    """What an ordering is worth, measured on members that its models have not seen.

    Parameters
    ----------
    effects
        Γ from `measured_effects`.
    contact_cost
        Of one contact, in minor units.
    margin
        Minor units that one unit of the outcome is worth: of one response, or of one minor
        unit of the amount.
    """
    columns = [np.ones(len(trial)), effects, ordering.scores]
    sums = drawing.sums(columns, ordering.at)
    gained, drawn = _cumulated(sums.sum(axis=0)), _cumulated(drawing.drawn(sums))
    share = np.linspace(0, 1, gained.shape[-1])
    profit, profits = (margin * each - contact_cost * share for each in (gained, drawn))
    is_worth_it = ordering.scores * margin > contact_cost
    sleeping = ordering.scores < 0
    return Policy(
        profit=_curve(share, profit, profits),
        at=_tenths(share, profit, profits),
        best_share=_peak(share, profit, profits),
        sleeping_share=_turned(_peak(share, gained, drawn)),
        expected_sleeping=float(sleeping.mean()),
        harmed=_mean(effects, sleeping.astype(np.float64), drawing),
        targeting=_targeting(trial, is_worth_it, margin * effects - contact_cost, drawing),
        deciles=_deciles(sums, drawing),
    )


def _cumulated(sums: Floats) -> Floats:
    """∫₀^φ Γ at the edges of the bins, per member of all."""
    total = np.cumsum(sums[..., 1], axis=-1) / sums[..., 0].sum(axis=-1, keepdims=True)
    return np.concatenate([np.zeros_like(total[..., :1]), total], axis=-1)


def _curve(share: Floats, value: Floats, drawn: Floats) -> Curve:
    reach = _NORMAL * drawn.std(axis=0, ddof=1)
    return Curve(share, value, value - reach, value + reach)


_NORMAL = 1.959963984540054


def _tenths(share: Floats, value: Floats, drawn: Floats) -> dict[float, Interval]:
    tenths = np.arange(1, 11) / 10
    told = np.interp(tenths, share, value)
    each = np.stack([np.interp(tenths, share, row) for row in drawn])
    return {
        float(tenth): interval(float(told[place]), each[:, place])
        for place, tenth in enumerate(tenths)
    }


def _peak(share: Floats, value: Floats, drawn: Floats) -> Interval:
    """Where a curve is highest, with the middle 95 % of where the drawn ones are."""
    top = float(share[np.argmax(value)])
    low, high = np.quantile(share[np.argmax(drawn, axis=-1)], (0.025, 0.975))
    return Interval(top, min(float(low), top), max(float(high), top))


def _turned(found: Interval) -> Interval:
    return Interval(1 - found.value, 1 - found.high, 1 - found.low)


def _targeting(trial: Trial, is_worth_it: Any, earned: Floats, drawing: Blocks) -> Targeting:
    sums = drawing.sums([np.ones(len(trial)), is_worth_it * earned, earned])[:, 0]
    mean, drawn = (
        each[..., 1:] / each[..., :1] for each in (sums.sum(axis=0), drawing.drawn(sums))
    )
    return Targeting(
        float(is_worth_it.mean()),
        interval(float(mean[0]), drawn[:, 0]),
        interval(float(mean[1]), drawn[:, 1]),
        interval(float(mean[0] - mean[1]), drawn[:, 0] - drawn[:, 1]),
        float((~is_worth_it)[trial.treated > 0].mean()),
    )


def _mean(effects: Floats, chosen: Floats, drawing: Blocks) -> Interval | None:
    if chosen.sum() < FEWEST_SLEEPING:
        return None
    sums = drawing.sums([chosen, chosen * effects])[:, 0]
    drawn = drawing.drawn(sums)
    value = float(sums[:, 1].sum() / sums[:, 0].sum())
    return interval(value, drawn[:, 1] / np.maximum(drawn[:, 0], 1.0))


def _deciles(sums: Floats, drawing: Blocks) -> tuple[Decile, ...]:
    """Tenths of the audience; neighbours that are expected to be alike are one."""
    tenths = np.array_split(np.arange(sums.shape[1]), min(DECILES, sums.shape[1]))
    table = np.stack([sums[:, part].sum(axis=1) for part in tenths], axis=1)
    n, _, expected = table.sum(axis=0).T
    starts = np.flatnonzero(np.abs(np.diff(expected / n, prepend=np.inf)) > 1e-12)
    grouped = np.add.reduceat(table, starts, axis=1)
    total, drawn = grouped.sum(axis=0), drawing.drawn(grouped)
    return tuple(
        Decile(
            round(float(n)),
            float(expected / n),
            interval(float(effect / n), drawn[:, place, 1] / np.maximum(drawn[:, place, 0], 1.0)),
        )
        for place, (n, effect, expected) in enumerate(total)
    )
