"""All that the campaign report says, measured once: the numbers, before any words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.incrementality import verdicts
from goodwill.analytics.benefit.incrementality.earning.portfolio import (
    Portfolio,
    Result,
    overlap_findings,
    overlaps,
    portfolio,
)
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.experiment import Experiment
from goodwill.analytics.benefit.incrementality.judging import judge
from goodwill.analytics.campaigns.uplift.choosing import LEARNERS
from goodwill.analytics.errors import AnalyticsError, GoodwillError, Undefined, attempted
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.effects import LEVEL
from goodwill.language import Lines, Sentence
from goodwill.report.campaign.alike import Alike, alike
from goodwill.report.campaign.arms import Asking, together
from goodwill.report.campaign.costing import cost_of, waste_of
from goodwill.report.campaign.labels import in_words
from goodwill.report.campaign.moving import QUICK, uplift_of
from goodwill.report.campaign.preparing import Ready
from goodwill.report.campaign.results import (
    Measured,
    MeasuredAll,
    Refused,
)
from goodwill.report.campaign.trials import Trial
from goodwill.report.preparing import Step


def measure(ready: Ready, step: Step) -> MeasuredAll:
    """Judge every campaign, count what it brought, and add campaigns up.

    Raises
    ------
    GoodwillError
        No campaign at all can be measured.
    """
    label = Sentence("Measuring campaigns")
    step(label, 0.0)
    found: list[Measured | Alike | Refused] = []
    for place, trial in enumerate(ready.trials):
        found.append(_one(ready, trial))
        step(label, (place + 1) / len(ready.trials))
    _refuse_if_nothing_is_measured(found)
    return MeasuredAll(ready, tuple(found), _portfolio(ready, found))


def _refuse_if_nothing_is_measured(found: Sequence[Measured | Alike | Refused]) -> None:
    """A report of nothing but refusals would look like an answer."""
    refused = [each for each in found if isinstance(each, Refused)]
    if len(refused) < len(found):
        return
    if len(refused) == 1:
        raise refused[0].reason
    raise Undefined(
        Sentence(
            "None of the {n} campaigns can be measured:{reasons}",
            n=len(refused),
            reasons=Lines(tuple(_named_reason(each) for each in refused)),
        )
    )


def _named_reason(each: Refused) -> Sentence:
    return Sentence("{campaign}: {reason}", campaign=each.trial.title, reason=each.reason.sentence)


def _one(ready: Ready, trial: Trial) -> Measured | Alike | Refused:
    if isinstance(trial.experiment, GoodwillError):
        return _without_holdout(ready, trial, trial.experiment)
    try:
        return _measured(ready, trial, trial.experiment)
    except AnalyticsError as reason:
        return Refused(trial, reason)


def _without_holdout(ready: Ready, trial: Trial, why: GoodwillError) -> Alike | Refused:
    """With one arm only, customers who were left out stand in for a hold-out."""
    if len(ready.membership.counts(trial.identity)) != 1:
        return Refused(trial, why)
    found = attempted(lambda: alike(ready, trial, why))
    if found is None:
        return Refused(trial, why)
    return Refused(trial, _nor_alike(why, found)) if isinstance(found, AnalyticsError) else found


def _nor_alike(why: GoodwillError, reason: AnalyticsError) -> Undefined:
    return Undefined(
        Sentence(
            "{why} Customers who were no members cannot stand in for them either: {reason}",
            why=why.sentence,
            reason=reason.sentence,
        )
    )


def _measured(ready: Ready, trial: Trial, experiment: Experiment) -> Measured:
    days = trial.window.length if trial.window else None
    plan = ready.asked.plan_for(trial.identity)
    level = plan.decide.level if plan else LEVEL
    judged = in_words(judge(experiment, level=level, days=days))
    cost = attempted(lambda: cost_of(ready, trial, experiment))
    receipt = Receipt(
        ready.currency,
        ready.as_of,
        Grade.MATCHED_CONTROL if judged.doubt else Grade.RANDOM_HOLDOUT,
        {"campaign": trial.title} if len(ready.trials) > 1 else {},
    )
    asking = Asking(ready, trial, judged, cost, receipt, days)
    learners = LEARNERS if len(ready.trials) == 1 else QUICK
    arms = tuple(asking.result(arm) for arm in experiment.treated)
    whole = arms[0] if len(arms) == 1 else together(asking, experiment, level)
    return Measured(
        trial=trial,
        judged=judged,
        receipt=receipt,
        cost=cost,
        whole=replace(whole, arm=None),
        arms=arms,
        waste=attempted(lambda: waste_of(ready, trial, judged, cost)),
        uplift=attempted(lambda: uplift_of(trial, experiment, judged, cost, learners)),
    )


def _portfolio(ready: Ready, found: Sequence[Measured | Alike | Refused]) -> Portfolio | None:
    """Only of campaigns that may be believed: a doubtful one in a sum makes it doubtful."""
    sound = [
        each
        for each in found
        if isinstance(each, Measured)
        and each.whole.verdict.answer is not verdicts.Answer.NOT_TRUSTED
    ]
    if len(found) < 2 or not sound:
        return None
    windows = {
        each.trial.identity: (each.trial.window.start_day, each.trial.window.end_day)
        for each in sound
        if each.trial.window is not None
    }
    pairs, people = overlaps(ready.membership.members, windows)
    everybody = ready.membership.members.select(nw.col("customer_id").n_unique())
    odd = overlap_findings(pairs, people, int(everybody.collect().item()))
    results = [Result(each.trial.identity, each.trial.title, each.whole.returns) for each in sound]
    return portfolio(results, odd)
