"""Plans worked out on a small company, without the command."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from frames import frame_of

from goodwill.analytics.campaigns.audiences.barring import CONTACTS
from goodwill.analytics.campaigns.planning import plan_from
from goodwill.report.campaign.plan.budgeting import budget_of
from goodwill.report.campaign.plan.earlier import earlier_assignment
from goodwill.report.campaign.plan.inputs import Inputs
from goodwill.report.campaign.plan.measuring import Planned, measure
from goodwill.report.campaign.plan.preparing import ready
from goodwill.warehouse.opening import Warehouse

Row = dict[str, Any]

TOP = """
campaign = "spring"
starts_on = 2025-03-01
days = 14
currency = "CNY"
"""
BELIEF = """
[costs]
per_contact = 0.5

[economics]
margin_per_order = 60

[expect]
lift_low = 0.0
lift_high = 0.4
baseline_rate = 0.2
orders_per_buyer = 1
order_margin_sd = 80
"""
BUDGET = """
[budget]
total = 10000

[budget.capacities]
calls = {units = 100}

[[budget.options]]
name = "Calls"
spend_now = 1000
points = [[1000, 5000], [5000, 12000]]
margin_se = 500
capacity = {calls = 0.04}

[[budget.options]]
name = "E-mail"
spend_now = 5000
best = 20000
half = 2000
"""


def customers(n: int = 400) -> list[Row]:
    """C000 …: classes A and B in turn, the last quarter without consent."""
    return [
        {
            "customer_id": f"C{at:04}",
            "name": f"顾客 {at}",
            "value_class": "AB"[at % 2],
            "value": float(at),
            "consent": "是" if at < 0.75 * n else "否",
        }
        for at in range(n)
    ]


def silent(_: object, __: float) -> None:
    """Progress that nobody watches."""


def planned(
    warehouse: Warehouse,
    text: str,
    *,
    rows: Sequence[Row] | None = None,
    contacts: Sequence[Row] | None = None,
    out: Path | None = None,
) -> Planned:
    """The plan of `text`, worked out; without rows no customers are given."""
    folder = out or warehouse.scratch / "nowhere"
    file = warehouse.scratch / "PLAN.toml"
    file.write_text(text, encoding="utf-8")
    plan = plan_from(tomllib.loads(text, parse_float=Decimal), "PLAN.toml")
    inputs = Inputs(
        plan=plan,
        file=file,
        customers=None if rows is None else frame_of(warehouse, None, rows),
        contacts=None if contacts is None else frame_of(warehouse, CONTACTS, contacts),
        budget=budget_of(plan, "PLAN.toml"),
        as_of=date(2025, 2, 20),
        earlier=earlier_assignment(folder),
    )
    return measure(ready(warehouse, inputs, silent), silent)
