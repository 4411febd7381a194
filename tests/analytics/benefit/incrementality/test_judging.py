"""What may be believed of an experiment: gates, effects, and p-values asked at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.benefit.incrementality.believing.enough import TooFewBuyers
from goodwill.analytics.benefit.incrementality.believing.heavytails import SKEWED
from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.benefit.incrementality.judging import Judged, judge
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.effects import Effect
from goodwill.warehouse import Warehouse
from goodwill.warehouse.duck import DuckWarehouse

BOUGHT = Metric("bought", Kind.SHARE)
SPENT = Metric("spent", Kind.AMOUNT, primary=True)


def drawn(
    n: int = 4000,
    *,
    seed: int = 4,
    holdout: float = 0.5,
    lift: float = 0.0,
    rate: float = 0.2,
    returned: float = 0.0,
    sigma: float = 0.8,
) -> list[dict[str, Any]]:
    """Members drawn by a coin; the treated buy more often by `lift`."""
    rng = np.random.default_rng(seed)
    treated = rng.random(n) >= holdout
    before = rng.gamma(1.0, 100.0, n)
    chance = rate * (1 + lift * treated) * (0.5 + before / 200)
    bought = rng.random(n) < np.minimum(chance, 1.0)
    spent = np.where(bought, np.round(rng.lognormal(8, sigma, n)), 0.0)
    spent = np.where(bought & (rng.random(n) < returned), -spent, spent)
    region = rng.choice(["华东", "华南", "North"], n)
    return [
        {
            "customer_id": f"C{k}",
            "arm": "treated" if treated[k] else "holdout",
            "bought": float(bought[k]),
            "spent": float(spent[k]),
            "before": float(before[k]),
            "region": str(region[k]),
        }
        for k in range(n)
    ]


def experiment(warehouse: Warehouse, rows: Sequence[dict[str, Any]], **more: Any) -> Experiment:
    told: dict[str, Any] = {"covariates": ("before",), "slices": ("region",)} | more
    members = frame_of(warehouse, None, rows)
    return Experiment(members, "holdout", ("treated",), (SPENT, BOUGHT), **told)


def effect(found: Judged, metric: str) -> Effect:
    best = found.best("treated", metric)
    assert isinstance(best, Effect)
    return best


def test_a_true_effect_is_found_and_adjusted_for_the_past(proved_warehouse: Warehouse) -> None:
    found = judge(experiment(proved_warehouse, drawn(lift=0.5)))
    assert found.withheld is None
    assert found.doubt is None
    plain = found.overall("treated", "spent").plain
    assert isinstance(plain, Effect)
    assert 0 < effect(found, "spent").se < plain.se
    assert effect(found, "bought").low > 0
    assert found.adjusted_p["treated", "spent"] < 0.01


def test_a_broken_ratio_withholds_and_says_where_members_are_missing(
    duck_warehouse: DuckWarehouse,
) -> None:
    rows = drawn()
    lost = [r for r in rows if r["arm"] == "holdout" or r["region"] != "华南" or r["bought"]]
    found = judge(experiment(duck_warehouse, lost, shares={"holdout": 0.5, "treated": 0.5}))
    assert found.withheld is not None
    ((cut, slices),) = found.lost
    assert cut == "region"
    assert slices[0].slice == "华南"
    assert slices[0].is_responsible


def test_arms_that_were_unlike_beforehand_are_in_doubt(duck_warehouse: DuckWarehouse) -> None:
    rows = drawn()
    swapped = [
        r | {"arm": "treated"} if r["before"] > 300 and k % 2 else r for k, r in enumerate(rows)
    ]
    found = judge(experiment(duck_warehouse, swapped, shares={}))
    assert found.doubt is not None
    assert "before" in str(found.doubt)


def test_money_of_a_small_holdout_gets_the_wider_interval(duck_warehouse: DuckWarehouse) -> None:
    rows = drawn(holdout=0.1, rate=0.3, sigma=1.2)
    found = judge(experiment(duck_warehouse, rows)).overall("treated", "spent")
    assert isinstance(found.plain, Effect)
    assert found.plain.method == SKEWED
    assert isinstance(found.adjusted, Undefined)


def test_money_of_too_few_buyers_is_refused_and_shares_are_not(
    duck_warehouse: DuckWarehouse,
) -> None:
    rows = drawn(n=1000, holdout=0.05)
    found = judge(experiment(duck_warehouse, rows), days=14)
    refused = found.overall("treated", "spent")
    assert isinstance(refused.plain, TooFewBuyers)
    assert refused.plain is refused.adjusted is refused.relative
    assert "more week" in str(refused.plain)
    assert isinstance(found.overall("treated", "bought").plain, Effect)
    assert ("treated", "spent") not in found.p


def test_some_losses_leave_an_interval_and_many_do_not(duck_warehouse: DuckWarehouse) -> None:
    few, many = (
        judge(
            experiment(duck_warehouse, drawn(holdout=0.1, rate=0.3, returned=returned, sigma=1.2))
        ).overall("treated", "spent")
        for returned in (0.05, 0.25)
    )
    assert isinstance(few.plain, Effect)
    assert isinstance(many.plain, Undefined)


def test_a_cap_counts_for_significance_and_not_for_money(duck_warehouse: DuckWarehouse) -> None:
    rows = drawn(lift=0.3)
    whole = experiment(duck_warehouse, rows)
    capped = replace(whole, metrics=(replace(SPENT, cap=2000.0), BOUGHT))
    with_cap, without = judge(capped), judge(whole)
    assert effect(with_cap, "spent").value == effect(without, "spent").value
    assert with_cap.p["treated", "spent"] != without.p["treated", "spent"]


def test_slices_asked_at_once_are_adjusted_for_it(duck_warehouse: DuckWarehouse) -> None:
    found = judge(experiment(duck_warehouse, drawn(lift=0.4)))
    places = [
        place
        for place, each in enumerate(found.comparisons)
        if each.slice_name == "region" and each.metric.name == "bought"
    ]
    assert len(places) == 3
    for place in places:
        best = found.comparisons[place].adjusted
        assert isinstance(best, Effect)
        assert found.slice_p[place] >= best.p


def test_variants_share_one_family(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        r | {"arm": r["arm"] if r["arm"] == "holdout" else ("A", "B")[k % 2]}
        for k, r in enumerate(drawn(lift=0.2))
    ]
    members = frame_of(duck_warehouse, None, rows)
    found = judge(Experiment(members, "holdout", ("A", "B"), (SPENT, BOUGHT), ("before",)))
    raw = sorted(found.p[arm, "spent"] for arm in ("A", "B"))
    adjusted = sorted(found.adjusted_p[arm, "spent"] for arm in ("A", "B"))
    assert adjusted[0] == pytest.approx(min(1, 2 * raw[0]))
