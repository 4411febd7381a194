"""Whether a model ranks members better than a plain rule, on members it has not learnt from.

Members are dealt into parts at random, and each part is scored by models (and rules) learnt
from the parts before it. Were each part scored by models of all others, every two members
would tell of each other twice, and where contact moves nobody more than others, intervals
would be too short by up to √2. Parts in a row make a martingale instead: given what was
learnt before, each part judges anew. The first third is only learnt from.

All orderings are drawn again together, so that their differences are measured in pairs.
Several models are compared with two baselines at once: the intervals of the differences are
widened so that all of them hold together (max-t over the draws).

References
----------
Efron (1979), Annals of Statistics 7(1). doi:10.1214/aos/1176344552
Luedtke & van der Laan (2016), Annals of Statistics 44(2). doi:10.1214/15-AOS1384, on
learning from the parts before.
Romano & Wolf (2005), Econometrica 73(4), on the largest of several studentised differences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from goodwill.analytics.campaigns.uplift import rules
from goodwill.analytics.campaigns.uplift.curves import auuc, best_qini, curve, qini
from goodwill.analytics.campaigns.uplift.designs import Design
from goodwill.analytics.campaigns.uplift.learners import Learner, learn
from goodwill.analytics.campaigns.uplift.tallies import MOST_BINS, Blocks, Ranks, ranks
from goodwill.analytics.campaigns.uplift.trials import SEED, Trial
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.effects import LEVEL
from goodwill.analytics.value.advising.judging import Interval

FEWEST_IN_A_BIN = 20
"""Members of the smaller arm in a bin of rank, on average."""
STEPS, FEW_STEPS = 4, 2
MANY_MEMBERS = 300_000


@dataclass(frozen=True, eq=False)
class Curve:
    """What contacting the best share brings, per member of the audience, with its band.

    Each of shape (points,). The band holds 95 % at each share alone.
    """

    share: Floats
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Judged:
    """An ordering of members that were not learnt from.

    Parameters
    ----------
    scores
        The effect expected of each member by the model that has not seen it, (members,).
    auuc, qini
        As in `curves`, in the unit of the outcome per member of the audience.
    qini_share
        Qini as a share of the best possible one.
    """

    scores: Floats
    at: Ranks
    curve: Curve
    auuc: Interval
    qini: Interval
    qini_share: Interval
    drawn_auuc: Floats


@dataclass(frozen=True, eq=False)
class Candidate:
    """A learner, and by how much its AUUC exceeds that of the rule and of a random order."""

    learner: Learner
    judged: Judged
    over_rule: Interval
    over_random: Interval

    @property
    def is_better(self) -> bool:
        """Whether it surely beats both, looking at all candidates at once."""
        return self.over_rule.low > 0 and self.over_random.low > 0


def steps(trial: Trial, dealing: int = 0) -> Integers:
    """The step at which each member is judged, shape (members,); 0: only learnt from.

    A third is only learnt from; the rest is judged in four steps, or in two where members
    are more than 300,000. Each `dealing` deals them anew.
    """
    judged_in = FEW_STEPS if len(trial) > MANY_MEMBERS else STEPS
    dealt = trial.dealt(judged_in + judged_in // 2, SEED + dealing)
    return np.maximum(dealt - judged_in // 2 + 1, 0)


def foreseen(trial: Trial, code: Design, matrix: Floats, at: Integers, learner: Learner) -> Floats:
    """What models of the steps before expect of each member judged, shape (judged,)."""
    scores = np.empty(len(trial))
    for step in range(1, int(at.max()) + 1):
        before, here = at < step, at == step
        model = learn(
            matrix[before],
            trial.treated[before],
            trial.outcome[before],
            learner=learner,
            share=trial.share,
            design=code,
        )
        scores[here] = model.effect(matrix[here])
    return scores[at > 0]


def foreseen_rule(trial: Trial, at: Integers) -> tuple[Floats, rules.Rule | None]:
    """What rules of the steps before expect of each member judged, and the rule of all."""
    found = rules.cuts(trial)
    tables = [rules.sums(trial, cut, at) for cut in found]
    scores = np.zeros(len(trial))
    for step in range(1, int(at.max()) + 1):
        rule = rules.best(found, [table[:step].sum(axis=0) for table in tables])
        if rule is not None:
            here = at == step
            scores[here] = rule.effect({rule.column: trial.columns[rule.column][here]})
    return scores[at > 0], rules.best(found, [table.sum(axis=0) for table in tables])


def bins(trial: Trial) -> int:
    """Of rank: at most 200, and so many that the smaller arm has 20 members in each."""
    smaller = min(trial.treated.sum(), len(trial) - trial.treated.sum())
    return int(np.clip(smaller // FEWEST_IN_A_BIN, 1, MOST_BINS))


def judged(trial: Trial, scores: Floats, folds: Integers, drawing: Blocks) -> Judged:
    """An ordering by scores, measured."""
    at = ranks(scores, folds, bins(trial))
    w, y = trial.treated, trial.outcome
    sums = drawing.sums([w, 1 - w, w * y, (1 - w) * y], at)
    u, drawn = curve(sums.sum(axis=0)), curve(drawing.drawn(sums))
    best = max(best_qini(trial), np.finfo(float).tiny)
    gain = interval(float(qini(u)), qini(drawn))
    areas = auuc(drawn)
    return Judged(
        scores,
        at,
        _band(u, drawn),
        interval(float(auuc(u)), areas),
        gain,
        Interval(gain.value / best, gain.low / best, gain.high / best),
        areas,
    )


def compared(
    found: Sequence[tuple[Learner, Judged]], rule: Judged, random: Judged
) -> tuple[Candidate, ...]:
    """Candidates by descending AUUC, their differences to both baselines held together."""
    pairs = [(each, other) for _, each in found for other in (rule, random)]
    values = np.array([each.auuc.value - other.auuc.value for each, other in pairs])
    drawn = np.stack([each.drawn_auuc - other.drawn_auuc for each, other in pairs], axis=1)
    se = drawn.std(axis=0, ddof=1)
    away = np.abs(drawn - drawn.mean(axis=0)) / np.where(se > 0, se, 1.0)
    reach = max(float(np.quantile(away.max(axis=1), LEVEL)), _NORMAL) * se
    ends = [
        Interval(float(v), float(v - r), float(v + r)) for v, r in zip(values, reach, strict=True)
    ]
    made = [
        Candidate(learner, each, ends[2 * place], ends[2 * place + 1])
        for place, (learner, each) in enumerate(found)
    ]
    return tuple(sorted(made, key=lambda one: -one.judged.auuc.value))


_NORMAL = float(stats.norm.ppf(0.5 + LEVEL / 2))


def interval(value: float, drawn: Floats) -> Interval:
    """The value ± 1.96 standard deviations of the draws."""
    reach = _NORMAL * float(drawn.std(ddof=1))
    return Interval(value, value - reach, value + reach)


def _band(u: Floats, drawn: Floats) -> Curve:
    reach = _NORMAL * drawn.std(axis=0, ddof=1)
    return Curve(np.linspace(0, 1, len(u)), u, u - reach, u + reach)
