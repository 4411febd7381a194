"""Every role that a column can play, by table: what it is called, and what kind of value it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import narwhals as nw

from goodwill.analytics.tables import Table
from goodwill.warehouse.reading import campaign_words, words
from goodwill.warehouse.reading.words import Tiers

ROLES: Mapping[str, Mapping[str, Tiers]] = {
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

NEEDED: Mapping[str, tuple[str, ...]] = {
    "order_lines": ("customer_id", "ordered_on", "amount"),
    "customers": ("customer_id",),
    "products": ("product_id",),
    "costs": ("customer_id", "amount"),
    "campaigns": ("campaign_id",),
    "campaign_members": ("arm",),
    "campaign_costs": ("amount",),
    "panel": ("unit", "period", "outcome"),
    "pilots": ("unit", "starts_on"),
}
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

KEPT_WHOLE = frozenset({"customers", "products", "campaigns", "campaign_members", "panel"})
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
"""Roles that show what currency they are in; the first of them speaks for the row."""
DECIMAL = frozenset({Kind.NUMBER, Kind.MEASURE})
CHECKED = frozenset({Kind.DATE, Kind.NUMBER, Kind.MEASURE, Kind.FLAG, Kind.PERIOD})
"""Kinds of which a value can be unreadable."""


def kind_of(role: str, table: Table) -> Kind:
    """A float of the contract is a measure, whatever it is called; else the role's own kind."""
    if role in table.names and table.schema[role] == nw.Float64:
        return Kind.MEASURE
    return _KIND.get(role, Kind.TEXT) if role in ROLES[table.name] else Kind.TEXT


def option(role: str, table: Table) -> str:
    """The role as `--map` takes it: `arm` of the members is `campaign_members.arm`."""
    return role if table.name == "order_lines" else f"{table.name}.{role}"
