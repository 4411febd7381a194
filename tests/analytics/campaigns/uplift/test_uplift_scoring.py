"""The engine says what NumPy says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from frames import frame_of, rows_of

from goodwill.analytics.campaigns.uplift import boosting
from goodwill.analytics.campaigns.uplift.designs import design
from goodwill.analytics.campaigns.uplift.learners import Learner, UpliftModel, learn
from goodwill.analytics.campaigns.uplift.scoring import scored
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

TOWNS = np.array(["香港", "Wien", None, "Graz"], dtype=object)


@pytest.fixture(autouse=True)
def a_few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five trees score as forty do, and are planned sooner."""
    monkeypatch.setattr(boosting, "TREES", 5)


def learnt(learner: Learner, *, amounts: bool = False) -> tuple[UpliftModel, dict[str, Any]]:
    rng = np.random.default_rng(5)
    n = 4_000
    columns: dict[str, Any] = {
        "age": np.where(rng.random(n) < 0.1, np.nan, rng.normal(40, 10, n)),
        "spent": rng.lognormal(5, 1, n),
        "town": rng.choice(TOWNS, n, p=[0.5, 0.3, 0.18, 0.02]),
    }
    w = (rng.random(n) < 0.6).astype(np.float64)
    chance = 0.2 + w * 0.2 * (columns["spent"] > 150) + 0.1 * (columns["town"] == "Wien")
    y = (rng.random(n) < chance).astype(np.float64) * (100 * columns["spent"] if amounts else 1)
    code = design(columns, ["town"])
    model = learn(code.matrix(columns), w, y, learner=learner, share=0.6, design=code)
    return model, columns


def asked(columns: dict[str, Any], n: int = 300) -> list[dict[str, Any]]:
    """A few of them, one with everything unknown and one from a town never seen."""
    rows = [
        {
            "customer_id": f"C{place:04}",
            "age": None if np.isnan(columns["age"][place]) else float(columns["age"][place]),
            "spent": float(columns["spent"][place]),
            "town": columns["town"][place],
        }
        for place in range(n)
    ]
    rows.append({"customer_id": "X1", "age": None, "spent": None, "town": None})
    rows.append({"customer_id": "X2", "age": 1e9, "spent": -1e9, "town": "Oslo"})
    return rows


def by_hand(model: UpliftModel, rows: list[dict[str, Any]]) -> list[float]:
    columns = {
        name: np.array([np.nan if row[name] is None else row[name] for row in rows])
        for name in ("age", "spent")
    }
    columns["town"] = np.array([row["town"] for row in rows], dtype=object)
    return [float(each) for each in model.effect(model.design.matrix(columns))]


def test_every_engine_scores_as_numpy_does(warehouse: Warehouse) -> None:
    """Trees, the link to a probability, levels, and what is not known."""
    model, columns = learnt(Learner.T_BOOSTING)
    rows = asked(columns)
    found = rows_of(scored(frame_of(warehouse, None, rows), model), "customer_id")
    assert [row["customer_id"] for row in found] == [row["customer_id"] for row in rows]
    assert [row["uplift"] for row in found] == pytest.approx(by_hand(model, rows), abs=1e-9)


@pytest.mark.parametrize("amounts", [False, True])
@pytest.mark.parametrize("learner", Learner)
def test_all_learners_are_scored(
    duck_warehouse: DuckWarehouse, learner: Learner, amounts: bool
) -> None:
    model, columns = learnt(learner, amounts=amounts)
    rows = asked(columns, 100)
    found = rows_of(scored(frame_of(duck_warehouse, None, rows), model), "customer_id")
    assert [row["uplift"] for row in found] == pytest.approx(
        by_hand(model, rows), rel=1e-9, abs=1e-9
    )


def test_the_other_columns_stay_and_an_old_score_is_replaced(
    duck_warehouse: DuckWarehouse,
) -> None:
    model, columns = learnt(Learner.T_LINEAR)
    rows = [row | {"uplift": 99.0, "arm": "A"} for row in asked(columns, 3)]
    frame = scored(frame_of(duck_warehouse, None, rows), model)
    assert frame.collect_schema().names() == [
        *("customer_id", "age", "spent", "town", "arm", "uplift"),
    ]
    assert all(row["uplift"] < 1 for row in rows_of(frame))
