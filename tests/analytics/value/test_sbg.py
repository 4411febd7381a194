"""How long customers under contract stay: the published cohorts, and what must stay true."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.value.published import rows_of_file
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import ContractBroken, TooFew, Undefined
from goodwill.analytics.numerics import survivors
from goodwill.analytics.value import family, sbg
from goodwill.analytics.value.sbg import Sbg

approx = pytest.approx

# Fader & Hardie (2007), table 1: survivors of 1,000, in % after 0 to 12 years.
REGULAR = [100, 63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3]
HIGH_END = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4]


def contracts(random, customers, alpha, beta, longest=8):
    """Cohorts that began up to `longest` periods ago: renewals, and who left."""
    left_after = random.geometric(random.beta(alpha, beta, customers)) - 1
    observed = random.integers(1, longest + 1, customers)
    return np.minimum(left_after, observed), left_after < observed


class TestPublished:
    @pytest.mark.parametrize(
        ("cohort", "alpha", "beta"),
        [(REGULAR, 0.704, 1.182), (HIGH_END, 0.668, 3.806)],
        ids=["regular", "high end"],
    )
    def test_seven_years_give_the_parameters_of_the_paper(self, cohort, alpha, beta):
        """Fader & Hardie (2007): estimates from the first seven years."""
        model = sbg.fit_survival(np.array(cohort[:8]) * 10)
        assert (model.alpha, model.beta) == approx((alpha, beta), abs=1e-3)
        assert model.estimate.customers == approx(1000)
        assert model.estimate.unidentified == ()

    @pytest.mark.parametrize("cohort", [REGULAR, HIGH_END], ids=["regular", "high end"])
    def test_the_next_five_years_are_foretold(self, cohort):
        """The paper's point: within two percentage points twelve years out."""
        model = sbg.fit_survival(np.array(cohort[:8]) * 10)
        ahead = sbg.survival(model, np.arange(8, 13)) * 100
        assert ahead == approx(np.array(cohort[8:]), abs=1.7)

    def test_the_typed_table_is_the_file(self):
        rows = rows_of_file("sbg_survival_fader_hardie_2007.csv")
        assert [float(row["regular_pct"]) for row in rows] == REGULAR
        assert [float(row["high_end_pct"]) for row in rows] == HIGH_END


MODEL = Sbg(alpha=0.704, beta=1.182)


class TestQuantities:
    def test_survival_is_the_product_of_retention_rates(self):
        rates = sbg.retention_rate(MODEL, np.arange(1, 31))
        assert sbg.survival(MODEL, np.arange(31)) == approx(np.append(1, np.cumprod(rates)))
        assert (np.diff(rates) > 0).all()
        assert sbg.churn_rate(MODEL, np.arange(1, 31)) == approx(1 - rates)

    def test_discounted_lifetimes_are_sums_of_survival(self):
        share = sbg.survival(MODEL, np.arange(4000))
        factor = 1.1 ** -np.arange(4000)
        assert sbg.discounted_expected_lifetime(MODEL, 0.1) == approx(share @ factor)
        for renewals in (0, 1, 7):
            ahead = share[renewals + 1 :] / share[renewals]
            found = sbg.discounted_expected_residual_lifetime(MODEL, 0.1, renewals)
            assert found == approx(ahead @ factor[: len(ahead)])
            later = sbg.discounted_expected_residual_lifetime(
                MODEL, 0.1, renewals, at_renewal=False
            )
            assert later == approx(found / 1.1)

    def test_who_has_renewed_often_is_worth_more(self):
        found = sbg.discounted_expected_residual_lifetime(MODEL, 0.1, np.arange(50))
        assert (np.diff(found) > 0).all()

    def test_without_a_discount_a_lifetime_may_be_infinite(self):
        with pytest.raises(Undefined, match="infinitely"):
            sbg.discounted_expected_lifetime(MODEL, 0)
        assert sbg.discounted_expected_lifetime(Sbg(3.0, 4.0), 0) == approx(1 + 4 / 2)

    def test_expected_renewals_count_dates(self):
        share = sbg.survival(MODEL, np.arange(9))
        found = sbg.expected_renewals(MODEL, 5, [[0, 3]])
        assert found == approx(np.array([[share[1:6].sum(), share[4:9].sum() / share[3]]]))

    def test_a_rise_of_retention_is_worth_more_than_itself(self):
        found = sbg.retention_elasticity(MODEL, 0.1, [0, 5], 0.05)
        assert found[0] > 0.05
        assert (found > 0).all()
        assert sbg.retention_elasticity(MODEL, 0.1, 0, 0.0) == approx(0, abs=1e-12)
        with pytest.raises(ContractBroken, match="between 0 and 100"):
            sbg.retention_elasticity(MODEL, 0.1, 0, 0.7)

    def test_probabilities_of_all_histories_add_up_to_one(self):
        renewals = np.append(np.arange(10), 10)
        lost = np.append(np.ones(10), 0)
        assert np.exp(sbg.log_likelihood(MODEL, renewals, lost)).sum() == approx(1)


class TestFit:
    def test_the_slope_equals_finite_differences(self):
        random = np.random.default_rng(1)
        objective = sbg._objective(random.integers(0, 9, 6) + 0.0, random.integers(0, 9, 6) + 0.0)
        for theta in random.normal(0, 1.5, (8, 2)):
            slope, steps = objective(theta), 1e-5 * np.eye(2)
            gradient = [
                (objective(theta + h).value - objective(theta - h).value) / 2e-5 for h in steps
            ]
            hessian = [
                (objective(theta + h).gradient - objective(theta - h).gradient) / 2e-5
                for h in steps
            ]
            assert slope.gradient == approx(np.array(gradient), rel=1e-6, abs=1e-5)
            assert slope.hessian == approx(np.array(hessian), rel=1e-6, abs=1e-5)

    def test_a_cohort_and_its_customers_are_the_same_data(self):
        survivors = [50, 31, 22, 20]
        renewals = np.repeat([0, 1, 2, 3], [19, 9, 2, 20])
        one, other = sbg.fit_survival(survivors), sbg.fit(renewals, renewals < 3)
        assert (other.alpha, other.beta) == (one.alpha, one.beta)
        assert other.estimate.log_likelihood == approx(
            sbg.log_likelihood(other, renewals, renewals < 3).sum()
        )

    def test_rows_in_any_order_counted_or_not_give_the_same(self):
        random = np.random.default_rng(2)
        renewals, lost = contracts(random, 400, 0.7, 1.2)
        mixed = random.permutation(400)
        pairs, counts = np.unique(np.column_stack([renewals, lost]), axis=0, return_counts=True)
        models = [
            sbg.fit(renewals, lost),
            sbg.fit(renewals[mixed], lost[mixed]),
            sbg.fit(pairs[:, 0], pairs[:, 1], counts),
        ]
        assert len({(model.alpha, model.beta) for model in models}) == 1

    def test_parameters_are_recovered(self):
        model = sbg.fit(*contracts(np.random.default_rng(3), 40_000, 0.7, 1.2))
        assert (model.alpha, model.beta) == approx((0.7, 1.2), rel=0.05)
        low, high = model.estimate.interval("alpha", 0.99)
        assert low < 0.7 < high

    @pytest.mark.parametrize(
        ("renewals", "lost", "weight"),
        [
            ([0], [1], None),
            ([0], [0], None),
            ([5] * 100, [0] * 100, None),
            ([0] * 100, [1] * 100, None),
            ([3], [1], [1e6]),
            ([1000], [0], [1e6]),
        ],
        ids=["one lost", "one new", "all stay", "all leave", "million at once", "million loyal"],
    )
    def test_odd_customers_give_finite_answers(self, renewals, lost, weight):
        model = sbg.fit(renewals, lost, weight)
        assert np.isfinite(model.estimate.draws).all()
        assert model.estimate.unidentified
        for drawn in family.drawn(model, 50):
            assert np.isfinite(sbg.discounted_expected_lifetime(drawn, 0.1))

    @pytest.mark.parametrize(
        ("renewals", "lost", "words"),
        [
            ([-1], [0], "renewals"),
            ([0.5], [0], "renewals"),
            ([np.nan], [0], "renewals"),
            ([1], [2], "neither yes nor no"),
        ],
    )
    def test_impossible_contracts_are_refused_in_words(self, renewals, lost, words):
        with pytest.raises(ContractBroken, match=words):
            sbg.fit(renewals, lost)

    def test_impossible_cohorts_are_refused_in_words(self):
        with pytest.raises(ContractBroken, match="more than in the period before"):
            sbg.fit_survival([10, 11])
        with pytest.raises(TooFew):
            sbg.fit_survival([10])
        with pytest.raises(TooFew):
            sbg.fit([], [])

    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(st.integers(0, 400), st.booleans(), st.integers(1, 10**6)),
            min_size=1,
            max_size=6,
        )
    )
    def test_any_contracts_are_finite(self, rows):
        renewals, lost, weight = (np.array(c, dtype=float) for c in zip(*rows, strict=True))
        model = sbg.fit(renewals, lost, weight)
        assert np.isfinite(sbg.log_likelihood(model, renewals, lost)).all()
        assert ((sbg.survival(model, renewals) >= 0) & (sbg.survival(model, renewals) <= 1)).all()
        assert np.isfinite(sbg.discounted_expected_residual_lifetime(model, 0.1, renewals)).all()


def coverage(companies, customers):
    """How often 90 % intervals hold both parameters, the first retention rate and DEL."""
    random = np.random.default_rng(2025)
    truth = Sbg(0.9, 2.0)
    inside = {"alpha": 0, "beta": 0, "retention": 0, "lifetime": 0}
    lifetime = sbg.discounted_expected_lifetime(truth, 0.1)
    for _ in range(companies):
        model = sbg.fit(*contracts(random, customers, truth.alpha, truth.beta))
        for name in ("alpha", "beta"):
            low, high = model.estimate.interval(name)
            inside[name] += low <= getattr(truth, name) <= high
        alpha, beta = np.exp(model.estimate.draws.T)
        low, high = np.quantile(beta / (alpha + beta), [0.05, 0.95])
        inside["retention"] += bool(low <= 2.0 / 2.9 <= high)
        low, high = np.quantile(1 + survivors.discounted(alpha, beta, 0.1), [0.05, 0.95])
        inside["lifetime"] += bool(low <= lifetime <= high)
    return {name: count / companies for name, count in inside.items()}


def test_most_intervals_hold_the_truth():
    assert min(coverage(30, 300).values()) >= 0.75


@pytest.mark.proof
def test_ninety_in_a_hundred_intervals_hold_the_truth():
    shares = coverage(400, 500)
    assert all(0.86 <= share <= 0.94 for share in shares.values()), shares
