"""Paths into the future, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from goodwill.analytics.numerics.foretelling import (
    drift,
    level,
    mean_of_last,
    rolling_errors,
    seasonal,
    smoothing,
)

VALUES = np.array([2.0, 4, 6, 9])


def test_paths_by_hand() -> None:
    assert mean_of_last(VALUES, 2, span=2).tolist() == [7.5, 7.5]
    assert drift(VALUES, 2) == pytest.approx([9 + 7 / 3, 9 + 14 / 3])
    assert seasonal(VALUES, 3, year=2).tolist() == [6, 9, 6]


def test_smoothing_takes_the_weight_that_was_least_wrong() -> None:
    """A rising line is best followed with weight 1; 0, 0, 1, 0, 0 … with the smallest."""
    assert smoothing(VALUES) == 1
    assert level(VALUES, 2).tolist() == [9, 9]
    spike = np.array([0.0, 0, 1, 0, 0, 0, 0])
    assert smoothing(spike) == 0.1
    assert level(spike, 1) == pytest.approx([0.1 * 0.9**4])


def test_errors_of_each_origin() -> None:
    errors = rolling_errors(VALUES, 2, drift, 2)
    assert errors[0] == pytest.approx([0, 1])
    assert errors[1, 0] == pytest.approx(1)
    assert np.isnan(errors[1, 1])
