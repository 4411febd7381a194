"""Every role that a column can play, by table: what it is called, and what kind of value it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import narwhals as nw

from goodwill.analytics.tables import TABLES, Table
from goodwill.warehouse.reading import campaign_words, cost_words, words
from goodwill.warehouse.reading.derived import derived, is_read, role_of
from goodwill.warehouse.reading.words import Tiers

EXPORTED: Mapping[str, Mapping[str, Tiers]] = {
    "order_lines": words.ORDER_LINES,
    "customers": words.CUSTOMERS,
    "products": words.PRODUCTS,
    "costs": words.COSTS,
    "campaigns": campaign_words.CAMPAIGNS,
    "campaign_members": campaign_words.CAMPAIGN_MEMBERS,
    "campaign_costs": campaign_words.CAMPAIGN_COSTS,
    "panel": campaign_words.PANEL,
    "pilots": campaign_words.PILOTS,
}
"""Tables that come out of any shop or campaign tool: all that their columns are called."""

WORDS: Mapping[str, Mapping[str, Tiers]] = cost_words.WORDS
"""Of other tables: what columns are called besides their names in the contract."""

ROLES: Mapping[str, Mapping[str, Tiers]] = {
    table.name: EXPORTED.get(table.name) or derived(table, WORDS.get(table.name, {}))
    for table in TABLES
}

_NEEDED: Mapping[str, tuple[str, ...]] = {
    "order_lines": ("customer_id", "ordered_on", "amount"),
    "customers": ("customer_id",),
    "products": ("product_id",),
    "costs": ("customer_id", "amount"),
    "campaigns": ("campaign_id",),
    "campaign_members": ("arm",),
    "campaign_costs": ("amount",),
    "panel": ("unit", "period", "outcome"),
    "pilots": ("unit", "starts_on"),
    "scores": ("customer_id", "scored_on"),
    "interactions": ("customer_id", "started_on"),
    "order_handling": ("order_id", "received_on"),
    "cases": ("customer_id", "opened_on"),
    "case_events": ("case_id", "event", "happened_on"),
    "leads": ("lead_id", "created_on"),
    "opportunities": ("opportunity_id", "opened_on"),
    "stage_changes": ("opportunity_id", "to_stage", "entered_on"),
    "targets": ("period_on", "target"),
    "messages": ("customer_id", "sent_on"),
    "touches": ("customer_id", "channel", "touched_on"),
    "survey_answers": ("customer_id", "question", "score"),
    "referrals": ("referrer_id", "customer_id"),
    "community": ("member_id", "kind", "happened_on"),
    "portal_sessions": ("customer_id", "started_on", "solved"),
    "market": ("period_on",),
    "invoices": ("customer_id", "invoiced_on", "amount"),
    "work_days": ("employee_id", "worked_on"),
    "processes": ("process", "started_on"),
    "employee_answers": ("department", "question", "score"),
    "annoyances": ("cause", "reported_on"),
    "trainings": ("course", "taken_on"),
    "users": ("user_id", "licensed_on"),
    "use_days": ("user_id", "used_on", "actions"),
    "meetings": ("held_on", "minutes"),
    "data_profile": ("field", "measured_on", "required", "filled"),
    "record_matches": ("measured_on", "records"),
    "cost_entries": ("served_on", "amount"),
    "exchange_rates": ("currency", "quoted_on", "rate"),
    "assets": ("asset_id", "first_used_on", "cost", "life_months"),
    "activities": ("kind", "done_on"),
    "capacity": ("department", "period_on", "people", "paid_minutes"),
    "drivers": ("driver", "period_on", "quantity"),
    "budgets": ("period_on", "amount"),
    "benefit_results": ("benefit_id", "period_on"),
    "programme_flows": ("year", "benefit", "cost"),
    "risks": ("risk_id", "probability", "impact"),
    "delays": ("project", "planned_on"),
    "goals": ("goal", "phase"),
}
NEEDED: Mapping[str, tuple[str, ...]] = {name: _NEEDED.get(name, ()) for name in ROLES}
MAY_BE_SWITCHED_OFF = frozenset({("campaign_members", "arm")})
"""Needed, unless the person says that the file has none: everybody in it was contacted."""

# What people may write for a role in --map, besides the role itself.
ALIASES: Mapping[str, str] = {
    "customer": "customer_id",
    "order": "order_id",
    "product": "product_id",
    "campaign": "campaign_id",
    "group": "arm",
    "date": "ordered_on",
    "ordered_day": "ordered_on",
    "known_day": "known_on",
    "enquired_day": "enquired_on",
    "spent_day": "spent_on",
    "starts_day": "starts_on",
    "ends_day": "ends_on",
    "assigned_day": "assigned_on",
    "contacted_day": "contacted_on",
    "price": "unit_price",
    "profit": "margin",
}

KEPT_WHOLE = frozenset(
    {"customers", "products", "campaigns", "campaign_members", "panel", "activities"}
)
"""Tables that keep every column of the file: attributes to cut by."""


class Kind(StrEnum):
    """How the values of a role are read."""

    DATE = "date"
    NUMBER = "number"
    """An exact decimal: money, quantities."""
    MEASURE = "measure"
    """A number of any size, kept as a float: what was measured."""
    FLAG = "flag"
    PERIOD = "period"
    IDENTIFIER = "identifier"
    ARM = "arm"
    """Text in which `none` is a name, not a word for nothing."""
    TEXT = "text"


_OF: Mapping[Kind, frozenset[str]] = {
    Kind.DATE: frozenset(
        {"ordered_on", "known_on", "enquired_on", "spent_on"}
        | {"starts_on", "ends_on", "assigned_on", "contacted_on"}
    ),
    Kind.NUMBER: frozenset(
        {"amount", "quantity", "unit_price", "discount", "cost", "unit_cost", "margin"}
        | {"contact_cost"}
    ),
    Kind.FLAG: frozenset({"treated", "after"}),
    Kind.PERIOD: frozenset({"period", "year"}),
    Kind.IDENTIFIER: frozenset(
        {"customer_id", "order_id", "line_id", "product_id", "return_of"}
        | {"campaign_id", "cluster", "unit", "pilot_id"}
    ),
    Kind.ARM: frozenset({"arm"}),
}
_KIND = {role: kind for kind, roles in _OF.items() for role in roles}
PRICED = ("amount", "unit_price", "contact_cost")
"""Roles of exported tables that show what currency they are in; the first speaks for the row."""
DECIMAL = frozenset({Kind.NUMBER, Kind.MEASURE})
CHECKED = frozenset({Kind.DATE, Kind.NUMBER, Kind.MEASURE, Kind.FLAG, Kind.PERIOD})
"""Kinds of which a value can be unreadable."""


def kind_of(role: str, table: Table) -> Kind:
    """A float of the contract is a measure, whatever it is called; else the role's own kind."""
    if role in table.names and table.schema[role] == nw.Float64:
        return Kind.MEASURE
    if table.name in EXPORTED:
        return _KIND.get(role, Kind.TEXT) if role in ROLES[table.name] else Kind.TEXT
    return _derived_kind(role, table)


def _derived_kind(role: str, table: Table) -> Kind:
    """By the contract: amounts are numbers, whole numbers and flags are measures."""
    by_role = {role_of(column): column for column in table if is_read(column)}
    if role not in by_role:
        return Kind.TEXT
    column = by_role[role]
    if column.name != role:
        return Kind.NUMBER
    if column.dtype == nw.String:
        return Kind.IDENTIFIER if role.endswith("_id") else Kind.TEXT
    return Kind.DATE if column.dtype == nw.Date else Kind.MEASURE


def priced(table: Table) -> tuple[str, ...]:
    """Roles that show what currency they are in; the first of them found speaks for the row."""
    if table.name in EXPORTED:
        return PRICED
    return tuple(role for role in ROLES[table.name] if kind_of(role, table) is Kind.NUMBER)


def option(role: str, table: Table) -> str:
    """The role as `--map` takes it: `arm` of the members is `campaign_members.arm`."""
    return role if table.name == "order_lines" else f"{table.name}.{role}"
