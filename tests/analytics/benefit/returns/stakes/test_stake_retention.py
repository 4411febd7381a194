"""More retention: the closed form on the company's numbers, the published ranges beside it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analytics.benefit.returns.stakes.stake_cast import CNY, between, figure
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.stakes.retention import (
    Retention,
    change,
    retention_stake,
)
from goodwill.analytics.benefit.returns.stakes.stated import Measured, exactly
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Grade
from goodwill.analytics.value.outlook import elasticity

KNOWN = Retention(exactly("0.8", "2025"), exactly(1_000_000, "value report"), exactly(1))


def test_a_lifetime_at_80_percent_and_10_percent_is_267_yearly_margins() -> None:
    """cost_benefit_model: m·r/(1+i−r) at r = .8, i = .10 is 2.67."""
    lifetime = figure(retention_stake(KNOWN, CNY), "stake_retention_lifetime")
    assert lifetime.value == Decimal("2.67")


def test_five_points_on_80_percent_add_27_5_percent_to_the_value_of_all() -> None:
    stake = retention_stake(KNOWN, CNY)
    assert figure(stake, "stake_retention_change").value == pytest.approx(3.4 / (0.8 / 0.3) - 1)
    assert figure(stake, "stake_retention_value").value == Decimal("275000.00")
    assert figure(stake, "stake_retention_elasticity").value == pytest.approx(1.1 / 0.3)
    assert {each.grade for each in stake.figures} == {Grade.EXPERT_ESTIMATE}


@settings(max_examples=25)
@given(st.integers(2, 90), st.integers(1, 30))
def test_the_change_is_that_of_the_outlook(percent: int, rate: int) -> None:
    found = change(Decimal(percent) / 100, Decimal("0.05"), Decimal(rate) / 100)
    same = elasticity.sensitivity(percent, 100, annual=rate / 100)
    assert float(found) == pytest.approx(same.change)


def test_published_ranges_stand_beside_the_companys_own() -> None:
    stake = retention_stake(KNOWN, CNY)
    assert [(each.low, each.high) for each in stake.benchmarks] == [(0.25, 0.95), (0.25, 0.85)]
    assert "within what was published" in str(stake.benchmarks[0].method)
    assert stake.measured[0].value is None
    assert "has not been measured" in str(stake.measured[0].reason)


def test_what_the_company_measured_is_shown_with_its_grade() -> None:
    tried = Measured(
        Decimal("0.12"), 4000, Decimal("0.05"), Decimal("0.19"), 0.95, Grade.RANDOM_HOLDOUT
    )
    own = retention_stake(replace(KNOWN, measured=tried), CNY).measured[0]
    assert (own.value, own.low, own.n, own.grade) == (
        *(Decimal("0.12"), Decimal("0.05"), 4000, Grade.RANDOM_HOLDOUT),
    )


def test_a_range_of_retention_gives_a_range_that_holds_its_least() -> None:
    """The change falls and then rises with retention: its least lies inside."""
    wide = replace(KNOWN, retention=between("0.10", "0.90"))
    found = figure(retention_stake(wide, CNY), "stake_retention_change")
    inside = float(change(Decimal("0.55"), Decimal("0.05"), Decimal("0.10")))
    assert found.low is not None
    assert found.low <= inside < float(change(Decimal("0.10"), Decimal("0.05"), Decimal("0.10")))


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (replace(KNOWN, retention=None), "retention"),
        (replace(KNOWN, value=None), "(value)"),
        (replace(KNOWN, retention=exactly("80")), "between 0 and 1"),
        (replace(KNOWN, retention=exactly(0)), "Nobody stays"),
        (replace(KNOWN, rate=exactly("0"), retention=exactly("0.99")), "rate above 0"),
    ],
)
def test_what_cannot_be_told_is_refused(asked: Retention, word: str) -> None:
    with pytest.raises(Undefined, match=word.replace("(", r"\(").replace(")", r"\)")):
        retention_stake(asked, CNY)
