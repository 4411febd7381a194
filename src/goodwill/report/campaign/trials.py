"""One campaign made ready: its members, what they did, and how they were drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import narwhals as nw
from babel.numbers import get_currency_precision

from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.benefit.incrementality.members.findings import (
    Examples,
    Finding,
)
from goodwill.analytics.benefit.incrementality.members.membership import (
    Membership,
)
from goodwill.analytics.benefit.incrementality.members.outcomes import (
    Outcomes,
    Setting,
    outcomes,
)
from goodwill.analytics.benefit.incrementality.members.stated import (
    Stated,
    experiment_as_stated,
    kinds,
)
from goodwill.analytics.benefit.incrementality.members.summing import MARGIN
from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.campaigns.assigning import HOLDOUT
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import GoodwillError, SettingRefused, Undefined
from goodwill.analytics.figure import minor
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.campaign.asking import Asked
from goodwill.report.campaign.campaigns import (
    Campaign,
    assumed,
)
from goodwill.report.campaign.slicing import VALUE_BEFORE, telling, with_value_before
from goodwill.report.preparing import Prepared
from goodwill.warehouse import Warehouse


@dataclass(frozen=True)
class Trial:
    """One campaign, ready to be measured, or why it cannot be.

    Parameters
    ----------
    identity
        The campaign as the members' file calls it; empty if it names none.
    outcomes
        What members did by the orders, with those watched; None where the members' file
        itself says what they did.
    """

    identity: str
    campaign: Campaign
    experiment: Experiment | GoodwillError
    findings: tuple[Finding, ...] = ()
    outcomes: Outcomes | None = None

    @property
    def window(self) -> Window | None:
        """As far as orders reach."""
        return self.outcomes.window if self.outcomes else None

    @property
    def title(self) -> str:
        return self.campaign.name or self.campaign.id


@dataclass(frozen=True)
class Known:
    """What every campaign of a run is made from."""

    warehouse: Warehouse
    asked: Asked
    membership: Membership
    bought: Prepared | None
    currency: str

    def trial(self, identity: str, campaign: Campaign) -> Trial:
        try:
            return self._prepared(identity, campaign)
        except GoodwillError as reason:
            return Trial(identity, campaign, reason)

    def _prepared(self, identity: str, campaign: Campaign) -> Trial:
        members = self.membership.of(identity)
        control = self.membership.control(identity)
        drawn = _Drawn(
            control,
            self.membership.treated(identity),
            _stated(self.asked, members, self.currency),
            "cluster" if _has_clusters(members) else None,
        )
        members, slices = _with_slices(members, self.bought, self._cuts(identity))
        if self.bought is None:
            experiment, odd = self._as_stated(identity, campaign, members, slices, drawn)
            return Trial(identity, campaign, experiment, odd)
        measured = self._from_orders(identity, campaign, members, slices, drawn)
        experiment = _with_value_before(measured.experiment, self.warehouse, self._cuts(identity))
        experiment = _as_decided(experiment, self.asked.plan_for(identity), self.currency)
        findings = (*assumed(campaign), *measured.findings)
        return Trial(identity, campaign, experiment, findings, measured)

    def _cuts(self, identity: str) -> tuple[str, ...]:
        """The columns to cut by that were named."""
        plan = self.asked.plan_for(identity)
        return self.asked.slices or (plan.decide.slices if plan else ())

    def _as_stated(
        self,
        identity: str,
        campaign: Campaign,
        members: Frame,
        slices: tuple[str, ...],
        drawn: _Drawn,
    ) -> tuple[Experiment, tuple[Finding, ...]]:
        return experiment_as_stated(
            members,
            control=drawn.control,
            treated=drawn.treated,
            stated=drawn.stated,
            settle=self.warehouse.settle,
            slices=slices,
            cluster=drawn.cluster,
            shares=self._shares(identity, campaign, drawn),
        )

    def _from_orders(
        self,
        identity: str,
        campaign: Campaign,
        members: Frame,
        slices: tuple[str, ...],
        drawn: _Drawn,
    ) -> Outcomes:
        assert self.bought is not None
        if campaign.window is None:
            raise _undated(campaign)
        return outcomes(
            members,
            self.bought.orders,
            control=drawn.control,
            treated=drawn.treated,
            setting=Setting(
                window=campaign.window,
                before_days=self.asked.before_days,
                last_day=self.bought.as_of_day,
                primary=_primary(self.asked.plan_for(identity)),
                slices=slices,
                cluster=drawn.cluster,
                shares=self._shares(identity, campaign, drawn),
                stated=drawn.stated,
                fewest_known=self.asked.fewest_known,
            ),
            settle=self.warehouse.settle,
        )

    def _shares(self, identity: str, campaign: Campaign, drawn: _Drawn) -> Mapping[str, float]:
        """As told, else as planned where the file has the plan's arms, else as listed."""
        plan, listed = self.asked.plan_for(identity), campaign.holdout_share
        if self.asked.shares:
            return _of_the_arms(self.asked.shares, drawn)
        if plan is not None and set(plan.arms.variants) == set(drawn.treated):
            shares = plan.arms.shares
            return {drawn.control: shares[HOLDOUT]} | {arm: shares[arm] for arm in drawn.treated}
        if listed is None or not 0 < listed < 1 or len(drawn.treated) != 1:
            return {}
        return {drawn.control: listed, drawn.treated[0]: 1 - listed}


@dataclass(frozen=True)
class _Drawn:
    """How one campaign's members were parted, and what their file says of them."""

    control: str
    treated: tuple[str, ...]
    stated: Stated
    cluster: str | None


def _as_decided(experiment: Experiment, plan: Plan | None, currency: str) -> Experiment:
    """The metrics with what the plan fixed: which of them decide, and where amounts are cut."""
    if plan is None:
        return experiment
    decide = plan.decide
    cap = None if decide.cap is None else float(minor(decide.cap, currency))
    metrics = tuple(
        replace(
            metric,
            primary=metric.name in decide.primary,
            cap=cap if metric.kind is Kind.AMOUNT else None,
        )
        for metric in experiment.metrics
    )
    return replace(experiment, metrics=metrics)


def _of_the_arms(shares: Mapping[str, float], drawn: _Drawn) -> Mapping[str, float]:
    """The shares told, if they name the arms that there are."""
    arms = (drawn.control, *drawn.treated)
    if set(shares) == set(arms):
        return shares
    raise SettingRefused(
        Sentence(
            "The shares are of {told}, and the arms are {arms}. Give every arm its share, under "
            "the name that it has in the members' file.",
            told=Examples(tuple(shares)),
            arms=Examples(arms),
        )
    )


def _undated(campaign: Campaign) -> Undefined:
    if not campaign.name and not campaign.id:
        return Undefined(
            Sentence(
                "Nothing says when the campaign began. Give --from 2026-01-10 and --days 28, a "
                "plan, a file of campaigns, or the day of the draw in the members' file."
            )
        )
    return Undefined(
        Sentence(
            "Nothing says when the campaign {campaign} began. Give --from 2026-01-10 and "
            "--days 28, a plan, a file of campaigns, or the day of the draw in the members' "
            "file.",
            campaign=campaign.name or campaign.id,
        )
    )


def _primary(plan: Plan | None) -> str:
    return plan.decide.primary[0] if plan is not None else MARGIN


def _stated(asked: Asked, members: Frame, currency: str) -> Stated:
    """Outcomes and covariates of the members' file, with the kinds that their values show."""
    if not asked.outcomes and not asked.covariates:
        return Stated()
    found = kinds(members, asked.outcomes) if asked.outcomes else {}
    metrics = tuple(
        Metric(name, kind, primary=place == 0) for place, (name, kind) in enumerate(found.items())
    )
    amounts = [name for name, kind in found.items() if kind is Kind.AMOUNT]
    digits = get_currency_precision(currency)
    return Stated(metrics, asked.covariates, dict.fromkeys(amounts, digits))


def _with_slices(
    members: Frame, bought: Prepared | None, named: tuple[str, ...]
) -> tuple[Frame, tuple[str, ...]]:
    """Members with what the customers' file knows of them, and the columns to cut by."""
    have = members.collect_schema().names()
    if bought is not None and bought.attributes:
        new = [name for name in bought.attributes if name not in have]
        known = bought.summaries.select("customer_id", *new)
        members = members.join(known, on="customer_id", how="left")
        have += new
    if not named:
        known_before = bought.attributes if bought is not None else ()
        return members, telling(members, known_before)
    missing = [name for name in named if name not in have and name != VALUE_BEFORE]
    if missing:
        raise Undefined(
            Sentence(
                "There is no column {column} to cut by. There are: {known}.",
                column=missing[0],
                known=", ".join(_to_cut_by(members)),
            )
        )
    return members, tuple(name for name in named if name != VALUE_BEFORE)


def _to_cut_by(members: Frame) -> list[str]:
    """The columns of text that tell more of members than who they are and in which arm."""
    known = ("customer_id", "campaign_id", "arm")
    schema = members.collect_schema()
    return [name for name in schema if schema[name] == nw.String and name not in known]


def _with_value_before(
    experiment: Experiment, warehouse: Warehouse, named: tuple[str, ...]
) -> Experiment:
    """Cut by what members were worth before the draw, unless only other columns were named."""
    if named and VALUE_BEFORE not in named:
        return experiment
    return with_value_before(experiment, warehouse.settle)


def _has_clusters(members: Frame) -> bool:
    return not members.filter(~nw.col("cluster").is_null()).head(1).collect().is_empty()
