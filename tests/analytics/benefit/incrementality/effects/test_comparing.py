"""Every arm, metric and slice is compared, and what cannot be is said beside the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from frames import frame_of

from goodwill.analytics.benefit.incrementality.effects import (
    adjusting,
    comparing,
    means,
    proportions,
    ratios,
)
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison
from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.numerics.moments import moments
from goodwill.warehouse import Warehouse
from goodwill.warehouse.duck import DuckWarehouse

BOUGHT = Metric("bought", Kind.SHARE, primary=True)
REVENUE = Metric("revenue", Kind.AMOUNT)
PER_ORDER = Metric("revenue", Kind.AMOUNT, per="orders")
REGIONS = ["苏州", "上海", None]


def members(n: int = 300) -> list[dict[str, Any]]:
    """A third each in control, letter and call; one call in region 'far'."""
    rows = []
    for i in range(n):
        arm = ("control", "letter", "call")[i * 7 % 3]
        before = i * 37 % 101
        orders = int(i * 53 % 89 < 30 + 20 * (arm != "control")) * (1 + i % 2)
        rows.append(
            {
                "customer_id": f"C{i}",
                "arm": arm,
                "bought": int(orders > 0),
                "orders": orders,
                "revenue": orders * (500 + 40 * before),
                "before": before,
                "region": REGIONS[i * 11 % 97 % 3],
                "value_class": "AB"[i * 13 % 31 % 2],
                "household": f"H{i // 6}",
            }
        )
    return [*rows, {**rows[0], "customer_id": "F", "arm": "call", "region": "far"}]


def experiment(warehouse: Warehouse, rows: list[dict[str, Any]] | None = None) -> Experiment:
    return Experiment(
        frame_of(warehouse, None, rows or members()),
        control="control",
        treated=("letter", "call"),
        metrics=(BOUGHT, REVENUE, PER_ORDER),
        covariates=("before",),
        slices=("region", "value_class"),
    )


def of(found: tuple[Comparison, ...], metric: Metric, arm: str, *cut: str | None) -> Comparison:
    name, value = cut or (None, None)
    (one,) = (
        c
        for c in found
        if (c.metric, c.arm, c.slice_name, c.slice_value) == (metric, arm, name, value)
    )
    return one


def test_every_arm_metric_and_slice_is_compared(warehouse: Warehouse) -> None:
    asked = experiment(warehouse)
    passes = comparing.moments_of(asked)
    assert [part.by for part in passes] == [("arm", "value_class", "region")]
    found = comparing.compared(passes, asked)
    cuts = [(c.slice_name, c.slice_value) for c in found if (c.metric, c.arm) == (BOUGHT, "call")]
    assert cuts == [
        (None, None),
        ("region", "far"),
        ("region", "上海"),
        ("region", "苏州"),
        ("region", None),
        ("value_class", "A"),
        ("value_class", "B"),
    ]
    assert len(found) == 2 * 3 * len(cuts)
    assert all(isinstance(c.plain, Effect) for c in found if c.slice_value != "far")


def test_each_metric_is_compared_as_suits_it(duck_warehouse: DuckWarehouse) -> None:
    asked = experiment(duck_warehouse)
    found = comparing.compared(comparing.moments_of(asked), asked)
    columns = ["bought", "revenue", "orders", "before"]
    cells = moments(asked.members, columns, ["arm", "value_class"])
    slice_a = cells.where(value_class="A")
    for cut, arms in (((), cells.merged("arm")), (("value_class", "A"), slice_a)):
        letter, control = arms.where(arm="letter"), arms.where(arm="control")
        share = of(found, BOUGHT, "letter", *cut)
        assert same(share.plain, proportions.difference(letter, control, "bought"))
        assert same(share.relative, proportions.lift(letter, control, "bought"))
        assert same(share.adjusted, adjusting.adjusted(letter, control, "bought", ["before"]))
        revenue = of(found, REVENUE, "letter", *cut)
        assert same(revenue.plain, means.difference(letter, control, "revenue"))
        per_order = of(found, PER_ORDER, "letter", *cut)
        assert same(per_order.plain, ratios.difference(letter, control, "revenue", "orders"))
        assert same(
            per_order.adjusted,
            adjusting.adjusted(letter, control, "revenue", ["before"], per="orders"),
        )


def same(one: object, other: Effect) -> bool:
    assert isinstance(one, Effect)
    assert (one.value, one.se, one.low, one.high, one.p) == pytest.approx(
        (other.value, other.se, other.low, other.high, other.p), rel=1e-9
    )
    return str(one.method) == str(other.method)


def test_a_slice_that_cannot_be_compared_says_why(duck_warehouse: DuckWarehouse) -> None:
    asked = experiment(duck_warehouse)
    found = comparing.compared(comparing.moments_of(asked), asked)
    far = of(found, REVENUE, "call", "region", "far")
    for outcome in (far.plain, far.adjusted, far.relative):
        assert isinstance(outcome, TooFew)
        assert outcome.needed == 2
    assert isinstance(of(found, REVENUE, "call").plain, Effect)


def test_no_covariates_no_adjustment(duck_warehouse: DuckWarehouse) -> None:
    asked = replace(experiment(duck_warehouse), covariates=(), slices=())
    found = comparing.compared(comparing.moments_of(asked), asked)
    assert len(found) == 2 * 3
    assert [c.adjusted for c in found] == [None] * 6


def test_nobody_bought_anything(duck_warehouse: DuckWarehouse) -> None:
    rows = [{**row, "bought": 0, "revenue": 0, "orders": 0} for row in members()]
    asked = experiment(duck_warehouse, rows)
    found = comparing.compared(comparing.moments_of(asked), asked)
    share = of(found, BOUGHT, "letter")
    assert isinstance(share.plain, Effect)
    assert (share.plain.value, share.plain.p) == (0, 1)
    for metric in (REVENUE, PER_ORDER):
        one = of(found, metric, "letter")
        for outcome in (one.plain, one.adjusted, one.relative):
            assert isinstance(outcome, AnalyticsError)


def test_slices_that_would_cross_into_too_many_cells_take_passes_of_their_own(
    duck_warehouse: DuckWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = experiment(duck_warehouse)
    together = comparing.compared(comparing.moments_of(asked), asked)
    monkeypatch.setattr(comparing, "MOST_CELLS", 8)
    passes = comparing.moments_of(asked)
    assert [part.by for part in passes] == [("arm", "value_class"), ("arm", "region")]
    apart = comparing.compared(passes, asked)
    assert [(c.metric, c.arm, c.slice_name, c.slice_value) for c in apart] == [
        (c.metric, c.arm, c.slice_name, c.slice_value) for c in together
    ]
    for one, other in zip(together, apart, strict=True):
        if isinstance(other.plain, Effect):
            assert same(one.plain, other.plain)


def test_households_drawn_as_a_whole_are_counted_as_such(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        {**row, "arm": "letter" if int(row["household"][1:]) % 2 else "control"}
        for row in members()
    ]
    asked = replace(experiment(duck_warehouse, rows), treated=("letter",), cluster="household")
    found = comparing.compared(comparing.moments_of(asked), asked)
    whole = of(found, REVENUE, "letter")
    assert isinstance(whole.plain, Effect)
    assert isinstance(whole.adjusted, Effect)
    assert whole.plain.n_treated == whole.plain.n_control == 25
    assert whole.plain.df == whole.adjusted.df == 48
    sliced = of(found, BOUGHT, "letter", "region", "苏州")
    assert isinstance(sliced.plain, Effect)
    assert sliced.plain.n_treated <= 25


def test_households_in_two_arms_are_refused(duck_warehouse: DuckWarehouse) -> None:
    asked = replace(experiment(duck_warehouse), cluster="household")
    with pytest.raises(Undefined, match="in more than one arm"):
        comparing.moments_of(asked)
