"""Which campaigns there are, and from when to when their members are watched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members.findings import Finding
from goodwill.analytics.benefit.incrementality.members.membership import Membership
from goodwill.analytics.benefit.incrementality.members.people import ONLY
from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.figure import minor
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.campaign.asking import Asked
from goodwill.report.preparing import EPOCH

DEFAULT_DAYS = 28
"""How long members are watched where only the day of their draw is known: four weeks."""


@dataclass(frozen=True)
class Campaign:
    """What is known of a campaign beside its members.

    Parameters
    ----------
    window
        From when to when members are watched; without orders there is none.
    holdout_share
        The share of members that was to be left alone.
    is_told
        Whether a contact's cost was said for this run, and is to be added to what the costs'
        file says; what a plan or the campaigns' file says stands in for a costs' file only.
    is_assumed
        Whether nobody said for how long members are to be watched.
    """

    id: str
    name: str
    channel: str | None = None
    window: Window | None = None
    contact_cost_minor: int | None = None
    holdout_share: float | None = None
    is_told: bool = False
    is_assumed: bool = False


def campaigns_of(table: Frame | None) -> dict[str, Campaign]:
    if table is None:
        return {}
    return {row["campaign_id"]: _as_read(row) for row in table.collect("pyarrow").rows(named=True)}


def _as_read(row: Mapping[str, Any]) -> Campaign:
    starts, ends = row["starts_day"], row["ends_day"]
    window = None
    if starts is not None:
        window = Window(starts, ends if ends is not None else starts + DEFAULT_DAYS)
    return Campaign(
        row["campaign_id"],
        row["name"] or "",
        row["channel"],
        window,
        row["contact_cost_minor"],
        row["holdout_share"],
        is_assumed=starts is not None and ends is None,
    )


def listed(identity: str, campaigns: Mapping[str, Campaign]) -> Campaign | None:
    """What the campaigns' file says; of members who name no campaign, if it lists one only."""
    if identity == ONLY and len(campaigns) == 1:
        return next(iter(campaigns.values()))
    return campaigns.get(identity)


def windows_of(
    identities: Iterable[str], campaigns: Mapping[str, Campaign], asked: Asked
) -> dict[str, tuple[int, int]]:
    """Campaign → its first day and the first day after it, where the draw need not tell them."""
    windows = {name: _said(name, listed(name, campaigns), asked)[0] for name in identities}
    return {name: (w.start_day, w.end_day) for name, w in windows.items() if w is not None}


def _said(identity: str, known: Campaign | None, asked: Asked) -> tuple[Window | None, bool]:
    """When a campaign ran, as told, else as planned, else as listed; whether its end is a guess."""
    plan = asked.plan_for(identity)
    there = known.window if known else None
    if plan is not None:
        start = (plan.starts_on - EPOCH).days
        there = Window(start, (plan.measured_until - EPOCH).days)
    if asked.starts_on is not None:
        start = (asked.starts_on - EPOCH).days
        length = there.length if there else DEFAULT_DAYS
        there = Window(start, start + length)
        is_guess = plan is None and (known is None or known.window is None or known.is_assumed)
    else:
        is_guess = plan is None and known is not None and known.is_assumed
    if there is not None and asked.days is not None:
        return Window(there.start_day, there.start_day + asked.days), False
    return there, is_guess


def campaign_of(
    identity: str,
    campaigns: Mapping[str, Campaign],
    asked: Asked,
    found: Membership,
    *,
    currency: str,
) -> Campaign:
    """As told for this run, else as planned, else as the campaigns' file says."""
    known = listed(identity, campaigns)
    window, is_assumed = _said(identity, known, asked)
    if window is None:
        window = _of_the_draw(identity, asked, found)
        is_assumed = window is not None and asked.days is None
    known = known or Campaign(identity, "")
    plan = asked.plan_for(identity)
    if plan is not None:
        known = _as_planned(known, plan, currency)
    if asked.contact_cost is not None:
        price = minor(asked.contact_cost, currency)
        known = replace(known, contact_cost_minor=price, is_told=True)
    return replace(known, window=window, is_assumed=is_assumed)


def assumed(campaign: Campaign) -> tuple[Finding, ...]:
    """Says that nobody said how long members are to be watched."""
    if not campaign.is_assumed or campaign.window is None:
        return ()
    sentence = Sentence(
        "Nobody said for how long members are to be watched, so they are for {days} days. If "
        "that is not meant, give --days.",
        days=campaign.window.length,
    )
    return (Finding("days_assumed", campaign.window.length, sentence),)


def _as_planned(known: Campaign, plan: Plan, currency: str) -> Campaign:
    per_contact = plan.costs.per_contact
    return replace(
        known,
        id=plan.campaign,
        name=plan.name or known.name,
        channel=plan.channel,
        contact_cost_minor=minor(per_contact, currency)
        if per_contact
        else known.contact_cost_minor,
    )


def _of_the_draw(identity: str, asked: Asked, found: Membership) -> Window | None:
    """Where only the draw is dated, each member is watched from its own day on."""
    days = nw.col("assigned_day")
    row = found.of(identity).select(first=days.min(), last=days.max()).collect("pyarrow")
    first, last = row.rows()[0]
    if first is None:
        return None
    length = asked.days or DEFAULT_DAYS
    if first == last:
        return Window(int(first), int(first) + length)
    return Window(int(first), int(last) + length, length)
