"""What was measured of a campaign and of each of its arms, before any words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goodwill.analytics.benefit.incrementality.earning.aftermath import (
    Aftermath,
)
from goodwill.analytics.benefit.incrementality.earning.elsewhere import PartEffect
from goodwill.analytics.benefit.incrementality.earning.looks import Look
from goodwill.analytics.benefit.incrementality.earning.money import Returns
from goodwill.analytics.benefit.incrementality.earning.portfolio import (
    Portfolio,
)
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.earning.spending import (
    CampaignCost,
)
from goodwill.analytics.benefit.incrementality.earning.waste import Waste
from goodwill.analytics.benefit.incrementality.effects.comparing import Outcome
from goodwill.analytics.benefit.incrementality.experiment import Metric
from goodwill.analytics.benefit.incrementality.judging import Judged
from goodwill.analytics.benefit.incrementality.verdicts import Verdict
from goodwill.analytics.campaigns.uplift.choosing import UpliftChoice
from goodwill.analytics.errors import AnalyticsError, GoodwillError
from goodwill.analytics.figure import Figure
from goodwill.report.campaign.alike import Alike
from goodwill.report.campaign.preparing import Ready
from goodwill.report.campaign.trials import Trial
from goodwill.report.words import find


@dataclass(frozen=True)
class ArmResult:
    """What one treated arm brought; or all of them together.

    Parameters
    ----------
    arm
        Its name; None for all treated arms together.
    decisive
        The metric that the verdict rests on: margin, or what the person named first.
    figures
        MK02, MK03 and all else of its money, each with its receipt.
    after
        What followed the campaign; None where orders do not reach beyond it.
    elsewhere
        Column of the order lines → the effect on sales of each of its values.
    looks
        Effects at several days, with intervals that hold at all of them.
    """

    arm: str | None
    decisive: Metric
    effect: Outcome
    returns: Returns
    figures: tuple[Figure, ...]
    verdict: Verdict
    after: Aftermath | AnalyticsError | None = None
    elsewhere: Mapping[str, tuple[PartEffect, ...]] = field(default_factory=dict)
    looks: tuple[Look, ...] = ()

    def figure(self, identity: str) -> Figure:
        return find(self.figures, identity)


@dataclass(frozen=True)
class Measured:
    """One campaign measured.

    Parameters
    ----------
    judged
        Checks and comparisons, arm by arm.
    whole
        All treated arms together: what the campaign brought.
    arms
        Each treated arm by itself; the same one again if there is one only.
    """

    trial: Trial
    judged: Judged
    receipt: Receipt
    cost: CampaignCost | AnalyticsError
    whole: ArmResult
    arms: tuple[ArmResult, ...]
    waste: Waste | AnalyticsError | None
    uplift: UpliftChoice | AnalyticsError | None

    @property
    def is_running(self) -> bool:
        """Whether the data end before the campaign does."""
        return running(self.trial)


def running(trial: Trial) -> bool:
    window, planned = trial.window, trial.campaign.window
    return window is not None and planned is not None and window.end_day < planned.end_day


@dataclass(frozen=True)
class Refused:
    """A campaign that cannot be measured, and why."""

    trial: Trial
    reason: GoodwillError


@dataclass(frozen=True)
class MeasuredAll:
    """Every campaign of the run, those that cannot be measured among them."""

    ready: Ready
    campaigns: tuple[Measured | Alike | Refused, ...]
    portfolio: Portfolio | None

    @property
    def measured(self) -> list[Measured]:
        return [each for each in self.campaigns if isinstance(each, Measured)]
