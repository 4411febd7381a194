"""Who was won back: members of win-back campaigns who bought again (RL11)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import narwhals as nw

from goodwill.analytics.benefit.indicators.frames.campaign_trials import Trial, trials
from goodwill.analytics.benefit.indicators.frames.trial_effects import compared, share_change
from goodwill.analytics.benefit.indicators.kernel.answers import cells_of, share
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.figure import Number
from goodwill.language import Sentence

WIN_BACK = "win-back"

NO_CAMPAIGN = Sentence(
    "No win-back campaign of this period has been watched for the whole window yet."
)
GROSS = Sentence("Gross: nobody was held out, so some of them would have come back anyway.")


def win_back_rate(asked: Asked) -> Iterator[Cell]:
    """RL11: members targeted who bought again within the window ÷ members targeted.

    Beside it the rate of the hold-out and what is left after taking it off.
    """
    ends = nw.col("starts_day").cast(nw.Int64) + asked.settings.winback_days
    found = trials(asked, ends)
    answers = {}
    for key, all_trials in found.items():
        ours = [trial for trial in all_trials if trial.campaign.kind == WIN_BACK]
        if ours:
            answers[key] = _answer(ours)
    return cells_of("RL11", asked, answers, Answer(None, reason=NO_CAMPAIGN))


def _answer(ours: Sequence[Trial]) -> Answer:
    targeted = sum(trial.treated.members for trial in ours)
    bought = sum(trial.treated.buyers for trial in ours)
    if not compared(ours):
        return share(bought, targeted, remark=GROSS)
    change = share_change(ours)
    beside: dict[str, Number] = {
        "holdout_rate": change.control,
        "net_rate": change.value,
        "net_low": change.low,
        "net_high": change.high,
    }
    return share(bought, targeted, beside=beside)
