"""A campaign's plan as it is meant before a cent is spent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from goodwill.analytics.campaigns.assigning import Arms
from goodwill.analytics.campaigns.audiences.conditions import Condition


class Purpose(StrEnum):
    """Why customers are contacted: to sell, or to care for them."""

    PROMOTION = "promotion"
    CARE = "care"


@dataclass(frozen=True)
class Limit:
    """Only so many customers, those first by a column; equals at the edge are drawn by lot."""

    customers: int
    order_by: str
    smallest_first: bool = False


@dataclass(frozen=True)
class Meant:
    """Whom the campaign is for: customers who meet every condition, up to a limit."""

    customers: str | None = None
    conditions: tuple[Condition, ...] = ()
    limit: Limit | None = None


@dataclass(frozen=True)
class Blocked:
    """Customers nobody may contact, whatever they agreed to, and why."""

    condition: Condition
    reason: str


@dataclass(frozen=True)
class OtherHoldout:
    """The hold-out of another campaign: its file, and the first day it is no longer watched."""

    file: str
    until: date


@dataclass(frozen=True)
class ControlGroup:
    """The company's share of customers whom no campaign contacts, drawn with its seed."""

    share: float
    seed: str


@dataclass(frozen=True)
class Rules:
    """The contact rules: who may not be contacted. None and 0 mean: no such rule.

    Parameters
    ----------
    consent, opted_out, chosen_channel
        Columns: agreed to be contacted; asked not to be; wishes to be contacted that way.
    rest_days
        Days without a contact before the campaign begins.
    contacts
        The file of contacts made and planned.
    care_days
        No promotion so many days after care.
    """

    consent: str | None = None
    opted_out: str | None = None
    chosen_channel: str | None = None
    blocked: tuple[Blocked, ...] = ()
    rest_days: int = 0
    care_days: int = 0
    contacts: str | None = None
    holdouts: tuple[OtherHoldout, ...] = ()
    control_group: ControlGroup | None = None


@dataclass(frozen=True)
class Costs:
    """What it will cost, in the currency's major unit."""

    fixed: Decimal = Decimal(0)
    per_contact: Decimal = Decimal(0)
    per_response: Decimal = Decimal(0)


@dataclass(frozen=True)
class Economics:
    """What an order brings: its margin, or its revenue and the share of it that is margin."""

    margin_per_order: Decimal | None = None
    margin_rate: float | None = None
    revenue: Decimal | None = None


@dataclass(frozen=True)
class Expected:
    """What the planner believes; None is measured from earlier orders.

    `lift` is relative: 0.1 means that a tenth more members buy than without the campaign.
    The planner is 90 % sure that it lies between `lift_low` and `lift_high`.
    """

    lift: float
    lift_low: float
    lift_high: float
    baseline_rate: float | None = None
    orders_per_buyer: float | None = None
    order_margin: Decimal | None = None
    order_margin_sd: Decimal | None = None


@dataclass(frozen=True)
class Decision:
    """What will be decided, by which measure, fixed before anything is seen.

    Parameters
    ----------
    cap
        Amounts above count as this for significance only, in the major unit.
    minimum_effect
        The least relative lift that would matter.
    later_contacts
        Contacts whose fate the result decides, such as those of next year's campaigns.
    """

    primary: tuple[str, ...] = ("buyers",)
    level: float = 0.95
    power: float = 0.8
    cap: Decimal | None = None
    minimum_effect: float | None = None
    later_contacts: int | None = None
    slices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """A whole plan; `planning.plan_from` describes its file.

    The campaign contacts its members on the days [starts_on, ends_on) and is measured on
    [starts_on, measured_until); what members did before is taken from `before_days` days.
    """

    campaign: str
    starts_on: date
    days: int
    name: str
    seed: str
    channel: str | None = None
    purpose: Purpose = Purpose.PROMOTION
    follow_days: int = 0
    before_days: int = 90
    currency: str | None = None
    arms: Arms = field(default_factory=Arms)
    audience: Meant = field(default_factory=Meant)
    rules: Rules = field(default_factory=Rules)
    costs: Costs = field(default_factory=Costs)
    economics: Economics = field(default_factory=Economics)
    expect: Expected | None = None
    decide: Decision = field(default_factory=Decision)
    budget: Mapping[str, Any] | None = None

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=self.days)

    @property
    def measured_until(self) -> date:
        return self.ends_on + timedelta(days=self.follow_days)


def fingerprint(plan: Plan) -> str:
    """SHA-256 of all that the plan says, 64 hexadecimal digits.

    Two files that mean the same have the same fingerprint; whatever is changed after the
    campaign has begun shows. Comments, the order of keys, and defaults spelt out do not.
    The order of variants counts, because it decides who gets which.
    """
    said = asdict(plan)
    said["arms"]["variants"] = list(said["arms"]["variants"].items())
    text = json.dumps(_canonical(said), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _canonical(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_canonical(each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return f"number:{Decimal(str(value)).normalize():f}"
    return f"{type(value).__name__}:{value}" if not isinstance(value, str) else value
