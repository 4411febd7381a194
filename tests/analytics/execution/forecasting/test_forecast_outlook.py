"""The sales forecast: chances that follow from the history, intervals that hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from goodwill.analytics.errors import ContractBroken, SettingRefused, TooFew
from goodwill.analytics.execution.forecasting.backtest import backtest, simple_ways
from goodwill.analytics.execution.forecasting.chances import chances
from goodwill.analytics.execution.forecasting.journeys import NEVER, Journeys, journeys
from goodwill.analytics.execution.forecasting.moves import AGES, seen
from goodwill.analytics.execution.forecasting.outlook import Asked, foretell, won_so_far

LEAVING = (0.04, 0.02)
"""The chance of a day to leave each of two stages, whatever the age."""
WAYS = np.array([[0.0, 0.6, 0.1, 0.3], [0.0, 0.0, 0.7, 0.3]])
"""Where to, from each stage: first, second, won, lost."""


def simulated(rng: np.random.Generator, days: int = 900, a_day: float = 0.6) -> dict[str, Any]:
    """Rows of a pipeline with known chances: deals and stays."""
    deals: dict[str, list[Any]] = {
        name: [] for name in ("id", "opened", "closed", "won", "worth", "group")
    }
    stays: dict[str, list[Any]] = {
        name: [] for name in ("id", "stage", "entered", "left", "thought", "chance")
    }
    for opened in np.flatnonzero(rng.random(days) < a_day).tolist():
        name = f"D{len(deals['id']):05d}"
        worth = int(rng.lognormal(10, 0.5))
        day, stage, closed, won = opened, 0, None, False
        while closed is None:
            left = day + int(rng.geometric(LEAVING[stage])) - 1
            stays["id"].append(name)
            stays["stage"].append(stage)
            stays["entered"].append(day)
            stays["thought"].append(round(worth * float(np.exp(rng.normal(0, 0.2)))))
            stays["chance"].append(None)
            stays["left"].append(left if left < days else None)
            if left >= days:
                break
            way = int(rng.choice(4, p=WAYS[stage]))
            closed, won = (left, way == 2) if way >= 2 else (None, False)
            day, stage = left, min(way, 1)
        for key, value in (
            ("id", name),
            ("opened", opened),
            ("closed", closed),
            ("won", won),
            ("worth", worth),
            ("group", len(deals["id"]) % 3),
        ):
            deals[key].append(value)
    return {"deals": deals, "stays": stays}


@pytest.fixture(scope="module")
def rows() -> dict[str, Any]:
    return simulated(np.random.default_rng(4))


@pytest.fixture(scope="module")
def them(rows: dict[str, Any]) -> Journeys:
    return journeys(rows["deals"], rows["stays"], stages=2)


ASKED = Asked(start_day=840, end_day=900, as_of_day=850, groups=3, draws=60, fates=5)


def test_chances_of_a_day_are_recovered(them: Journeys) -> None:
    """The true ones are LEAVING × WAYS, alike at every age."""
    moves = seen(them, 0, 899)
    whole = moves.left.sum(axis=1) / moves.days.sum(axis=1)[:, None]
    true = np.array(LEAVING)[:, None] * WAYS
    error = np.sqrt(true * (1 - true) / moves.days.sum(axis=1)[:, None])
    assert np.all(np.abs(whole - true) <= 3.5 * error + 1e-12)
    drawn, staying = moves.drawn(np.random.default_rng(1), 200)
    leaving = drawn.sum(axis=3)
    assert np.allclose(leaving + staying, 1)
    low, high = np.quantile(leaving, [0.005, 0.995], axis=0)
    holds = (low <= np.array(LEAVING)[:, None]) & (np.array(LEAVING)[:, None] <= high)
    assert holds.mean() >= 0.85


def test_chances_of_winning_are_those_of_playing_it_through() -> None:
    """Against 20,000 deals played through day by day with the same chances, ages included."""
    rng = np.random.default_rng(9)
    pieces = len(AGES)
    ways = rng.dirichlet(np.append(np.full(4, 0.4), 12.0), (1, 2, pieces))
    onward, staying = ways[..., :4].copy(), ways[..., 4].copy()
    for stage in range(2):
        staying[:, stage] += onward[:, stage, :, stage]
        onward[:, stage, :, stage] = 0
    days = 25
    solved = chances(onward, staying, days)
    n = 20_000
    stage, age = np.zeros(n, int), np.full(n, 6)
    fate = np.full(n, -1)
    for _ in range(days):
        age += 1
        moving = fate < 0
        while moving.any():
            piece = np.searchsorted(AGES, age, side="right") - 1
            chance = np.concatenate([onward[0], staying[0][:, :, None]], axis=2)[stage, piece]
            way = (rng.random(n)[:, None] > chance.cumsum(axis=1)).sum(axis=1)
            fate = np.where(moving & (way == 2), 1, np.where(moving & (way == 3), 0, fate))
            onwards = moving & (way < 2)
            stage, age = np.where(onwards, way, stage), np.where(onwards, 0, age)
            moving = onwards
    assert solved.within[0, 0, 6] == pytest.approx((fate == 1).mean(), abs=0.012)


def test_forecasts_do_not_depend_on_the_order_of_rows(rows: dict[str, Any]) -> None:
    rng = np.random.default_rng(2)
    mixed = {}
    for name, columns in rows.items():
        order = rng.permutation(len(columns["id"]))
        mixed[name] = {key: [held[at] for at in order] for key, held in columns.items()}
    usual = journeys(rows["deals"], rows["stays"], stages=2)
    other = journeys(mixed["deals"], mixed["stays"], stages=2)
    assert foretell(usual, ASKED).band() == foretell(other, ASKED).band()


def test_a_forecast_knows_nothing_of_what_came_after(them: Journeys) -> None:
    changed = replace(
        them,
        won=np.where(them.closed > 850, ~them.won, them.won),
        worth=np.where(them.closed > 850, 7, them.worth),
        closed=np.where((them.closed > 850) & (them.closed != NEVER), them.closed + 3, them.closed),
    )
    assert foretell(changed, ASKED).band() == foretell(them, ASKED).band()


def test_groups_add_up_to_the_whole_draw_by_draw(them: Journeys) -> None:
    outlook = foretell(them, ASKED)
    parts = sum(outlook.sums([group]) for group in range(3))
    assert np.allclose(parts, outlook.sums())
    known = them.known_on(850)
    assert outlook.won.sum() == won_so_far(known, ASKED).sum()
    assert len(outlook.chance) == int(known.is_open.sum())
    assert np.all((outlook.chance_low <= outlook.chance) & (outlook.chance <= outlook.chance_high))


def test_on_the_last_day_nothing_is_left_to_happen(them: Journeys) -> None:
    outlook = foretell(them, replace(ASKED, as_of_day=899))
    band = outlook.band()
    assert band.low == band.high == band.expected == outlook.won.sum()


def test_the_chance_of_a_target_is_the_share_of_draws_that_reach_it(them: Journeys) -> None:
    outlook = foretell(them, ASKED)
    assert outlook.chance_of(0) == 1
    assert outlook.chance_of(outlook.band().middle) == pytest.approx(0.5, abs=0.02)
    assert outlook.chance_of(10**12) == 0


def test_short_histories_are_refused(them: Journeys) -> None:
    with pytest.raises(TooFew, match="days of history"):
        foretell(them, replace(ASKED, as_of_day=60, end_day=90))
    with pytest.raises(TooFew, match="won or lost"):
        foretell(them.of(np.arange(them.deals) < 25), ASKED)
    with pytest.raises(TooFew, match="periods"):
        backtest(them, [(100, 130), (130, 160), (160, 190)], ASKED)
    with pytest.raises(SettingRefused):
        foretell(them, replace(ASKED, end_day=2000))


def test_what_cannot_be_is_refused() -> None:
    deals = {"id": [1], "opened": [5], "closed": [9], "won": [True], "worth": [1], "group": [0]}
    stay = {"id": [1], "stage": [0], "entered": [9], "left": [5], "thought": [1], "chance": [None]}
    with pytest.raises(ContractBroken):
        journeys(deals, stay, stages=1)
    with pytest.raises(ContractBroken):
        journeys(deals, {**stay, "left": [9], "stage": [3]}, stages=1)


def test_an_opportunity_without_history_was_in_the_first_stage_all_the_time() -> None:
    deals = {
        "id": [2, 1],
        "opened": [5, 3],
        "closed": [9, None],
        "won": [True, False],
        "worth": [100, 200],
        "group": [0, 0],
    }
    stays = {name: [] for name in ("id", "stage", "entered", "left", "thought", "chance")}
    made = journeys(deals, stays, stages=2)
    assert (made.entered.tolist(), made.left.tolist()) == ([3, 5], [NEVER, 9])
    assert simple_ways(made, [0.25, 0.5]) == (50, 0)


def test_the_interval_holds_in_the_back_test(them: Journeys) -> None:
    """24 months of which the truth is known; the proof counts far more."""
    months = [(start, start + 30) for start in range(180, 870, 30)]
    tried = backtest(them, months, replace(ASKED, draws=60, fates=4), [0.3, 0.6])
    assert len(tried.tried) >= 20
    assert 0.6 <= tried.inside / len(tried.tried) <= 0.98
    assert tried.loss("forecast") < min(tried.loss("weighted"), tried.loss("sure"))


@pytest.mark.proof
def test_the_interval_covers_what_comes_in_eight_of_ten_cases() -> None:
    """40 simulated companies × 20 months: 80 % lie inside, within what chance allows."""
    inside = tried = 0
    for seed in range(40):
        rows = simulated(np.random.default_rng(1000 + seed))
        them = journeys(rows["deals"], rows["stays"], stages=2)
        months = [(start, start + 30) for start in range(270, 870, 30)]
        found = backtest(them, months, replace(ASKED, draws=200, fates=10))
        inside, tried = inside + found.inside, tried + len(found.tried)
    assert 0.75 <= inside / tried <= 0.85
