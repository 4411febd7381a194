"""Kaplan–Meier against published tables, and where nothing can be told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.numerics.survival import kaplan_meier

MERCAPTOPURINE = [
    *((6, True, 3), (6, False, 1), (7, True, 1), (9, False, 1), (10, True, 1), (10, False, 1)),
    *((11, False, 1), (13, True, 1), (16, True, 1), (17, False, 1), (19, False, 1)),
    *((20, False, 1), (22, True, 1), (23, True, 1), (25, False, 1), (32, False, 2)),
    *((34, False, 1), (35, False, 1)),
]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_remission_under_mercaptopurine_is_that_of_the_table() -> None:
    """Freireich et al. (1963), Blood 21(6); worked in Kalbfleisch & Prentice (2002), table 1.1,
    and Kleinbaum & Klein (2012), Survival Analysis, chapter 2."""
    curve = kaplan_meier(MERCAPTOPURINE)
    assert list(curve.times) == [6, 7, 10, 13, 16, 22, 23]
    assert list(curve.at_risk) == [21, 17, 15, 12, 11, 7, 6]
    assert list(curve.share) == pytest.approx(
        [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5
    )


def test_its_log_log_limits_and_median_are_those_that_stata_and_sas_print() -> None:
    """Log-log limits of `sts list` and PROC LIFETEST (CONFTYPE=LOGLOG) on the same data."""
    curve = kaplan_meier(MERCAPTOPURINE)
    assert list(curve.low) == pytest.approx(
        [0.6197, 0.5631, 0.5032, 0.4316, 0.3675, 0.2678, 0.1881], abs=5e-5
    )
    assert list(curve.high) == pytest.approx(
        [0.9516, 0.9228, 0.8894, 0.8491, 0.8049, 0.7468, 0.6801], abs=5e-5
    )
    median = curve.median()
    assert median is not None
    assert (median.value, median.low, median.high) == (23, 13, None)


def test_without_censoring_the_curve_is_the_plain_share() -> None:
    """The placebo arm of the same trial: median 8 weeks, interval 4 to 11."""
    curve = kaplan_meier([(week, True, 1) for week in PLACEBO])
    by_eight = curve.happened_by(8)
    assert by_eight is not None
    assert by_eight.value == pytest.approx(13 / 21)
    median = curve.median()
    assert median is not None
    assert (median.value, median.low, median.high) == (8, 4, 11)
    everything = curve.happened_by(1000)
    assert everything is not None
    assert everything.value == pytest.approx(1)


def test_nothing_is_told_beyond_what_was_watched() -> None:
    curve = kaplan_meier(MERCAPTOPURINE)
    assert curve.happened_by(36) is None
    assert curve.happened_by(35) is not None
    assert kaplan_meier([]).happened_by(0) is None


def test_nobody_yet_is_zero_without_a_false_certainty() -> None:
    curve = kaplan_meier([(30, False, 8)])
    nobody = curve.happened_by(30)
    assert nobody is not None
    assert (nobody.value, nobody.low, nobody.high) == (0, None, None)
    assert curve.median() is None


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.booleans(), st.integers(1, 50)), min_size=1, max_size=30
    )
)
def test_the_curve_only_falls_and_its_limits_hold_it(groups: list[tuple[int, bool, int]]) -> None:
    curve = kaplan_meier(groups)
    shares = [1.0, *curve.share]
    assert all(a > b for a, b in pairwise(shares))
    assert curve.events.sum() == sum(n for _, happened, n in groups if happened)
    for low, share, high in zip(curve.low, curve.share, curve.high, strict=True):
        assert not (low > share)
        assert not (share > high)


@given(
    st.lists(st.tuples(st.integers(0, 60), st.booleans(), st.integers(1, 50)), max_size=20),
)
def test_the_order_and_the_grouping_of_rows_do_not_matter(
    groups: list[tuple[int, bool, int]],
) -> None:
    split = [(day, happened, 1) for day, happened, n in reversed(groups) for _ in range(n)]
    assert list(kaplan_meier(split).share) == list(kaplan_meier(groups).share)
