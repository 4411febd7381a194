"""What is true, written beside what is seen, so that estimates can be judged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.baskets import Lines, Terms, expected_order_margin
from goodwill.demo.buying import REASONS, Lives, Orders, expected_orders
from goodwill.demo.columns import NEVER, Floats, Ints, dates, money, numbers, table, texts, words
from goodwill.demo.company import Company
from goodwill.demo.people import GROUP_NAMES, People
from goodwill.demo.serving import Served


def earned(company: Company, who: People, lines: Lines) -> tuple[Ints, Ints]:
    """Revenue and margin of each customer in fen, from lines without dirt."""
    margin = lines.amount - lines.quantity * company.products.cost[lines.product]
    return _summed(lines.customer, lines.amount, len(who)), _summed(
        lines.customer, margin, len(who)
    )


def spent(who: People, costs: Served) -> Ints:
    """Cost to serve of each customer in fen."""
    return _summed(costs.customer, costs.amount, len(who))


def customer_truth_table(
    company: Company,
    *,
    who: People,
    life: Lives,
    how: Terms,
    bought: Orders,
    lines: Lines,
    costs: Served,
) -> Any:
    """`truth/customer_truth.parquet` of one block.

    What was drawn (rates per year, regular, satisfaction, loss and its reason), what came
    of it (orders, revenue, margin, cost to serve, profit; no dirt, no orders cancelled),
    and what is to be expected of the 365 days after the as-of date (margin before cost to
    serve). Of those who never bought by then, life and expectation are null.
    """
    revenue, margin = earned(company, who, lines)
    cost = spent(who, costs)
    lost = np.where(life.alive_at(company.end_day), NEVER, 0)
    lost_on = np.where(lost == NEVER, NEVER, np.floor(np.minimum(life.death, company.end_day)))
    orders = expected_orders(company, who, life)
    return table(
        customer_id=texts(who.ids),
        segment=words(who.group, GROUP_NAMES),
        orders_a_year=life.rate,
        deaths_a_year=life.death_rate,
        regular=pa.array(life.regular),
        satisfaction=life.satisfaction,
        first_bought_on=dates(who.first),
        alive=pa.array(life.alive_at(company.end_day), mask=~who.bought),
        lost_on=dates(lost_on.astype(np.int64)),
        churn_reason=words(life.reason, REASONS),
        orders=numbers(np.bincount(bought.customer, minlength=len(who))),
        revenue=money(revenue),
        margin=money(margin),
        cost_to_serve=money(cost),
        profit=money(margin - cost),
        expected_orders_365=_where_known(orders),
        expected_margin_365=_where_known(
            np.round(orders * expected_order_margin(company, who, how) / 100, 2)
        ),
    )


def whale(profits: Ints, customers: int) -> dict[str, Any]:
    """The whale curve of all customers who bought or cost something, amounts as text.

    `profits` are in fen. Shares are of total profit and of these customers.
    """
    ranked = np.sort(profits)[::-1]
    total, n = int(ranked.sum()), len(ranked)
    best = int(ranked[: round(0.2 * n)].sum())
    worst = int(ranked[n - round(0.3 * n) :].sum())
    peak = int(ranked[ranked > 0].sum())
    return {
        "customers": customers,
        "customers_in_curve": n,
        "negative_customers": int((ranked < 0).sum()),
        "total_profit": _yuan(total),
        "peak_profit": _yuan(peak),
        "best_20_percent_profit": _yuan(best),
        "worst_30_percent_profit": _yuan(worst),
        "best_20_percent_share": _share(best, total),
        "peak_share": _share(peak, total),
        "negative_share": _share(int((ranked < 0).sum()), n),
    }


def _summed(customer: Ints, amounts: Ints, n: int) -> Ints:
    """Exact: doubles hold whole numbers up to 2⁵³ fen, ninety trillion yuan."""
    return np.bincount(customer, amounts, n).astype(np.int64)


def _where_known(values: Floats) -> Any:
    return pa.array(values, mask=np.isnan(values))


def _yuan(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
