"""What more retention would do: the closed form and the benchmarks beside it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.value.outlook import elasticity

ON = date(2024, 12, 31)


def test_the_closed_form_is_the_sum_of_the_years() -> None:
    """Pfeifer & Farris (2004): margin after one period, m·r ÷ (1 + i − r)."""
    years = np.arange(1, 2000)
    assert elasticity.lifetime_multiple(0.8, 0.1) == pytest.approx(
        float(((0.8 / 1.1) ** years).sum())
    )


def test_five_points_on_80_percent_are_worth_27_percent() -> None:
    found = elasticity.sensitivity(800, 1000, annual=0.1)
    assert found.change == pytest.approx((0.85 / 0.25) / (0.8 / 0.3) - 1)  # 27.5 %
    assert found.elasticity == pytest.approx(1.1 / 0.3)
    assert found.low < found.change < found.high
    assert found.elasticity_low < found.elasticity < found.elasticity_high


def test_the_elasticity_is_the_slope_of_log_value_by_log_retention() -> None:
    step = 1e-6
    up, down = (np.log(elasticity.lifetime_multiple(0.7 * (1 + s), 0.1)) for s in (step, -step))
    found = elasticity.sensitivity(700, 1000)
    assert found.elasticity == pytest.approx((up - down) / (2 * step), rel=1e-6)


def test_retention_is_capped_at_everybody() -> None:
    found = elasticity.sensitivity(98, 100, annual=0.1)
    assert (found.raised, found.is_capped) == (1, True)
    assert found.change == pytest.approx((1 / 0.1) / (0.98 / 0.12) - 1)
    everybody = elasticity.sensitivity(50, 50)
    assert (everybody.change, everybody.low) == (0, 0)
    assert everybody.high > 0


def test_another_period_is_brought_to_a_year() -> None:
    quarter = elasticity.sensitivity(900, 1000, days=91)
    assert quarter.retention == pytest.approx(0.9 ** (365 / 91))


@pytest.mark.proof
def test_the_interval_holds_the_truth_nine_times_in_ten() -> None:
    random = np.random.default_rng(7)
    truth = (0.75 / 0.35) / (0.7 / 0.4) - 1
    found = [elasticity.sensitivity(int(n), 200) for n in random.binomial(200, 0.7, 1000)]
    assert 0.86 <= np.mean([each.low <= truth <= each.high for each in found]) <= 0.94


@given(
    st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    st.floats(0, 2),
    st.integers(1, 2000),
)
def test_whatever_was_measured_the_answer_is_finite_or_a_refusal(
    counts: tuple[int, int], annual: float, days: int
) -> None:
    try:
        found = elasticity.sensitivity(*counts, annual=annual, days=days)
    except AnalyticsError:
        return
    assert np.isfinite([found.low, found.change, found.high, found.elasticity_high]).all()
    assert found.low <= found.change <= found.high


@pytest.mark.parametrize(
    ("retained", "customers", "annual", "words"),
    [
        (0, 0, 0.1, "at least 1 needed"),
        (0, 10, 0.1, "nobody is retained"),
        (5, 10, 0.0, "rate above 0 %"),
        (11, 10, 0.1, "between 0 % and 100 %"),
    ],
)
def test_what_would_be_infinite_is_refused(
    retained: int, customers: int, annual: float, words: str
) -> None:
    with pytest.raises((TooFew, Undefined), match=words) as refusal:
        elasticity.sensitivity(retained, customers, annual=annual)
    told = elasticity.figures(refusal.value, currency="CNY", as_of=ON)
    assert [figure.value for figure in told] == [None] * 3
    assert told[0].reason == refusal.value.sentence


def test_the_figures_stand_beside_the_benchmarks() -> None:
    found = elasticity.sensitivity(800, 1000)
    change, worth, elastic = elasticity.figures(
        found, equity_minor=1_000_000, currency="CNY", as_of=ON
    )
    assert "25 % to 95 %" in str(change.definition.benchmark)
    assert (change.level, change.n) == (0.9, 1000)
    assert worth.value == Decimal("2750.00")
    assert (worth.low, worth.high) == tuple(
        Decimal(round(1_000_000 * end)) / 100 for end in (found.low, found.high)
    )
    assert elastic.value == pytest.approx(1.1 / 0.3)
    unknown = elasticity.figures(found, currency="CNY", as_of=ON)[1]
    assert (unknown.value, str(unknown.reason)) == (None, "Customer equity is not known.")


def test_a_change_is_below_within_or_above_what_others_published() -> None:
    wide, narrow = elasticity.BENCHMARKS
    assert [wide.place(x) for x in (0.2, 0.9, 1.0)] == ["below", "within", "above"]
    assert narrow.place(0.9) == "above"
