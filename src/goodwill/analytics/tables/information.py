"""Who they are, what is sold, and what was bought."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables.contract import Column, Table
from goodwill.language import Sentence

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
