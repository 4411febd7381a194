"""Campaigns as trials: what members bought, in the arm contacted and in the one left alone.

Members stay in the arm they were drawn into. Those who are in two arms are left out. Variants
of a campaign count together. A campaign belongs to the period in which it starts, and counts
once its window is over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members.arms import control_arm
from goodwill.analytics.benefit.incrementality.members.remarks import UNCLEAR
from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.frames.full_costs import full_costs
from goodwill.analytics.benefit.indicators.kernel.answers import count, part_of
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.counting import Key, Part
from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.tables import (
    CAMPAIGN_COSTS,
    CAMPAIGN_MEMBERS,
    CAMPAIGNS,
    COST_ENTRIES,
    Frame,
)


@dataclass(frozen=True)
class Arm:
    """Members of an arm, of one campaign and part, and what they bought within the window.

    `margin_minor` is None where no cost of goods is known; `margin_squares` is the sum of the
    squares of the members' margins.
    """

    members: int = 0
    contacted: int = 0
    buyers: int = 0
    amount_minor: int = 0
    margin_minor: int | None = None
    margin_squares: float = 0.0

    def with_(self, other: Arm) -> Arm:
        margins = [x for x in (self.margin_minor, other.margin_minor) if x is not None]
        return Arm(
            self.members + other.members,
            self.contacted + other.contacted,
            self.buyers + other.buyers,
            self.amount_minor + other.amount_minor,
            sum(margins) if margins else None,
            self.margin_squares + other.margin_squares,
        )


@dataclass(frozen=True)
class Campaign:
    """What is known of a campaign itself; `end_day` is the first day after its window."""

    campaign_id: str
    kind: str
    start_day: int
    end_day: int
    contact_cost_minor: int | None


@dataclass(frozen=True)
class Trial:
    """A campaign in one part; `control` is None where nobody is known to have been left alone.

    `cost_minor` is the part's share of the full cost, by members contacted.
    """

    campaign: Campaign
    treated: Arm
    control: Arm | None
    cost_minor: float


Trials = Mapping[Key, list[Trial]]
"""By the place of the period in which campaigns start, and part; in the order of their ids."""


def trials(asked: Asked, ends: nw.Expr) -> Trials:
    """Every campaign that is over, in every part; two passes.

    Parameters
    ----------
    ends
        The first day on which purchases no longer count, of the columns of `CAMPAIGNS`.

    Raises
    ------
    Undefined
        A table is missing, or there is no column to cut by.
    """
    campaigns = {
        each.campaign_id: each
        for each in _campaigns(asked, ends)
        if each.end_day <= asked.as_of_day + 1
    }
    arms = dict(_arms(asked, campaigns, ends)) if campaigns else {}
    costs = _costs(asked)
    found: dict[Key, list[Trial]] = defaultdict(list)
    for campaign_id, campaign in sorted(campaigns.items()):
        by_part = arms.get(campaign_id, {})
        control = _control({arm for parts in by_part.values() for arm in parts})
        whole = sum(_cost_weight(parts, control) for parts in by_part.values())
        for part, parts in sorted(by_part.items()):
            weight = _cost_weight(parts, control) / whole if whole else 0.0
            cost = _full_cost(campaign, costs, by_part, control) * weight
            trial = _trial(campaign, parts, control, cost)
            for place, period in enumerate(asked.periods):
                if period.start_day <= campaign.start_day < period.end_day:
                    found[place, part].append(trial)
    return found


def measured(asked: Asked) -> Trials:
    """Campaigns within their own days, found once for all that ask."""
    after = nw.col("starts_day").cast(nw.Int64) + asked.settings.campaign_days
    ends = nw.coalesce(nw.col("ends_day").cast(nw.Int64), after)
    return asked.once("campaign trials", lambda: trials(asked, ends))


def control_arms(asked: Asked) -> dict[str, str]:
    """Campaign → the arm that was left alone, where one is known."""
    members = combinations(asked.frame(CAMPAIGN_MEMBERS), "campaign_id", "arm")
    arms: dict[str, set[str]] = defaultdict(set)
    for campaign_id, arm in members.collect("pyarrow").rows():
        if campaign_id is not None and arm is not None:
            arms[campaign_id].add(arm)
    found = {campaign_id: _control(names) for campaign_id, names in arms.items()}
    return {campaign_id: arm for campaign_id, arm in found.items() if arm is not None}


def _campaigns(asked: Asked, ends: nw.Expr) -> Iterator[Campaign]:
    columns = ("campaign_id", "kind", "starts_day", "contact_cost_minor")
    known = asked.frame(CAMPAIGNS).filter(~nw.col("starts_day").is_null())
    for row in known.select(*columns, ends=ends).collect("pyarrow").iter_rows(named=True):
        yield Campaign(
            row["campaign_id"],
            (row["kind"] or "").strip().lower(),
            row["starts_day"],
            row["ends"],
            row["contact_cost_minor"],
        )


def _arms(
    asked: Asked, campaigns: Mapping[str, Campaign], ends: nw.Expr
) -> Iterator[tuple[str, dict[Part, dict[str, Arm]]]]:
    """Campaign → part → arm."""
    people = asked.settle(_people(asked, campaigns, ends))
    bought = _bought(asked, people)
    both = people.join(bought, on=["campaign_id", "customer_id"], how="left")
    margin = nw.col("margin_minor").cast(nw.Float64)
    squared = both.with_columns(squares=(margin * margin).fill_null(0.0))
    grouped = squared.with_columns(of=nw.col("campaign_id")).group_by("of", "arm", *asked.by)
    sums = grouped.agg(
        members=nw.len().cast(nw.Int64),
        contacted=nw.col("contacted").sum().cast(nw.Int64),
        buyers=count(nw.col("orders") > 0),
        amount=nw.col("amount_minor").sum().cast(nw.Int64),
        margin=nw.col("margin_minor").sum().cast(nw.Int64),
        costed=count(~nw.col("margin_minor").is_null()),
        squares=nw.col("squares").sum(),
    )
    found: dict[str, dict[Part, dict[str, Arm]]] = defaultdict(lambda: defaultdict(dict))
    for row in sums.collect("pyarrow").iter_rows(named=True):
        found[row["of"]][part_of(row, asked)][row["arm"]] = _arm(row)
    yield from found.items()


def _arm(row: Mapping[str, Any]) -> Arm:
    return Arm(
        row["members"],
        row["contacted"],
        row["buyers"],
        row["amount"] or 0,
        (row["margin"] or 0) if row["costed"] else None,
        float(row["squares"] or 0.0),
    )


def _people(asked: Asked, campaigns: Mapping[str, Campaign], ends: nw.Expr) -> Frame:
    """One row per campaign and member of one arm, with the campaign's window and the parts."""
    only = next(iter(campaigns)) if len(campaigns) == 1 else None
    name = f"campaign members, unnamed those of {only}" if only else "campaign members"
    members = asked.kept(name, lambda: _members(asked, only))
    people = members.filter(nw.col("campaign_id").is_in(list(campaigns)))
    windows = asked.frame(CAMPAIGNS).select("campaign_id", "channel", "starts_day", ends=ends)
    return purchases.with_parts(people.join(windows, on="campaign_id", how="inner"), asked)


def _members(asked: Asked, only: str | None) -> Frame:
    """One row per campaign and member of one arm; of the `only` campaign where none is named."""
    members = asked.frame(CAMPAIGN_MEMBERS)
    if only is not None:
        members = members.with_columns(campaign_id=nw.col("campaign_id").fill_null(only))
    known = ~nw.col("customer_id").is_null() & ~nw.col("arm").is_null()
    return (
        members.filter(known)
        .with_columns(contacted=(~nw.col("contacted_day").is_null()).cast(nw.Int64))
        .group_by("campaign_id", "customer_id")
        .agg(nw.col("arm").min(), nw.col("contacted").max(), other=nw.col("arm").max())
        .filter(nw.col("arm") == nw.col("other"))
        .drop("other")
    )


def _bought(asked: Asked, people: Frame) -> Frame:
    days = purchases.of(purchases.whole(asked))
    windows = people.select("campaign_id", "customer_id", "starts_day", "ends")
    both = windows.join(days, on="customer_id", how="inner")
    inside = both.filter(nw.col("day") >= nw.col("starts_day"), nw.col("day") < nw.col("ends"))
    known = inside.with_columns(costed=(~nw.col("margin_minor").is_null()).cast(nw.Int64))
    sums = known.group_by("campaign_id", "customer_id").agg(
        *(
            nw.col(name).sum().cast(nw.Int64)
            for name in ("orders", "amount_minor", "margin_minor", "costed")
        )
    )
    margin = nw.when(nw.col("costed") > 0).then(nw.col("margin_minor"))
    return sums.with_columns(margin_minor=margin).drop("costed")


def _control(arms: set[str]) -> str | None:
    try:
        return control_arm(arms)
    except UNCLEAR:
        return None


def _trial(campaign: Campaign, arms: Mapping[str, Arm], control: str | None, cost: float) -> Trial:
    treated = Arm()
    for name, arm in sorted(arms.items()):
        treated = treated if name == control else treated.with_(arm)
    left_alone = None if control is None else arms.get(control, Arm())
    return Trial(campaign, treated, left_alone, cost)


def _cost_weight(arms: Mapping[str, Arm], control: str | None) -> int:
    """Members contacted; where nobody's contact is recorded, all who were to be."""
    return sum(arm.contacted or arm.members for name, arm in arms.items() if name != control)


def _full_cost(
    campaign: Campaign,
    costs: Mapping[str, int],
    by_part: Mapping[Part, Mapping[str, Arm]],
    control: str | None,
) -> float:
    if campaign.campaign_id in costs:
        return costs[campaign.campaign_id]
    contacts = sum(_cost_weight(parts, control) for parts in by_part.values())
    return (campaign.contact_cost_minor or 0) * contacts


def _costs(asked: Asked) -> dict[str, int]:
    """Campaign → what it cost: by the ledger, else by the costs of campaigns."""
    found: dict[str, int] = {}
    if asked.has(CAMPAIGN_COSTS):
        found |= _summed(asked.frame(CAMPAIGN_COSTS))
    if asked.has(COST_ENTRIES):
        found |= _summed(full_costs(purchases.whole(asked)))
    return found


def _summed(entries: Frame) -> dict[str, int]:
    known = entries.filter(~nw.col("campaign_id").is_null(), ~nw.col("amount_minor").is_null())
    sums = known.group_by("campaign_id").agg(cost=nw.col("amount_minor").sum().cast(nw.Int64))
    return {
        row["campaign_id"]: row["cost"] for row in sums.collect("pyarrow").iter_rows(named=True)
    }
