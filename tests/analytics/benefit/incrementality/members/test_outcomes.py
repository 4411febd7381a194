"""What members did in the campaign's time: summed by hand, and nothing known too early."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from analytics.benefit.incrementality.drawn import ORDERS, order, rows_drawn
from frames import frame_of, rows_of

from goodwill.analytics.benefit.incrementality.experiment import Kind, Metric
from goodwill.analytics.benefit.incrementality.members.membership import IdsDoNotMatch, membership
from goodwill.analytics.benefit.incrementality.members.outcomes import Outcomes, Setting, outcomes
from goodwill.analytics.benefit.incrementality.members.stated import (
    Stated,
    experiment_as_stated,
    kinds,
)
from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.moments import moments
from goodwill.analytics.tables import CAMPAIGN_MEMBERS, Frame
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ARMS = {"Ann": "post", "Bob": "post", "Cem": "control", "Dee": "control", "李娜": "control"}
BOUGHT = [
    order("Ann", 90, 1000, 400),
    order("Ann", 100, 2000, 900),  # the first day counts
    order("Ann", 109, 500, 600),  # sold below cost
    order("Ann", 110, 9999, 1),  # the first day after does not
    order("Bob", 95, 700, 100),  # drawn on 95: no more known before
    order("Bob", 94, 300, 100),
    order("Bob", 105, 0, 0, gross=800),  # all of it came back: no purchase
    order("Cem", 40, 5000, 1),  # longer ago than one looks back
    order("Cem", 99, 0, 0, gross=600),  # came back later, which nobody knew then
    order("Cem", 105, 1500, 500),
    order("Dee", 104, -300, -100),  # brought back without a sale
    order("Zoe", 105, 7777, 7),  # no member
]


def measured(
    warehouse: Warehouse,
    orders: Sequence[dict[str, Any]],
    setting: Setting,
    arms: dict[str, str] = ARMS,
    **more: dict[str, Any],
) -> Outcomes:
    rows = frame_of(warehouse, CAMPAIGN_MEMBERS, rows_drawn(arms, **more))
    read = membership(rows, warehouse.settle)
    return outcomes(
        read.of(),
        frame_of(warehouse, ORDERS, orders),
        control=read.control(),
        treated=read.treated(),
        setting=setting,
        settle=warehouse.settle,
    )


SETTING = Setting(Window(100, 110), before_days=50)


def test_each_member_has_what_it_did_and_what_was_known_before(warehouse: Warehouse) -> None:
    found = measured(warehouse, BOUGHT, SETTING, assigned_day={"Bob": 95, "Ann": 102})
    rows = {row["customer_id"]: row for row in rows_of(found.experiment.members)}
    told = ("arm", "buyers", "orders", "revenue_minor", "margin_minor")
    assert {name: tuple(row[key] for key in told) for name, row in rows.items()} == {
        "Ann": ("post", 1, 2, 2500, 1000),
        "Bob": ("post", 0, 0, 0, 0),
        "Cem": ("control", 1, 1, 1500, 1000),
        "Dee": ("control", 0, 0, -300, -200),
        "李娜": ("control", 0, 0, 0, 0),
    }
    before = ("before_orders", "before_revenue_minor", "before_bought", "before_days_since")
    assert {name: tuple(row[key] for key in before) for name, row in rows.items()} == {
        "Ann": (1, 1000, 1, 10),
        "Bob": (1, 300, 1, 1),
        "Cem": (1, 600, 1, 1),
        "Dee": (0, 0, 0, 50),
        "李娜": (0, 0, 0, 50),
    }
    assert rows["Ann"]["before_log_revenue"] == pytest.approx(np.log1p(1000))
    assert rows["Dee"]["before_log_orders"] == 0
    assert {each.code: each.n for each in found.findings} == {"never_ordered": 1}
    kinds_of = {metric.name: (metric.kind, metric.primary) for metric in found.experiment.metrics}
    assert kinds_of == {
        "buyers": (Kind.SHARE, False),
        "orders": (Kind.COUNT, False),
        "revenue_minor": (Kind.AMOUNT, False),
        "margin_minor": (Kind.AMOUNT, True),
    }
    means = moments(found.experiment.members, ["margin_minor"], ["arm"])
    assert means.mean[:, 0].tolist() == pytest.approx([800 / 3, 500])


def test_what_happens_from_the_draw_on_changes_nothing_known_before(
    duck_warehouse: DuckWarehouse,
) -> None:
    """Later orders, and later returns of earlier ones, must not leak into the covariates."""
    later = [
        {**row, "amount_minor": -5, "is_purchase": False} if row["day"] < 100 else row
        for row in [*BOUGHT, order("Dee", 100, 10_000), order("李娜", 109, 1)]
    ]
    before = []
    for orders in (BOUGHT, later):
        found = measured(duck_warehouse, orders, SETTING, assigned_day={"Bob": 95})
        kept = found.experiment.members.select("customer_id", *found.experiment.covariates)
        before.append(rows_of(kept, "customer_id"))
    assert before[0] == before[1]


def test_each_member_can_have_a_window_of_its_own(duck_warehouse: DuckWarehouse) -> None:
    assigned = {"Ann": 100, "Bob": 90, "Cem": 101, "Dee": 108}
    setting = Setting(Window(80, 120, days=6), before_days=50, last_day=110)
    found = measured(duck_warehouse, BOUGHT, setting, assigned_day=assigned)
    rows = {row["customer_id"]: row for row in rows_of(found.experiment.members)}
    assert {name: row["revenue_minor"] for name, row in rows.items()} == {
        "Ann": 2000,
        "Bob": 1000,
        "Cem": 1500,
    }
    assert {each.code: each.n for each in found.findings} == {
        "undated": 1,  # 李娜
        "not_yet_watched": 1,  # Dee
        "short_history": 10,
    }


def test_without_any_cost_margin_is_left_out_and_said_so(duck_warehouse: DuckWarehouse) -> None:
    bare = [{**row, "cost_minor": None, "lines_without_cost": 1} for row in BOUGHT]
    found = measured(duck_warehouse, bare, SETTING)
    assert not found.has_margin
    assert [metric.name for metric in found.experiment.metrics if metric.primary] == [
        "revenue_minor"
    ]
    assert "margin_minor" not in found.experiment.members.collect_schema().names()
    assert "no_margin" in {each.code for each in found.findings if each.is_alarm}


def test_lines_without_a_cost_are_counted(duck_warehouse: DuckWarehouse) -> None:
    found = measured(duck_warehouse, [*BOUGHT, order("Ann", 103, 50, None)], SETTING)
    odd = next(each for each in found.findings if each.code == "lines_without_cost")
    assert (odd.n, odd.is_alarm) == (1, True)


def test_a_campaign_beyond_the_data_is_cut_short_or_refused(duck_warehouse: DuckWarehouse) -> None:
    found = measured(duck_warehouse, BOUGHT, Setting(Window(100, 131)))
    assert found.window == Window(100, 111)
    assert "11 of 31 days" in str(found.findings[0].sentence)
    late = measured(duck_warehouse, BOUGHT, Setting(Window(39, 110))).findings[0]
    assert (late.code, late.n, late.is_alarm) == ("begins_late", 1, True)
    with pytest.raises(Undefined, match="nothing is known yet"):
        measured(duck_warehouse, BOUGHT, Setting(Window(111, 131)))
    with pytest.raises(Undefined, match="begin only on"):
        measured(duck_warehouse, BOUGHT, Setting(Window(30, 40)))
    with pytest.raises(Undefined, match="no time at all"):
        measured(duck_warehouse, BOUGHT, Setting(Window(100, 100)))
    with pytest.raises(TooFew):
        measured(duck_warehouse, [], SETTING)


def test_ids_that_do_not_match_are_refused_with_examples(duck_warehouse: DuckWarehouse) -> None:
    arms = {f"{n:05d}": "control" if n % 2 else "post" for n in range(1, 41)}
    orders = [order(str(n), 105, 100) for n in range(1, 41)]
    with pytest.raises(IdsDoNotMatch, match="leading zeros") as refusal:
        measured(duck_warehouse, orders, SETTING, arms)
    assert "00001" in str(refusal.value)
    strangers = [order(f"x{n}", 105, 100) for n in range(40)]
    with pytest.raises(IdsDoNotMatch, match="Only 0 of 40 members"):
        measured(duck_warehouse, strangers, SETTING, arms)
    prospects = Setting(Window(100, 110), fewest_known=0)
    found = measured(duck_warehouse, strangers, prospects, arms)
    assert ("never_ordered", 40) in {(each.code, each.n) for each in found.findings}


def test_a_file_may_state_the_outcomes_itself(duck_warehouse: DuckWarehouse) -> None:
    rows = rows_drawn(
        {"Ann": "post", "Bob": "control", "Cem": "control"},
        visit={"Ann": 1, "Bob": 0, "Cem": 1},
        spend={"Ann": 29.99, "Bob": 0.0, "Cem": 1.1},
        history={"Ann": 5, "Cem": 7},
        region={"Ann": "北", "Bob": "南", "Cem": "北"},
    )
    read = membership(frame_of(duck_warehouse, CAMPAIGN_MEMBERS, rows), duck_warehouse.settle)
    found = kinds(read.members, ["visit", "spend", "history"])
    assert found == {"visit": Kind.SHARE, "spend": Kind.AMOUNT, "history": Kind.COUNT}
    metrics = (Metric("visit", Kind.SHARE, primary=True), Metric("spend", Kind.AMOUNT))
    experiment, odd = experiment_as_stated(
        read.of(),
        control="control",
        treated=["post"],
        stated=Stated(metrics, ("history",), {"spend": 2}),
        slices=["region"],
        settle=duck_warehouse.settle,
    )
    assert experiment.covariates == ("history", "history_known")
    assert [(each.code, each.n) for each in odd] == [("covariate_unknown", 1)]
    rows = rows_of(experiment.members, "customer_id")
    assert [(row["visit"], row["spend"], row["history"]) for row in rows] == [
        (1, 2999, 5),
        (0, 0, 0),
        (1, 110, 7),
    ]
    assert experiment_as_stated(
        read.of(),
        control="control",
        treated=["post"],
        stated=Stated(metrics[:1], ("spend",)),
        settle=duck_warehouse.settle,
    )[0].covariates == ("spend",)
    with pytest.raises(Undefined, match="history is empty or no number for 1 member"):
        experiment_as_stated(
            read.of(),
            control="control",
            treated=["post"],
            stated=Stated((Metric("history", Kind.COUNT),)),
            settle=duck_warehouse.settle,
        )
    with pytest.raises(Undefined, match="no column clicks"):
        kinds(read.members, ["clicks"])


def simulated(
    warehouse: DuckWarehouse, lift: float, members: int = 6000
) -> tuple[Frame, dict[str, str]]:
    """Members of whom 10 % buy for 1,000, and of the treated `lift` more."""
    draw = np.random.default_rng(20240104)
    arms = {f"c{n}": "post" if draw.random() < 0.5 else "control" for n in range(members)}
    rate = {"post": 0.1 + lift, "control": 0.1}
    orders = [order(name, 20, 1000, 600) for name in arms if draw.random() < 0.3]
    orders += [order(name, 105, 1000, 600) for name, a in arms.items() if draw.random() < rate[a]]
    return frame_of(warehouse, ORDERS, orders), arms


def test_a_known_lift_comes_back(duck_warehouse: DuckWarehouse) -> None:
    orders, arms = simulated(duck_warehouse, 0.05)
    rows = frame_of(duck_warehouse, CAMPAIGN_MEMBERS, rows_drawn(arms))
    read = membership(rows, duck_warehouse.settle)
    found = outcomes(
        read.of(),
        orders,
        control=read.control(),
        treated=read.treated(),
        setting=Setting(Window(100, 110)),
        settle=duck_warehouse.settle,
    )
    means = moments(found.experiment.members, ["buyers", "margin_minor"], ["arm"])
    lift = means.mean[1] - means.mean[0]
    assert means.keys == (("control",), ("post",))
    # Three standard errors of a difference of two shares of 3,000.
    assert lift[0] == pytest.approx(0.05, abs=0.027)
    assert lift[1] == pytest.approx(400 * lift[0])
