"""The tables of the warehouse: what every column holds, in which type and unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import narwhals as nw
from narwhals.dtypes import DType

from goodwill.language import Sentence

Frame = nw.LazyFrame[Any]


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit, and whether it may be empty."""

    name: str
    dtype: type[DType]
    description: Sentence
    unit: str = ""
    nullable: bool = True


@dataclass(frozen=True)
class Table:
    """One table of the warehouse. Columns beyond these are allowed: attributes to cut by."""

    name: str
    description: Sentence
    columns: tuple[Column, ...]
    key: tuple[str, ...] = field(default=())

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def schema(self) -> dict[str, type[DType]]:
        return {column.name: column.dtype for column in self.columns}


ORDER_LINES = Table(
    "order_lines",
    Sentence("What was bought and brought back: one row per line read, good or not."),
    (
        Column("source_id", nw.Int32, Sentence("Which of the files read, from 0."), nullable=False),
        Column(
            "source_row",
            nw.Int64,
            Sentence("The row in that file as a person counts it: the heading is row 1."),
            nullable=False,
        ),
        Column(
            "row_hash",
            nw.Int64,
            Sentence("Equal for rows of which every column is equal, mapped or not."),
        ),
        Column("order_id", nw.String, Sentence("The order, invoice or receipt number.")),
        Column("line_id", nw.String, Sentence("The line within the order.")),
        Column(
            "return_of",
            nw.String,
            Sentence("The order that a return or credit note takes back, where the file says it."),
        ),
        Column("customer_id", nw.String, Sentence("The customer; empty for a guest.")),
        Column("ordered_on", nw.Date, Sentence("The date of the order, in local time.")),
        Column(
            "ordered_day",
            nw.Int32,
            Sentence("The same date as days since 1970-01-01."),
            unit="days",
        ),
        Column("product_id", nw.String, Sentence("The product.")),
        Column("description", nw.String, Sentence("The product or line in words.")),
        Column(
            "quantity_thousandths",
            nw.Int64,
            Sentence("The quantity in thousandths; negative when it came back."),
            unit="1/1000",
        ),
        Column(
            "amount_minor",
            nw.Int64,
            Sentence("What the line brings, without tax; negative when it came back."),
            unit="minor units",
        ),
        Column(
            "cost_minor",
            nw.Int64,
            Sentence("What the goods of the line cost; negative when they came back."),
            unit="minor units",
        ),
        Column("currency", nw.String, Sentence("ISO 4217 code, where the file names one.")),
        Column("status", nw.String, Sentence("The order's status in the file's own words.")),
        Column("channel", nw.String, Sentence("Where it was sold.")),
        Column("region", nw.String, Sentence("The region or country of the order.")),
        Column("department", nw.String, Sentence("The department or branch that sold it.")),
        Column("category", nw.String, Sentence("The product family.")),
        Column(
            "unreadable",
            nw.String,
            Sentence("What could not be read: `row`, `date`, `amount`; empty if all could."),
        ),
    ),
    key=("source_id", "source_row"),
)

CUSTOMERS = Table(
    "customers",
    Sentence("Who they are: one row per customer, with any attributes to cut by."),
    (
        Column("customer_id", nw.String, Sentence("The customer."), nullable=False),
        Column("name", nw.String, Sentence("The name to show.")),
        Column("kind", nw.String, Sentence("`organisation` or `person`, where known.")),
        Column("region", nw.String, Sentence("Region or country.")),
        Column("segment", nw.String, Sentence("Segment or industry.")),
        Column("known_on", nw.Date, Sentence("When the customer became known to the company.")),
        Column(
            "known_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column(
            "enquired_on",
            nw.Date,
            Sentence(
                "When the customer first showed interest: the day a suspect became a prospect."
            ),
        ),
        Column(
            "enquired_day",
            nw.Int32,
            Sentence("The same date as days since 1970-01-01."),
            unit="days",
        ),
    ),
    key=("customer_id",),
)

PRODUCTS = Table(
    "products",
    Sentence("What is sold: one row per product."),
    (
        Column("product_id", nw.String, Sentence("The product."), nullable=False),
        Column("name", nw.String, Sentence("The name to show.")),
        Column("category", nw.String, Sentence("The product family.")),
        Column("department", nw.String, Sentence("The department responsible.")),
        Column(
            "unit_cost_minor",
            nw.Int64,
            Sentence("What one unit costs; used where an order line has no cost of its own."),
            unit="minor units",
        ),
    ),
    key=("product_id",),
)

COSTS = Table(
    "costs",
    Sentence("Cost to serve: what was spent on a customer beyond the goods."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("customer_id", nw.String, Sentence("The customer who caused it.")),
        Column("spent_on", nw.Date, Sentence("The date of service.")),
        Column(
            "spent_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("amount_minor", nw.Int64, Sentence("The cost; positive."), unit="minor units"),
        Column("activity", nw.String, Sentence("What was done: visit, call, delivery …")),
        Column("currency", nw.String, Sentence("ISO 4217 code, where the file names one.")),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)

CAMPAIGNS = Table(
    "campaigns",
    Sentence("What was done on whom and when: one row per campaign."),
    (
        Column("campaign_id", nw.String, Sentence("The campaign."), nullable=False),
        Column("name", nw.String, Sentence("The name to show.")),
        Column("channel", nw.String, Sentence("How members were contacted: e-mail, call, post …")),
        Column("starts_on", nw.Date, Sentence("The first day on which it could have an effect.")),
        Column(
            "starts_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("ends_on", nw.Date, Sentence("The first day after it.")),
        Column(
            "ends_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column(
            "contact_cost_minor",
            nw.Int64,
            Sentence("What contacting one member costs."),
            unit="minor units",
        ),
        Column(
            "holdout_share",
            nw.Float64,
            Sentence("The share of members that was to be left alone, between 0 and 1."),
        ),
        Column("currency", nw.String, Sentence("ISO 4217 code, where the file names one.")),
    ),
    key=("campaign_id",),
)

CAMPAIGN_MEMBERS = Table(
    "campaign_members",
    Sentence("Who was meant, and who was left alone to compare with: one row per member."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("campaign_id", nw.String, Sentence("The campaign; empty if the file has one only.")),
        Column("customer_id", nw.String, Sentence("The customer.")),
        Column(
            "arm",
            nw.String,
            Sentence("What the member was drawn into: the hold-out, or a variant of the campaign."),
        ),
        Column("assigned_on", nw.Date, Sentence("When the member was drawn.")),
        Column(
            "assigned_day",
            nw.Int32,
            Sentence("The same date as days since 1970-01-01."),
            unit="days",
        ),
        Column("contacted_on", nw.Date, Sentence("When the member was contacted first.")),
        Column(
            "contacted_day",
            nw.Int32,
            Sentence("The same date as days since 1970-01-01."),
            unit="days",
        ),
        Column("channel", nw.String, Sentence("How the member was contacted.")),
        Column("cluster", nw.String, Sentence("What was drawn as a whole: household, branch.")),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)

CAMPAIGN_COSTS = Table(
    "campaign_costs",
    Sentence("What a campaign cost: one row per entry."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("campaign_id", nw.String, Sentence("The campaign; empty if the file has one only.")),
        Column("arm", nw.String, Sentence("The variant; empty for what serves all.")),
        Column("customer_id", nw.String, Sentence("The member; empty for what serves all.")),
        Column("channel", nw.String, Sentence("The channel that it was spent on.")),
        Column("spent_on", nw.Date, Sentence("When it was spent.")),
        Column(
            "spent_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("amount_minor", nw.Int64, Sentence("The cost; positive."), unit="minor units"),
        Column("currency", nw.String, Sentence("ISO 4217 code, where the file names one.")),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)

PANEL = Table(
    "panel",
    Sentence("Units watched over time, such as branches by month: one row per unit and period."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("unit", nw.String, Sentence("The region, branch, team or customer.")),
        Column(
            "period",
            nw.Int64,
            Sentence("Any number that grows with time: a year, 202403, days since 1970-01-01."),
        ),
        Column("outcome", nw.Float64, Sentence("What was measured of the unit in the period.")),
        Column(
            "treated",
            nw.Int64,
            Sentence("1 where the pilot ran in this unit and period, else 0."),
        ),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)

PILOTS = Table(
    "pilots",
    Sentence("Where and when something was tried: one row per pilot and unit."),
    (
        Column("source_row", nw.Int64, Sentence("The row in the file."), nullable=False),
        Column("pilot_id", nw.String, Sentence("The pilot; empty if the file has one only.")),
        Column("name", nw.String, Sentence("The name to show.")),
        Column(
            "unit_kind",
            nw.String,
            Sentence("What tells units apart: `region`, `department`, `channel`."),
        ),
        Column("unit", nw.String, Sentence("The region, branch or team in which it ran.")),
        Column("starts_on", nw.Date, Sentence("The first day of the pilot in that unit.")),
        Column(
            "starts_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("ends_on", nw.Date, Sentence("The first day after it; empty while it runs.")),
        Column(
            "ends_day", nw.Int32, Sentence("The same date as days since 1970-01-01."), unit="days"
        ),
        Column("unreadable", nw.String, Sentence("What could not be read; empty if all could.")),
    ),
    key=("source_row",),
)

TABLES = (
    *(ORDER_LINES, CUSTOMERS, PRODUCTS, COSTS),
    *(CAMPAIGNS, CAMPAIGN_MEMBERS, CAMPAIGN_COSTS, PANEL, PILOTS),
)
