"""Customers with opportunities: the published donors, and what must stay true of any."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from analytics.value.published import rows_of_file
from examples import up_to
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import ContractBroken, TooFew, Undefined
from goodwill.analytics.value import bgbb, triples
from goodwill.analytics.value.bgbb import Bgbb
from goodwill.analytics.value.likelihoods import bgbb_likelihood

approx = pytest.approx
DONORS = Bgbb(alpha=1.204, beta=0.750, gamma=0.657, delta=2.783)


def donors():
    rows = rows_of_file("btyd_donations_rf.csv")
    return tuple(
        np.array([float(row[name]) for row in rows]) for name in ("x", "t.x", "n.cal", "custs")
    )


def simulated(random, model, customers, most=8, least=None):
    """Histories of customers with up to `most` opportunities; and what they did in 5 more."""
    n = random.integers(least or most, most + 1, customers)
    p, theta = random.beta(model.alpha, model.beta, customers), random.beta(
        model.gamma, model.delta, customers
    )  # fmt: skip
    last = random.geometric(theta) - 1
    chance = np.arange(1, most + 6)
    bought = (random.random((customers, most + 5)) < p[:, None]) & (chance <= last[:, None])
    past, ahead = chance <= n[:, None], (chance > n[:, None]) & (chance <= n[:, None] + 5)
    x = (bought & past).sum(axis=1)
    t_x = np.where(bought & past, chance, 0).max(axis=1)
    return (x, t_x, n), (bought & ahead).sum(axis=1), last > n


class TestPublished:
    """Fader, Hardie & Shang (2010): donors of 1995, six years, five more to foretell."""

    def test_parameters_equal_those_of_the_paper(self):
        model = bgbb.fit(*donors())
        found = (model.alpha, model.beta, model.gamma, model.delta)
        assert found == approx((1.204, 0.750, 0.657, 2.783), abs=1e-3)
        assert model.estimate.log_likelihood == approx(-33225.6, abs=0.05)
        assert model.estimate.customers == 11_104
        assert model.estimate.unidentified == ()

    @pytest.mark.parametrize(
        ("x", "t_x", "alive"), [(0, 0, 0.11), (2, 4, 0.59), (6, 6, 0.93)], ids=str
    )
    def test_the_probability_of_being_alive_in_2002(self, x, t_x, alive):
        """Table 6 of the paper."""
        assert bgbb.probability_alive(DONORS, x, t_x, 6) == approx(alive, abs=0.005)

    @pytest.mark.parametrize(("x", "t_x", "expected"), [(0, 0, 0.07), (6, 6, 3.75)], ids=str)
    def test_the_expected_donations_from_2002_to_2006(self, x, t_x, expected):
        assert bgbb.expected_purchases(DONORS, 5, x, t_x, 6) == approx(expected, abs=0.005)

    def test_the_totals_equal_those_of_the_authors_spreadsheet(self):
        """Note 010: 12,884.2 donations ahead; 3,454.9 never and 1,253.1 always in sample."""
        x, t_x, n, donors_each = donors()
        model = bgbb.fit(x, t_x, n, donors_each)
        ahead = bgbb.expected_purchases(model, 5, x, t_x, n) @ donors_each
        assert ahead == approx(12884.2, abs=0.1)
        found = bgbb.probability_of_purchases(model, [0, 6], 6) * 11_104
        assert found == approx([3454.9, 1253.1], abs=0.05)


class TestLikelihood:
    @pytest.mark.parametrize("shapes", [(1.2, 0.75, 0.66, 2.8), (0.01, 30, 90, 0.02)], ids=str)
    @pytest.mark.parametrize(
        "history", [(0, 0, 6), (6, 6, 6), (1, 3, 6), (2, 2, 90), (40, 77, 400), (0, 0, 0)], ids=str
    )
    def test_it_equals_forty_digits(self, shapes, history):
        x, t_x, n = history
        with mpmath.workdps(40):
            a, b, g, d = map(mpmath.mpf, shapes)
            wanted = mpmath.beta(a + x, b + n - x) * mpmath.beta(g, d + n)
            for t in range(t_x, n):
                wanted += mpmath.beta(a + x, b + t - x) * mpmath.beta(g + 1, d + t)
            wanted = float(mpmath.log(wanted / mpmath.beta(a, b) / mpmath.beta(g, d)))
        assert bgbb.log_likelihood(Bgbb(*shapes), x, t_x, n) == approx(wanted, rel=1e-13)

    def test_all_sequences_together_are_certain(self):
        total, n = 0.0, 5
        for sequence in np.ndindex(*(2,) * n):
            bought = np.flatnonzero(sequence)
            t_x = bought.max() + 1 if len(bought) else 0
            total += np.exp(bgbb.log_likelihood(DONORS, len(bought), t_x, n))
        assert total == approx(1)

    def test_gradient_and_hessian_equal_finite_differences(self):
        random = np.random.default_rng(3)
        histories = triples.triples(*simulated(random, DONORS, 40, 9, 2)[0])
        objective, value = bgbb_likelihood.objective(histories), bgbb_likelihood.value(histories)
        for theta in random.normal(0, 1.2, (8, 4)):
            slope, steps = objective(theta), 1e-5 * np.eye(4)
            gradient = [(value(theta + h) - value(theta - h)) / 2e-5 for h in steps]
            hessian = [
                (objective(theta + h).gradient - objective(theta - h).gradient) / 2e-5
                for h in steps
            ]
            assert slope.value == approx(value(theta))
            assert slope.gradient == approx(np.array(gradient), rel=1e-5, abs=1e-5)
            assert slope.hessian == approx(np.array(hessian), rel=1e-5, abs=1e-5)

    def test_terms_in_pieces_are_the_same_terms(self, monkeypatch):
        histories = triples.triples(*simulated(np.random.default_rng(4), DONORS, 200, 12, 1)[0])
        theta = np.array([0.2, -0.3, -0.4, 1.0])
        whole = bgbb_likelihood.objective(histories)(theta)
        scores = bgbb.log_likelihood(DONORS, histories.x, histories.t_x, histories.T)
        monkeypatch.setattr(bgbb_likelihood, "PIECE", 7)
        pieced = bgbb_likelihood.objective(histories)(theta)
        assert len(list(bgbb_likelihood.pieces(histories))) > 20
        assert pieced.value == approx(whole.value)
        assert pieced.hessian == approx(whole.hessian)
        again = bgbb.log_likelihood(DONORS, histories.x, histories.t_x, histories.T)
        assert again == approx(scores)


class TestQuantities:
    def test_predictions_equal_what_simulated_customers_do(self):
        model = Bgbb(1.2, 1.5, 0.8, 4.0)
        (x, t_x, _), ahead, alive = simulated(np.random.default_rng(5), model, 400_000, 4)
        for history in ((0, 0), (1, 2), (2, 4), (3, 4)):
            same = (x == history[0]) & (t_x == history[1])
            told = (model, *history, 4)
            count = same.sum()
            error = 4 * ahead[same].std() / count**0.5
            found = bgbb.expected_purchases(model, 5, *told[1:])
            assert found == approx(ahead[same].mean(), abs=error)
            assert bgbb.variance_of_purchases(model, 5, *told[1:]) == approx(
                ahead[same].var(), rel=0.05
            )
            share = 4 * 0.5 / count**0.5
            assert bgbb.probability_of_no_purchase(model, 5, *told[1:]) == approx(
                (ahead[same] == 0).mean(), abs=share
            )
            assert bgbb.probability_alive(*told) == approx(alive[same].mean(), abs=share)

    def test_new_customers_are_those_with_no_opportunity_yet(self):
        assert bgbb.expected_purchases_of_new(DONORS, [0, 1, 7]) == approx(
            bgbb.expected_purchases(DONORS, [0, 1, 7], 0, 0, 0)
        )
        k = np.arange(8)
        chances = bgbb.probability_of_purchases(DONORS, k, 7)
        assert chances.sum() == approx(1)
        assert chances @ k == approx(bgbb.expected_purchases_of_new(DONORS, 7))
        assert bgbb.probability_of_purchases(DONORS, 8, 7) == 0
        assert bgbb.probability_of_no_purchase(DONORS, 7, 0, 0, 0) == approx(chances[0])

    def test_discounted_purchases_are_the_sum_of_what_is_expected(self):
        ahead = np.arange(3001)
        expected = np.diff(bgbb.expected_purchases(DONORS, ahead, 2, 4, 6))
        found = bgbb.discounted_purchases(DONORS, 0.1, 2, 4, 6)
        assert found == approx(expected @ 1.1 ** -ahead[1:])
        assert bgbb.discounted_purchases_of_new(DONORS, 0.1) == approx(
            bgbb.discounted_purchases(DONORS, 0.1, 0, 0, 0)
        )

    def test_without_a_discount_a_lifetime_may_be_infinite(self):
        with pytest.raises(Undefined, match="infinitely"):
            bgbb.discounted_purchases(DONORS, 0, 2, 4, 6)
        finite = Bgbb(1.0, 1.0, 3.0, 2.0)
        assert bgbb.discounted_purchases_of_new(finite, 0) == approx(0.5)

    def test_the_wait_is_the_first_opportunity_by_which_half_have_bought(self):
        for x, t_x, n in ((0, 0, 6), (6, 6, 6), (1, 6, 6), (1, 40, 90)):
            wait = float(bgbb.median_wait(DONORS, x, t_x, n))
            k = np.arange(wait)
            passing = np.cumprod((DONORS.beta + n - x + k) / (DONORS.alpha + DONORS.beta + n + k))
            assert passing[-1] <= 0.5
            assert wait == 1 or passing[-2] > 0.5

    def test_arrays_broadcast_and_keep_their_shape(self):
        x, t_x = np.array([[0], [2]]), np.array([[0], [4]])
        n, within = np.array([6, 7, 9]), 3
        for quantity in (
            bgbb.log_likelihood(DONORS, x, t_x, n),
            bgbb.probability_alive(DONORS, x, t_x, n),
            bgbb.expected_purchases(DONORS, within, x, t_x, n),
            bgbb.variance_of_purchases(DONORS, within, x, t_x, n),
            bgbb.probability_of_no_purchase(DONORS, within, x, t_x, n),
            bgbb.median_wait(DONORS, x, t_x, n),
            bgbb.discounted_purchases(DONORS, 0.1, x, t_x, n),
        ):
            assert quantity.shape == (2, 3)
            assert quantity.dtype == np.float64


class TestFit:
    def test_rows_in_any_order_counted_or_not_give_the_same(self):
        random = np.random.default_rng(6)
        (x, t_x, n), _, _ = simulated(random, DONORS, 500, 6, 3)
        mixed = random.permutation(500)
        counted = triples.triples(x, t_x, n)
        models = [
            bgbb.fit(x, t_x, n),
            bgbb.fit(x[mixed], t_x[mixed], n[mixed]),
            bgbb.fit(counted.x, counted.t_x, counted.T, counted.weight),
        ]
        assert len({(m.alpha, m.beta, m.gamma, m.delta) for m in models}) == 1
        assert models[0].estimate.log_likelihood == approx(
            bgbb.log_likelihood(models[0], x, t_x, n).sum()
        )

    def test_parameters_are_recovered(self):
        truth = Bgbb(1.2, 1.5, 0.8, 4.0)
        model = bgbb.fit(*simulated(np.random.default_rng(7), truth, 60_000, 10)[0])
        for name in ("alpha", "beta", "gamma", "delta"):
            low, high = model.estimate.interval(name, 0.999)
            assert low < getattr(truth, name) < high
            assert getattr(model, name) == approx(getattr(truth, name), rel=0.15)

    @pytest.mark.parametrize(
        ("x", "t_x", "n", "weight"),
        [
            ([0], [0], [6], None),
            ([0], [0], [0], None),
            ([6], [6], [6], [1e6]),
            ([0], [0], [6], [1e6]),
            ([1] * 50, [3] * 50, [6] * 50, None),
            ([300, 0], [365, 0], [365, 365], [1, 1e6]),
        ],
        ids=["one", "no opportunity", "all always", "all never", "identical", "a year of days"],
    )
    def test_odd_customers_give_finite_answers(self, x, t_x, n, weight):
        model = bgbb.fit(x, t_x, n, weight)
        assert np.isfinite(model.estimate.draws).all()
        assert model.estimate.unidentified
        assert np.isfinite(bgbb.expected_purchases(model, 5, x, t_x, n)).all()

    @pytest.mark.parametrize(
        ("x", "t_x", "n", "words"),
        [
            (1, 7, 6, "after the end"),
            (3, 2, 6, "more purchases than opportunities"),
            (1, 0, 6, "at no opportunity"),
            (0, 2, 6, "no repeat"),
            (1, 1.5, 6, "not a whole number"),
            (1, 1, 6.5, "not a whole number"),
            (-1, 0, 6, "negative"),
            (np.nan, 0, 6, "missing"),
        ],
    )
    def test_impossible_histories_are_refused_in_words(self, x, t_x, n, words):
        with pytest.raises(ContractBroken, match=words):
            bgbb.fit([x], [t_x], [n])
        with pytest.raises(ContractBroken, match=words):
            bgbb.probability_alive(DONORS, x, t_x, n)

    def test_nobody_is_too_few(self):
        with pytest.raises(TooFew):
            bgbb.fit([], [], [])

    @settings(max_examples=up_to(40))
    @given(
        st.lists(
            st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)).map(sorted),
            min_size=1,
            max_size=6,
        ),
        st.integers(1, 10**5),
    )
    def test_any_histories_are_finite(self, rows, weight):
        x, t_x, n = np.array(rows, dtype=float).T
        t_x = np.where(x == 0, 0, t_x)
        model = bgbb.fit(x, t_x, n, weight)
        for found in (
            bgbb.log_likelihood(model, x, t_x, n),
            bgbb.variance_of_purchases(model, 10, x, t_x, n),
            bgbb.median_wait(model, x, t_x, n),
            bgbb.discounted_purchases(model, 0.1, x, t_x, n),
        ):
            assert np.isfinite(found).all()
        for share in (
            bgbb.probability_alive(model, x, t_x, n),
            bgbb.probability_of_no_purchase(model, 10, x, t_x, n),
        ):
            assert ((share >= -1e-12) & (share <= 1 + 1e-12)).all()


def coverage(companies, customers):
    """How often 90 % intervals hold each parameter, and purchases of new donors in 5 years."""
    random = np.random.default_rng(2025)
    truth = Bgbb(1.2, 1.0, 0.8, 3.0)
    names = ("alpha", "beta", "gamma", "delta")
    inside = dict.fromkeys([*names, "ahead"], 0)
    ahead = float(bgbb.expected_purchases_of_new(truth, 5))
    for _ in range(companies):
        model = bgbb.fit(*simulated(random, truth, customers, 8)[0])
        for name in names:
            low, high = model.estimate.interval(name)
            inside[name] += low <= getattr(truth, name) <= high
        drawn = [
            bgbb.expected_purchases_of_new(Bgbb(*np.exp(theta)), 5)
            for theta in model.estimate.draws[:500]
        ]
        low, high = np.quantile(drawn, [0.05, 0.95])
        inside["ahead"] += bool(low <= ahead <= high)
    return {name: count / companies for name, count in inside.items()}


@pytest.mark.proof
def test_most_intervals_hold_the_truth():
    assert min(coverage(6, 600).values()) >= 0.7


@pytest.mark.proof
def test_ninety_in_a_hundred_intervals_hold_the_truth():
    shares = coverage(200, 1500)
    assert all(0.86 <= share <= 0.94 for share in shares.values()), shares
