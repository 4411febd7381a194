"""Which uplift model to use for a campaign, if any: judged, and refused where a rule will do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.campaigns.uplift import judging, policies, trials
from goodwill.analytics.campaigns.uplift.designs import Design, design
from goodwill.analytics.campaigns.uplift.judging import Candidate, Judged
from goodwill.analytics.campaigns.uplift.learners import Learner, UpliftModel, learn
from goodwill.analytics.campaigns.uplift.policies import Policy
from goodwill.analytics.campaigns.uplift.rules import Rule
from goodwill.analytics.campaigns.uplift.tallies import MOST_BLOCKS, Blocks, blocks
from goodwill.analytics.campaigns.uplift.trials import Trial
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising.judging import Interval
from goodwill.language import Sentence

LEARNERS = (Learner.T_LINEAR, Learner.X_LINEAR, Learner.X_BOOSTING)


DEALINGS = 3
"""Up to 300,000 members are dealt into steps three times, and the middle one is told: a model
is offered only if it surely is better in two of them. What one dealing finds may be luck."""


@dataclass(frozen=True, eq=False)
class UpliftChoice:
    """What an experiment says about whom to contact.

    Parameters
    ----------
    model
        To score with, learnt from all members; None if nothing beats a plain rule.
    candidates
        The models tried, by descending AUUC, each with its curve and its differences.
    rule, by_rule, random
        The best single cut (None: nothing can be cut), its ordering, and a random one.
    rule_over_random
        By how much the rule's AUUC exceeds that of a random order.
    policy
        What the offered model's ordering is worth; the rule's, if no model is offered.
    verdict, method
        For the reader, and for the receipt.
    members, of
        Members learnt from, and in the table.
    steps
        The step at which each member was judged, 0 if only learnt from; shape (members,).
    contacted
        Members in the table who were contacted (estimated, if not all were read).
    """

    model: UpliftModel | None
    candidates: tuple[Candidate, ...]
    rule: Rule | None
    by_rule: Judged
    random: Judged
    rule_over_random: Interval
    policy: Policy
    verdict: Sentence
    method: Sentence
    steps: Integers
    contacted: int
    members: int
    of: int

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def ordering(self) -> Judged:
        """The one to use."""
        return self.by_rule if self.model is None else self.best.judged


def choose_for(
    members: Frame,
    *,
    metric: str,
    treated: Sequence[str],
    control: str,
    covariates: Sequence[str],
    categories: Sequence[str] = (),
    share: float | None = None,
    cluster: str | None = None,
    contact_cost: float = 0.0,
    margin: float = 1.0,
    learners: Sequence[Learner] = LEARNERS,
    most: int = trials.MOST_MEMBERS,
) -> UpliftChoice:
    """As `choose`, from one row per member: `customer_id`, `arm` and the columns named.

    `Experiment.members` is such a frame. Up to 2 million members are read, of more every
    nth; the result says so.
    """
    found = trials.read(
        members,
        metric=metric,
        treated=treated,
        control=control,
        covariates=covariates,
        categories=categories,
        share=share,
        cluster=cluster,
        most=most,
    )
    return choose(found, contact_cost=contact_cost, margin=margin, learners=learners)


def choose(
    trial: Trial,
    *,
    contact_cost: float = 0.0,
    margin: float = 1.0,
    learners: Sequence[Learner] = LEARNERS,
) -> UpliftChoice:
    """Learn, judge on members not learnt from, and offer a model only if it surely is better.

    Parameters
    ----------
    contact_cost
        Of one contact, in minor units.
    margin
        Minor units that one unit of the outcome is worth: of one response, or of one minor
        unit of the amount.

    Raises
    ------
    Undefined
        No covariate differs between members.
    """
    code = design(trial.columns, trial.categories)
    if not code.columns:
        raise Undefined(Sentence("Nothing that is known of members differs between them."))
    matrix = code.matrix(trial.columns)
    dealings = DEALINGS if len(trial) <= judging.MANY_MEMBERS else 1
    found = [_dealt(trial, code, matrix, learners, dealing) for dealing in range(dealings)]
    typical = sorted(found, key=lambda each: each.sureness)[dealings // 2]
    best, by_rule, random = typical.candidates[0], typical.by_rule, typical.random
    worth = policies.policy(
        typical.seen,
        best.judged if best.is_better else by_rule,
        policies.measured_effects(trial, matrix, typical.at),
        typical.drawing,
        contact_cost=contact_cost,
        margin=margin,
    )
    over_random = judging.interval(
        by_rule.auuc.value - random.auuc.value, by_rule.drawn_auuc - random.drawn_auuc
    )
    return UpliftChoice(
        _whole(trial, code, matrix, best.learner) if best.is_better else None,
        typical.candidates,
        typical.rule,
        by_rule,
        random,
        over_random,
        worth,
        _verdict(best, typical.rule, over_random),
        _method(trial, len(typical.seen)),
        typical.at,
        round(trial.treated.sum() * (trial.of or len(trial)) / len(trial)),
        len(trial),
        trial.of or len(trial),
    )


@dataclass(frozen=True, eq=False)
class _Dealing:
    """What one way to deal the members into steps says."""

    at: Integers
    seen: Trial
    drawing: Blocks
    rule: Rule | None
    by_rule: Judged
    random: Judged
    candidates: tuple[Candidate, ...]

    @property
    def sureness(self) -> float:
        best = self.candidates[0]
        return min(best.over_rule.low, best.over_random.low)


def _dealt(
    trial: Trial, code: Design, matrix: Floats, learners: Sequence[Learner], dealing: int
) -> _Dealing:
    at = judging.steps(trial, dealing)
    seen = trial.only(at > 0)
    folds = at[at > 0] - 1
    drawing = blocks(seen.dealt(min(MOST_BLOCKS, seen.units), trials.SEED - 1))
    ruled, rule = judging.foreseen_rule(trial, at)
    by_rule = judging.judged(seen, ruled, folds, drawing)
    random = judging.judged(seen, np.zeros(len(seen)), folds, drawing)
    scores = [judging.foreseen(trial, code, matrix, at, learner) for learner in learners]
    found = [judging.judged(seen, each, folds, drawing) for each in scores]
    candidates = judging.compared(list(zip(learners, found, strict=True)), by_rule, random)
    return _Dealing(at, seen, drawing, rule, by_rule, random, candidates)


def _whole(trial: Trial, code: Design, matrix: Floats, learner: Learner) -> UpliftModel:
    return learn(
        matrix, trial.treated, trial.outcome, learner=learner, share=trial.share, design=code
    )


def _verdict(best: Candidate, rule: Rule | None, over_random: Interval) -> Sentence:
    told: dict[str, object] = {
        "model": best.learner.sentence,
        "low": f"{1000 * best.over_rule.low:,.3g}",
        "high": f"{1000 * best.over_rule.high:,.3g}",
        "rule": Sentence("none") if rule is None else rule.sentence,
    }
    if best.is_better:
        return Sentence(
            "A model tells whom the contact moves: {model}. Averaged over all shares contacted, "
            "it brings {low} to {high} more per 1,000 members than the best plain rule ({rule}).",
            **told,
        )
    if rule is not None and over_random.low > 0:
        return Sentence(
            "A plain rule does as well: contact first those with {rule}. The best model ({model}) "
            "differs from it by {low} to {high} per 1,000 members, which is not surely more.",
            **told,
        )
    return Sentence(
        "We cannot tell whom the contact moves more than others: neither a model nor a plain "
        "rule is surely better than contacting members at random. The best model ({model}) "
        "differs from the best plain rule ({rule}) by {low} to {high} per 1,000 members.",
        **told,
    )


def _method(trial: Trial, judged: int) -> Sentence:
    told: dict[str, object] = {"judged": judged, "n": len(trial), "of": trial.of or len(trial)}
    if trial.of is not None:
        return Sentence(
            "Learnt from {n} of {of} members (every nth by id). {judged} of them are judged, step "
            "by step, by models of the members dealt before them. Intervals of 95 % by bootstrap "
            "over blocks of members, in pairs; the differences of all models hold together.",
            **told,
        )
    return Sentence(
        "Learnt from {n} members. {judged} of them are judged, step by step, by models of the "
        "members dealt before them. Intervals of 95 % by bootstrap over blocks of members, in "
        "pairs; the differences of all models hold together. Up to 300,000 members are dealt "
        "three times, and the middle result is told.",
        **told,
    )
