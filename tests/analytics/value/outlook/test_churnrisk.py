"""Customers by the chance that they still are some, and how many will be silent for how long."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import narwhals as nw
import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.value import nbd
from goodwill.analytics.value.outlook.churnrisk import bands, figures, silences
from goodwill.analytics.value.outlook.worklists import GONE, WATCHED, about_to_be_lost
from goodwill.analytics.value.triples import triples
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

CAST = {
    "an": (1.0, 9_000),
    "bai": (0.95, 4_000),
    "chen": (0.949, 100),
    "dong": (0.8, 100),
    "er": (0.5, 600),
    "fu": (0.2, -300),
    "gao": (0.1, 50),
    "hu": (0.05, 10),
    "jia": (None, None),
}


def told(warehouse: Warehouse) -> Any:
    rows = [
        {"customer_id": name, "p_alive": p, "residual_value_minor": residual}
        for name, (p, residual) in CAST.items()
    ]
    return frame_of(warehouse, None, rows)


def test_everybody_with_a_forecast_is_in_one_band(warehouse: Warehouse) -> None:
    found = bands(told(warehouse))
    assert [band.customers for band in found] == [2, 2, 1, 2, 1]
    assert [band.residual_minor for band in found] == [13_000, 200, 600, -250, 10]
    assert (found[0].least, found[0].below) == (0.95, 1.0)


def test_only_gains_are_at_risk(duck_warehouse: DuckWarehouse) -> None:
    found = bands(told(duck_warehouse))
    assert [band.at_risk_minor for band in found] == [211, 30, 600, 450, 190]


def test_the_listed_bands_hold_the_list(duck_warehouse: DuckWarehouse) -> None:
    found = [band for band in bands(told(duck_warehouse)) if band.is_listed]
    assert (found[-1].least, found[0].below) == (GONE, WATCHED)
    listed = about_to_be_lost(told(duck_warehouse)).collect("pyarrow")
    assert sum(band.at_risk_minor for band in found) == sum(listed["value_at_risk_minor"])


def test_bands_without_customers_are_told_as_empty(duck_warehouse: DuckWarehouse) -> None:
    nobody = told(duck_warehouse).filter(nw.col("p_alive").is_null())
    assert [band.customers for band in bands(nobody)] == [0] * 5


def test_longer_silences_are_rarer_and_have_their_intervals() -> None:
    random = np.random.default_rng(5)
    repeats = random.poisson(3, 200)
    histories = triples(repeats, np.where(repeats > 0, 150, 0), np.full(200, 300))
    model = nbd.fit(histories.x, histories.t_x, histories.T, histories.weight)
    seen = SimpleNamespace(family=nbd, model=model, histories=histories)
    found = silences(seen)  # type: ignore[arg-type]
    expected = nbd.probability_of_no_purchase(model, 90, histories.x, histories.t_x, histories.T)
    assert found[0].value == pytest.approx(float(expected @ histories.weight))
    assert found[0].value > found[1].value > found[2].value
    assert all(0 <= total.low < total.value < total.high <= 200 for total in found)
    ninety, _, year = figures(found, seen, as_of=date(2025, 6, 30))  # type: ignore[arg-type]
    assert (ninety.n, ninety.cut, year.value) == (200, {"days": "90"}, found[2].value)
