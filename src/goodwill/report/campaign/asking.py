"""What a person says beside the files, and what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from goodwill.analytics.benefit.incrementality.members.matching import FEWEST_KNOWN
from goodwill.analytics.benefit.incrementality.members.outcomes import BEFORE_DAYS
from goodwill.analytics.benefit.incrementality.members.people import ONLY
from goodwill.analytics.campaigns.plans import Plan
from goodwill.warehouse.reading import Read, Survey


@dataclass(frozen=True)
class Asked:
    """What the person says beside the files; empty where the files or the plan say it.

    Parameters
    ----------
    control
        The arm that was left alone.
    starts_on, days
        From when and for how long members are watched.
    before_days
        How far back before the draw their behaviour is looked at.
    fewest_known
        The share of members that must occur in the orders at some time.
    outcomes, covariates
        Columns of the members' file.
    slices
        Columns to cut by; those that tell members apart where none is named.
    shares
        Arm → share planned.
    contact_cost
        What contacting one member costs, in the major unit.
    plan
        What was fixed before the campaign.
    """

    control: str | None = None
    starts_on: date | None = None
    days: int | None = None
    before_days: int = BEFORE_DAYS
    fewest_known: float = FEWEST_KNOWN
    outcomes: tuple[str, ...] = ()
    covariates: tuple[str, ...] = ()
    slices: tuple[str, ...] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    contact_cost: Decimal | None = None
    plan: Plan | None = None

    def plan_for(self, identity: str) -> Plan | None:
        """The plan, if it is of that campaign; of members who name no campaign it always is."""
        plan = self.plan
        return plan if plan is not None and identity in (ONLY, plan.campaign) else None


@dataclass(frozen=True)
class Inputs:
    """What was read: surveys and results by table, and what the person says."""

    surveys: Mapping[str, Survey]
    reads: Mapping[str, Read]
    asked: Asked
    as_of: date | None = None
