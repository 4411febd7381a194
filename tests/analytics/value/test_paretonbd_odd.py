"""Whatever histories come in: a finite answer, or a refusal in words."""

from __future__ import annotations

import numpy as np
import pytest
from examples import up_to
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import AnalyticsError, NotConverged
from goodwill.analytics.value import paretonbd
from goodwill.analytics.value.paretonbd import Paretonbd

SHARE = st.floats(0, 1)
POSITIVE = st.floats(1e-3, 1e3)
TIMES = st.one_of(st.integers(0, 10_000).map(float), st.floats(0, 1e4))


@st.composite
def histories(draw) -> tuple[float, float, float]:
    x = draw(st.one_of(st.integers(0, 5), st.integers(0, 10_000)))
    T = draw(TIMES)
    return float(x), (min(draw(SHARE) * T, T) if x else 0.0), T


MODELS = st.builds(Paretonbd, r=POSITIVE, alpha=POSITIVE, s=POSITIVE, beta=POSITIVE)


def everything(model: Paretonbd, x, t_x, T, within: float) -> dict[str, np.ndarray]:
    known = (x, t_x, T)
    return {
        "log": paretonbd.log_likelihood(model, *known),
        "alive": paretonbd.probability_alive(model, *known),
        "expected": paretonbd.expected_purchases(model, within, *known),
        "variance": paretonbd.variance_of_purchases(model, within, *known),
        "silent": paretonbd.probability_of_no_purchase(model, within, *known),
        "wait": paretonbd.median_wait(model, *known),
        "discounted": paretonbd.discounted_purchases(model, 1e-3, *known),
        "new": paretonbd.expected_purchases_of_new(model, within),
        "new discounted": np.asarray(paretonbd.discounted_purchases_of_new(model, 1e-3)),
        "counts": paretonbd.probability_of_purchases(model, [0, 1, 300], within),
    }


def refuse_nonsense(found: dict[str, np.ndarray]) -> None:
    for name, values in found.items():
        assert np.isfinite(values).all(), name
        assert name == "log" or (values >= 0).all(), name
    for name in ("alive", "silent", "counts"):
        assert (found[name] <= 1).all(), name


@example(model=Paretonbd(1.0, 1.0, 1.0, 1.0), history=(0.0, 0.0, 0.0), within=5e-298)
@given(model=MODELS, history=histories(), within=st.floats(0, 1e4))
def test_every_prediction_is_finite_and_possible(model, history, within: float) -> None:
    found = everything(model, *history, within)
    refuse_nonsense(found)
    # Who surely bought nothing was expected to buy less than who surely bought (Markov).
    assert 1 - found["silent"] <= found["expected"] * (1 + 1e-9) + 1e-9
    assert found["variance"] >= 0
    longer = paretonbd.expected_purchases(model, 2 * within, *history)
    assert longer >= found["expected"] * (1 - 1e-12)


@given(model=MODELS, history=histories(), wait=st.floats(0, 1e3))
def test_who_stays_silent_is_less_surely_alive(model, history, wait: float) -> None:
    x, t_x, T = history
    now, later = paretonbd.probability_alive(model, x, t_x, np.array([T, T + wait]))
    assert later <= now + 1e-9


@settings(max_examples=up_to(25), suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(histories(), min_size=1, max_size=6))
def test_every_fit_is_finite_or_refused(rows) -> None:
    x, t_x, T = np.array(rows).T
    try:
        model = paretonbd.fit(x, t_x, T)
    except NotConverged:
        return  # an AnalyticsError: a refusal in words
    assert np.isfinite(model.estimate.draws).all()
    assert np.isfinite(model.estimate.covariance).all()
    refuse_nonsense(everything(model, x, t_x, T, 30.0))


@pytest.mark.parametrize(
    ("x", "t_x", "T"),
    [
        ([0], [0], [100]),
        ([0], [0], [0]),
        ([5], [90], [100]),
        (np.zeros(300), np.zeros(300), np.arange(300.0)),
        (np.full(100, 3), np.full(100, 50.0), np.full(100, 60.0)),
        (np.full(100, 3), np.full(100, 60.0), np.full(100, 60.0)),
        ([10_000, 0, 3], [9999, 0, 2], [10_000, 10_000, 5]),
        ([0, 1, 2], [0, 1e-9, 1e9], [1e-7, 1e-7, 1e14]),
    ],
    ids=[
        "one",
        "just seen",
        "one who returns",
        "nobody returns",
        "alike",
        "just back",
        "much",
        "far",
    ],
)
def test_odd_bases_are_fitted_and_what_is_not_known_is_said(x, t_x, T) -> None:
    model = paretonbd.fit(x, t_x, T)
    assert model.estimate.unidentified
    refuse_nonsense(everything(model, x, t_x, T, 30.0))


def test_purchases_without_any_time_for_them_are_refused() -> None:
    """A rate without bounds."""
    with pytest.raises(AnalyticsError, match="did not converge"):
        paretonbd.fit([10_000], [0], [0])
    with pytest.raises(AnalyticsError, match="in next to no time"):
        paretonbd.fit([1, 356], [40, 0], [77, 0])
