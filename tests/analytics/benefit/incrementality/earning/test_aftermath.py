"""After the campaign: brought forward, still working, or not to be told."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from analytics.benefit.incrementality.drawn import ORDERS, drawn, order
from frames import frame_of

from goodwill.analytics.benefit.incrementality.earning.aftermath import (
    Aftermath,
    aftermath,
    pull_forward_figure,
    sentence,
    watched_after,
)
from goodwill.analytics.benefit.incrementality.earning.offsets import together
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.numerics.moments import Moments, of_arrays
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

WINDOW = Window(100, 110)
RECEIPT = Receipt("CNY", date(2024, 3, 31))
ARMS = {"Ann": "post", "Bob": "post", "Cem": "control", "Dee": "control"}
BOUGHT = [
    order("Ann", 100, 1000, 400),
    order("Ann", 110, 300, 100),
    order("Ann", 129, 70, 20),
    order("Ann", 130, 9999, 0),  # beyond the last whole window
    order("Bob", 99, 9999, 0),  # before the campaign
    order("Cem", 115, 500, 100),
    order("Dee", 109, 90, 0),
    order("Dee", 125, 10, 40),
]


def test_windows_follow_each_other_as_far_as_the_orders_reach(proved_warehouse: Warehouse) -> None:
    found = watched_after(
        drawn(proved_warehouse, ARMS),
        frame_of(proved_warehouse, ORDERS, BOUGHT),
        window=WINDOW,
        last_day=135,
    )
    assert found.columns == ("during", "after_1", "after_2")
    assert found.keys == (("control",), ("post",))
    assert found.n.tolist() == [2, 2]
    assert found.mean.tolist() == [[45, 200, -15], [300, 100, 25]]


def simulated(later: float, seed: int = 12) -> Moments:
    """800 members an arm; the treated buy for 50 more, and `later` more in the window after."""
    draw = np.random.default_rng(seed)
    cells = []
    for arm, gain, after in (("control", 0.0, 0.0), ("post", 50.0, later)):
        spent = draw.gamma(2.0, 40.0, (800, 2)) + np.array([gain, after])
        cell = of_arrays(["during", "after_1"], spent)
        cells.append(Moments(cell.columns, ("arm",), ((arm,),), cell.n, cell.mean, cell.comoment))
    return cells[0].beside(cells[1])


def told(found: Aftermath) -> str:
    return str(sentence(found, pull_forward_figure(found, RECEIPT), WINDOW))


def test_what_was_only_brought_forward_is_found() -> None:
    found = aftermath(simulated(-25.0), "post", "control")
    pulled = found.pulled
    assert pulled.value is not None
    assert pulled.low is not None
    assert pulled.high is not None
    assert pulled.low < 0.5 < pulled.high
    assert pulled.value == pytest.approx(0.5, abs=0.15)
    assert "only brought forward: " in told(found)
    assert isinstance(found.during, Effect)
    assert isinstance(found.after[0].cumulated, Effect)
    assert isinstance(found.after[0].effect, Effect)
    assert found.after[0].cumulated.value == pytest.approx(
        found.during.value + found.after[0].effect.value
    )


def test_the_interval_holds_the_true_share_as_often_as_it_says() -> None:
    """400 simulated campaigns; 93 to 97 % is two standard errors about 95 %."""
    inside = 0
    for seed in range(400):
        pulled = aftermath(simulated(-25.0, seed), "post", "control").pulled
        assert pulled.low is not None
        assert pulled.high is not None
        inside += pulled.low <= 0.5 <= pulled.high
    assert 0.93 <= inside / 400 <= 0.97


def test_what_went_on_working_is_found() -> None:
    assert "went on working" in told(aftermath(simulated(25.0), "post", "control"))


def test_no_difference_afterwards_is_not_taken_for_proof() -> None:
    assert "no difference can be told" in told(aftermath(simulated(0.0), "post", "control"))


def test_without_a_sure_gain_no_share_of_it_is_told() -> None:
    found = aftermath(simulated(0.0), "control", "post")
    assert found.pulled.value is None
    assert "gained nothing" in told(found)


def test_before_a_whole_window_is_over_it_says_when_to_look_again(
    duck_warehouse: DuckWarehouse,
) -> None:
    frame = frame_of(duck_warehouse, ORDERS, BOUGHT)
    members = drawn(duck_warehouse, ARMS)
    early = watched_after(members, frame, window=WINDOW, last_day=115)
    found = aftermath(early, "post", "control")
    assert found.after == ()
    assert told(found).endswith("when the orders reach to Apr 30, 1970.")  # day 119


def test_an_arm_in_which_all_are_alike_is_refused_and_said(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, ORDERS, BOUGHT[:1])
    found = aftermath(
        watched_after(drawn(duck_warehouse, ARMS), frame, window=WINDOW, last_day=120),
        "post",
        "control",
    )
    assert isinstance(found.during, AnalyticsError)
    assert "same value" in str(found.pulled.reason)


def test_the_effect_on_a_sum_is_that_of_the_summed_columns() -> None:
    draw = np.random.default_rng(5)
    one, other = draw.gamma(2.0, 3.0, (60, 2)), draw.gamma(2.0, 2.0, (40, 2))
    names = ["during", "after_1"]
    both = together(of_arrays(names, one), of_arrays(names, other), names)
    whole = together(
        of_arrays(["sum"], one.sum(axis=1, keepdims=True)),
        of_arrays(["sum"], other.sum(axis=1, keepdims=True)),
        ["sum"],
    )
    assert (both.value, both.se, both.df) == pytest.approx((whole.value, whole.se, whole.df))
