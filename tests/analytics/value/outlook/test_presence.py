"""What a silence says, by how often somebody had bought."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from goodwill.analytics.value import nbd, paretonbd
from goodwill.analytics.value.nbd import Nbd
from goodwill.analytics.value.outlook.presence import SILENT_DAYS, figure, median_days, presence
from goodwill.analytics.value.paretonbd import Paretonbd
from goodwill.analytics.value.triples import triples

MODEL = Paretonbd(r=0.7, alpha=60, s=1.5, beta=2000)


def asked(observed: list[float], repeats: float = 12, family: Any = paretonbd) -> Any:
    model = MODEL if family is paretonbd else Nbd(r=0.7, alpha=60)
    histories = triples([repeats] * len(observed), [t / 2 for t in observed], observed)
    return SimpleNamespace(family=family, model=model, histories=histories)


def test_each_cell_is_what_the_model_says_of_that_history() -> None:
    grid = presence(asked([500, 600, 700]))
    assert (grid.days_observed, grid.repeats) == (600, tuple(range(11)))
    assert grid.silent_days == tuple(days for days in SILENT_DAYS if days < 600)
    place = grid.silent_days.index(180)
    four = paretonbd.probability_alive(MODEL, np.array(4.0), np.array(420.0), np.array(600.0))
    assert grid.shares[4][place] == pytest.approx(float(four))
    once = paretonbd.probability_alive(MODEL, np.zeros(1), np.zeros(1), np.array(180.0))
    assert grid.shares[0][place] == pytest.approx(float(once[0]))


def test_silence_tells_more_of_whoever_bought_often() -> None:
    grid = presence(asked([600]))
    shares = np.array(grid.shares)
    assert (np.diff(shares, axis=1) < 0).all()
    assert shares[10, -1] < shares[1, -1]
    assert grid.tells_apart


def test_a_model_in_which_nobody_leaves_has_nothing_to_show() -> None:
    assert not presence(asked([600], family=nbd)).tells_apart


def test_days_that_are_too_few_have_nothing_to_show() -> None:
    assert not presence(asked([20])).tells_apart


def test_nobody_came_back_leaves_one_row() -> None:
    seen = asked([600])
    seen.histories = triples([0], [0], [600])
    assert presence(seen).repeats == (0,)


def test_the_median_counts_customers_and_not_histories() -> None:
    assert median_days(triples([0, 0], [0, 0], [10, 400], [1, 9])) == 400


def test_a_figure_names_its_history() -> None:
    seen = asked([600])
    grid = presence(seen)
    found = figure(grid, seen, 3, 180, as_of=date(2025, 6, 30))
    assert found.value == grid.shares[3][grid.silent_days.index(180)]
    assert str(found.part) == "4 purchases, silent for 180 days"
    assert "600 days ago" in str(found.method)
