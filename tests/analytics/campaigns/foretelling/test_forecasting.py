"""A campaign foretold: by hand, by simulation, and in refusals where nothing can be told."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from scipy import stats

from goodwill.analytics.campaigns.foretelling.chances import Chance, Verdict
from goodwill.analytics.campaigns.foretelling.facts import AudienceFacts, PerBuyer
from goodwill.analytics.campaigns.foretelling.forecast_figures import figures
from goodwill.analytics.campaigns.foretelling.forecasting import (
    BreakEven,
    CampaignForecast,
    Range,
    forecast,
)
from goodwill.analytics.campaigns.planning import Plan, plan_from
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.figure import Figure, Grade

HEAD = 'campaign = "spring"\nstarts_on = 2025-03-01\ndays = 14\ncurrency = "CNY"\n'
COSTS = "[costs]\nfixed = 500\nper_contact = 0.045\n"
BELIEF = "[expect]\nlift = 0.1\nlift_low = 0.0\nlift_high = 0.2\n"
SAID = BELIEF + "baseline_rate = 0.05\norder_margin = 62\norder_margin_sd = 80\n"
BOTH = '[decide]\nprimary = ["buyers", "margin_minor"]\n'
TEN_THOUSAND = AudienceFacts(members=10_000)


def plan(text: str) -> Plan:
    return plan_from(tomllib.loads(HEAD + text, parse_float=Decimal), "PLAN.toml")


def told(text: str = COSTS + SAID, facts: AudienceFacts = TEN_THOUSAND) -> CampaignForecast:
    return forecast(plan(text), facts)


def chance(found: CampaignForecast, metric: str, arm: str | None = None) -> Chance:
    one = found.chances[metric, arm]
    assert isinstance(one, Chance)
    return one


def test_a_campaign_is_worth_what_a_pocket_calculator_says() -> None:
    """8,000 treated × 5 % × 10 % = 40 orders at ¥62; ¥500 and 8,000 × ¥0.045 of cost."""
    found = told()
    assert isinstance(found.margin, Range)
    assert isinstance(found.profit, Range)
    assert isinstance(found.roi, Range)
    assert found.orders.value == pytest.approx(40)
    assert (found.orders.low, found.orders.high) == pytest.approx((0, 80), abs=1e-6)
    assert found.margin.value == pytest.approx(40 * 6200)
    assert (found.cost.low, found.cost.value, found.cost.high) == pytest.approx((86_000,) * 3)
    assert found.profit.value == pytest.approx(40 * 6200 - 86_000)
    assert found.roi.value == pytest.approx((40 * 6200 - 86_000) / 86_000)
    assert found.roi.low == pytest.approx(-1)
    even = (4.5 + 50_000 / 8_000) / (0.05 * 6200)
    assert isinstance(found.break_even, BreakEven)
    assert found.break_even.lift == pytest.approx(even)
    assert found.break_even.response == pytest.approx(0.05 * (1 + even))
    assert found.pays == pytest.approx(stats.norm.sf((even - 0.1) / (0.1 / stats.norm.ppf(0.95))))


def test_coupons_are_paid_to_those_who_would_buy_anyway() -> None:
    found = told("[costs]\nper_response = 10\n" + SAID)
    assert found.cost.value == pytest.approx(8_000 * 0.05 * 1.1 * 1000)
    assert isinstance(found.break_even, BreakEven)
    lift = found.break_even.lift
    assert lift * 6200 == pytest.approx((1 + lift) * 1000)


def test_the_sources_of_an_order_s_margin_have_an_order() -> None:
    earlier = AudienceFacts(10_000, baseline_rate=0.05, per_buyer={"margin_minor": PerBuyer(9e3)})
    general = "[economics]\nmargin_rate = 0.3\nrevenue = 200\n"
    for text, each in [
        (BELIEF, 9000),
        (BELIEF + general, 6000),
        (BELIEF + "order_margin = 62\n" + general, 6200),
        (BELIEF + "orders_per_buyer = 2\n" + general, 12_000),
    ]:
        found = told(text, earlier)
        assert isinstance(found.margin, Range)
        assert found.margin.value == pytest.approx(40 * each)


def test_assurance_is_how_often_simulated_campaigns_show_an_effect() -> None:
    """3,000 campaigns of 40,000, each with a lift drawn from the belief; four standard errors."""
    found = told(COSTS + SAID + BOTH, AudienceFacts(40_000))
    rng, runs, treated, control = np.random.default_rng(3), 3000, 32_000, 8_000
    lift = np.clip(rng.normal(0.1, 0.1 / stats.norm.ppf(0.95), runs), -1, 19)
    bought = rng.binomial(treated, 0.05 * (1 + lift)), rng.binomial(control, 0.05, runs)
    pooled = (bought[0] + bought[1]) / 40_000
    error = np.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control))
    z = np.abs(bought[0] / treated - bought[1] / control) / error
    seen = (z > stats.norm.isf(0.025 / 2)).mean()  # two primary metrics share the level
    expected = chance(found, "buyers").assurance
    assert seen == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / runs))


def test_a_verdict_is_how_often_simulated_campaigns_are_shown_to_pay_or_not() -> None:
    """2,000 campaigns of 40,000 with buyers' margins drawn, judged by the normal interval."""
    found = told(COSTS + SAID, AudienceFacts(40_000)).verdict
    assert isinstance(found, Verdict)
    rng, runs, treated, control = np.random.default_rng(4), 2000, 32_000, 8_000
    shape, scale = (62 / 80) ** 2, 80**2 / 62
    lift = np.clip(rng.normal(0.1, 0.1 / stats.norm.ppf(0.95), runs), -1, 19)
    above = below = 0
    for each in lift:
        means, errors = [], []
        for n, rate in ((treated, 0.05 * (1 + each)), (control, 0.05)):
            spent = np.zeros(n)
            buyers = rng.binomial(n, rate)
            spent[:buyers] = rng.gamma(shape, scale, buyers)
            means.append(spent.mean())
            errors.append(spent.var() / n)
        net = means[0] - means[1] - 0.045 - 500 / treated
        reach = stats.norm.isf(0.025) * np.sqrt(sum(errors))
        above, below = above + (net > reach), below + (net < -reach)
    for seen, said in ((above, found.shown_to_pay), (below, found.shown_not_to)):
        assert seen / runs == pytest.approx(said, abs=4 * np.sqrt(said * (1 - said) / runs) + 0.004)
    assert found.open == pytest.approx(1 - found.shown_to_pay - found.shown_not_to)


def test_the_curve_passes_through_the_least_lift() -> None:
    one = chance(told(facts=AudienceFacts(100_000)), "buyers")
    assert isinstance(one.least_lift, float)
    at = np.interp(one.least_lift, one.curve[:, 0], one.curve[:, 1])
    assert at == pytest.approx(0.8, abs=0.01)
    assert one.curve[0].tolist() == pytest.approx([0, 0.05])


def test_several_variants_take_more_members_than_one() -> None:
    text = COSTS + SAID + "[arms.variants]\nA = 0.7\nB = 0.3\n"
    found = told(text, AudienceFacts(100_000))
    whole, small = chance(found, "buyers"), chance(found, "buyers", "B")
    assert (small.sizes.control, small.sizes.treated) == (20_000, 24_000)
    assert small.power < whole.power
    assert small.least_lift > whole.least_lift  # type: ignore[operator]


def test_money_is_not_compared_where_the_holdout_has_few_buyers() -> None:
    found = told(COSTS + SAID + BOTH, AudienceFacts(9_000))
    refused = found.chances["margin_minor", None]
    assert isinstance(refused, TooFew)
    assert (refused.have, refused.needed) == (1800, 2000)
    assert found.verdict == refused or isinstance(found.verdict, TooFew)
    assert isinstance(found.chances["buyers", None], Chance)


@pytest.mark.parametrize(
    ("text", "facts", "what", "words"),
    [
        (SAID, TEN_THOUSAND, "roi", "names no cost"),
        (COSTS + BELIEF, AudienceFacts(10_000, baseline_rate=0.05), "profit", "margin_per_order"),
        (COSTS + BELIEF, AudienceFacts(10_000, baseline_rate=0.05), "pays", "margin_per_order"),
        (COSTS + BELIEF, AudienceFacts(10_000, baseline_rate=0.05), "holdout", "margin_per_order"),
        ("[costs]\nper_response = 62\n" + SAID, TEN_THOUSAND, "break_even", "as much as it brings"),
        ("[costs]\nper_contact = 60\n" + SAID, TEN_THOUSAND, "break_even", "every member bought"),
        (COSTS + SAID, TEN_THOUSAND, "trade", "later_contacts"),
        (COSTS + SAID, TEN_THOUSAND, "control_group_share", "How many customers"),
        (COSTS + SAID, TEN_THOUSAND, "suggested_share", "half of them"),
        (COSTS + SAID.replace("order_margin_sd = 80", ""), TEN_THOUSAND, "verdict", "varies"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_in_its_place(
    text: str, facts: AudienceFacts, what: str, words: str
) -> None:
    refused = getattr(told(text, facts), what)
    assert isinstance(refused, AnalyticsError)
    assert words in str(refused)


@pytest.mark.parametrize(
    ("text", "facts", "refusal", "words"),
    [
        (COSTS, TEN_THOUSAND, Undefined, "what it expects"),
        (COSTS + BELIEF, TEN_THOUSAND, Undefined, "expect.baseline_rate"),
        (COSTS + SAID, AudienceFacts(9), TooFew, "0 found|2 needed"),
        (COSTS + SAID, AudienceFacts(0), TooFew, "0 found"),
    ],
)
def test_without_a_belief_or_members_nothing_is_forecast(
    text: str, facts: AudienceFacts, refusal: type[Exception], words: str
) -> None:
    if facts.members == 9:
        facts = AudienceFacts(5)
    with pytest.raises(refusal, match=words):
        told(text, facts)


def test_a_campaign_that_must_lose_money_surely_does_not_pay() -> None:
    assert told("[costs]\nper_response = 62\n" + SAID).pays == 0


class TestFigures:
    def found(self, text: str = COSTS + SAID) -> dict[str, Figure]:
        return {each.definition.id: each for each in figures(told(text), as_of=date(2025, 2, 1))}

    def test_every_figure_is_an_estimate_that_confirms_nothing(self) -> None:
        assert {each.grade for each in self.found().values()} == {Grade.EXPERT_ESTIMATE}

    def test_money_is_exact_and_has_the_belief_s_interval(self) -> None:
        profit = self.found()["expected_campaign_profit"]
        assert (profit.value, profit.low, profit.high) == (
            Decimal("1620.00"), Decimal("-860.00"), Decimal("4100.00"),
        )  # fmt: skip
        assert (profit.level, profit.n, profit.currency) == (0.9, 10_000, "CNY")

    def test_what_is_refused_says_why(self) -> None:
        found = self.found(COSTS + BELIEF + "baseline_rate = 0.05\n")
        assert found["expected_campaign_profit"].value is None
        assert "margin_per_order" in str(found["expected_campaign_profit"].reason)
        assert found["worth_of_knowing"].reason is not None
        assert all((each.value is None) == (each.reason is not None) for each in found.values())

    def test_every_share_left_alone_has_its_cost(self) -> None:
        big = told(facts=AudienceFacts(200_000, customers=1_000_000))
        costs = {
            each.cut["holdout"]: each
            for each in figures(big, as_of=date(2025, 2, 1))
            if each.definition.id == "holdout_cost"
        }
        assert costs["holdout"].value == Decimal(40_000 * (31 * 100 - 450)) / 10_000
        for which in ("suggested", "control_group"):
            held = getattr(big, which)
            assert held.members == round(
                held.share * {"suggested": 2e5, "control_group": 1e6}[which]
            )
            assert costs[which].value == pytest.approx(
                Decimal(held.cost / 100), abs=Decimal("0.01")
            )

    def test_a_metric_s_figures_name_it(self) -> None:
        each = self.found()["least_lift"]
        assert each.cut == {"metric": "buyers"}
