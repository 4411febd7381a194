"""Adjusted p-values: those of statsmodels, those of one's own hand, in the order given."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.benefit.incrementality.believing.multiplicity import (
    benjamini_hochberg,
    holm,
)

ASKED = [0.0123, 0.0411, 0.0302, 0.0051, 0.2203, 0.0411, 0.6]
PS = st.lists(st.floats(0, 1), min_size=1, max_size=12)


def test_holm_is_that_of_statsmodels() -> None:
    """statsmodels 0.15.0, multipletests(method="holm")."""
    known = [0.0738, 0.1644, 0.151, 0.0357, 0.4406, 0.1644, 0.6]
    assert holm(ASKED).tolist() == pytest.approx(known, rel=1e-12)


def test_benjamini_hochberg_is_that_of_statsmodels() -> None:
    """statsmodels 0.15.0, multipletests(method="fdr_bh")."""
    known = [0.04305, 0.05754, 0.05754, 0.0357, 0.25701666666666667, 0.05754, 0.6]
    assert benjamini_hochberg(ASKED).tolist() == pytest.approx(known, rel=1e-12)


def test_three_by_hand() -> None:
    """Holm: 3 · 0.01, 2 · 0.02, 1 · 0.03 held up to the one before; BH: 3/3, 3/2, 3/1."""
    assert holm([0.03, 0.01, 0.02]).tolist() == pytest.approx([0.04, 0.03, 0.04])
    assert benjamini_hochberg([0.03, 0.01, 0.02]).tolist() == pytest.approx([0.03, 0.03, 0.03])


def test_one_question_needs_no_adjustment_and_none_gives_none() -> None:
    assert holm([0.04]).tolist() == benjamini_hochberg([0.04]).tolist() == [0.04]
    assert len(holm([])) == len(benjamini_hochberg([])) == 0


@given(PS)
def test_adjusting_never_helps_and_keeps_the_order(p: list[float]) -> None:
    for adjusted in (holm(p), benjamini_hochberg(p)):
        assert np.all(adjusted >= np.array(p) - 1e-15)
        assert np.all(adjusted <= 1)
        assert np.all(np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0)


@given(PS)
def test_holm_is_the_stricter(p: list[float]) -> None:
    assert np.all(holm(p) >= benjamini_hochberg(p) - 1e-15)


def test_a_p_value_above_one_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(AssertionError):
        holm([1.2])
