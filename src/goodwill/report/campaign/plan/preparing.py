"""From the tables that a plan names to an audience, its arms, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import narwhals as nw

from goodwill.analytics.campaigns.assigning import HOLDOUT, assigned
from goodwill.analytics.campaigns.audiences.audience import Audience, audience, needed_hashes
from goodwill.analytics.campaigns.audiences.barring import CAMPAIGN_HASH
from goodwill.analytics.campaigns.foretelling.facts import AudienceFacts, earlier_facts
from goodwill.analytics.campaigns.plans import Plan, fingerprint
from goodwill.analytics.errors import (
    AnalyticsError,
    ColumnsUnclear,
    SettingRefused,
    TooFew,
    Undefined,
)
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.campaign.plan.earlier import Difference, difference
from goodwill.report.campaign.plan.inputs import Inputs
from goodwill.report.campaign.slicing import VALUE_BEFORE
from goodwill.report.preparing import EPOCH, Step, prepare
from goodwill.report.preparing import Prepared as Bought
from goodwill.warehouse import Warehouse


@dataclass(frozen=True)
class Drawn:
    """The audience, who was drawn into which arm, and how they bought until now.

    Parameters
    ----------
    members
        `customer_id`, `arm`, `assigned_on`, `campaign_id` and the columns stratified by and cut by.
    arms
        Arm → members, the hold-out first.
    difference
        Where an earlier assignment of the same plan is kept: how one drawn now would differ.
    facts_missing
        Why nothing is taken from earlier orders.
    measured_from
        The days looked at: [first, last).
    """

    audience: Audience
    members: Frame
    arms: dict[str, int]
    difference: Difference | None
    facts: AudienceFacts
    facts_missing: Sentence | None
    measured_from: tuple[date, date] | None


@dataclass(frozen=True)
class Prepared:
    """A plan with all that it is worked out from.

    `plan` is as in the file, but in the currency of the orders where it names none.
    """

    warehouse: Warehouse
    inputs: Inputs
    plan: Plan
    fingerprint: str
    as_of: date
    currency: str
    bought: Bought | None
    drawn: Drawn | None

    @property
    def is_kept(self) -> bool:
        """Whether the folder holds an assignment of this very plan."""
        earlier = self.inputs.earlier
        return earlier is not None and earlier.fingerprint == self.fingerprint


def ready(warehouse: Warehouse, inputs: Inputs, step: Step) -> Prepared:
    """Orders netted, everybody's place found, the lot drawn.

    Raises
    ------
    GoodwillError
        The plan names a column or a file that is not there or not as agreed, nobody is left
        in the audience, or plan and orders are in different currencies.
    """
    bought = prepare(warehouse, inputs.orders, step) if inputs.orders else None
    plan = _in_one_currency(inputs, bought)
    found = Prepared(
        warehouse=warehouse,
        inputs=inputs,
        plan=plan,
        fingerprint=fingerprint(inputs.plan),
        as_of=_as_of(inputs, bought),
        currency=plan.currency or NO_CURRENCY,
        bought=bought,
        drawn=None,
    )
    if inputs.customers is None:
        return found
    return replace(found, drawn=_drawn(found, inputs.customers, step))


def _in_one_currency(inputs: Inputs, bought: Bought | None) -> Plan:
    plan = inputs.plan
    if bought is None or bought.currency_unknown:
        return plan
    if plan.currency is None:
        return replace(plan, currency=bought.currency)
    if plan.currency != bought.currency:
        raise SettingRefused(
            Sentence(
                "{file}: currency is {planned}, and the orders are in {found}. Write the plan in "
                "the currency of the orders.",
                file=str(inputs.file),
                planned=plan.currency,
                found=bought.currency,
            )
        )
    return plan


def _as_of(inputs: Inputs, bought: Bought | None) -> date:
    if bought is not None:
        return bought.as_of
    today = datetime.now().astimezone().date()
    return inputs.as_of or min(today, inputs.plan.starts_on)


def _drawn(found: Prepared, customers: Frame, step: Step) -> Drawn:
    warehouse, plan, inputs = found.warehouse, found.plan, found.inputs
    label = Sentence("Finding who is in and who is barred")
    step(label, 0.0)
    for column, seed in needed_hashes(plan).items():
        customers = warehouse.hashed(customers, "customer_id", seed, column)
    placed = audience(
        customers,
        plan,
        str(inputs.file),
        contacts=inputs.contacts,
        holdouts=inputs.holdouts,
        settle=warehouse.settle,
    )
    step(label, 0.6)
    if not placed.size:
        raise TooFew(Sentence("customers in the audience"), 0, 2)
    drawn = _members(found, placed)
    members, changed = _kept(found, drawn) if found.is_kept else (drawn, None)
    step(label, 0.8)
    facts, missing, days = _facts(found, placed, members)
    step(label, 1.0)
    return Drawn(placed, members, _arms(members, plan), changed, facts, missing, days)


def _members(found: Prepared, placed: Audience) -> Frame:
    """The file that `goodwill campaign measure --members` reads, with what it will cut by."""
    plan = found.plan
    kept = _kept_columns(found, placed)
    inside = placed.customers.filter(nw.col("in_audience"))
    on = min(found.as_of, plan.starts_on)
    return found.warehouse.settle(
        assigned(inside, plan.arms, hashed=CAMPAIGN_HASH)
        .with_columns(assigned_on=nw.lit(on, dtype=nw.Date), campaign_id=nw.lit(plan.campaign))
        .select(*TOLD, *kept)
    )


TOLD = ("customer_id", "arm", "assigned_on", "campaign_id")


def _kept_columns(found: Prepared, placed: Audience) -> list[str]:
    """Columns stratified by and cut by, which the measurement wants as they are today."""
    plan, have = found.plan, placed.customers.collect_schema().names()
    slices = [name for name in plan.decide.slices if name != VALUE_BEFORE]
    missing = [name for name in slices if name not in have]
    if missing:
        raise ColumnsUnclear(
            Sentence(
                "{file}: decide.slices names {column}, and the customers have no such column. "
                "They have: {known}.",
                file=str(found.inputs.file),
                column=missing[0],
                known=", ".join(have),
            )
        )
    names = dict.fromkeys([*plan.arms.stratify_by, *slices])
    return [name for name in names if name not in TOLD]


def _kept(found: Prepared, drawn: Frame) -> tuple[Frame, Difference]:
    """An assignment that was drawn by this very plan stays, whatever changed since."""
    earlier = found.inputs.earlier
    assert earlier is not None
    kept = found.warehouse.settle(found.warehouse.scan(earlier.members))
    return kept, difference(kept, drawn)


def _arms(members: Frame, plan: Plan) -> dict[str, int]:
    rows = members.group_by("arm").agg(n=nw.len().cast(nw.Int64)).collect().rows(named=True)
    counts = {str(row["arm"]): int(row["n"]) for row in rows}
    planned = {arm: counts.pop(arm, 0) for arm in plan.arms.shares}
    return {HOLDOUT: planned.pop(HOLDOUT, 0)} | planned | counts


def _facts(
    found: Prepared, placed: Audience, members: Frame
) -> tuple[AudienceFacts, Sentence | None, tuple[date, date] | None]:
    """How members bought in as many days as the campaign is measured, or why that is not told."""
    size = int(members.select(n=nw.len().cast(nw.Int64)).collect()["n"][0])
    everybody = placed.funnel[0].customers
    plain = AudienceFacts(members=size, customers=everybody)
    if found.bought is None:
        return plain, NO_ORDERS, None
    plan, bought = found.plan, found.bought
    days = (plan.measured_until - plan.starts_on).days
    until = min((plan.starts_on - EPOCH).days, bought.as_of_day + 1)
    try:
        _refuse_short_past(bought, until - days)
        facts = earlier_facts(
            members,
            _orders(bought),
            until_day=until,
            days=days,
            before_days=plan.before_days,
            customers=everybody,
        )
    except AnalyticsError as refusal:
        return plain, refusal.sentence, None
    watched = (EPOCH + timedelta(days=until - days), EPOCH + timedelta(days=until))
    return facts, None, watched


NO_ORDERS = Sentence(
    "No orders were given: how members buy without the campaign is what the plan says, and is "
    "not measured. Give --orders FILE."
)


def _refuse_short_past(bought: Bought, start: int) -> None:
    """Days of which no orders are known would count as days on which nobody bought."""
    first = int(bought.orders.select(nw.col("day").min()).collect()["day"][0])
    if first > start:
        raise Undefined(
            Sentence(
                "The orders begin on {first}. To see how many buy in as many days as the "
                "campaign is measured, orders from {start} on are needed.",
                first=EPOCH + timedelta(days=first),
                start=EPOCH + timedelta(days=start),
            )
        )


def _orders(bought: Bought) -> Frame:
    """Orders of which something was kept; margin where any cost is known."""
    kept = bought.orders.filter(nw.col("is_purchase"))
    told = kept.select(
        "customer_id",
        nw.col("day").cast(nw.Int64),
        revenue_minor=nw.col("amount_minor"),
        margin_minor=nw.col("amount_minor") - nw.col("cost_minor").fill_null(0),
        _costed=(~nw.col("cost_minor").is_null()).cast(nw.Int64),
    )
    has_cost = bool(told.select(nw.col("_costed").max()).collect()["_costed"][0])
    return told.drop("_costed") if has_cost else told.drop("_costed", "margin_minor")
