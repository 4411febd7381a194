"""The plan of a campaign, read from TOML: what it may say, and what is refused.

Only `campaign`, `starts_on` and `days` must be there. Amounts of money are in the
currency's major unit (3.5 is ¥3.50), shares are fractions (0.2 is 20 %).

    campaign = "spring-2025"        # its id
    name = "Spring e-mail"          # default: the id
    channel = "email"
    purpose = "promotion"           # or "care"
    starts_on = 2025-03-01
    days = 14                       # contacts are made on these days
    follow_days = 28                # and their effect is counted so many days longer
    before_days = 90                # what members did before, to compare more finely
    seed = "spring-2025"            # default: the id
    currency = "CNY"                # needed where an amount of money is named

    [arms]
    holdout = 0.2                   # contacted by nobody
    variants = {A = 0.5, B = 0.5}   # shares of those treated; default: one, "treated"
    stratify_by = ["value_class"]

    [audience]
    customers = "value/customers.parquet"
    conditions = [
      {column = "region", in = ["上海", "北京"]},
      {column = "residual_value_minor", at_least = 10000, below = 500000},
      {column = "last_on", known = true},
      {column = "stage", not = ["suspect", "prospect"]},
    ]
    limit = {customers = 5000, order_by = "residual_value_minor"}   # the largest

    [rules]
    consent = "email_consent"       # only with yes, true, 1, 是 in this column
    opted_out = "opted_out"         # not with anything but no, false, 0, 否 or nothing in it
    chosen_channel = "channel"      # not if it names another channel than the campaign's
    blocked = [{column = "is_supplier", is = true, reason = "supplier"}]
    rest_days = 7                   # nobody contacted in so many days before
    care_days = 7                   # no promotion so many days after care
    contacts = "contacts.csv"       # customer_id, contacted_on, campaign_id, purpose
    holdouts = [{file = "winter/members.csv", until = 2025-03-15}]
    control_group = {share = 0.05, seed = "company"}

    [costs]
    fixed = 5000
    per_contact = 0.045             # for each member treated
    per_response = 10               # for each member treated who buys, such as a coupon

    [economics]
    margin_per_order = 62           # or margin_rate = 0.31 and revenue = 200 (per order)

    [expect]                        # left out: nothing is forecast
    lift = 0.1                      # relative: a tenth more buyers; default: the middle
    lift_low = 0.02                 # 90 % sure that it is above this …
    lift_high = 0.2                 # … and below this
    baseline_rate = 0.05            # buyers without the campaign; else from earlier orders
    orders_per_buyer = 1.0
    order_margin = 62
    order_margin_sd = 80

    [decide]
    primary = ["buyers", "margin_minor"]
    level = 0.95
    power = 0.8
    cap = 5000                      # for significance only, never for money
    minimum_effect = 0.05           # the least relative lift that would matter
    later_contacts = 50000          # contacts whose fate the result decides
    slices = ["value_class", "region"]

    [budget]                        # for the budget over campaigns, channels and segments
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from goodwill.analytics.campaigns.assigning import HOLDOUT, TREATED, Arms
from goodwill.analytics.campaigns.audiences.conditions import TESTS, condition_from
from goodwill.analytics.campaigns.entries import Entries
from goodwill.analytics.campaigns.plans import (
    Blocked,
    ControlGroup,
    Costs,
    Decision,
    Economics,
    Expected,
    Limit,
    Meant,
    OtherHoldout,
    Plan,
    Purpose,
    Rules,
    fingerprint,
)
from goodwill.language import Sentence

__all__ = ["METRICS", "Plan", "fingerprint", "plan_from"]

TOP = (
    *("campaign", "name", "channel", "purpose", "starts_on", "days", "follow_days"),
    *("before_days", "seed", "currency"),
)
SECTIONS = ("arms", "audience", "rules", "costs", "economics", "expect", "decide", "budget")
METRICS = ("buyers", "orders", "revenue_minor", "margin_minor")
"""What members can be compared by: the share who bought, and sums per member."""


def plan_from(tables: Mapping[str, Any], file: str) -> Plan:
    """The plan that a parsed TOML file holds; nothing is read or opened here.

    Parameters
    ----------
    tables
        As `tomllib.loads` gives them; with `parse_float=Decimal` amounts stay as written.
    file
        Its name, for refusals.

    Raises
    ------
    SettingRefused
        A key is unknown, missing, or holds what cannot be meant: names the file, the key,
        what was found and what is allowed.
    """
    top = Entries(tables, file).only(*TOP, *SECTIONS)
    campaign = top.text("campaign")
    budget = dict(top.under("budget").table) if top.has("budget") else None
    plan = Plan(
        campaign=campaign,
        name=top.text("name", campaign),
        channel=top.text_or_none("channel"),
        purpose=Purpose(top.choice("purpose", tuple(Purpose), Purpose.PROMOTION.value)),
        starts_on=top.day("starts_on"),
        days=top.whole("days", least=1),
        follow_days=top.whole("follow_days", 0),
        before_days=top.whole("before_days", 90),
        seed=top.text("seed", campaign),
        currency=_currency(top),
        arms=_arms(top.under("arms")),
        audience=_audience(top.under("audience")),
        rules=_rules(top.under("rules")),
        costs=_costs(top.under("costs")),
        economics=_economics(top.under("economics")),
        expect=_expected(top.under("expect")) if top.has("expect") else None,
        decide=_decision(top.under("decide")),
        budget=budget,
    )
    _refuse_half_rules(plan, top)
    return plan


def _currency(top: Entries) -> str | None:
    code = top.text_or_none("currency")
    if code is not None and not (len(code) == 3 and code.isascii() and code.isupper()):
        raise top.refused("currency", Sentence("the three letters of a currency, such as CNY"))
    return code


def _arms(entries: Entries) -> Arms:
    entries.only("holdout", "variants", "stratify_by")
    shares = entries.under("variants")
    variants = {name: shares.share(name, most=1 + 1e-9) for name in shares.table}
    if variants and abs(sum(variants.values()) - 1) > 1e-6:
        total = round(sum(variants.values()), 6)
        meant = Sentence("shares of those treated that make 1, not {total}", total=total)
        raise entries.refused("variants", meant)
    if HOLDOUT in variants:
        raise shares.refused(HOLDOUT, Sentence("under holdout, not among the variants"))
    strata = entries.texts("stratify_by")
    return Arms(entries.share("holdout", 0.2), variants or {TREATED: 1.0}, strata)


def _audience(entries: Entries) -> Meant:
    entries.only("customers", "conditions", "limit")
    conditions = tuple(
        condition_from(each.only("column", *TESTS)) for each in entries.each("conditions")
    )
    limit = _limit(entries.under("limit")) if entries.has("limit") else None
    return Meant(entries.text_or_none("customers"), conditions, limit)


def _limit(entries: Entries) -> Limit:
    entries.only("customers", "order_by", "smallest_first")
    smallest = entries.table.get("smallest_first", False)
    if not isinstance(smallest, bool):
        raise entries.refused("smallest_first", Sentence("true or false"))
    return Limit(entries.whole("customers", least=1), entries.text("order_by"), smallest)


def _rules(entries: Entries) -> Rules:
    entries.only(*Rules.__dataclass_fields__)
    has_group = entries.has("control_group")
    return Rules(
        consent=entries.text_or_none("consent"),
        opted_out=entries.text_or_none("opted_out"),
        chosen_channel=entries.text_or_none("chosen_channel"),
        blocked=tuple(_blocked(each) for each in entries.each("blocked")),
        rest_days=entries.whole("rest_days", 0),
        care_days=entries.whole("care_days", 0),
        contacts=entries.text_or_none("contacts"),
        holdouts=tuple(_other_holdout(each) for each in entries.each("holdouts")),
        control_group=_control_group(entries.under("control_group")) if has_group else None,
    )


def _blocked(entries: Entries) -> Blocked:
    entries.only("column", *TESTS, "reason")
    condition = condition_from(entries)
    return Blocked(condition, entries.text("reason", condition.words))


def _other_holdout(entries: Entries) -> OtherHoldout:
    entries.only("file", "until")
    return OtherHoldout(entries.text("file"), entries.day("until"))


def _control_group(entries: Entries) -> ControlGroup:
    entries.only("share", "seed")
    return ControlGroup(entries.share("share", most=0.5), entries.text("seed"))


def _costs(entries: Entries) -> Costs:
    entries.only("fixed", "per_contact", "per_response")
    return Costs(*(entries.amount(key, Decimal(0)) for key in Costs.__dataclass_fields__))


def _economics(entries: Entries) -> Economics:
    entries.only("margin_per_order", "margin_rate", "revenue")
    if entries.has("margin_per_order") and entries.has("margin_rate"):
        raise entries.refused("margin_rate", Sentence("left out where margin_per_order is given"))
    rate = entries.share("margin_rate", most=1 + 1e-9) if entries.has("margin_rate") else None
    return Economics(
        entries.amount_or_none("margin_per_order"), rate, entries.amount_or_none("revenue")
    )


def _expected(entries: Entries) -> Expected:
    entries.only(*Expected.__dataclass_fields__)
    low, high = entries.number("lift_low"), entries.number("lift_high")
    lift = entries.number("lift", (low + high) / 2)
    if low < -1:
        raise entries.refused("lift_low", Sentence("from -1 on: nobody can buy less than nothing"))
    if not low < lift < high:
        between = Sentence("between lift_low ({low}) and lift_high ({high})", low=low, high=high)
        raise entries.refused("lift" if entries.has("lift") else "lift_high", between)
    has_rate, orders = entries.has("baseline_rate"), entries.number_or_none("orders_per_buyer")
    if orders is not None and orders < 1:
        raise entries.refused("orders_per_buyer", Sentence("a number from 1 on"))
    return Expected(
        lift,
        low,
        high,
        entries.share("baseline_rate") if has_rate else None,
        orders,
        entries.amount_or_none("order_margin"),
        entries.amount_or_none("order_margin_sd"),
    )


def _decision(entries: Entries) -> Decision:
    entries.only(*Decision.__dataclass_fields__)
    primary = entries.texts("primary", ("buyers",))
    if not primary or not set(primary) <= set(METRICS):
        raise entries.refused("primary", Sentence("a list of: {words}", words=", ".join(METRICS)))
    level, power = entries.share("level", 0.95), entries.share("power", 0.8)
    for key, found in {"level": level, "power": power}.items():
        if found < 0.5:
            raise entries.refused(key, Sentence("a share from 0.5 on, such as 0.8 or 0.95"))
    least = entries.number_or_none("minimum_effect")
    if least is not None and least <= 0:
        raise entries.refused("minimum_effect", Sentence("a relative lift above 0, such as 0.05"))
    later = entries.whole("later_contacts") if entries.has("later_contacts") else None
    cap = entries.amount_or_none("cap")
    return Decision(primary, level, power, cap, least, later, entries.texts("slices"))


def _refuse_half_rules(plan: Plan, top: Entries) -> None:
    """What says nothing without another key is refused, for it would look as if it held."""
    rules = top.under("rules")
    if (plan.rules.rest_days or plan.rules.care_days) and plan.rules.contacts is None:
        raise rules.missing("contacts", Sentence("the file of contacts made and planned"))
    if plan.rules.chosen_channel is not None and plan.channel is None:
        raise top.missing("channel", Sentence("the channel, to compare with rules.chosen_channel"))
    if plan.economics.margin_rate is not None and plan.economics.revenue is None:
        raise top.under("economics").missing("revenue", Sentence("the revenue of one order"))
    if plan.currency is None and any(amount is not None for amount in _amounts(plan)):
        raise top.missing("currency", Sentence("the currency of the amounts, such as CNY"))


def _amounts(plan: Plan) -> list[Decimal | None]:
    costs, economics, expect = plan.costs, plan.economics, plan.expect
    named = [costs.fixed or None, costs.per_contact or None, costs.per_response or None]
    believed = [expect.order_margin, expect.order_margin_sd] if expect else []
    return list(
        chain(named, [economics.margin_per_order, economics.revenue, plan.decide.cap], believed)
    )
