"""From tables as read to experiments: one per campaign, each with its window and its members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import narwhals as nw

from goodwill.analytics.benefit.incrementality.earning.spending import unassigned
from goodwill.analytics.benefit.incrementality.members.findings import (
    MOST_EXAMPLES,
    Examples,
    Finding,
)
from goodwill.analytics.benefit.incrementality.members.membership import (
    ONLY,
    Membership,
    Told,
    membership,
)
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.campaign.asking import Asked, Inputs
from goodwill.report.campaign.campaigns import (
    Campaign,
    campaign_of,
    campaigns_of,
    windows_of,
)
from goodwill.report.campaign.trials import Known, Trial
from goodwill.report.preparing import Inputs as OrderInputs
from goodwill.report.preparing import Prepared, Step, prepare
from goodwill.warehouse import Warehouse
from goodwill.warehouse.reading import Survey

CONTACTED = "contacted"


@dataclass(frozen=True)
class Ready:
    """All campaigns of the members' file, with the orders that they are measured by.

    `cost_findings` are of entries that no campaign bears.
    """

    warehouse: Warehouse
    inputs: Inputs
    as_of: date
    currency: str
    membership: Membership
    trials: tuple[Trial, ...]
    orders: Prepared | None
    costs: Frame | None
    cost_findings: tuple[Finding, ...] = ()

    @property
    def asked(self) -> Asked:
        return self.inputs.asked


def ready(warehouse: Warehouse, inputs: Inputs, step: Step) -> Ready:
    """Orders sorted and netted, members checked, and one experiment per campaign."""
    tables = {name: warehouse.scan(read.table) for name, read in inputs.reads.items()}
    bought = _orders(warehouse, inputs, step)
    currency = _currency(inputs, bought)
    costs = tables.get("campaign_costs")
    label = Sentence("Looking at the members")
    step(label, 0.0)
    campaigns = campaigns_of(tables.get("campaigns"))
    rows = _with_arms(tables["campaign_members"])
    found = membership(rows, warehouse.settle, _told(rows, campaigns, inputs.asked))
    step(label, 0.5)
    known = Known(warehouse, inputs.asked, found, bought, currency)
    trials = []
    for place, identity in enumerate(found.campaigns):
        campaign = campaign_of(identity, campaigns, inputs.asked, found, currency=currency)
        trials.append(known.trial(identity, campaign))
        step(label, 0.5 + 0.5 * (place + 1) / len(found.campaigns))
    step(label, 1.0)
    return Ready(
        warehouse=warehouse,
        inputs=inputs,
        as_of=_as_of(inputs, bought),
        currency=currency,
        membership=found,
        trials=tuple(trials),
        orders=bought,
        costs=costs,
        cost_findings=() if costs is None else unassigned(costs, _bearers(trials)),
    )


def _bearers(trials: Sequence[Trial]) -> list[str]:
    """The campaigns that entries of costs can be of."""
    return [trial.campaign.id for trial in trials]


def _told(rows: Frame, campaigns: Mapping[str, Campaign], asked: Asked) -> Told:
    """What the person, the plan and the campaigns' file say of the members' file's campaigns."""
    named = rows.select(campaign=nw.col("campaign_id").cast(nw.String).str.strip_chars())
    found = named.unique().sort("campaign", nulls_last=True).collect("pyarrow")["campaign"]
    identities = [name for name in found.to_list() if name] or [ONLY]
    plan = asked.plan
    planned = {
        name: tuple(plan.arms.variants)
        for name in identities
        if plan is not None and asked.plan_for(name)
    }
    if plan is not None and not planned:
        raise SettingRefused(
            Sentence(
                "The plan is of the campaign {plan}, and the members' file has {campaigns}. Call "
                "it the same in both.",
                plan=plan.campaign,
                campaigns=Examples(tuple(identities[:MOST_EXAMPLES])),
            )
        )
    return Told(asked.control, windows_of(identities, campaigns, asked), planned)


def _with_arms(rows: Frame) -> Frame:
    """Where the file was said to have no arms, everybody in it was contacted."""
    known = (~nw.col("arm").is_null()).cast(nw.Int64).sum()
    if rows.select(n=known).collect().item():
        return rows
    return rows.with_columns(arm=nw.lit(CONTACTED))


def _orders(warehouse: Warehouse, inputs: Inputs, step: Step) -> Prepared | None:
    if "order_lines" not in inputs.reads:
        return None
    names = ("order_lines", "customers", "products")
    kept = {name: inputs.reads[name] for name in names if name in inputs.reads}
    return prepare(warehouse, OrderInputs(_only(inputs.surveys, names), kept, inputs.as_of), step)


def _only(surveys: Mapping[str, Survey], names: Sequence[str]) -> dict[str, Survey]:
    return {name: survey for name, survey in surveys.items() if name in names}


def _currency(inputs: Inputs, bought: Prepared | None) -> str:
    if bought is not None:
        return bought.currency
    told = inputs.surveys["campaign_members"].settings.currency
    plan = inputs.asked.plan
    return told or (plan.currency if plan else None) or NO_CURRENCY


def _as_of(inputs: Inputs, bought: Prepared | None) -> date:
    if bought is not None:
        return bought.as_of
    return inputs.as_of or datetime.now().astimezone().date()
