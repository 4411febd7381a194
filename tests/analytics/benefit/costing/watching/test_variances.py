"""Volume, efficiency and rate are what the textbook says and sum to the cent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.costing.watching.variances import Split, Work, added, split
from goodwill.analytics.errors import Undefined


def test_the_three_parts_of_a_worked_example() -> None:
    """Worked by hand: standard 100 visits × 60 min × 2.00; actual 110 × 66 min × 2.50.

    volume 2 × 60 × 10 = 1200; efficiency 2 × 6 × 110 = 1320; rate 0.5 × 66 × 110 = 3630.
    """
    found = split(Work(1_200_000, 100, 60), Work(1_815_000, 110, 66))
    assert found == Split(120_000, 132_000, 363_000)
    assert found.total_minor == 615_000


def test_a_plain_price_times_quantity_has_no_efficiency() -> None:
    """Standard 1000 × 5.00, actual 900 × 5.20: volume −500, rate 180."""
    found = split(Work(500_000, 1000), Work(468_000, 900))
    assert found == Split(volume_minor=-50_000, rate_minor=18_000)


def test_left_over_units_go_to_the_largest_fraction_then_in_order() -> None:
    """10 ÷ 3 × 1 = 3.33 of volume and 1.67 of rate make 5: the unit goes to rate."""
    assert split(Work(10, 3), Work(15, 4)) == Split(volume_minor=3, rate_minor=2)
    """1 ÷ 2 × 1 = 0.5 of volume and 0.5 of rate make 1: the unit goes to volume."""
    assert split(Work(1, 2), Work(2, 3)) == Split(volume_minor=1, rate_minor=0)


@pytest.mark.parametrize(
    ("standard", "actual", "expected"),
    [
        (Work(100), Work(130), Split(unsplit_minor=30)),
        (Work(100, 5), Work(130), Split(unsplit_minor=30)),
        (Work(0, 0), Work(130, 4), Split(unsplit_minor=130)),
        (Work(100, 5, 0), Work(130, 5, 3), Split(unsplit_minor=30)),
        (Work(100, 5), Work(0, 0), Split(volume_minor=-100)),
        (Work(100, 5), Work(70, 0), Split(volume_minor=-100, unsplit_minor=70)),
        (Work(100, 5, 2), Work(70, 5, 0), Split(efficiency_minor=-100, unsplit_minor=70)),
        (Work(0, 5, 2), Work(70, 5, 3), Split(rate_minor=70)),
    ],
)
def test_what_cannot_be_split_is_told_apart(standard: Work, actual: Work, expected: Split) -> None:
    assert split(standard, actual) == expected


amounts = st.integers(-(10**12), 10**12)
numbers = st.none() | st.floats(0, 1e7) | st.integers(0, 10**6)
works = st.builds(Work, amounts, numbers, numbers)


@settings(max_examples=25)
@given(st.lists(st.tuples(works, works), max_size=5))
def test_parts_sum_exactly_whatever_the_numbers(pairs: list[tuple[Work, Work]]) -> None:
    found = [split(standard, actual) for standard, actual in pairs]
    difference = sum(actual.amount_minor - standard.amount_minor for standard, actual in pairs)
    assert added(found).total_minor == difference


@settings(max_examples=25)
@given(amounts, st.integers(1, 1000), st.integers(1, 500), st.integers(1, 4))
def test_growth_at_standard_price_and_pace_is_all_volume(
    price: int, quantity: int, minutes: int, times: int
) -> None:
    standard = Work(price * quantity, quantity, minutes)
    actual = Work(price * quantity * times, quantity * times, minutes)
    assert split(standard, actual) == Split(volume_minor=price * quantity * (times - 1))


def test_negative_quantities_are_refused() -> None:
    with pytest.raises(Undefined, match="cannot be negative"):
        Work(10, -1)
