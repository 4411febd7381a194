"""What more retention would do, asked of a model whose answer is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from goodwill.analytics.errors import Undefined
from goodwill.analytics.value.outlook import slowerleaving
from goodwill.analytics.value.outlook.slowerleaving import Scenario

ON = date(2024, 12, 31)


def exponential(rate: float, annual: float = 0.1) -> Scenario:
    """Everybody leaves at one rate and brings 100 a year while there."""
    delta = np.log1p(annual)
    return Scenario(
        lambda factor: float(np.exp(-rate * factor)),
        lambda factor: float(100 / (rate * factor + delta)),
    )


def test_through_a_model_retention_rises_by_the_points_and_value_follows() -> None:
    """Where all leave at one known rate the answer is exact."""
    rate, slower = -np.log(0.7), -np.log(0.75)
    delta = np.log(1.1)
    found = slowerleaving.through_model(exponential(rate))
    assert found.factor == pytest.approx(slower / rate, rel=1e-8)
    assert found.change == pytest.approx((rate + delta) / (slower + delta) - 1, rel=1e-8)
    assert found.low is None


def test_draws_of_the_model_give_the_interval() -> None:
    rates = np.random.default_rng(3).normal(0.35, 0.02, 200)
    draws = [exponential(float(rate)) for rate in rates]
    found = slowerleaving.through_model(exponential(0.35), draws)
    changes = [slowerleaving.through_model(each).change for each in draws]
    assert (found.low, found.high) == pytest.approx(np.quantile(changes, [0.05, 0.95]))


def test_nobody_can_stay_longer_than_for_ever() -> None:
    found = slowerleaving.through_model(exponential(0.01))
    assert found.raised == pytest.approx(1)
    assert found.factor == slowerleaving.SLOWEST


def test_a_worthless_base_has_no_relative_change() -> None:
    with pytest.raises(Undefined, match="not positive"):
        slowerleaving.through_model(Scenario(lambda _: 0.5, lambda _: 0.0))


def test_the_figures_say_by_how_much_leaving_was_slowed() -> None:
    found = slowerleaving.through_model(exponential(0.35))
    change, worth = slowerleaving.figures(found, customers=9, currency="CNY", as_of=ON)
    assert (change.value, change.low, change.n) == (found.change, None, 9)
    assert worth.value == Decimal(found.after_minor - found.before_minor) / 100
    assert "70.5 %" in str(change.method)


def test_a_refusal_is_the_reason() -> None:
    with pytest.raises(Undefined) as refusal:
        slowerleaving.through_model(Scenario(lambda _: 0.5, lambda _: -1.0))
    told = slowerleaving.figures(refusal.value, customers=9, currency="CNY", as_of=ON)
    assert [(f.value, f.reason) for f in told] == [(None, refusal.value.sentence)] * 2
