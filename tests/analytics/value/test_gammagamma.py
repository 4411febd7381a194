"""What customers spend per purchase: the published fit, and what must stay true of any."""

from __future__ import annotations

from contextlib import suppress

import mpmath
import numpy as np
import pyarrow as pa
import pytest
from analytics.value.cast import summaries_of
from analytics.value.published import cdnow_spend
from examples import up_to
from frames import rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import ContractBroken, TooFew, Undefined
from goodwill.analytics.value import family, gammagamma, spending
from goodwill.analytics.value.gammagamma import Gammagamma
from goodwill.warehouse.opening import Warehouse

approx = pytest.approx

CDNOW = Gammagamma(p=6.25, q=3.74, gamma=15.44)


def simulated(random, customers, p, q, gamma):
    purchases = random.geometric(0.35, customers)
    rate = random.gamma(q, 1 / gamma, customers)
    return purchases, random.gamma(p * purchases) / rate / purchases


def test_cdnow_parameters_equal_those_of_the_paper():
    """Fader, Hardie & Lee (2005), JMR 42(4), and note 025: p = 6.25, q = 3.74, γ = 15.44."""
    model = gammagamma.fit(*cdnow_spend())
    assert len(cdnow_spend()[0]) == 946
    assert (model.p, model.q, model.gamma) == approx((6.25, 3.74, 15.44), abs=5e-3)
    assert model.estimate.log_likelihood == approx(
        gammagamma.log_likelihood(model, *cdnow_spend()).sum(), rel=1e-12
    )
    assert model.estimate.unidentified == ()


def test_expected_spend_equals_the_authors_spreadsheet():
    """Note 025's first customers, at the published parameters, to the cent it prints."""
    purchases, mean_value = cdnow_spend()
    found = gammagamma.expected_spend(CDNOW, purchases[:2], mean_value[:2])
    assert found == approx([24.65, 18.91], abs=0.02)
    assert gammagamma.expected_spend_of_new(CDNOW) == approx(35.17, abs=0.06)


def test_density_equals_sixty_digits():
    """Note 025, the density of the mean of x purchases, in mpmath."""
    grid = [
        (n, m, p, q, g)
        for n in (1, 7, 4000)
        for m in (1e-4, 3.0, 5e7)
        for p, q, g in ((6.25, 3.74, 15.44), (0.02, 0.03, 1e-5), (300.0, 2000.0, 1e6))
    ]
    for n, m, p, q, g in grid:
        found = gammagamma.log_likelihood(Gammagamma(p, q, g), n, m)
        with mpmath.workdps(60):
            n_, m_, p_, q_, g_ = map(mpmath.mpf, (n, m, p, q, g))
            wanted = (
                mpmath.loggamma(p_ * n_ + q_) - mpmath.loggamma(p_ * n_) - mpmath.loggamma(q_)
                + q_ * mpmath.log(g_) + (p_ * n_ - 1) * mpmath.log(m_)
                + p_ * n_ * mpmath.log(n_) - (p_ * n_ + q_) * mpmath.log(g_ + m_ * n_)
            )  # fmt: skip
            assert abs(float(found) - wanted) / max(abs(wanted), 1) < 1e-12


def test_the_density_integrates_to_one():
    value, width = np.logspace(-8, 8, 40_001), np.log(1e16) / 40_000
    density = np.exp(gammagamma.log_likelihood(CDNOW, 3, value)) * value
    assert density.sum() * width == approx(1, abs=1e-9)


def test_gradient_and_hessian_equal_finite_differences():
    random = np.random.default_rng(3)
    observed = spending.spending(*simulated(random, 60, 2.0, 3.0, 20.0))
    objective = gammagamma._objective(observed)
    for theta in random.normal([0.5, 1.0, 3.0], 1.0, (8, 3)):
        slope = objective(theta)
        steps = 1e-5 * np.eye(3)
        gradient = [(objective(theta + h).value - objective(theta - h).value) / 2e-5 for h in steps]
        hessian = [
            (objective(theta + h).gradient - objective(theta - h).gradient) / 2e-5 for h in steps
        ]
        assert slope.gradient == approx(np.array(gradient), rel=1e-6, abs=1e-4)
        assert slope.hessian == approx(np.array(hessian), rel=1e-6, abs=1e-4)
        assert gammagamma._value(observed)(theta) == approx(slope.value, rel=1e-12)


class TestExpectation:
    def test_it_lies_between_the_population_and_the_customer(self):
        """The mean is a weighted average of both (Fader, Hardie & Lee 2005, appendix)."""
        x, m = np.arange(1, 40), 80.0
        own = CDNOW.p * x / (CDNOW.p * x + CDNOW.q - 1)
        wanted = own * m + (1 - own) * gammagamma.expected_spend_of_new(CDNOW)
        assert gammagamma.expected_spend(CDNOW, x, m) == approx(wanted)

    def test_who_has_not_bought_is_expected_to_spend_the_mean_of_all(self):
        mean = 6.25 * 15.44 / (3.74 - 1)
        assert gammagamma.expected_spend(CDNOW, [0, 0], [np.nan, 7.0]) == approx([mean, mean])

    def test_it_is_refused_where_it_is_infinite_and_the_median_is_not(self):
        heavy = Gammagamma(p=0.4, q=0.9, gamma=10.0)
        with pytest.raises(Undefined, match=r"q = 0\.9"):
            gammagamma.expected_spend(heavy, [0, 1], [0.0, 5.0])
        with pytest.raises(Undefined, match="variance is infinite"):
            gammagamma.variance_of_value(heavy, 1, 5.0)
        assert np.isfinite(gammagamma.expected_spend(heavy, 1, 5.0))
        assert np.isfinite(gammagamma.quantile_of_mean(heavy, 0.5, 0, 0.0))
        assert np.isfinite(gammagamma.quantile_of_value(heavy, [0.05, 0.5, 0.95], 0, 0.0)).all()

    def test_moments_and_quantiles_equal_those_of_simulated_customers(self):
        random = np.random.default_rng(11)
        x, m = 4, 55.0
        rate = random.gamma(CDNOW.q + CDNOW.p * x, 1 / (CDNOW.gamma + x * m), 400_000)
        means, values = CDNOW.p / rate, random.gamma(CDNOW.p, 1 / rate)
        assert gammagamma.expected_spend(CDNOW, x, m) == approx(values.mean(), rel=0.005)
        assert gammagamma.variance_of_mean(CDNOW, x, m) == approx(means.var(), rel=0.02)
        assert gammagamma.variance_of_value(CDNOW, x, m) == approx(values.var(), rel=0.02)
        for level in (0.05, 0.5, 0.95):
            assert gammagamma.quantile_of_mean(CDNOW, level, x, m) == approx(
                np.quantile(means, level), rel=0.01
            )
            assert gammagamma.quantile_of_value(CDNOW, level, x, m) == approx(
                np.quantile(values, level), rel=0.01
            )


class TestFit:
    @pytest.mark.parametrize("scale", [1e-6, 100, 1e8])
    def test_the_unit_of_money_changes_gamma_alone(self, scale):
        x, m = simulated(np.random.default_rng(5), 300, 3.0, 4.0, 30.0)
        one, other = gammagamma.fit(x, m), gammagamma.fit(x, m * scale)
        assert (other.p, other.q, other.gamma / scale) == approx(
            (one.p, one.q, one.gamma), rel=1e-6
        )
        assert other.estimate.covariance == approx(one.estimate.covariance, rel=1e-4)

    def test_rows_in_any_order_counted_or_not_give_the_same(self):
        random = np.random.default_rng(6)
        x, m = simulated(random, 500, 3.0, 4.0, 30.0)
        m = np.ceil(m / 5) * 5
        mixed = random.permutation(500)
        counted = spending.spending(x, m)
        models = [
            gammagamma.fit(x, m),
            gammagamma.fit(x[mixed], m[mixed]),
            gammagamma.fit(counted.purchases, counted.mean_value, counted.weight),
            gammagamma.fit(pa.table({"n": x, "v": m}), purchases="n", mean_value="v"),
        ]
        assert len(counted) < 500
        assert len({(model.p, model.q, model.gamma) for model in models}) == 1

    def test_customers_without_a_purchase_say_nothing(self):
        x, m = simulated(np.random.default_rng(7), 100, 3.0, 4.0, 30.0)
        more = gammagamma.fit(np.append(x, [0, 0]), np.append(m, [np.nan, 0]))
        assert more.p == gammagamma.fit(x, m).p
        assert gammagamma.log_likelihood(CDNOW, 0, np.nan) == 0

    def test_parameters_are_recovered(self):
        model = gammagamma.fit(*simulated(np.random.default_rng(8), 40_000, 2.0, 3.0, 20.0))
        assert (model.p, model.q, model.gamma) == approx((2.0, 3.0, 20.0), rel=0.1)
        for name, truth in (("p", 2.0), ("q", 3.0), ("gamma", 20.0)):
            low, high = model.estimate.interval(name, 0.99)
            assert low < truth < high

    def test_binning_millions_moves_no_parameter(self, monkeypatch):
        x, m = simulated(np.random.default_rng(9), 60_000, 6.25, 3.74, 15.44)
        exact = gammagamma.fit(x, m)
        monkeypatch.setattr(spending, "MOST_EXACT", 1000)
        binned = spending.spending(x, m)
        assert len(binned) < 12_000
        assert binned.customers == 60_000
        model = gammagamma.fit(x, m)
        from_afar = gammagamma.fit(pa.table({"n": x, "v": m}), purchases="n", mean_value="v")
        for found in (model, from_afar):
            assert (found.p, found.q, found.gamma) == approx(
                (exact.p, exact.q, exact.gamma), rel=2e-5
            )

    @pytest.mark.parametrize(
        ("x", "m", "weight"),
        [
            ([1], [5.0], None),
            ([1] * 50, [9.99] * 50, None),
            ([3], [9.99], [1e6]),
            (list(range(1, 100)), [5.0] * 99, None),
            ([1, 2], [1e-4, 1e10], None),
            ([1, 1], [1.0, 1e10], [1e6, 1e6]),
            ([100_000], [3.0], None),
        ],
        ids=["one", "equal", "million equal", "one price", "far", "two prices", "many purchases"],
    )
    def test_odd_customers_give_finite_answers(self, x, m, weight):
        model = gammagamma.fit(x, m, weight)
        middle = gammagamma.quantile_of_mean(model, 0.5, x, m)
        assert np.isfinite(model.estimate.draws).all()
        assert model.estimate.unidentified
        assert min(m) / 10 <= middle.min()
        assert middle.max() <= max(m) * 10

    def test_everybody_paying_one_price_is_expected_to_pay_it(self):
        model = gammagamma.fit([1, 2, 3] * 1000, [9.99] * 3000)
        assert gammagamma.expected_spend_of_new(model) == approx(9.99, rel=1e-3)

    @pytest.mark.parametrize(
        ("x", "m", "words"),
        [
            ([1.5], [2.0], "not a whole number"),
            ([-1], [2.0], "negative"),
            ([1], [0.0], "not above zero"),
            ([1, 2], [3.0, -1.0], r"not above zero \(row 2\)"),
            ([1], [np.nan], "missing"),
            ([np.inf], [1.0], "missing"),
        ],
    )
    def test_impossible_spend_is_refused_in_words(self, x, m, words):
        with pytest.raises(ContractBroken, match=words):
            gammagamma.fit(x, m)

    def test_nobody_is_too_few(self):
        with pytest.raises(TooFew):
            gammagamma.fit([0, 0], [0, 0])

    @settings(max_examples=up_to(40))
    @given(
        st.lists(
            st.tuples(st.integers(0, 500), st.floats(1e-5, 1e8), st.integers(1, 10**6)),
            min_size=1,
            max_size=6,
        )
    )
    def test_any_spend_is_finite_or_refused(self, rows):
        x, m, weight = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
        try:
            model = gammagamma.fit(x, m, weight)
        except TooFew:
            assert not x.any()
            return
        assert np.isfinite(gammagamma.quantile_of_mean(model, [[0.05], [0.5], [0.95]], x, m)).all()
        assert np.isfinite(gammagamma.log_likelihood(model, x, m)).all()
        with suppress(Undefined):
            assert np.isfinite(gammagamma.expected_spend(model, x, m)).all()
            assert np.isfinite(gammagamma.variance_of_value(model, x, m)).all()


def test_the_engine_counts_spend(warehouse: Warehouse):
    """Minor units in, one row per (purchases, bin) out, the same on every engine."""
    people = {
        "Ann": (2, 2000),
        "Bob": (2, 2000),
        "Cem": (2, 2002),
        "Dee": (1, 700),
        "Eve": (0, 0),
        "李娜": (3, 0),
        "Fay": (1, -50),
        "Gus": (None, None),
    }
    rows = [
        {"customer_id": name, "purchase_days": days, "gross_minor": gross}
        for name, (days, gross) in people.items()
    ]
    frame = spending.spend_groups(summaries_of(warehouse, rows), "purchase_days", "gross_minor")
    found = rows_of(frame, "purchases", "mean_value")
    assert [(row["purchases"], row["customers"]) for row in found] == [(1, 1), (2, 3)]
    assert [row["mean_value"] for row in found] == approx([700, (1000**2 * 1001) ** (1 / 3)])
    model = gammagamma.fit(frame, "mean_value", "customers", purchases="purchases")
    assert model.estimate.customers == 4


def test_draws_carry_the_uncertainty_of_the_mean():
    x, m = simulated(np.random.default_rng(12), 400, 2.0, 4.0, 20.0)
    model = gammagamma.fit(x, m)
    means = [gammagamma.expected_spend_of_new(drawn) for drawn in family.drawn(model, 200)]
    low, high = np.quantile(means, [0.05, 0.95])
    assert low < 2.0 * 20.0 / 3 < high


def coverage(companies, customers):
    """How often 90 % intervals hold each parameter, and the mean of all customers."""
    random = np.random.default_rng(2025)
    truth = {"p": 2.0, "q": 4.0, "gamma": 20.0}
    inside = dict.fromkeys([*truth, "mean"], 0)
    for _ in range(companies):
        model = gammagamma.fit(*simulated(random, customers, **truth))
        for name, value in truth.items():
            low, high = model.estimate.interval(name)
            inside[name] += low <= value <= high
        p, q, gamma = np.exp(model.estimate.draws.T)
        low, high = np.quantile(p * gamma / (q - 1), [0.05, 0.95])
        inside["mean"] += bool(low <= 2.0 * 20.0 / 3 <= high)
    return {name: count / companies for name, count in inside.items()}


def test_most_intervals_hold_the_truth():
    assert min(coverage(30, 400).values()) >= 0.75


@pytest.mark.proof
def test_ninety_in_a_hundred_intervals_hold_the_truth():
    shares = coverage(300, 400)
    assert all(0.86 <= share <= 0.94 for share in shares.values()), shares
