"""Every question about one treated arm, and about all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import narwhals as nw

from goodwill.analytics.benefit.incrementality import verdicts
from goodwill.analytics.benefit.incrementality.believing.heavytails import SKEWED
from goodwill.analytics.benefit.incrementality.earning import elsewhere
from goodwill.analytics.benefit.incrementality.earning.aftermath import (
    Aftermath,
    aftermath,
    watched_after,
)
from goodwill.analytics.benefit.incrementality.earning.elsewhere import PartEffect
from goodwill.analytics.benefit.incrementality.earning.looks import Look, cumulated, days_of, looks
from goodwill.analytics.benefit.incrementality.earning.money import returns
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt, figures
from goodwill.analytics.benefit.incrementality.earning.spending import (
    CampaignCost,
)
from goodwill.analytics.benefit.incrementality.effects.comparing import Outcome
from goodwill.analytics.benefit.incrementality.experiment import Experiment, Metric
from goodwill.analytics.benefit.incrementality.judging import Judged, judge
from goodwill.analytics.benefit.incrementality.members.summing import (
    BUYERS,
    MARGIN,
    ORDERS,
    REVENUE,
)
from goodwill.analytics.benefit.incrementality.verdicts import Verdict
from goodwill.analytics.errors import AnalyticsError, Undefined, attempted
from goodwill.analytics.figure import Figure
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.costing import cost_reason
from goodwill.report.campaign.labels import in_words
from goodwill.report.campaign.preparing import Ready
from goodwill.report.campaign.results import (
    ArmResult,
    running,
)
from goodwill.report.campaign.trials import Trial
from goodwill.report.words import find

PLACES = ("category", "department", "region", "channel")
"""Columns of the order lines that sales are told apart by."""

TOGETHER = "treated"
"""All treated arms as one, where a campaign has several."""


def together(asking: Asking, experiment: Experiment, level: float) -> ArmResult:
    """All treated arms as one: they share a hold-out, so their effects cannot just be added."""
    merged = nw.when(nw.col("arm") == experiment.control).then(nw.col("arm"))
    members = experiment.members.with_columns(arm=merged.otherwise(nw.lit(TOGETHER)))
    shares = experiment.shares
    if shares:
        rest = sum(share for arm, share in shares.items() if arm != experiment.control)
        shares = {experiment.control: shares[experiment.control], TOGETHER: rest}
    whole = replace(experiment, members=members, treated=(TOGETHER,), slices=(), shares=shares)
    judged = in_words(judge(whole, level=level, days=asking.days))
    return replace(asking, judged=judged).result(TOGETHER, is_whole=True)


@dataclass(frozen=True)
class Asking:
    """What every question about an arm needs."""

    ready: Ready
    trial: Trial
    judged: Judged
    cost: CampaignCost | AnalyticsError
    receipt: Receipt
    days: int | None

    def result(self, arm: str, *, is_whole: bool = False) -> ArmResult:
        decisive = decisive_metric(self.judged.experiment)
        n = int(self.judged.whole.where(arm=arm).n.sum())
        cost = self._cost(arm, is_whole=is_whole)
        seen = self._looks(arm, decisive) if not is_whole else ()
        effect = self._effect(arm, decisive, seen)
        found = returns(
            effect if decisive.name == MARGIN else self._named(arm, MARGIN),
            n,
            cost,
            revenue=self._named(arm, REVENUE),
            orders=self._named(arm, ORDERS),
            buyers=self._named(arm, BUYERS),
            contacts=None,
            cost_reason=cost_reason(self.ready, self.cost),
        )
        told = figures(found, self._receipt(arm, is_whole=is_whole), self._uplift(arm))
        return ArmResult(
            arm=arm,
            decisive=decisive,
            effect=effect,
            returns=found,
            figures=told,
            verdict=self._verdict(effect, told, cost, n),
            after=None if is_whole else self._after(arm, decisive),
            elsewhere={} if is_whole else self._elsewhere(arm),
            looks=seen,
        )

    def _cost(self, arm: str, *, is_whole: bool) -> int | None:
        if isinstance(self.cost, AnalyticsError):
            return None
        return self.cost.total if is_whole or len(self.cost.own) == 1 else self.cost.of(arm)

    def _receipt(self, arm: str, *, is_whole: bool) -> Receipt:
        if is_whole or len(self.judged.experiment.treated) == 1:
            return self.receipt
        return replace(self.receipt, cut={**self.receipt.cut, "arm": arm})

    def _named(self, arm: str, name: str) -> Outcome | None:
        names = {metric.name for metric in self.judged.experiment.metrics}
        return self._effect(arm, self.judged.experiment.metric(name)) if name in names else None

    def _effect(self, arm: str, metric: Metric, seen: Sequence[Look] = ()) -> Outcome:
        """Withheld where a gate failed; of a running campaign, with the interval of all looks."""
        if self.judged.withheld is not None:
            return Undefined(self.judged.withheld)
        effect = self.judged.best(arm, metric.name)
        if self._is_running and seen and seen[-1].effect is not None:
            return seen[-1].effect
        return effect

    def _uplift(self, arm: str) -> Effect | None:
        found = self._named(arm, BUYERS)
        return found if isinstance(found, Effect) else None

    @property
    def _is_running(self) -> bool:
        return running(self.trial)

    def _verdict(
        self, effect: Outcome, told: Sequence[Figure], cost: int | None, n: int
    ) -> Verdict:
        if self.judged.withheld is not None:
            return verdicts.not_trusted(self.judged.withheld)
        if isinstance(effect, AnalyticsError):
            return Verdict(verdicts.Answer.OPEN, effect.sentence)
        if self.judged.doubt is not None:
            return verdicts.not_trusted(self.judged.doubt)
        plan = self.ready.asked.plan_for(self.trial.identity)
        smallest = plan.decide.minimum_effect if plan else None
        profit = find(told, "incremental_profit")
        return verdicts.verdict(
            effect,
            profit,
            cost_per_member=None if cost is None or profit.value is None else cost / n,
            smallest=None if smallest is None else abs(smallest * effect.control),
            days=self.days,
            moved=find(told, "incremental_buyers"),
        )

    def _after(self, arm: str, decisive: Metric) -> Aftermath | AnalyticsError | None:
        outcomes, orders = self.trial.outcomes, self.ready.orders
        if outcomes is None or orders is None or self.judged.withheld or self._is_running:
            return None
        measure = watched_measure(self.judged, arm, decisive)
        if measure is None:
            return TOO_UNEVEN
        found = attempted(
            lambda: watched_after(
                outcomes.watched,
                orders.orders,
                window=outcomes.window,
                last_day=orders.as_of_day,
                measure=measure,
            )
        )
        if isinstance(found, AnalyticsError):
            return found
        if len(found.columns) == 1:
            return None
        return aftermath(found, arm, self.judged.experiment.control)

    def _elsewhere(self, arm: str) -> dict[str, tuple[PartEffect, ...]]:
        outcomes, orders = self.trial.outcomes, self.ready.orders
        if outcomes is None or orders is None or self.judged.withheld:
            return {}
        have = set(orders.used.collect_schema().names())
        found = {}
        for name in (place for place in PLACES if place in have):
            sold = attempted(
                lambda name=name: elsewhere.amounts_in_parts(  # type: ignore[misc]
                    outcomes.watched,
                    orders.used,
                    window=outcomes.window,
                    by=name,
                    has_margin=outcomes.has_margin,
                )
            )
            if isinstance(sold, AnalyticsError) or len({key[1] for key in sold.keys}) < 2:
                continue
            found[name] = elsewhere.trusted_by_part(sold, arm, self.judged.experiment.control)
        return found

    def _looks(self, arm: str, decisive: Metric) -> tuple[Look, ...]:
        outcomes, orders = self.trial.outcomes, self.ready.orders
        if outcomes is None or orders is None or self.judged.withheld:
            return ()
        if outcomes.window.is_of_member or decisive.name not in (MARGIN, REVENUE, ORDERS):
            return ()
        until = days_of(outcomes.window)
        found = cumulated(
            outcomes.watched,
            orders.orders,
            window=outcomes.window,
            until=until,
            measure=decisive.name,
        )
        control = self.judged.experiment.control
        seen = attempted(lambda: looks(found, until, treated=arm, control=control))
        return () if isinstance(seen, AnalyticsError) else seen


def watched_measure(judged: Judged, arm: str, decisive: Metric) -> str | None:
    """What is compared after the campaign: money, else orders, where plain intervals hold."""
    names = {metric.name for metric in judged.experiment.metrics}
    for name in (decisive.name, REVENUE, ORDERS):
        if name in names and name in (MARGIN, REVENUE, ORDERS):
            effect = judged.overall(arm, name).plain
            if isinstance(effect, Effect) and effect.method != SKEWED:
                return name
    return None


TOO_UNEVEN = Undefined(
    Sentence(
        "What members bought varies too much for so few of them: whether purchases were only "
        "brought forward cannot be told. A larger hold-out would tell it."
    )
)


def decisive_metric(experiment: Experiment) -> Metric:
    """Margin wherever it is known; else what was named as primary."""
    named = {metric.name: metric for metric in experiment.metrics}
    if MARGIN in named:
        return named[MARGIN]
    primary = [metric for metric in experiment.metrics if metric.primary]
    return primary[0] if primary else named.get(REVENUE, experiment.metrics[0])
