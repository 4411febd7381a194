"""The documented plan, from its text to arms and a forecast, on a company made for it."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import narwhals as nw
import numpy as np
from frames import frame_of, rows_of

from goodwill.analytics.campaigns import planning
from goodwill.analytics.campaigns.assigning import assigned
from goodwill.analytics.campaigns.audiences import audience_figures
from goodwill.analytics.campaigns.audiences.audience import Audience, audience, needed_hashes
from goodwill.analytics.campaigns.audiences.barring import CAMPAIGN_HASH, CONTACTS
from goodwill.analytics.campaigns.catalogue import DEFINITIONS
from goodwill.analytics.campaigns.foretelling import forecast_figures
from goodwill.analytics.campaigns.foretelling.facts import earlier_facts
from goodwill.analytics.campaigns.foretelling.forecasting import forecast
from goodwill.analytics.figure import from_json
from goodwill.analytics.tables import Frame
from goodwill.warehouse.duck import DuckWarehouse

STARTS = (date(2025, 3, 1) - date(1970, 1, 1)).days
N = 3_000


def plan() -> planning.Plan:
    lines = (planning.__doc__ or "").splitlines()
    text = "\n".join(line[4:] for line in lines if line.startswith("    "))
    return planning.plan_from(tomllib.loads(text, parse_float=Decimal), "PLAN.toml")


def company() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    rng = np.random.default_rng(2)
    towns, stages = ["上海", "北京", "广州"], ["repeat", "first", "prospect"]
    customers = [
        {
            "customer_id": f"C{at:04}",
            "region": towns[rng.integers(3)],
            "residual_value_minor": int(rng.gamma(2, 60_000)),
            "last_on": date(2025, 1, 1) if rng.random() < 0.9 else None,
            "stage": stages[rng.integers(3)],
            "value_class": "ABCN"[rng.integers(4)],
            "email_consent": "是" if rng.random() < 0.8 else None,
            "opted_out": "yes" if rng.random() < 0.05 else "no",
            "channel": rng.choice(["email", "phone"]) if rng.random() < 0.3 else None,
            "is_supplier": bool(rng.random() < 0.02),
        }
        for at in range(N)
    ]
    orders = [
        {
            "customer_id": f"C{rng.integers(N):04}",
            "day": STARTS - int(rng.integers(1, 150)),
            "margin_minor": int(rng.gamma(2, 3000)),
        }
        for _ in range(3 * N)
    ]
    contacts = [
        {
            "customer_id": f"C{rng.integers(N):04}",
            "contacted_on": date(2025, 2, int(rng.integers(1, 28))),
            "purpose": ["care", "promotion"][rng.integers(2)],
        }
        for _ in range(500)
    ]
    return customers, orders, contacts


def drawn(warehouse: DuckWarehouse, *, backwards: bool = False) -> tuple[Audience, Frame, Frame]:
    customers, orders, contacts = company()
    held = frame_of(
        warehouse, None, [{"customer_id": row["customer_id"]} for row in customers[:100]]
    )
    step = -1 if backwards else 1
    frame, planned = frame_of(warehouse, None, customers[::step]), plan()
    for name, seed in needed_hashes(planned).items():
        frame = warehouse.hashed(frame, "customer_id", seed, name)
    found = audience(
        frame,
        planned,
        "PLAN.toml",
        contacts=frame_of(warehouse, CONTACTS, contacts[::step]),
        holdouts={"winter/members.csv": held},
        settle=warehouse.settle,
    )
    inside = found.customers.filter(nw.col("in_audience"))
    members = warehouse.settle(assigned(inside, planned.arms, hashed=CAMPAIGN_HASH))
    return found, members, frame_of(warehouse, None, orders)


def test_the_documented_plan_leads_to_arms_and_a_forecast(duck_warehouse: DuckWarehouse) -> None:
    found, members, orders = drawn(duck_warehouse)
    rows = rows_of(members, "customer_id")
    assert len(rows) == found.size > 300
    arms = {arm: sum(row["arm"] == arm for row in rows) for arm in ("holdout", "A", "B")}
    classes = len({row["value_class"] for row in rows})
    for arm, share in plan().arms.shares.items():
        assert abs(arms[arm] - share * len(rows)) <= classes
    assert {row["email_consent"] for row in rows} == {"是"}
    assert {row["region"] for row in rows} == {"上海", "北京"}
    facts = earlier_facts(members, orders, until_day=STARTS, days=42, before_days=90, customers=N)
    told = forecast(plan(), facts)
    figures = [
        *audience_figures.figures(found, plan(), as_of=date(2025, 2, 1)),
        *forecast_figures.figures(told, as_of=date(2025, 2, 1)),
    ]
    for figure in figures:
        plain = json.loads(json.dumps(figure.to_json()))
        assert from_json(plain, DEFINITIONS[figure.definition.id]).value == figure.value
    assert sum(each.value is not None for each in figures) > 20


def test_the_order_of_rows_changes_no_place_and_no_arm(duck_warehouse: DuckWarehouse) -> None:
    told = []
    for backwards in (False, True):
        found, members, _ = drawn(duck_warehouse, backwards=backwards)
        places = found.customers.select("customer_id", "standing", "reasons")
        told.append(
            (
                rows_of(members.select("customer_id", "arm"), "customer_id"),
                rows_of(places, "customer_id"),
                found.funnel,
            )
        )
    assert told[0] == told[1]
