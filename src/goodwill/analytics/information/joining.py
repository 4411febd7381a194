"""What other files add: product costs to the lines, costs to serve and attributes to customers.

A join here never drops money: costs that belong to no known customer are counted by
`unassigned_costs`, and customers who never bought are added with zeros.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import narwhals as nw

from goodwill.analytics.tables import Frame

Basis = Literal["profit", "margin", "revenue"]

THOUSANDTHS = 1000


def profit_basis(has_cost: bool, has_cost_to_serve: bool) -> Basis:
    """What `profit_minor` means on these data.

    `profit`: margin less cost to serve (VA01). `margin`: revenue less cost of goods, no
    cost to serve known. `revenue`: no cost of goods known; a cost to serve, where there is
    one, has still been taken off.
    """
    if not has_cost:
        return "revenue"
    return "profit" if has_cost_to_serve else "margin"


def with_product_costs(lines: Frame, products: Frame) -> Frame:
    """Fills what a line does not say from its product: cost, name, category and department.

    The cost is quantity × unit cost, rounded half away from zero to the minor unit; it
    stays empty where the quantity is.
    """
    known = products.select(
        "product_id",
        unit_cost=nw.col("unit_cost_minor"),
        product_name=nw.col("name"),
        product_category=nw.col("category"),
        product_department=nw.col("department"),
    )
    joined = lines.join(known, on="product_id", how="left")
    exact = nw.col("quantity_thousandths") * nw.col("unit_cost")
    size = (exact.abs() * 2 + THOUSANDTHS) // (2 * THOUSANDTHS)
    cost = nw.when(exact < 0).then(-size).otherwise(size).cast(nw.Int64)
    return joined.with_columns(
        cost_minor=nw.coalesce(nw.col("cost_minor"), cost),
        description=nw.coalesce("description", "product_name"),
        category=nw.coalesce("category", "product_category"),
        department=nw.coalesce("department", "product_department"),
    ).drop("unit_cost", "product_name", "product_category", "product_department")


def with_attributes(summaries: Frame, customers: Frame) -> Frame:
    """Adds the customers file: attributes to everyone, and with zeros those who never bought.

    An attribute named like a column of the summary is kept as `customer_<name>`.
    `is_listed` tells whether the customer is in the file.
    """
    ours = summaries.collect_schema().names()
    attributes = [name for name in customers.collect_schema().names() if name != "customer_id"]
    renamed = {name: f"customer_{name}" if name in ours else name for name in attributes}
    listed = customers.select(
        listed_id=nw.col("customer_id"), **{new: nw.col(old) for old, new in renamed.items()}
    )
    both = summaries.join(
        listed, left_on="customer_id", right_on="listed_id", how="full", suffix="_listed"
    )
    zeros = [nw.col(name).fill_null(0) for name in _COUNTED if name in ours]
    return both.with_columns(
        *zeros,
        customer_id=nw.coalesce("customer_id", "listed_id"),
        is_listed=~nw.col("listed_id").is_null(),
    ).drop("listed_id")


_COUNTED = (
    *("orders", "purchase_days", "lines", "units_thousandths", "repeats"),
    *("gross_minor", "returned_minor", "revenue_minor", "lines_without_cost"),
)


def with_costs(summaries: Frame, costs: Frame | None) -> Frame:
    """Adds `cost_to_serve_minor` and `profit_minor`; what the profit means, `profit_basis` says.

    Profit is margin, or revenue where no cost of goods is known, less cost to serve. With
    a costs file a customer it does not name has a cost to serve of 0; without one it is null.
    """
    worth = nw.coalesce("margin_minor", "revenue_minor")
    if costs is None:
        unknown = nw.lit(None, dtype=nw.Int64)
        return summaries.with_columns(cost_to_serve_minor=unknown, profit_minor=worth)
    by_customer = costs.filter(~nw.col("customer_id").is_null()).group_by("customer_id")
    sums = by_customer.agg(cost_to_serve_minor=nw.col("amount_minor").sum().cast(nw.Int64))
    joined = summaries.join(sums, on="customer_id", how="left")
    spent = nw.col("cost_to_serve_minor").fill_null(0)
    return joined.with_columns(cost_to_serve_minor=spent, profit_minor=worth - spent)


@dataclass(frozen=True)
class UnassignedCosts:
    """Costs that no customer bears: their rows and amount, and the rows with no amount at all."""

    rows: int
    amount_minor: int
    rows_without_amount: int


def unassigned_costs(summaries: Frame, costs: Frame) -> UnassignedCosts:
    """The costs of nobody or of customers unknown to `summaries`: profit leaves them out."""
    strangers = costs.join(summaries.select("customer_id"), on="customer_id", how="anti")
    amount = nw.col("amount_minor")
    found = strangers.select(
        rows=nw.len().cast(nw.Int64), amount_minor=amount.sum().cast(nw.Int64)
    ).collect("pyarrow")
    empty = costs.select(rows=amount.is_null().cast(nw.Int64).sum().cast(nw.Int64))
    without = empty.collect("pyarrow")["rows"][0]
    return UnassignedCosts(
        int(found["rows"][0]), int(found["amount_minor"][0] or 0), int(without or 0)
    )
