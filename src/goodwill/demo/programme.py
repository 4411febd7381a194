# ruff: noqa: E501 - data, in the width that the eye compares best
"""The CRM programme of the simulated company: its benefits, flows, risks, delays and goals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.columns import NEVER, Ints, answers, dates, money, numbers, table, texts
from goodwill.demo.company import Company
from goodwill.demo.months import Months

PROGRAMME = "CRM 2026"
CUSTOMERS = 5_000
"""For so many customers are the amounts, in yuan."""
BENEFITS = (
    # id, department, owner, planned a month, share realised, grade, status
    ("BEN-01", "Marketing", "陈静", 14_000, 0.92, "A", "confirmed"),
    ("BEN-02", "Customer service", "刘洋", 9_500, 0.81, "C", "measured"),
    ("BEN-03", "North branch", "赵磊", 7_800, 1.08, "B", "confirmed"),
    ("BEN-04", "Key accounts", "孙丽", 12_500, 0.55, "D", "measured"),
    ("BEN-05", "Order desk", "周敏", 4_200, 0.0, "E", "planned"),
)
RAMP_MONTHS = 14
"""Planned benefits grow for so long before they are whole."""
FLOWS = (
    # alternative, benefits by year, costs by year, risk of benefits, risk of costs
    (None, (0, 520_000, 830_000, 990_000), (640_000, 210_000, 190_000, 195_000), 0.15, 0.10),
    ("Second call centre", (0, 310_000, 420_000, 460_000), (690_000, 190_000, 190_000, 190_000), 0.10, 0.08),
    ("Sales bonus only", (0, 190_000, 180_000, 150_000), (90_000, 140_000, 140_000, 140_000), 0.20, 0.05),
)  # fmt: skip
RISKS = (
    # id, kind, phase, owner, probability, impact, opened after, closed after (days)
    ("RSK-01", "vendor", "selection", "吴刚", 0.15, 260_000, 10, 190),
    ("RSK-02", "company", "implementation", "陈静", 0.40, 180_000, 60, None),
    ("RSK-03", "company", "implementation", None, 0.25, 120_000, 150, None),
    ("RSK-04", "partner", "implementation", "吴刚", 0.30, 90_000, 120, 420),
    ("RSK-05", "customer", "improvement", "刘洋", 0.10, 340_000, 300, None),
    ("RSK-06", "vendor", "improvement", "周敏", 0.20, 150_000, 500, None),
)
DELAYS = (
    # project, department, planned after, days late (None: not done), net benefit a month
    ("Data migration", "IT", 90, 47, 21_000),
    ("Mobile app", "Key accounts", 240, 0, 12_000),
    ("Service desk", "Customer service", 330, 92, 16_500),
    ("Loyalty programme", "Marketing", 520, 28, 9_000),
    ("Partner portal", "Export", 980, None, 7_500),
)
GOALS = (
    # goal, phase, department, due after, reached
    ("One record for each customer", "selection", "IT", 120, 1),
    ("All sales people use the CRM", "implementation", "Key accounts", 300, 1),
    ("First contact resolution of 60 %", "implementation", "Customer service", 420, 0),
    ("Churn down by 2 points", "improvement", "Marketing", 700, 0),
    ("Order errors below 3 %", "improvement", "Order desk", 700, 1),
    ("Win rate of 55 %", "improvement", "East branch", 800, 0),
    ("Payback", "improvement", "IT", 1080, None),
)


def results_table(company: Company, span: Months) -> Any:
    """`benefit_results.parquet`: what each benefit was to bring and brought, month by month."""
    rng, scale = company.whole("programme"), company.customers / CUSTOMERS
    rows = [(row, month) for month in range(len(span)) for row in BENEFITS]
    ramp = np.array([min(1.0, (month + 1) / RAMP_MONTHS) for _, month in rows])
    planned = np.array([row[3] for row, _ in rows]) * 100 * scale * ramp
    share = np.array([row[4] for row, _ in rows]) * rng.uniform(0.85, 1.15, len(rows))
    status = [row[6] if month < len(span) - 2 else "planned" for row, month in rows]
    realised = np.rint(planned * share).astype(np.int64)
    return table(
        programme=texts([PROGRAMME] * len(rows)),
        benefit_id=texts([row[0] for row, _ in rows]),
        department=texts([row[1] for row, _ in rows]),
        owner=texts([row[2] for row, _ in rows]),
        status=texts(status),
        grade=texts([row[5] for row, _ in rows]),
        period_on=dates(span.days[[month for _, month in rows]]),
        planned=money(np.rint(planned).astype(np.int64)),
        realised=money(np.where(np.array(status) == "planned", 0, realised)),
        currency=texts(["CNY"] * len(rows)),
    )


def flows_table(company: Company) -> Any:
    """`programme_flows.parquet`: the programme, and the alternatives that were not chosen."""
    rows = [(flow, year) for flow in FLOWS for year in range(len(flow[1]))]
    return table(
        programme=texts([PROGRAMME] * len(rows)),
        alternative=texts([flow[0] for flow, _ in rows]),
        year=numbers(np.array([year for _, year in rows])),
        benefit=money(in_fen(company, [flow[1][year] for flow, year in rows])),
        cost=money(in_fen(company, [flow[2][year] for flow, year in rows])),
        benefit_risk=np.array([flow[3] for flow, _ in rows]),
        cost_risk=np.array([flow[4] for flow, _ in rows]),
        currency=texts(["CNY"] * len(rows)),
    )


def risks_table(company: Company) -> Any:
    """`risks.parquet`: those found by the as-of date; one has no owner."""
    rows = [row for row in RISKS if company.start_day + row[6] < company.end_day]
    return table(
        risk_id=texts([row[0] for row in rows]),
        kind=texts([row[1] for row in rows]),
        phase=texts([row[2] for row in rows]),
        project=texts([PROGRAMME] * len(rows)),
        owner=texts([row[3] for row in rows]),
        probability=pa.array([row[4] for row in rows], pa.float64()),
        impact=money(in_fen(company, [row[5] for row in rows])),
        opened_on=dates(_after(company, [row[6] for row in rows])),
        closed_on=dates(_after(company, [row[7] for row in rows])),
        currency=texts(["CNY"] * len(rows)),
    )


def delays_table(company: Company) -> Any:
    """`delays.parquet`: what came late, and one that has not come yet."""
    done = [None if row[3] is None else row[2] + row[3] for row in DELAYS]
    return table(
        project=texts([row[0] for row in DELAYS]),
        department=texts([row[1] for row in DELAYS]),
        planned_on=dates(company.start_day + np.array([row[2] for row in DELAYS])),
        done_on=dates(_after(company, done)),
        monthly=money(in_fen(company, [row[4] for row in DELAYS])),
        currency=texts(["CNY"] * len(DELAYS)),
    )


def goals_table(company: Company) -> Any:
    """`goals.parquet`: open where they are not due yet."""
    due = company.start_day + np.array([row[3] for row in GOALS])
    reached = np.array([NEVER if row[4] is None else row[4] for row in GOALS])
    return table(
        goal=texts([row[0] for row in GOALS]),
        phase=texts([row[1] for row in GOALS]),
        department=texts([row[2] for row in GOALS]),
        due_on=dates(due),
        reached=answers(np.where(due < company.end_day, reached, NEVER)),
    )


def in_fen(company: Company, yuan: Sequence[int]) -> Ints:
    """Yuan for 5,000 customers as fen for those of the company."""
    scaled = np.array(yuan, np.float64) * 100 * company.customers / CUSTOMERS
    return np.rint(scaled).astype(np.int64)


def _after(company: Company, days: list[int | None]) -> Ints:
    """Days after the opening; `NEVER` for none and for those still to come."""
    day = np.array([NEVER if each is None else company.start_day + each for each in days])
    return np.where(day < company.end_day, day, NEVER)
