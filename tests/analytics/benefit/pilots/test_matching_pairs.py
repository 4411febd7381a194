"""Chosen members beside others who were alike: balance, pairs, certainty, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.benefit.pilots.estimate import Checked
from goodwill.analytics.benefit.pilots.matching import Likeness, Matched, Members, matched
from goodwill.analytics.benefit.pilots.matching_members import members_of
from goodwill.analytics.benefit.pilots.neighbours import by_propensity
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.warehouse.opening import Warehouse

EFFECT = 5.0


def chosen(seed: int, n: int = 3000, *, hidden: float = 0.0, effect: float = EFFECT) -> Members:
    """The more loyal and the larger were chosen more often, and both grow more by themselves.

    With `hidden` > 0, so were those who were growing already, which nobody recorded.
    """
    random = np.random.default_rng(seed)
    loyal, large, secret = random.normal(0, 1, (3, n))
    treated = random.random(n) < 1 / (1 + np.exp(2 - loyal - 0.5 * large - hidden * secret))
    earlier = 100 + 5 * loyal + random.normal(0, 3, n)
    before = earlier + 2 * loyal + 3 * hidden * secret + random.normal(0, 3, n)
    after = before + 2 * loyal + large + 3 * hidden * secret + random.normal(0, 3, n)
    return Members(
        treated,
        before,
        after + effect * treated,
        np.column_stack([loyal, large]),
        ("loyal", "large"),
        earlier,
    )


def checks_of(found: Matched) -> dict[Checked, bool | None]:
    return {check.what: check.passed for check in found.checks}


@pytest.mark.parametrize("likeness", list(Likeness))
def test_the_effect_is_found_where_plain_comparison_is_wrong(likeness: Likeness) -> None:
    members = chosen(1)
    change = members.after - members.before
    plain = change[members.treated].mean() - change[~members.treated].mean()
    assert plain > EFFECT + 1.5
    found = matched(members, likeness)
    assert found.effect.low < EFFECT < found.effect.high
    assert found.pairs + found.unmatched == members.treated.sum()
    assert all(checks_of(found).values())


def test_balance_is_told_before_and_after() -> None:
    found = matched(chosen(2))
    loyal = next(row for row in found.balance if row.name == "loyal")
    members = chosen(2)
    ours, theirs = members.covariates[members.treated, 0], members.covariates[~members.treated, 0]
    spread = np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / 2)
    assert loyal.before == pytest.approx((ours.mean() - theirs.mean()) / spread)
    assert loyal.before > 0.5
    assert abs(loyal.after) < 0.1
    assert [row.name for row in found.balance] == ["before", "loyal", "large"]


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    found = [matched(chosen(seed, 800)).effect for seed in range(120)]
    held = sum(effect.low <= EFFECT <= effect.high for effect in found) / 120
    assert 0.89 <= held <= 1
    assert np.mean([effect.value for effect in found]) == pytest.approx(EFFECT, abs=0.3)


def test_what_nobody_recorded_fails_the_placebo() -> None:
    found = matched(chosen(3, hidden=1.5))
    assert checks_of(found)[Checked.PLACEBO] is False


def test_without_an_earlier_time_there_is_no_placebo() -> None:
    found = matched(replace(chosen(4), earlier=None))
    assert checks_of(found)[Checked.PLACEBO] is None


def test_members_with_nobody_alike_are_left_unmatched() -> None:
    members = chosen(5)
    far = np.flatnonzero(members.treated)[:40]
    covariates = members.covariates.copy()
    covariates[far] += 8
    found = matched(replace(members, covariates=covariates))
    assert found.unmatched >= 40
    assert found.effect.low < EFFECT < found.effect.high


def test_members_who_can_be_told_apart_at_sight_are_refused() -> None:
    members = chosen(6)
    apart = members.covariates + 20 * members.treated[:, None]
    with pytest.raises(Undefined, match="nobody alike is left"):
        matched(replace(members, covariates=apart))


def test_balance_that_remains_bad_is_refused() -> None:
    """The propensity of a line cannot see that the chosen are at both ends of it."""
    random = np.random.default_rng(7)
    end = random.normal(0, 1, 2000)
    treated = random.random(2000) < np.where(np.abs(end) > 1, 0.8, 0.05)
    squared = end**2
    # One straight covariate says nothing, so pairs are made blindly and the other differs.
    members = Members(treated, end, end, np.column_stack([squared]), ("squared",))
    noise = random.normal(0, 1, 2000)
    blind = replace(members, covariates=np.column_stack([noise]), names=("noise",))
    pairs = by_propensity(blind.covariates, treated)
    from goodwill.analytics.benefit.pilots.balancing import balance

    with pytest.raises(Undefined, match="Even the most similar members differ in squared"):
        balance(members.covariates, treated, pairs, ("squared",))


def test_too_few_chosen_members_are_refused() -> None:
    members = chosen(8)
    few = members.treated & (np.cumsum(members.treated) <= 20)
    with pytest.raises(TooFew, match="members of the pilot: 20 found, at least 30"):
        matched(replace(members, treated=few))


def test_gaps_are_refused() -> None:
    members = chosen(9, 50)
    gap = members.after.copy()
    gap[3] = np.nan
    with pytest.raises(Undefined, match="gaps"):
        replace(members, after=gap)


def test_controls_of_the_same_score_take_turns() -> None:
    known = np.repeat([[0.0], [1.0]], 60, axis=0)
    treated = np.zeros(120, dtype=bool)
    treated[50:80] = True
    pairs = by_propensity(known, treated)
    assert len(np.unique(pairs.controls)) == 30
    assert (known[pairs.treated] == known[pairs.controls]).all()


def test_members_come_from_an_experiment(warehouse: Warehouse) -> None:
    rows = [
        {
            "customer_id": f"{i:03}",
            "arm": ("left", "chosen", "other")[i % 3],
            "margin": 10 * i,
            "margin_before": 5 * i,
            "age": float(i),
        }
        for i in range(9)
    ]
    experiment = Experiment(
        frame_of(warehouse, None, rows),
        "left",
        ("chosen", "other"),
        (Metric("margin", Kind.AMOUNT),),
        ("margin_before", "age"),
    )
    members = members_of(experiment, "margin", "margin_before", "chosen")
    assert members.treated.tolist() == [False, True] * 3
    assert members.after.tolist() == [0, 10, 30, 40, 60, 70]
    assert members.before.tolist() == [0, 5, 15, 20, 30, 35]
    assert members.names == ("age",)
    assert members.covariates[:, 0].tolist() == [0, 1, 3, 4, 6, 7]


def test_more_members_than_memory_holds_are_refused(
    duck_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from goodwill.analytics.benefit.pilots import matching_members

    monkeypatch.setattr(matching_members, "MOST_MEMBERS", 1)
    rows = [{"customer_id": f"{i}", "arm": "left", "m": 1, "b": 1} for i in range(2)]
    experiment = Experiment(
        frame_of(duck_warehouse, None, rows), "left", ("chosen",), (Metric("m", Kind.COUNT),)
    )
    with pytest.raises(AnalyticsError, match="up to 1; there are 2"):
        members_of(experiment, "m", "b", "chosen")
