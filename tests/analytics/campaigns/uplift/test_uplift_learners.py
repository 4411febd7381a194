"""Eight ways to learn the difference that contact makes."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.campaigns.uplift.trial_cast import campaign, spending

from goodwill.analytics.campaigns.uplift.designs import Level, Number, design
from goodwill.analytics.campaigns.uplift.learners import Learner, learn
from goodwill.analytics.campaigns.uplift.trials import Trial
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.arrays import Floats


def matrix_of(known: Trial) -> Floats:
    return design(known.columns).matrix(known.columns)


@pytest.mark.parametrize("learner", Learner)
def test_every_learner_finds_who_is_moved_most(learner: Learner) -> None:
    known, effect = campaign(20_000)
    found = learn(matrix_of(known), known.treated, known.outcome, learner=learner)
    expected = found.effect(matrix_of(known))
    assert np.corrcoef(expected, effect)[0, 1] > 0.7
    assert expected.mean() == pytest.approx(effect.mean(), abs=0.02)


@pytest.mark.parametrize("learner", Learner)
def test_amounts_are_learnt_likewise_with_arms_of_unequal_size(learner: Learner) -> None:
    known, effect = spending(20_000, share=0.8)
    found = learn(matrix_of(known), known.treated, known.outcome, learner=learner, share=0.8)
    expected = found.effect(matrix_of(known))
    assert np.corrcoef(expected, effect)[0, 1] > 0.7
    assert expected.mean() == pytest.approx(effect.mean(), abs=40)


def test_the_straight_line_of_the_transformed_outcome_is_the_true_one() -> None:
    known, _ = spending(60_000)
    found = learn(
        matrix_of(known), known.treated, known.outcome, learner=Learner.TRANSFORMED_LINEAR
    )
    one, other = found.effect(np.array([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]))
    assert one - other == pytest.approx(600, rel=0.1)


@pytest.mark.parametrize("learner", [Learner.X_LINEAR, Learner.X_BOOSTING])
def test_what_is_not_known_is_no_obstacle(learner: Learner) -> None:
    known, effect = campaign(20_000)
    matrix = matrix_of(known)
    matrix[::7, 0] = np.nan
    found = learn(matrix, known.treated, known.outcome, learner=learner).effect(matrix)
    assert np.isfinite(found).all()
    assert np.corrcoef(found, effect)[0, 1] > 0.5


def test_thinning_the_larger_arm_leaves_the_effect_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from goodwill.analytics.campaigns.uplift import boosting

    monkeypatch.setattr(boosting, "MOST_TO_GROW", 4_000)
    known, effect = campaign(20_000, share=0.8)
    found = learn(
        matrix_of(known),
        known.treated,
        known.outcome,
        learner=Learner.TRANSFORMED_BOOSTING,
        share=0.8,
    )
    assert found.share == 0.8
    assert found.effect(matrix_of(known)).mean() == pytest.approx(effect.mean(), abs=0.025)


def test_with_hardly_any_responders_nothing_is_learnt() -> None:
    x, w, y = np.zeros((100, 1)), np.arange(100) % 2.0, np.zeros(100)
    y[:10] = 1
    with pytest.raises(TooFew, match="responders in the contacted arm: 5 found"):
        learn(x, w, y)


def test_words_become_columns_and_rare_levels_are_merged() -> None:
    words = np.array(["香港"] * 500 + ["Wien"] * 300 + [None] * 150 + ["Graz"] * 50, dtype=object)
    columns = {"town": words, "same": np.ones(1000), "age": np.arange(1000.0)}
    code = design(columns, ["town"])
    assert code.columns == (
        Level("town", "香港"),
        Level("town", "Wien"),
        Level("town", None),
        Number("age"),
    )
    matrix = code.matrix(columns)
    assert matrix[:, :3].sum(axis=0).tolist() == [500, 300, 150]
    assert not matrix[-1, :3].any()


def test_of_two_levels_one_column_is_enough() -> None:
    words = np.array(["yes"] * 600 + ["no"] * 400, dtype=object)
    assert design({"member": words}, ["member"]).columns == (Level("member", "yes"),)
