"""Assets are written down to their salvage value, to the minor unit, by three methods."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.costing.ledger.assets import Asset, apportioned, by_month, by_year
from goodwill.analytics.benefit.costing.naming.kinds import Method
from goodwill.analytics.errors import SettingRefused


def asset(cost: int, salvage: int, months: int, method: Method) -> Asset:
    return Asset("server", cost, salvage, months, method)


def test_straight_line_golden() -> None:
    """SLN(30000, 7500, 10) = 2,250.00: documentation of the spreadsheet function SLN."""
    assert by_year(asset(30_000_00, 7_500_00, 120, Method.STRAIGHT_LINE)) == (2_250_00,) * 10
    assert by_month(asset(30_000_00, 7_500_00, 120, Method.STRAIGHT_LINE))[0] == 187_50


def test_sum_of_years_golden() -> None:
    """SYD(30000, 7500, 10, 1) = 4,090.91 and (…, 10) = 409.09: documentation of SYD."""
    years = by_year(asset(30_000_00, 7_500_00, 120, Method.SUM_OF_YEARS))
    assert (years[0], years[-1]) == (4_090_91, 409_09)


def test_double_declining_golden() -> None:
    """DDB(2400, 300, 10, 1, 2) = 480.00 and (…, 10) = 22.12: documentation of DDB."""
    years = by_year(asset(2_400_00, 300_00, 120, Method.DOUBLE_DECLINING))
    assert (years[0], years[-1]) == (480_00, 22_12)


def test_double_declining_takes_the_rest_in_its_last_year() -> None:
    """1000 · 0.6 · 0.6 … leaves 77.76 that no formula takes."""
    years = by_year(asset(1_000_00, 0, 60, Method.DOUBLE_DECLINING))
    assert years == (400_00, 240_00, 144_00, 86_40, 129_60)


def test_a_life_of_no_whole_years_is_written_down_by_months() -> None:
    assert by_month(asset(100, 0, 7, Method.STRAIGHT_LINE)) == (15, 15, 14, 14, 14, 14, 14)
    assert by_month(asset(60, 0, 3, Method.SUM_OF_YEARS)) == (30, 20, 10)


@settings(max_examples=25)
@given(
    cost=st.integers(1, 10**9),
    share=st.fractions(0, 1),
    months=st.integers(1, 130),
    method=st.sampled_from(Method),
)
def test_over_its_life_depreciation_and_salvage_are_the_cost(
    cost: int, share: Fraction, months: int, method: Method
) -> None:
    salvage = int(cost * share)
    parts = by_month(asset(cost, salvage, months, method))
    assert len(parts) == months
    assert sum(parts) + salvage == cost
    assert min(parts) >= 0


@settings(max_examples=25)
@given(total=st.integers(0, 10**6), shares=st.lists(st.fractions(0, 9), min_size=1, max_size=9))
def test_parts_add_up_and_are_off_by_less_than_one(total: int, shares: list[Fraction]) -> None:
    parts = apportioned(total, shares)
    assert sum(parts) == total
    if sum(shares):
        exact = [total * share / sum(shares) for share in shares]
        assert all(abs(part - one) < 1 for part, one in zip(parts, exact, strict=True))


@pytest.mark.parametrize(
    ("cost", "salvage", "months", "said"),
    [
        (100, 0, 0, "used for 0 months"),
        (100, 101, 12, "worth more at its end"),
        (100, -1, 12, "less than nothing"),
        (0, 0, 12, "costs nothing"),
    ],
)
def test_an_asset_that_cannot_be_is_refused(
    cost: int, salvage: int, months: int, said: str
) -> None:
    with pytest.raises(SettingRefused, match=said):
        asset(cost, salvage, months, Method.STRAIGHT_LINE)
