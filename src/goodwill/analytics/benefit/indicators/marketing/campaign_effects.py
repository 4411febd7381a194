"""What campaigns brought beyond what would have happened anyway (MK02, MK03, MK08)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goodwill.analytics.benefit.incrementality.effects.proportions import FISHER
from goodwill.analytics.benefit.indicators.frames.campaign_trials import Trial, measured
from goodwill.analytics.benefit.indicators.frames.trial_effects import (
    NO_HOLDOUT,
    TOGETHER,
    compared,
    margin_or_reason,
    share_change,
)
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, share
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NOTHING_BELOW
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.figure import Number, major
from goodwill.language import Sentence

PROMOTION = "promotion"

NO_CAMPAIGN = Sentence("No campaign started in this period and is over by now.")
NO_PROMOTION = Sentence("No promotion started in this period and is over by now.")
UNPROVEN = Sentence("Unproven: the interval of what the campaign brought takes in nought.")
MAY_NOT_PAY = Sentence("The interval of the return takes in nought: it may or may not pay.")


def uplift(asked: Asked) -> Iterator[Cell]:
    """MK02: share of the treated who bought, less that of the hold-out."""
    answers = {key: _uplift(trials) for key, trials in measured(asked).items()}
    return cells_of("MK02", asked, answers, Answer(None, reason=NO_CAMPAIGN))


def incremental_return(asked: Asked) -> Iterator[Cell]:
    """MK03: (incremental margin − full cost) ÷ full cost; the gross return only beside it."""
    answers = {key: _return(trials, asked) for key, trials in measured(asked).items()}
    return cells_of("MK03", asked, answers, Answer(None, reason=NO_CAMPAIGN))


def promotion_success(asked: Asked) -> Iterator[Cell]:
    """MK08: promotions that brought more than they cost ÷ promotions with a hold-out."""
    answers = {}
    for key, trials in measured(asked).items():
        ours = [trial for trial in trials if trial.campaign.kind == PROMOTION]
        if ours:
            answers[key] = _success(ours)
    return cells_of("MK08", asked, answers, Answer(None, reason=NO_PROMOTION))


def _uplift(trials: Sequence[Trial]) -> Answer:
    held_out = compared(trials)
    treated = sum(trial.treated.members for trial in trials)
    beside: dict[str, Number] = {"campaigns": len(trials), "with_holdout": len(held_out)}
    if not held_out:
        return Answer(None, n=treated, reason=NO_HOLDOUT, beside=beside)
    change = share_change(held_out)
    beside |= {"treated_rate": change.treated, "holdout_rate": change.control, "p": change.p}
    remark = change.method if change.method in (FISHER, TOGETHER) else None
    return Answer(
        change.value,
        n=change.n,
        low=change.low,
        high=change.high,
        level=0.95,
        remark=remark,
        beside=beside,
    )


def _return(trials: Sequence[Trial], asked: Asked) -> Answer:
    held_out = compared(trials)
    n = sum(trial.treated.members for trial in held_out)
    if not held_out:
        return Answer(None, n=n, reason=NO_HOLDOUT)
    change = margin_or_reason(held_out)
    if isinstance(change, Sentence):
        return Answer(None, n=n, reason=change)
    cost = sum(trial.cost_minor for trial in held_out)
    gain = major(round(change.value - cost), asked.currency)
    spent = major(round(cost), asked.currency)
    beside: dict[str, Number] = {"margin": major(round(change.value), asked.currency)}
    if not round(cost):
        return Answer(None, gain, spent, n, reason=NOTHING_BELOW, beside=beside)
    gross = sum(trial.treated.margin_minor or 0 for trial in held_out)
    beside["gross"] = (gross - cost) / cost
    low, high = (change.low - cost) / cost, (change.high - cost) / cost
    remark = MAY_NOT_PAY if low <= 0 <= high else None
    if change.low <= 0 <= change.high:
        remark = UNPROVEN
    value = (change.value - cost) / cost
    return Answer(value, gain, spent, n, low, high, 0.95, remark=remark, beside=beside)


def _success(promotions: Sequence[Trial]) -> Answer:
    proven = positive = known = 0
    for promotion in promotions:
        change = margin_or_reason([promotion])
        if isinstance(change, Sentence):
            continue
        known += 1
        positive += change.value > promotion.cost_minor
        proven += change.low > promotion.cost_minor
    beside: dict[str, Number] = {
        "proven": proven,
        "unproven": positive - proven,
        "unmeasured": len(promotions) - known,
    }
    return share(positive, known, beside=beside, reason=None if known else NO_HOLDOUT)
