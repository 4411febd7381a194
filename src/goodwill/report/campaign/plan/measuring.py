"""Everything that a plan's report says, computed once; refusals stand where they refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from goodwill.analytics.campaigns.audiences import audience_figures
from goodwill.analytics.campaigns.audiences.caretiming import CARE_DAYS, care_timing
from goodwill.analytics.campaigns.audiences.consistency import ClassSplit, class_splits
from goodwill.analytics.campaigns.foretelling import forecast_figures
from goodwill.analytics.campaigns.foretelling.chances import Chance, chances
from goodwill.analytics.campaigns.foretelling.facts import AudienceFacts
from goodwill.analytics.campaigns.foretelling.forecasting import CampaignForecast, forecast
from goodwill.analytics.campaigns.foretelling.holdouts import Holdout, Trade, holdout_at, trades
from goodwill.analytics.campaigns.foretelling.premises import premises
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import AnalyticsError, InputError
from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.report.campaign.labels import metric_label
from goodwill.report.campaign.plan.budgeting import Divided, divide
from goodwill.report.campaign.plan.preparing import Drawn, Prepared
from goodwill.report.preparing import Step

SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
"""Hold-outs that the plan's own is held against."""

CLASS = "value_class"


@dataclass(frozen=True)
class Tried:
    """Another hold-out: what could be learned with it, and what it would cost.

    `chances` are those of all who are treated, by primary metric.
    """

    share: float
    chances: Mapping[str, Chance | AnalyticsError]
    holdout: Holdout | AnalyticsError


@dataclass(frozen=True)
class Believed:
    """The forecast with its figures, and the hold-outs beside the planned one."""

    forecast: CampaignForecast
    figures: tuple[Figure, ...]
    tried: tuple[Tried, ...]
    trades: tuple[Trade, ...]


@dataclass(frozen=True)
class Planned:
    """A plan worked out; None where the plan says nothing of it.

    `splits` are the value classes with how far each is treated as one.
    """

    prepared: Prepared
    audience: tuple[Figure, ...] = ()
    splits: tuple[ClassSplit, ...] = ()
    care: Figure | None = None
    believed: Believed | AnalyticsError | None = None
    budget: Divided | AnalyticsError | InputError | None = None

    @property
    def plan(self) -> Plan:
        return self.prepared.plan

    @property
    def drawn(self) -> Drawn | None:
        return self.prepared.drawn


def measure(prepared: Prepared, step: Step) -> Planned:
    """Forecast, chances, hold-outs and budget of a plan."""
    label = Sentence("Working out what it will bring")
    step(label, 0.0)
    found = Planned(prepared)
    if prepared.drawn is not None:
        found = _with_audience(found, prepared.drawn)
        step(label, 0.4)
    if prepared.inputs.budget is not None:
        found = replace(found, budget=divide(prepared.inputs.budget, prepared.as_of))
    step(label, 1.0)
    return found


def _with_audience(found: Planned, drawn: Drawn) -> Planned:
    prepared, plan = found.prepared, found.plan
    has_classes = CLASS in drawn.audience.customers.collect_schema().names()
    contacts = prepared.inputs.contacts
    return replace(
        found,
        audience=audience_figures.figures(drawn.audience, plan, as_of=prepared.as_of),
        splits=class_splits(drawn.audience, CLASS) if has_classes else (),
        care=None
        if contacts is None
        else care_timing(contacts, days=plan.rules.care_days or CARE_DAYS, as_of=prepared.as_of),
        believed=_believed(prepared, drawn.facts),
    )


def _believed(prepared: Prepared, facts: AudienceFacts) -> Believed | AnalyticsError:
    plan = prepared.plan
    try:
        told = forecast(plan, facts)
    except AnalyticsError as refusal:
        return refusal
    figures = forecast_figures.figures(told, as_of=prepared.as_of)
    return Believed(
        forecast=told,
        figures=tuple(_named(each) for each in figures),
        tried=tuple(_tried(plan, facts, share) for share in _shares(plan)),
        trades=_trades(told),
    )


def _named(figure: Figure) -> Figure:
    """What a figure is compared by, in words; without an interval that has no width."""
    if figure.low is not None and figure.low == figure.high:
        figure = replace(figure, low=None, high=None, level=None)
    metric, arm = figure.cut.get("metric"), figure.cut.get("arm")
    if metric is None:
        return figure
    label = metric_label(metric)
    part = Sentence("{metric}", metric=label)
    if arm is not None:
        part = Sentence("{metric}, variant {arm}", metric=label, arm=arm)
    return replace(figure, part=part)


def _shares(plan: Plan) -> list[float]:
    return sorted({*SHARES, plan.arms.holdout})


def _tried(plan: Plan, facts: AudienceFacts, share: float) -> Tried:
    other = replace(plan, arms=replace(plan.arms, holdout=share))
    try:
        found = premises(other, facts)
    except AnalyticsError as refusal:
        return Tried(share, dict.fromkeys(plan.decide.primary, refusal), refusal)
    by_metric = {metric: one for (metric, arm), one in chances(found).items() if arm is None}
    try:
        cost: Holdout | AnalyticsError = holdout_at(found, share)
    except AnalyticsError as refusal:
        cost = refusal
    return Tried(share, by_metric, cost)


def _trades(told: CampaignForecast) -> tuple[Trade, ...]:
    try:
        return trades(told.premises)
    except AnalyticsError:
        return ()
