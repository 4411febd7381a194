"""Renewal of contracts: what the fits find, what they refuse, and what they do not depend on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pytest
from frames import frame_of

from goodwill.analytics.errors import (
    AnalyticsError,
    ContractBroken,
    NotConverged,
    SettingRefused,
    TooFew,
    Undefined,
)
from goodwill.analytics.value import covariates, renewal
from goodwill.analytics.value.renewals import renewal_checks
from goodwill.warehouse.opening import Warehouse

TELCO = Path(__file__).parents[4] / "shared" / "data" / "telco_churn_ibm.csv"
KNOWN = ("plan", "seats")
KINDS = ("cox", "weibull", "lognormal")


def contracts(n: int = 600, seed: int = 1, *, log_time: float = 2.5, kind: str = "weibull") -> Any:
    """Seats shorten (×0.8 in time each), the plan `plus` lengthens (×2); watched ≤ 30."""
    rng = np.random.default_rng(seed)
    plan = rng.choice(["basic", "plus"], n, p=[0.7, 0.3])
    seats = rng.normal(5, 1, n).round(2)
    place = log_time + np.log(2.0) * (plan == "plus") + np.log(0.8) * (seats - 5)
    noise = np.log(rng.exponential(size=n)) / 1.5 if kind == "weibull" else rng.normal(size=n)
    true, watched = np.exp(place + noise), rng.uniform(1, 30, n)
    return pa.table(
        {
            "plan": plan,
            "seats": seats,
            "duration": np.minimum(true, watched),
            "ended": true <= watched,
        }
    )


def running(lasted: list[float], plan: str = "basic", seats: float = 5.0) -> Any:
    n = len(lasted)
    return pa.table({"plan": [plan] * n, "seats": [seats] * n, "duration": lasted})


class TestEstimates:
    @pytest.mark.parametrize("kind", ["cox", "weibull"])
    def test_hazard_ratios_hold_the_truth(self, kind: str) -> None:
        """Time × 0.8 at ρ = 1.5 is hazard × 0.8^−1.5; time × 2 is hazard × 2^−1.5."""
        plus, seats = renewal.fit(contracts(2000), covariates=KNOWN, kind=kind).effects
        assert plus.low < 2**-1.5 < plus.high < 1 < seats.low < 0.8**-1.5 < seats.high
        assert (plus.covariate, plus.level, plus.reference) == ("plan", "plus", "basic")
        assert "plan = plus" in str(plus.sentence)
        assert "times as fast as with basic" in str(plus.sentence)

    def test_log_normal_ratios_are_of_time(self) -> None:
        told = contracts(2000, kind="lognormal")
        plus, seats = renewal.fit(told, covariates=KNOWN, kind="lognormal").effects
        assert plus.low < 2 < plus.high
        assert seats.low < 0.8 < seats.high < 1
        assert not plus.is_hazard
        assert "times as long" in str(seats.sentence)

    def test_cox_equals_that_of_lifelines_on_the_columns_as_they_are(self) -> None:
        lifelines = pytest.importorskip("lifelines")
        told = contracts()
        frame = told.to_pandas().assign(plus=lambda f: (f.plan == "plus") * 1.0)
        frame = frame.drop(columns="plan")
        theirs = lifelines.CoxPHFitter().fit(frame, "duration", "ended")
        ours = renewal.fit(told, covariates=KNOWN)
        for effect, name in zip(ours.effects, ("plus", "seats"), strict=True):
            assert effect.coefficient == pytest.approx(theirs.params_[name], rel=1e-5)
            assert effect.standard_error == pytest.approx(theirs.standard_errors_[name], rel=1e-4)
        asked = frame.iloc[:20]
        times = ours.steps[[3, 100, -1]]  # between steps lifelines draws a slope
        curves = theirs.predict_survival_function(asked, times=times).T.to_numpy()
        found = renewal.survival(ours, told.slice(0, 20), times)
        assert found == pytest.approx(curves, abs=1e-6)

    @pytest.mark.parametrize("kind", ["weibull", "lognormal"])
    def test_accelerated_fits_predict_like_lifelines(self, kind: str) -> None:
        lifelines = pytest.importorskip("lifelines")
        told = contracts()
        frame = told.to_pandas().assign(plus=lambda f: (f.plan == "plus") * 1.0)
        frame = frame.drop(columns="plan")
        named = {"weibull": "WeibullAFTFitter", "lognormal": "LogNormalAFTFitter"}[kind]
        theirs = getattr(lifelines, named)().fit(frame, "duration", "ended")
        curves = theirs.predict_survival_function(frame.iloc[:9], times=[1.0, 5.0, 50.0])
        ours = renewal.fit(told, covariates=KNOWN, kind=kind)
        found = renewal.survival(ours, told.slice(0, 9), [1, 5, 50])
        assert found == pytest.approx(curves.T.to_numpy(), abs=1e-4)

    @pytest.mark.proof
    @pytest.mark.parametrize("kind", ["cox", "weibull"])
    def test_intervals_hold_the_truth_as_often_as_they_say(self, kind: str) -> None:
        inside = [
            effect.low < truth < effect.high
            for seed in range(200)
            for effect, truth in zip(
                renewal.fit(contracts(300, seed), covariates=KNOWN, kind=kind).effects,
                (2**-1.5, 0.8**-1.5),
                strict=True,
            )
        ]
        assert 0.92 < np.mean(inside) < 0.98


class TestPredictions:
    @pytest.mark.parametrize("kind", KINDS)
    def test_chances_are_conditional_on_the_time_already_lasted(self, kind: str) -> None:
        model = renewal.fit(contracts(), covariates=KNOWN, kind=kind)
        lasted = [0.0, 3.0, 8.0]
        asked = running(lasted)
        curve = renewal.survival(model, asked, [0, 3, 8, 6, 9, 14])
        found = renewal.probability_renewed(model, asked, 6)
        expected = [curve[0, 3] / curve[0, 0], curve[1, 4] / curve[1, 1], curve[2, 5] / curve[2, 2]]
        assert found == pytest.approx(expected)
        assert (curve[:, 0] == 1).all()

    @pytest.mark.parametrize("kind", KINDS)
    def test_residual_periods_add_up_the_chances_discounted(self, kind: str) -> None:
        model = renewal.fit(contracts(), covariates=KNOWN, kind=kind)
        asked = running([0.0, 4.0])
        chances = [renewal.probability_renewed(model, asked, k) for k in (1, 2, 3)]
        told = sum(p * np.exp(-0.1 * k) for k, p in enumerate(chances, 1))
        assert renewal.expected_residual_periods(model, asked, 3, 0.1) == pytest.approx(told)

    def test_cox_says_nothing_beyond_what_was_watched(self) -> None:
        model = renewal.fit(contracts(), covariates=KNOWN)
        with pytest.raises(Undefined, match="Weibull"):
            renewal.survival(model, running([1.0]), [5, 500])
        with pytest.raises(Undefined, match="2 of the times"):
            renewal.probability_renewed(model, running([1.0, 25.0, 28.0]), 12)
        weibull = renewal.fit(contracts(), covariates=KNOWN, kind="weibull")
        assert 0 <= renewal.survival(weibull, running([1.0]), 500)[0, 0] < 0.01

    @pytest.mark.parametrize("kind", KINDS)
    def test_odd_customers_get_finite_answers(self, kind: str) -> None:
        model = renewal.fit(contracts(), covariates=KNOWN, kind=kind)
        for seats in (-1e9, 1e9):
            asked = running([0.0, 1.0, 20.0], seats=seats)
            found = renewal.probability_renewed(model, asked, 5)
            assert ((found >= 0) & (found <= 1)).all()

    @pytest.mark.parametrize("kind", KINDS)
    def test_a_total_has_an_interval_around_it(self, kind: str) -> None:
        model = renewal.fit(contracts(), covariates=KNOWN, kind=kind)
        asked = running([2.0] * 50)
        total = renewal.expected_renewals(model, asked, 6)
        assert 0 <= total.low < total.value < total.high <= 50
        assert total.value == pytest.approx(renewal.probability_renewed(model, asked, 6).sum())

    def test_whoever_was_not_seen_is_refused_by_name(self) -> None:
        model = renewal.fit(contracts(), covariates=KNOWN)
        with pytest.raises(ContractBroken, match="plan: gold was not among"):
            renewal.survival(model, running([1.0], plan="gold"), 3)
        with pytest.raises(ContractBroken, match="seats: 1 number is missing"):
            renewal.survival(model, running([1.0], seats=float("nan")), 3)
        with pytest.raises(AnalyticsError, match="There is no column plan"):
            renewal.survival(model, pa.table({"seats": [1.0]}), 3)
        with pytest.raises(ContractBroken, match="duration"):
            renewal.probability_renewed(model, running([-1.0]), 3)


class TestJudging:
    def test_concordance_equals_that_of_lifelines(self) -> None:
        utils = pytest.importorskip("lifelines.utils")
        rng = np.random.default_rng(3)
        lasted, ended = rng.integers(1, 8, 300).astype(float), rng.integers(0, 2, 300) * 1.0
        risk = rng.integers(0, 5, 300) - lasted
        found = renewal_checks.concordance(lasted, ended, risk)
        assert found.value == pytest.approx(utils.concordance_index(lasted, -risk, ended))

    def test_the_interval_of_concordance_is_as_wide_as_a_bootstrap(self) -> None:
        rng = np.random.default_rng(4)
        risk = rng.normal(size=200)
        lasted = rng.exponential(np.exp(-risk))
        ended = (rng.random(200) < 0.7) * 1.0
        found = renewal_checks.concordance(lasted, ended, risk)
        again = []
        for _ in range(200):
            rows = rng.integers(0, 200, 200)
            again.append(renewal_checks.concordance(lasted[rows], ended[rows], risk[rows]).value)
        assert found.high - found.low == pytest.approx(2 * 1.96 * np.std(again), rel=0.2)

    def test_unseen_contracts_end_as_often_as_expected(self) -> None:
        model = renewal.fit(contracts(4000), covariates=KNOWN, kind="weibull")
        ended = sum(row.ended for row in model.beside)
        assert sum(row.expected for row in model.beside) == pytest.approx(ended, rel=0.12)
        assert all(row.low is None or row.low < row.model < row.high for row in model.beside)
        assert model.concordance is not None
        assert model.concordance.low > 0.5

    def test_an_effect_that_turns_with_age_is_told(self) -> None:
        """With log-normal endings far apart in spread the hazards cross."""
        rng = np.random.default_rng(5)
        n = 3000
        plan = rng.choice(["basic", "plus"], n)
        lasted = np.exp(2 + rng.normal(size=n) * np.where(plan == "plus", 0.3, 1.5))
        seats = rng.normal(size=n)
        told = pa.table({"plan": plan, "seats": seats, "duration": lasted, "ended": [True] * n})
        which = {each.label: each for each in renewal.fit(told, covariates=KNOWN).steadiness}
        (turning,) = [each for label, each in which.items() if label.startswith("plan")]
        assert not turning.is_steady
        assert "changes as contracts age" in str(turning.sentence)
        assert which["seats"].is_steady
        assert "about the same" in str(which["seats"].sentence)


class TestRefusals:
    def test_without_lifelines_it_says_what_to_install(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "lifelines", None)
        with pytest.raises(SettingRefused, match=r"pip install 'goodwill\[survival\]'"):
            renewal.fit(contracts(), covariates=KNOWN)

    def test_nothing_is_imported_before_it_is_needed(self) -> None:
        script = (
            "import sys, goodwill.analytics.value.renewal\n"
            "print({'lifelines', 'pandas'} & set(sys.modules))"
        )
        told = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        assert told.stdout == "set()\n"

    def test_few_endings_are_refused_with_the_number_needed(self) -> None:
        with pytest.raises(TooFew, match="at least 20 needed"):
            renewal.fit(contracts(15), covariates=KNOWN)

    def test_a_level_in_which_nobody_ended_is_named(self) -> None:
        told = contracts()
        ended = pc.if_else(pc.equal(told["plan"], "plus"), False, told["ended"])
        with pytest.raises(Undefined, match="No contract with plan = plus has ended"):
            renewal.fit(told.set_column(3, "ended", ended), covariates=KNOWN)

    def test_a_number_that_decides_alone_is_refused(self) -> None:
        """It was written down after the ending."""
        told = contracts()
        after = pc.if_else(told["ended"], pc.negate(told["duration"]), 1000.0)
        with pytest.raises(Undefined, match="after alone decides"):
            renewal.fit(told.append_column("after", after), covariates=["after"])

    @pytest.mark.parametrize("kind", KINDS)
    def test_numbers_that_decide_together_are_refused(self, kind: str) -> None:
        rng = np.random.default_rng(6)
        ended = rng.random(400) < 0.5
        one = rng.normal(size=400)
        other = np.where(ended, 1.0, -1.0) * 0.01 - one
        lasted = np.where(ended, 1 + rng.random(400), 20.0)
        told = pa.table({"one": one, "other": other, "duration": lasted, "ended": ended})
        with pytest.raises((Undefined, NotConverged)):
            renewal.fit(told, covariates=("one", "other"), kind=kind)

    def test_what_says_the_same_is_named_together(self) -> None:
        told = contracts()
        told = told.append_column("chairs", pc.multiply(told["seats"], 2.0))
        with pytest.raises(Undefined, match="seats; chairs"):
            renewal.fit(told, covariates=("plan", "seats", "chairs"))

    def test_what_is_the_same_for_all_is_named(self) -> None:
        told = contracts().append_column("country", pa.array(["CN"] * 600))
        with pytest.raises(Undefined, match="country is the same for every contract"):
            renewal.fit(told, covariates=["country"])

    def test_missing_numbers_are_counted_by_name(self) -> None:
        told = contracts()
        holes = pc.if_else(pc.greater(told["seats"], 6.5), None, told["seats"])
        with pytest.raises(ContractBroken, match=r"seats: \d+ numbers are missing"):
            renewal.fit(told.set_column(1, "seats", holes), covariates=KNOWN)

    def test_impossible_contracts_are_refused(self) -> None:
        told = contracts()
        zero = told.set_column(2, "duration", pa.array([0.0] * 600))
        with pytest.raises(ContractBroken, match="ended after 0 periods"):
            renewal.fit(zero, covariates=KNOWN)
        maybe = told.set_column(3, "ended", pa.array(["maybe"] * 600))
        with pytest.raises(ContractBroken, match="neither yes nor no but maybe"):
            renewal.fit(maybe, covariates=KNOWN)
        with pytest.raises(SettingRefused, match="no renewal model gompertz"):
            renewal.fit(told, covariates=KNOWN, kind="gompertz")
        with pytest.raises(SettingRefused, match="at least one covariate"):
            renewal.fit(told, covariates=())

    def test_a_name_for_everybody_is_no_covariate(self) -> None:
        told = contracts().append_column("who", pa.array([f"c{i}" for i in range(600)]))
        with pytest.raises(Undefined, match="who has 600 different values"):
            renewal.fit(told, covariates=["who"])


class TestSame:
    def test_on_every_engine_in_any_order(self, warehouse: Warehouse) -> None:
        told = contracts(400)
        here = renewal.fit(told, covariates=KNOWN)
        frame = frame_of(warehouse, None, told.to_pylist()[::-1])
        there = renewal.fit(frame, covariates=KNOWN)
        assert there.effects == here.effects
        assert there.concordance == here.concordance
        assert np.array_equal(there.hazard, here.hazard)

    @pytest.mark.parametrize("kind", KINDS)
    def test_in_any_unit_of_time(self, kind: str) -> None:
        told = contracts(400)
        days = told.set_column(2, "duration", pc.multiply(told["duration"], 30.0))
        one, other = (renewal.fit(each, covariates=KNOWN, kind=kind) for each in (told, days))
        found = renewal.probability_renewed(one, running([2.0]), 5)
        assert renewal.probability_renewed(other, running([60.0]), 150) == pytest.approx(found)

    def test_more_contracts_than_a_fit_takes_are_thinned_alike(
        self, proved_warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(renewal.reading, "MOST", 150)
        told = contracts(400)
        here = renewal.fit(told, covariates=KNOWN)
        there = renewal.fit(frame_of(proved_warehouse, None, told.to_pylist()), covariates=KNOWN)
        assert here.contracts == there.contracts == 133
        assert there.effects == here.effects


def test_a_missing_word_is_a_level_of_its_own() -> None:
    told = contracts()
    plan = pc.if_else(pc.greater(told["seats"], 5.5), None, told["plan"])
    model = renewal.fit(told.set_column(0, "plan", plan), covariates=KNOWN)
    assert covariates.UNKNOWN in model.design.levels["plan"]
    asked = pa.table({"plan": pa.array([None], pa.string()), "seats": [6.0]})
    assert 0 < renewal.survival(model, asked, 5)[0, 0] < 1


def test_each_clock_has_a_model_or_a_reason() -> None:
    monthly, yearly = contracts(), contracts(12, seed=2)
    clock = pa.array(["monthly"] * 600 + ["yearly"] * 12)
    told = pa.concat_tables([monthly, yearly]).append_column("clock", clock)
    clocks = renewal.by_clock(told, "clock", covariates=KNOWN)
    assert clocks.models["monthly"].effects == renewal.fit(monthly, covariates=KNOWN).effects
    assert isinstance(clocks.refused["yearly"], TooFew)
    with pytest.raises(AnalyticsError, match="There is no column rhythm"):
        renewal.by_clock(told, "rhythm", covariates=KNOWN)


class TestTelco:
    """7,043 contracts of a telephone company, 11 of which have lasted no month."""

    def fitted(self, *known: str) -> renewal.Renewal:
        return renewal.fit(telco(), duration="tenure", ended="Churn", covariates=known)

    def test_long_contracts_and_automatic_payment_keep_customers(self) -> None:
        names = ("Contract", "MonthlyCharges", "InternetService", "PaymentMethod")
        model = self.fitted(*names)
        assert (model.contracts, model.ended, model.left_out) == (7032, 1869, 11)
        ratio = {(e.covariate, e.level): e.ratio for e in model.effects}
        assert ratio["Contract", "Two year"] < ratio["Contract", "One year"] < 0.3
        assert ratio["PaymentMethod", "Credit card (automatic)"] < 0.6
        assert model.concordance is not None
        assert 0.82 < model.concordance.value < 0.89

    def test_what_cannot_be_a_covariate_is_refused_in_words(self) -> None:
        with pytest.raises(Undefined, match="cannot be told apart"):
            self.fitted("InternetService", "OnlineSecurity", "TechSupport")
        with pytest.raises(Undefined, match="customerID has 7,032 different values"):
            self.fitted("customerID")

    def test_customers_without_internet_stay_and_each_clock_is_its_own(self) -> None:
        told = {"duration": "tenure", "ended": "Churn", "covariates": ["MonthlyCharges"]}
        clocks = renewal.by_clock(telco(), "Contract", **told)
        assert set(clocks.models) == {"Month-to-month", "One year", "Two year"}
        assert not clocks.refused


def telco() -> Any:
    if not TELCO.exists():
        pytest.skip("telco_churn_ibm.csv is not in ../shared/data")
    return pyarrow.csv.read_csv(TELCO)
