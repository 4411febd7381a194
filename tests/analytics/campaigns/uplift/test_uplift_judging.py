"""Qini curves, areas and their intervals; the plain rule."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.campaigns.uplift.trial_cast import campaign

from goodwill.analytics.campaigns.uplift import judging, rules
from goodwill.analytics.campaigns.uplift.curves import auuc, best_qini, curve, qini
from goodwill.analytics.campaigns.uplift.tallies import blocks, ranks
from goodwill.analytics.campaigns.uplift.trials import Trial, trial
from goodwill.analytics.numerics.arrays import Floats


def by_hand(scores: Floats, w: Floats, y: Floats) -> float:
    """AUUC member by member: Gutierrez & Gérardy's curve, over the number of members."""
    order = np.argsort(-scores, kind="stable")
    w, y = w[order], y[order]
    n1, n0 = np.cumsum(w), np.cumsum(1 - w)
    y1, y0 = np.cumsum(w * y), np.cumsum((1 - w) * y)
    with np.errstate(invalid="ignore"):
        gained = np.where((n1 > 0) & (n0 > 0), (n1 + n0) * (y1 / n1 - y0 / n0), 0.0)
    u = np.append(0.0, gained) / len(y)
    return float((u[1:] + u[:-1]).mean() / 2)


def judge(known: Trial, scores: Floats, folds: int = 1) -> judging.Judged:
    return judging.judged(known, scores, known.dealt(folds), blocks(known.dealt(200, seed=9)))


def test_the_area_in_bins_is_that_member_by_member() -> None:
    known, effect = campaign(20_000, share=0.7)
    found = judge(known, effect)
    exact = by_hand(effect, known.treated, known.outcome)
    assert found.auuc.value == pytest.approx(exact, rel=2e-3)
    assert found.auuc.low < exact < found.auuc.high


def test_an_area_told_by_hand() -> None:
    """Two bins of 4: the first moves 1 of 2, the second nobody: u = 0, ½·½, ½·(¼ …)."""
    sums = np.array([[2.0, 2.0, 1.0, 0.0], [2.0, 2.0, 0.0, 0.0]])
    u = curve(sums)
    assert u.tolist() == [0.0, 0.25, 0.25]
    assert float(auuc(u)) == pytest.approx((0.125 + 0.25) / 2)
    assert float(qini(u)) == pytest.approx(0.1875 - 0.125)


def test_who_cannot_be_told_apart_is_in_random_order() -> None:
    known, _ = campaign(5_000)
    alike = judge(known, np.zeros(5_000))
    assert alike.qini.value == pytest.approx(0, abs=1e-12)
    assert alike.curve.value == pytest.approx(alike.curve.share * alike.curve.value[-1])


def test_ties_are_spread_evenly_over_the_places_they_share() -> None:
    scores = np.array([3.0, 3.0, 3.0, 1.0])
    found = ranks(scores, np.zeros(4, dtype=np.int64), 2)
    assert found.group.tolist() == [0, 0, 0, 1]
    assert found.overlap == pytest.approx(np.array([[2 / 3, 1 / 3], [0.0, 1.0]]))


def test_parts_are_ranked_on_their_own() -> None:
    known, effect = campaign(10_000)
    folds = known.dealt(2)
    drawing = blocks(known.dealt(200, seed=9))
    shifted = judging.judged(known, effect + 10 * folds, folds, drawing)
    assert shifted.auuc == judging.judged(known, effect, folds, drawing).auuc


def test_the_best_qini_puts_contacted_responders_first_and_others_last() -> None:
    """z = 2, 0, 0, −2 of four members: u = 0, ½, ½, ½, 0, of which the area is ⅜."""
    w, y = np.array([1.0, 1.0, 0.0, 0.0]), np.array([1.0, 0.0, 0.0, 1.0])
    assert best_qini(Trial({}, (), w, y, 0.5)) == pytest.approx(0.375)


def test_a_qini_is_shown_as_a_share_of_the_best_possible() -> None:
    known, effect = campaign(5_000)
    found, best = judge(known, effect), best_qini(known)
    assert found.qini_share.value == pytest.approx(found.qini.value / best)
    assert 0 < found.qini_share.low < found.qini_share.high < 1


def test_the_first_third_is_only_learnt_from() -> None:
    known, _ = campaign(6_000)
    assert np.bincount(judging.steps(known)).tolist() == [2000, 1000, 1000, 1000, 1000]


def test_whoever_was_drawn_together_is_judged_together() -> None:
    known, _ = campaign(3_000)
    house = np.arange(3_000) // 3
    together = trial(known.columns, known.treated, known.outcome, cluster=house)
    at = judging.steps(together)
    assert all(len(set(at[house == one])) == 1 for one in range(0, 1000, 50))
    assert together.units == 1000


def test_the_rule_finds_the_cut_that_was_made() -> None:
    rng = np.random.default_rng(2)
    n = 20_000
    recency, town = rng.integers(1, 13, n).astype(float), rng.choice(["香港", "Wien"], n)
    w = (rng.random(n) < 0.5).astype(float)
    y = (rng.random(n) < 0.1 + 0.1 * w * (recency <= 4)).astype(float)
    known = trial({"recency": recency, "town": town}, w, y, categories=["town"])
    scores, rule = judging.foreseen_rule(known, judging.steps(known))
    assert rule is not None
    assert str(rule.sentence) == "recency at most 4"
    assert rule.inside == pytest.approx(0.1, abs=0.02)
    assert len(scores) == int((judging.steps(known) > 0).sum())


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (rules.Rule("age", 30.0, 0.2, 0.1), "age at most 30"),
        (rules.Rule("age", 30.0, 0.1, 0.2), "age above 30"),
        (rules.Rule("age", 30.0, 0.1, 0.2, has_gaps=True), "age above 30, or not known"),
        (rules.Rule("town", "香港", 0.2, 0.1), "town is 香港"),
        (rules.Rule("town", "香港", 0.1, 0.2), "town is not 香港"),
        (rules.Rule("town", None, 0.2, 0.1), "town not known"),
        (rules.Rule("town", None, 0.1, 0.2), "town known"),
    ],
)
def test_a_rule_says_whom_to_contact_first(rule: rules.Rule, words: str) -> None:
    assert str(rule.sentence) == words


@pytest.mark.proof
def test_the_interval_of_the_area_holds_the_truth_95_times_in_100() -> None:
    """Of 400 campaigns, for a ranking learnt elsewhere: between 92 and 98 of 100 hold it."""
    held = 0
    for seed in range(400):
        known, effect = campaign(4_000, seed=seed)
        scores = known.columns["x0"]
        truth = float(auuc(np.append(0.0, effect[np.argsort(-scores)].cumsum()) / 4_000))
        found = judge(known, scores).auuc
        held += found.low <= truth <= found.high
    print(f"held {held} of 400")
    assert 0.92 <= held / 400 <= 0.98
