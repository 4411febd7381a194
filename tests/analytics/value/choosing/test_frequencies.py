"""Customers by how often they bought: actual, expected, and what they did next."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.value.holdouts import nobody_leaves, split_of, variant
from scipy import stats

from goodwill.analytics.value import nbd
from goodwill.analytics.value.choosing import frequencies
from goodwill.analytics.value.nbd import Nbd
from goodwill.analytics.value.triples import triples

TYPED = Nbd(r=0.5, alpha=80.0)
KNOWN = nobody_leaves(3000)


def test_expected_customers_are_those_of_each_time_observed() -> None:
    """Typed in: no parameters were fitted, so the only doubt is chance."""
    seen = triples([0, 0, 3, 12], [0, 0, 50, 290], [100, 300, 100, 300], [10, 5, 2, 1])
    told = frequencies.frequencies(seen, nbd, TYPED, most=4)
    assert [each.actual for each in told.bins] == [15, 0, 0, 2, 1]
    assert [each.repeats for each in told.bins] == [0, 1, 2, 3, 4]
    assert [each.is_last for each in told.bins] == [False] * 4 + [True]
    by_time = [(12, stats.nbinom(0.5, 80 / 180)), (6, stats.nbinom(0.5, 80 / 380))]
    for each in told.bins[:4]:
        expected = sum(n * pmf.pmf(each.repeats) for n, pmf in by_time)
        shares = [(n, pmf.pmf(each.repeats)) for n, pmf in by_time]
        spread = np.sqrt(sum(n * share * (1 - share) for n, share in shares))
        assert each.expected == pytest.approx(expected)
        assert each.high == pytest.approx(expected + 1.6449 * spread, rel=1e-4)
    assert sum(each.expected for each in told.bins) == pytest.approx(18)
    actual, expected = ([getattr(each, n) for each in told.bins] for n in ("actual", "expected"))
    assert told.chi_square == pytest.approx(
        stats.chisquare(actual, expected, sum_check=False).statistic
    )
    assert told.freedom == 4


def test_a_model_that_fits_is_said_to_fit() -> None:
    seen = KNOWN.calibration.histories
    told = frequencies.frequencies(seen, nbd, nbd.fit(KNOWN.x, KNOWN.t_x, KNOWN.T))
    assert told.freedom == 5
    assert told.p_value is not None
    assert told.p_value > 0.05
    assert "what chance explains" in str(told.verdict)


@pytest.mark.parametrize(
    ("alpha", "words"),
    [(1.05, "closely: 1."), (1.2, "roughly: "), (2.5, "does not fit")],
    ids=["close", "rough", "wrong"],
)
def test_a_model_that_does_not_is_told_by_the_share_misplaced(alpha: float, words: str) -> None:
    """A small mistake is seen with 48,000 customers, and matters little."""
    seen = KNOWN.calibration.histories
    many = triples(seen.x, seen.t_x, seen.T, seen.weight * 16)
    family = variant("Other", alpha=alpha)
    told = frequencies.frequencies(many, family, family.fit(many.x, many.t_x, many.T, many.weight))
    assert words in str(told.verdict)


def test_with_no_freedom_left_there_is_no_test() -> None:
    seen = KNOWN.calibration.histories
    model = nbd.fit(KNOWN.x, KNOWN.t_x, KNOWN.T)
    told = frequencies.frequencies(seen, nbd, model, most=2)
    assert (told.chi_square, told.p_value, told.freedom) == (None, None, 0)
    assert "fits how often customers bought closely" in str(told.verdict)


def test_what_they_did_next_is_set_beside_what_was_expected_of_them() -> None:
    known = split_of([0, 0, 1, 9], [0, 0, 5, 80], [100, 100, 50, 90], [0, 2, 1, 7], [0] * 4, 40)
    told = frequencies.conditional_expectations(known, nbd, TYPED)
    assert [(each.repeats, each.customers, each.actual) for each in told] == [
        (0, 2, 1),
        (1, 1, 1),
        (7, 1, 7),
    ]
    assert told[0].expected == pytest.approx(40 * 0.5 / 180)
    assert told[2].expected == pytest.approx(40 * 9.5 / 170)
    assert told[2].is_last
    assert all(each.low <= each.expected <= each.high for each in told)


def test_the_true_model_expects_what_they_did_next() -> None:
    told = frequencies.conditional_expectations(KNOWN, nbd, nbd.fit(KNOWN.x, KNOWN.t_x, KNOWN.T))
    inside = [each.low <= each.actual <= each.high for each in told]
    assert sum(inside) >= 6
