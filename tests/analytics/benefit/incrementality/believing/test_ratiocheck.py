"""A broken split is found, a sound one is left alone, and an unknown plan is never guessed."""

from __future__ import annotations

import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.benefit.incrementality.believing.counting import counts_by_slice, counts_of
from goodwill.analytics.benefit.incrementality.believing.ratiocheck import (
    Ratio,
    ratio_by_slice,
    ratio_check,
)
from goodwill.analytics.benefit.incrementality.believing.shares import guessed_shares
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.moments import moments
from goodwill.warehouse import Warehouse

EVEN = {"control": 0.5, "treated": 0.5}


def test_a_million_at_50_4_to_49_6_is_broken() -> None:
    """χ² = 2 · 4,000² / 500,000 = 64, p = 1.244e-15 (scipy.stats.chisquare)."""
    found = ratio_check({"control": 504_000, "treated": 496_000}, EVEN)
    assert (found.chi_squared, found.df) == (pytest.approx(64), 1)
    assert found.p == pytest.approx(1.2441921148543578e-15, rel=1e-9)
    assert found.is_broken
    assert (found.worst.arm, found.worst.excess) == ("control", 4_000)
    assert "control has 504,000 members where the plan lets expect 500,000, 4,000 too many" in str(
        found.sentence
    )


def test_shares_need_not_sum_to_one() -> None:
    counts = {"control": 10_000, "treated": 90_100}
    one, other = (
        ratio_check(counts, {"control": a, "treated": b}) for a, b in ((1, 9), (0.1, 0.9))
    )
    assert one.p == pytest.approx(other.p)
    assert one.verdict is Ratio.KEPT


def test_between_one_in_a_hundred_and_one_in_a_thousand_is_doubtful() -> None:
    """χ² = 6.9024, p = 0.008608 (scipy.stats.chisquare): told, but effects are shown."""
    found = ratio_check({"control": 44_700, "treated": 45_489}, EVEN)
    assert found.p == pytest.approx(0.008607987810836262, rel=1e-9)
    assert (found.verdict, found.is_broken, found.is_flagged) == (Ratio.DOUBTFUL, False, True)


def test_near_equal_arms_without_a_plan_are_held_against_equal_shares() -> None:
    broken = ratio_check({"a": 504_000, "b": 496_000}, {})
    assert (broken.is_broken, broken.is_guess) == (True, True)
    assert "No shares were planned" in str(broken.sentence)
    three = ratio_check({"a": 33_000, "b": 33_000, "c": 35_000}, {})
    assert (three.is_broken, three.worst.arm) == (True, "c")
    assert ratio_check({"a": 5_040, "b": 4_960}, {}).verdict is Ratio.KEPT
    assert ratio_check({"a": 44_700, "b": 45_489}, {}).is_flagged


def test_ninety_to_ten_without_a_plan_is_not_checked_and_not_called_broken() -> None:
    found = ratio_check({"control": 10_007, "treated": 89_993}, {})
    assert (found.verdict, found.is_flagged) == (Ratio.NOT_CHECKED, False)
    assert "state them" in str(found.sentence)
    assert "10 : 90 %" in str(found.sentence)


def test_what_would_be_a_broken_ninety_to_ten_is_a_warning_only() -> None:
    found = ratio_check({"control": 98_000, "treated": 902_000}, {})
    assert not found.is_flagged
    assert "Beware: if 10 : 90 % was meant" in str(found.sentence)


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ((52, 48), (0.5, 0.5)),
        ((81, 19), (0.8, 0.2)),
        ((51, 949), (0.05, 0.95)),
        ((11, 989), (0.01, 0.99)),
        ((10, 44, 46), (0.1, 0.45, 0.45)),
        ((50, 24, 26), (0.5, 0.25, 0.25)),
    ],
)
def test_shares_are_guessed_as_people_plan_them(
    counts: tuple[int, ...], shares: tuple[float, ...]
) -> None:
    found = guessed_shares({str(i): n for i, n in enumerate(counts)})
    assert tuple(found.values()) == pytest.approx(shares)


def test_an_arm_that_got_nobody_is_seen() -> None:
    assert ratio_check({"treated": 1_000}, {"control": 0.1, "treated": 0.9}).is_broken


def test_a_dozen_members_are_judged_exactly() -> None:
    """Binomial: 12 of 12 at a half is 2 / 4,096; χ² would say 0.0005 as well, but 0 of 90 at
    one in a hundred is 0.4 where χ² says 0.34."""
    assert ratio_check({"a": 12, "b": 0}, {"a": 1, "b": 1}).p == pytest.approx(2 / 4096)
    assert ratio_check({"a": 0, "b": 90}, {"a": 1, "b": 99}).p > 0.39


def test_sound_draws_are_called_broken_once_in_a_thousand_at_most() -> None:
    rng = np.random.default_rng(1)
    for share, n in ((0.5, 40), (0.01, 700), (0.1, 50_000)):
        plan = {"control": share, "treated": 1 - share}
        held = rng.binomial(n, share, 3_000).tolist()
        broken = {
            k: ratio_check({"control": k, "treated": n - k}, plan).is_broken for k in set(held)
        }
        assert sum(broken[k] for k in held) <= 9  # 3 are expected


def test_the_slice_that_lost_members_is_named() -> None:
    counts = {
        "web": {"control": 5_010, "treated": 4_990},
        "app": {"control": 3_000, "treated": 2_500},
        None: {"control": 480, "treated": 520},
        "shop": {"control": 0, "treated": 0},
    }
    found = ratio_by_slice(counts, EVEN)
    assert [each.slice for each in found] == ["app", None, "web"]
    assert [each.is_responsible for each in found] == [True, False, False]
    assert found[0].adjusted == pytest.approx(3 * found[0].check.p)


def test_slices_without_a_plan_are_held_against_the_guess_for_the_whole() -> None:
    counts = {
        "web": {"control": 1_000, "treated": 9_000},
        "app": {"control": 700, "treated": 9_300},
    }
    assert [each.slice for each in ratio_by_slice(counts, {}) if each.is_responsible] == ["app"]


def test_counts_come_from_the_moments_of_any_metric(warehouse: Warehouse) -> None:
    rows = [
        {"arm": arm, "region": region, "spend": 1.0}
        for arm, region, n in (("holdout", "苏州", 2), ("mail", "苏州", 3), ("mail", None, 4))
        for _ in range(n)
    ]
    cells = moments(frame_of(warehouse, None, rows), ["spend"], ["arm", "region"])
    assert counts_of(cells) == {"holdout": 2, "mail": 7}
    assert counts_by_slice(cells, "region") == {
        "苏州": {"holdout": 2, "mail": 3},
        None: {"mail": 4},
    }


def test_what_cannot_be_an_experiment_is_refused() -> None:
    with pytest.raises(Undefined, match="fewer than two arms"):
        ratio_check({"mail": 10}, {})
    with pytest.raises(Undefined, match="fewer than two arms"):
        ratio_check({"mail": 0, "control": 0}, {})
    with pytest.raises(Undefined, match="arm sms has 1 member, but the plan"):
        ratio_check({"mail": 9, "sms": 1, "control": 9}, {"mail": 1, "control": 1})
    with pytest.raises(Undefined, match="above nought"):
        ratio_check({"mail": 9, "control": 9}, {"mail": 1, "control": 0})
