"""Who will buy within a horizon, and who will not: boosted trees judged on later days.

Three cuts in time, each a horizon apart: trees grow on what was known at the first and
bought after it; the second calibrates them; the third judges them beside simple rules,
on purchases that neither has seen. Customers are never split at random. Only a model that
is surely better than the best simple rule is handed out, moved forward by one horizon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import AnalyticsError, SettingRefused, TooFew
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising import judging
from goodwill.analytics.value.advising.forest import Encoder, Forest, encoder, grown
from goodwill.analytics.value.advising.judging import Bin, Comparison
from goodwill.analytics.value.advising.propensity_rules import chance_of, rules
from goodwill.analytics.value.advising.snapshots import Snapshot, snapshot
from goodwill.analytics.value.family import Family
from goodwill.language import Sentence

MOST = 200_000
MOST_TO_JUDGE = 50_000
MOST_TO_SHUFFLE = 10_000
SHUFFLES = 3
FEWEST = 200
FEWEST_EITHER_WAY = 30


class Target(StrEnum):
    """What is predicted of the days after the as-of day."""

    NEXT_PURCHASE = "next_purchase"
    CHURN = "churn"

    @property
    def sentence(self) -> Sentence:
        return _TARGETS[self]


_TARGETS = {
    Target.NEXT_PURCHASE: Sentence("probability of a purchase within the horizon"),
    Target.CHURN: Sentence("probability of no purchase within the horizon"),
}


@dataclass(frozen=True, eq=False)
class Propensity:
    """A model that has proved better than the simple rules.

    Parameters
    ----------
    comparison
        On the last horizon before `as_of_day`, which it had not seen.
    calibration
        There, too: probabilities and what happened, in ten bins.
    importance
        By feature, how much worse the log loss is when it is shuffled; most important first.
    typical
        What the typical customer shows in each feature at `as_of_day` − `horizon_days`.
    """

    target: Target
    as_of_day: int
    horizon_days: int
    forest: Forest
    comparison: Comparison
    calibration: tuple[Bin, ...]
    importance: dict[str, float]
    typical: dict[str, float]


@dataclass(frozen=True, eq=False)
class Scores:
    """Customers in the order of their ids with the probability of the target, (customers,)."""

    customer_id: Any
    probability: Floats
    seen: Snapshot


class NotBetter(AnalyticsError):
    """The model does not surely beat the best simple rule; `comparison` has the numbers."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        super().__init__(comparison.verdict)


def fit(
    purchases: Any,
    *,
    as_of_day: int,
    horizon_days: int = 90,
    target: str = "next_purchase",
    attributes: Any = None,
    family: Family | None = None,
    most: int = MOST,
    settle: Callable[[Frame], Frame] | None = None,
) -> Propensity:
    """A calibrated model of who buys in the `horizon_days` after `as_of_day`.

    Parameters
    ----------
    purchases
        Lines as `netting.net` returns them (then nothing that came back later is known too
        early) or orders as `histories.orders` does, of any engine.
    target
        `next_purchase` or `churn`: the same model, seen from either side.
    attributes
        `customer_id` and what does not change with what the customer does: kind, region …
    family
        A model of buying and dying (`paretonbd` …), fitted at each cut: what it says is known
        to the trees' calibration, and its own probability is one of the rules to beat.
    most
        Customers per cut; of more, every nth in the order of their ids is taken.
    settle
        `warehouse.settle`, if the engine should compute the purchases once.

    Raises
    ------
    TooFew
        Fewer than 200 customers at a cut, or than 30 who bought, or than 30 who did not.
    NotBetter
        The best simple rule does as well.
    SettingRefused
        There is no such target, or the horizon is no day long.
    """
    wanted = _target(target, horizon_days)
    table: Frame = nw.from_native(purchases, pass_through=False).lazy()
    table = settle(table) if settle else table
    days = [as_of_day - back * horizon_days for back in (3, 2, 1)]
    cuts = [
        snapshot(
            table,
            day,
            recent_days=horizon_days,
            horizon_days=horizon_days,
            attributes=attributes,
            most=min(most, MOST_TO_JUDGE) if day == days[-1] else most,
        )
        for day in days
    ]
    for cut in cuts:
        _refuse_few(cut)
    return _proved(wanted, as_of_day, horizon_days, cuts, family)


def scored(model: Propensity, purchases: Any, *, as_of_day: int, attributes: Any = None) -> Scores:
    """Everyone who had bought by `as_of_day`, with the probability of the target."""
    seen = snapshot(purchases, as_of_day, recent_days=model.horizon_days, attributes=attributes)
    if not len(seen):
        return Scores(seen.customer_id, np.zeros(0), seen)
    bought = model.forest.probability(model.forest.encoder.matrix(seen))
    return Scores(seen.customer_id, turned(model.target, bought), seen)


def _target(target: str, horizon_days: int) -> Target:
    if target not in tuple(Target):
        raise SettingRefused(
            Sentence(
                "There is no target {target}. There are: {possible}.",
                target=target,
                possible=", ".join(Target),
            )
        )
    if horizon_days < 1:
        raise SettingRefused(Sentence("The horizon must be one day or longer."))
    return Target(target)


def _refuse_few(cut: Snapshot) -> None:
    on: date = date_of(cut.day)
    if len(cut) < FEWEST:
        raise TooFew(Sentence("customers who had bought by {day}", day=on), len(cut), FEWEST)
    assert cut.bought is not None
    bought = int(cut.bought.sum())
    if bought < FEWEST_EITHER_WAY:
        what = Sentence("customers who bought in the horizon after {day}", day=on)
        raise TooFew(what, bought, FEWEST_EITHER_WAY)
    if len(cut) - bought < FEWEST_EITHER_WAY:
        what = Sentence("customers who did not buy in the horizon after {day}", day=on)
        raise TooFew(what, len(cut) - bought, FEWEST_EITHER_WAY)


def _proved(
    target: Target,
    as_of_day: int,
    horizon_days: int,
    cuts: list[Snapshot],
    family: Family | None,
) -> Propensity:
    early, late, unseen = cuts
    code = encoder(early)
    chances = [
        None if family is None else chance_of(family, cut, horizon_days) for cut in (late, unseen)
    ]
    judged = grown(code, early, late, chance=chances[0])
    matrix = code.matrix(unseen)
    found = judged.probability(matrix)
    assert unseen.bought is not None
    others = rules(late, unseen, horizon_days, family)
    comparison = judging.compare((TREES, found), others, unseen.bought)
    if not comparison.is_better:
        raise NotBetter(comparison)
    current = grown(code, late, unseen, chance=chances[1], trees=judged.trees.n_iter_)
    return Propensity(
        target,
        as_of_day,
        horizon_days,
        current,
        comparison,
        judging.calibration(turned(target, found), turned(target, unseen.bought)),
        _importance(judged, matrix, unseen.bought),
        _typical(code, matrix),
    )


def turned(target: Target, bought: Floats) -> Floats:
    """Probabilities of a purchase as those of the target."""
    return bought if target is Target.NEXT_PURCHASE else 1 - bought


TREES = Sentence("boosted trees")


def _typical(code: Encoder, matrix: Floats) -> dict[str, float]:
    """The median of a number, the commonest of levels."""
    return {
        name: _commonest(column) if name in code.levels else float(np.nanmedian(column))
        for name, column in zip(code.names, matrix.T, strict=True)
        if not np.isnan(column).all()
    }


def _commonest(column: Floats) -> float:
    levels, counts = np.unique(column[~np.isnan(column)], return_counts=True)
    return float(levels[np.argmax(counts)])


def _importance(forest: Forest, matrix: Floats, bought: Floats) -> dict[str, float]:
    nth = -(-len(matrix) // MOST_TO_SHUFFLE)
    rows, happened = matrix[::nth], bought[::nth]
    rng = np.random.default_rng(judging.SEED)
    shuffled: dict[str, list[Floats]] = {}
    for at, name in enumerate(forest.encoder.names):
        for _ in range(SHUFFLES):
            other = rows.copy()
            other[:, at] = rng.permutation(other[:, at])
            shuffled.setdefault(name, []).append(forest.probability(other))
    return judging.importance(shuffled, forest.probability(rows), happened)
