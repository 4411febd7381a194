"""The hold-out comparison: what is measured is right, and the rule is kept."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from analytics.value.holdouts import (
    nobody_leaves,
    refusing,
    regular_buyers,
    split_of,
    variant,
)
from examples import up_to
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from goodwill.analytics.errors import NotConverged, TooFew
from goodwill.analytics.value import bgcnbd, mbgnbd, nbd, paretonbd
from goodwill.analytics.value.choosing import choosing, foretelling, naive, splitting
from goodwill.analytics.value.nbd import Nbd
from goodwill.language import Sentence

KNOWN = nobody_leaves(3000)
TYPED = Nbd(r=0.5, alpha=80.0)


def test_the_score_of_no_purchase_is_its_log_probability() -> None:
    told = foretelling.by_model(KNOWN, nbd, nbd.fit(KNOWN.x, KNOWN.t_x, KNOWN.T))
    silent = KNOWN.y == 0
    assert told.score[silent] == pytest.approx(np.log(told.nothing[silent]), rel=1e-9)


@pytest.mark.parametrize("told", ["model", "rate"])
def test_the_score_is_a_density_of_futures(told: str) -> None:
    """Over the times of y purchases in h it integrates to h^y / y! times it; over y to one."""
    h, counts = 40, np.arange(150)
    n = len(counts)
    T, last = np.full(n, 200.0), np.where(counts > 0, 230.0, 90.0)
    known = split_of(np.full(n, 2), np.full(n, 90), T, counts, last, h)
    if told == "model":
        score = foretelling.by_model(known, nbd, TYPED).score
    else:
        score = foretelling.by_rate(known, np.full(n, 0.05)).score
    volume = special.xlogy(counts, h) - special.gammaln(counts + 1)
    assert np.exp(score + volume).sum() == pytest.approx(1, rel=1e-9)


def test_the_error_of_a_mean_is_that_of_bootstrapping_customers() -> None:
    random = np.random.default_rng(5)
    amounts, weight = random.gamma(0.5, 2, 40), random.integers(1, 30, 40).astype(float)
    told = foretelling.mean(amounts, weight)
    customers = int(weight.sum())
    resampled = random.multinomial(customers, weight / customers, 4000) @ amounts / customers
    assert told.value == pytest.approx(np.average(amounts, weights=weight))
    assert told.error == pytest.approx(resampled.std(), rel=0.05)
    assert (told.low + told.high) / 2 == pytest.approx(told.value)


def test_compression_changes_no_figure() -> None:
    """Every customer twice, as two cells or as one of weight two."""
    columns = (*splitting.COLUMNS, "weight", "log_gaps", "log_gaps_whole")
    twice = replace(KNOWN, **{name: np.tile(getattr(KNOWN, name), 2) for name in columns})
    heavy = replace(KNOWN, weight=KNOWN.weight * 2)
    told = [choosing.choose(known, (nbd,)).candidates for known in (twice, heavy)]
    for one, other in zip(*told, strict=True):
        assert one.metrics is not None
        assert other.metrics is not None
        assert one.metrics.log_score.value == pytest.approx(other.metrics.log_score.value)
        assert one.metrics.log_score.error == pytest.approx(other.metrics.log_score.error)
        assert (one.metrics.low, one.metrics.high) == pytest.approx(
            (other.metrics.low, other.metrics.high)
        )
        for mine, theirs in zip(one.metrics.deciles, other.metrics.deciles, strict=True):
            assert mine.actual == pytest.approx(theirs.actual)


def test_the_true_model_is_chosen_and_says_how_well_it_did() -> None:
    choice = choosing.choose(KNOWN, (variant("Far off", alpha=3), nbd))
    assert choice.chosen.name == "NBD"
    assert "NBD foretold the purchases after Oct 28, 1970 best of 2 models" in str(choice.why)
    assert len(choice.warnings) == 1
    assert "so it cannot tell which of them have left" in str(choice.warnings[0])
    metrics = choice.chosen.metrics
    assert metrics is not None
    assert metrics.low < choice.actual < metrics.high
    assert metrics.error == pytest.approx(metrics.expected / choice.actual - 1)
    assert (metrics.behind.value, metrics.behind.error) == (0, 0)
    assert metrics.bic == pytest.approx(2 * np.log(3000) - 2 * metrics.log_likelihood)
    assert sum(each.customers for each in metrics.deciles) == 3000
    for each in metrics.deciles:
        spread = np.sqrt(each.expected * (1 - each.expected) / each.customers)
        assert abs(each.actual - each.expected) < 4 * spread
    other = next(each for each in choice.candidates if each.name == "Far off")
    assert other.metrics is not None
    assert other.metrics.behind.is_clear
    assert other.metrics.root_mean_square > metrics.root_mean_square


def test_a_tie_goes_to_the_default() -> None:
    near = variant("Near", r=1.001)
    for families in ((near, nbd), (nbd, near)):
        choice = choosing.choose(KNOWN, families)
        assert choice.chosen.family is families[0]
    ranked = [each.name for each in choice.candidates]
    tied = choosing.choose(KNOWN, (near, nbd) if ranked[0] == "NBD" else (nbd, near))
    assert "better by no more than chance explains" in str(tied.why)


def test_what_is_not_chance_but_no_evidence_is_a_tie_too() -> None:
    """So near that all customers together score less than 1 worse, surely or not."""
    nearest = variant("Nearest", r=1 + 1e-6, alpha=1 + 1e-6)
    for families in ((nearest, nbd), (nbd, nearest)):
        assert choosing.choose(KNOWN, families).chosen.family is families[0]


def test_families_of_regular_buyers_are_given_the_gaps() -> None:
    """A made-up family whose likelihood is the sum of the logarithms it is given."""
    seen: list[np.ndarray] = []

    def fit(x, t_x, T, weight, log_gaps=None):
        seen.append(log_gaps)
        return nbd.fit(x, t_x, T, weight)

    def log_likelihood(model, x, t_x, T, log_gaps=None):
        return np.asarray(log_gaps)

    gaps = SimpleNamespace(**{**vars(nbd), "fit": fit, "log_likelihood": log_likelihood})
    known = replace(KNOWN, log_gaps=KNOWN.x / 2, log_gaps_whole=KNOWN.x / 2 + KNOWN.y)
    metrics = choosing.choose(known, (gaps,)).chosen.metrics
    assert metrics is not None
    assert seen[0].tolist() == known.log_gaps.tolist()
    assert metrics.log_score.value == pytest.approx(KNOWN.y.mean())
    assert metrics.log_likelihood == pytest.approx(KNOWN.x.sum() / 2)


@pytest.mark.proof
def test_regular_buyers_are_known_by_their_gaps() -> None:
    """Erlang-2: half as scattered as chance, and told apart from it by the score."""
    choice = choosing.choose(regular_buyers(900, k=2), (paretonbd, mbgnbd, bgcnbd))
    assert choice.chosen.family is bgcnbd
    assert choice.chosen.model.k == 2
    metrics = choice.chosen.metrics
    assert metrics is not None
    assert metrics.low < choice.actual < metrics.high
    random = next(each for each in choice.candidates if each.family is mbgnbd)
    assert random.metrics is not None
    assert random.metrics.behind.value > 4 * random.metrics.behind.error
    parameters = 5  # with the regularity
    assert metrics.bic == pytest.approx(parameters * np.log(900) - 2 * metrics.log_likelihood)


@pytest.mark.proof
def test_of_buyers_at_random_the_gaps_tell_nothing() -> None:
    """k = 1 is the MBG/NBD itself, so the two have the same marks."""
    choice = choosing.choose(regular_buyers(400, k=1), (mbgnbd, bgcnbd))
    one, other = (candidate.metrics for candidate in choice.candidates if candidate.family)
    assert choice.chosen.family is mbgnbd
    assert one is not None
    assert other is not None
    assert other.log_score.value == pytest.approx(one.log_score.value, rel=1e-9)
    assert other.expected == pytest.approx(one.expected, rel=1e-6)


def test_a_refusal_is_listed_with_its_sentence() -> None:
    stubborn = refusing("Stubborn", TooFew(Sentence("customers"), 3, 10))
    choice = choosing.choose(KNOWN, (stubborn, nbd))
    assert choice.chosen.name == "NBD"
    assert "only model that could be fitted" in str(choice.why)
    last = choice.candidates[-1]
    assert (last.name, last.metrics) == ("Stubborn", None)
    assert "at least 10 needed" in str(last.refusal)


def test_a_model_that_held_what_came_for_impossible_is_refused() -> None:
    blind = SimpleNamespace(
        **{
            **vars(nbd),
            "NAME": "Blind",
            "log_likelihood": lambda model, x, t_x, T: np.where(x > 9, -np.inf, -1.0),
        }
    )
    choice = choosing.choose(KNOWN, (nbd, blind))
    assert "gives something that happened no chance" in str(choice.candidates[-1].refusal)


def test_if_all_refuse_there_is_no_choice() -> None:
    stubborn = refusing("Stubborn", TooFew(Sentence("customers"), 3, 10))
    with pytest.raises(NotConverged, match="Stubborn: We cannot tell yet: customers"):
        choosing.choose(KNOWN, (stubborn,))


def test_a_bug_in_a_model_is_no_refusal() -> None:
    with pytest.raises(ZeroDivisionError):
        choosing.choose(KNOWN, (refusing("Broken", ZeroDivisionError()), nbd))


def test_a_naive_forecast_that_beats_every_model_is_told_and_a_model_is_still_named() -> None:
    choice = choosing.choose(KNOWN, (variant("Wild", alpha=30),))
    assert choice.candidates[0].is_naive
    assert choice.chosen.name == "Wild"
    said = " ".join(map(str, choice.warnings))
    assert "better than every model. Wild is used to tell who is still a customer" in said
    assert "something has changed that the past does not show" in said
    assert choice.candidates[0].metrics is not None
    assert choice.candidates[0].metrics.behind.value < 0
    assert choice.candidates[0].metrics.bic is None


def test_naive_rates_are_what_was_seen_and_half_a_purchase_at_the_rate_of_all() -> None:
    """Together 4 purchases in 400 days; half a purchase at that rate takes 50 days."""
    known = split_of([0, 4, 0], [0, 60, 0], [0, 300, 100], [0] * 3, [0, 60, 0], 50, [0, 1, 0])
    assert naive.past_rate(known) == pytest.approx([0.5 / 50, 4.5 / 350, 0.5 / 150])
    assert naive.last_period_rate(known) == pytest.approx([0.5 / 50, 1.5 / 100, 0.5 / 100])


def test_without_any_repeat_purchase_there_is_no_rate() -> None:
    with pytest.raises(TooFew, match="repeat purchases to fit models on: 0 found"):
        naive.past_rate(split_of([0, 0], [0, 0], [10, 20], [0, 1], [0, 25], 10))


def test_nothing_bought_in_the_holdout_has_no_relative_error() -> None:
    silent = replace(KNOWN, y=np.zeros_like(KNOWN.y), t_last=KNOWN.t_x)
    choice = choosing.choose(silent, (nbd,))
    assert choice.actual == 0
    assert choice.chosen.metrics is not None
    assert choice.chosen.metrics.error is None
    assert np.isfinite(choice.chosen.metrics.log_score.value)


@settings(max_examples=up_to(15))
@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.integers(0, 300), st.integers(1, 300), st.integers(0, 40)),
        min_size=1,
        max_size=6,
    )
)
def test_any_customers_give_marks_without_a_gap(people: list[tuple[int, int, int, int]]) -> None:
    x, since, length, y = (np.array(each) for each in zip(*people, strict=True))
    T = since + length
    known = split_of(x, since, T, y, np.where(y > 0, T + 5, since), 30)
    choice = choosing.choose(known, (nbd,))
    for candidate in choice.candidates:
        marks = candidate.metrics
        assert marks is not None
        for mean in (marks.log_score, marks.behind, marks.score_of_buying, marks.absolute_error):
            assert np.isfinite([mean.value, mean.error]).all()
        assert 0 <= marks.low <= marks.expected <= marks.high < np.inf
        assert np.isfinite([marks.root_mean_square, choice.actual]).all()
    assert choice.chosen.name == "NBD"


def held(companies: int, customers: int) -> float:
    """How often the 90 % interval of the total holds what came."""
    count = 0
    for seed in range(companies):
        known = nobody_leaves(customers, seed)
        told = foretelling.by_model(known, nbd, nbd.fit(known.x, known.t_x, known.T))
        count += told.low <= known.actual <= told.high
    return count / companies


def test_the_interval_of_the_total_mostly_holds_what_came() -> None:
    assert held(40, 300) >= 0.8


@pytest.mark.proof
def test_the_interval_of_the_total_holds_what_came_nine_times_in_ten() -> None:
    assert 0.86 <= held(400, 300) <= 0.94
