"""The year ahead, month by month, ends where the portfolio's year does."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.value import nbd, paretonbd
from goodwill.analytics.value.outlook.fan import AHEAD, fan
from goodwill.analytics.value.outlook.lifetime import Outlook, outlook
from goodwill.analytics.value.outlook.portfolio import portfolio
from goodwill.analytics.value.paretonbd import Paretonbd
from goodwill.warehouse.duck import DuckWarehouse


def buyers(cost: float = 0.6) -> list[dict]:
    random = np.random.default_rng(11)
    rows = []
    for number in range(120):
        observed = int(random.integers(60, 700))
        repeats = int(random.poisson(observed / 90))
        last = int(random.integers(1, observed)) if repeats else 0
        gross = int(random.gamma(5, 2_000) * (repeats + 1)) + 1
        rows.append(
            {
                "customer_id": f"c{number:03d}",
                "repeats": repeats,
                "days_to_last": last,
                "days_observed": observed,
                "first_day": 20_000 - observed,
                "purchase_days": repeats + 1,
                "gross_minor": gross,
                "returned_minor": 0,
                "cost_minor": round(cost * gross),
            }
        )
    return rows


@pytest.fixture
def seen(duck_warehouse: DuckWarehouse) -> Outlook:
    return outlook(frame_of(duck_warehouse, None, buyers()), duck_warehouse.settle, family=nbd)


def test_the_last_step_is_the_year_of_the_portfolio(seen: Outlook) -> None:
    last = fan(seen)[-1]
    assert last.days == 365
    assert astuple(last.total) == pytest.approx(astuple(portfolio(seen).year), rel=1e-9)


def test_the_line_rises_and_the_band_opens(seen: Outlook) -> None:
    steps = fan(seen)
    assert [step.days for step in steps] == list(AHEAD)
    totals = [step.total for step in steps]
    assert all(total.low < total.value < total.high for total in totals)
    assert all(np.diff([total.value for total in totals]) > 0)
    assert all(np.diff([total.high - total.low for total in totals]) > 0)


def test_a_step_is_the_purchases_until_then_times_what_each_is_worth(
    duck_warehouse: DuckWarehouse,
) -> None:
    model = Paretonbd(r=0.6, alpha=50, s=1.2, beta=900)
    rows = frame_of(duck_warehouse, None, buyers())
    seen = outlook(rows, duck_warehouse.settle, family=paretonbd, model=model)
    (step,) = fan(seen, (60,))
    told = seen.customers.collect("pyarrow").to_pandas()
    history = (told["repeats"], told["days_to_last"], told["days_observed"])
    purchases = paretonbd.expected_purchases(model, 60, *(np.asarray(each) for each in history))
    each = told["spend_minor"] * told["margin_rate"] - told["serving_minor"]
    assert step.total.value == pytest.approx(float(purchases @ each), rel=1e-9)


def test_customers_worth_nothing_make_a_flat_line(duck_warehouse: DuckWarehouse) -> None:
    rows = frame_of(duck_warehouse, None, buyers(cost=1.0))
    steps = fan(outlook(rows, duck_warehouse.settle, family=nbd))
    assert np.isfinite([astuple(step.total) for step in steps]).all()
    assert abs(steps[-1].total.value) < 1
