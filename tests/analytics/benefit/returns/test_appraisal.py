"""From a programme to its flows by year and every return with its receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from analytics.benefit.returns.return_cast import (
    TEI_BENEFITS,
    TEI_COSTS,
    benefit,
    cost,
    money,
    programme,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.appraisal import appraise, years_over
from goodwill.analytics.benefit.returns.metrics import payback
from goodwill.analytics.benefit.returns.programme import Payment
from goodwill.analytics.benefit.returns.realisation import ByYear, Realisation
from goodwill.analytics.benefit.returns.register import Baseline, Kind, Rung
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import Grade, Unit

TEI_PROGRAMME = programme(
    costs=(cost("all", *TEI_COSTS),), benefits=(benefit("all-benefits", *TEI_BENEFITS),)
)


def test_a_published_study_comes_out_within_one_unit():
    """Forrester, Total Economic Impact: costs and benefits of three years at 10 %."""
    found = appraise(TEI_PROGRAMME).returns
    values = (found.pv_costs, found.pv_benefits, found.npv)
    assert [float(figure.value) for figure in values] == pytest.approx(
        [1_672_201, 7_168_371, 5_496_170], abs=1
    )
    assert round(100 * found.roi.value) == 329
    assert found.simple_roi.value == Decimal(8_897_602 - 2_004_420) / 2_004_420


def test_every_figure_s_value_is_what_its_receipt_divides():
    found = appraise(programme()).returns
    for figure in (found.roi, found.simple_roi, found.benefit_cost_ratio, found.break_even):
        assert figure.value == figure.numerator / figure.denominator
    assert found.roi.numerator == found.npv.value
    assert float(found.roi.value) == pytest.approx(float(found.benefit_cost_ratio.value) - 1)
    assert {figure.n for figure in found.figures} == {4}
    assert all(figure.currency == "CNY" for figure in found.figures if figure.unit is Unit.MONEY)


def test_the_chain_by_hand():
    """Revenue 1000 × margin 0.3 × transfer 0.5 × realised 0.8 × (1 − 0.1) = 108."""
    sales = benefit(
        *("sales", 0, 1_000, 1_000, 1_000),
        kind=Kind.REVENUE_MARGIN,
        margin_rate=Decimal("0.3"),
        is_rolled_out=True,
        transfer=Decimal("0.5"),
        realisation=Realisation(ByYear(money(0, 0.8, 1, 1)), {2: Decimal("0.4")}),
        risk=Decimal("0.1"),
    )
    (line,) = appraise(programme(benefits=(sales,))).lines.benefits
    assert line.gross == money(0, 300, 300, 300)
    assert line.planned == money(0, 120, 150, 150)
    assert line.realised == money(0, 120, 60, 150)
    assert line.adjusted == money(0, 108, 54, 135)
    assert line.risk == Decimal("0.1")


def test_costs_run_over_by_their_risk():
    (licences, people) = appraise(programme()).lines.costs
    assert licences.adjusted[1] == Decimal(63_000)
    assert people.adjusted[0] == Decimal(90_000) * Decimal("1.2")
    assert people.risk == Decimal("0.2")


def test_years_add_up_to_the_net_present_value():
    found = appraise(programme())
    last = found.years[-1]
    assert last.cumulated == found.returns.total_benefits.value - found.returns.total_costs.value
    assert last.cumulated_today == pytest.approx(float(found.returns.npv.value), abs=0.01)
    assert [year.net for year in found.years] == list(found.flows.net)
    assert found.years[2].today == pytest.approx(float(found.years[2].net) / 1.21)


def test_payback_is_told_in_months():
    found = appraise(programme())
    assert found.returns.payback.value == pytest.approx(12 * payback(found.flows.net).years)
    never = appraise(programme(benefits=(benefit("ads", 0, 1, 1, 1),)))
    assert never.returns.payback.value is None
    assert "Not in the horizon" in str(never.returns.payback.reason)


def test_the_weakest_evidence_is_the_programme_s():
    weak = benefit("ads", 0, 1, 1, 1, grade=Grade.EXPERT_ESTIMATE, attribution=Decimal(1))
    told = programme()
    assert appraise(told).returns.npv.grade is Grade.RANDOM_HOLDOUT
    found = appraise(replace(told, benefits=(*told.benefits, weak)))
    assert found.returns.npv.grade is Grade.EXPERT_ESTIMATE
    assert found.worth(found.lines.benefits[0]).grade is Grade.EXPERT_ESTIMATE


def test_present_values_of_entries_add_up():
    found = appraise(programme())
    worths = [float(found.worth(line).value) * line.sign for line in found.lines.all]
    assert sum(worths) == pytest.approx(float(found.returns.npv.value), abs=0.03)


def test_a_receipt_holds_the_parts_of_the_net_present_value():
    npv = appraise(TEI_PROGRAMME).returns.npv
    assert "7,168,371.46 − costs of 1,672,201.35" in str(npv.method)
    assert "10 % a year over the years 0 to 3" in str(npv.method)


def test_a_driver_s_change_needs_a_base_above_nought():
    found = appraise(programme())
    kept = benefit("ads", 0, 1, 1, 1, baseline=Baseline(Decimal(80)), measured=Decimal(84))
    assert found.change(kept).value == Decimal("0.05")
    loss = replace(kept, baseline=Baseline(Decimal(-80)))
    assert found.change(loss).value is None
    assert "difference instead" in str(found.change(loss).reason)


def test_what_is_not_financial_is_listed_and_returns_nothing():
    brand = benefit("brand", 0, 10**9, 0, 0, rung=Rung.QUANTIFIABLE, kind=Kind.INTANGIBLE)
    told = programme()
    found = appraise(replace(told, benefits=(brand, *told.benefits)))
    assert found.lines.listed == (brand,)
    assert found.returns.npv == appraise(told).returns.npv


def test_a_programme_without_costs_or_benefits_is_refused():
    with pytest.raises(Undefined, match="has no costs"):
        appraise(programme(costs=()))
    brand = benefit("brand", rung=Rung.OBSERVABLE)
    for benefits in ((), (brand,)):
        with pytest.raises(Undefined, match="has no benefits in money"):
            appraise(programme(benefits=benefits))


def test_costs_of_nought_leave_the_return_open_and_the_value_told():
    found = appraise(programme(costs=(cost("free", 0, 0, 0, 0),))).returns
    assert found.roi.value is None
    assert "present value of the costs is 0" in str(found.roi.reason)
    assert found.simple_roi.value is None
    assert found.npv.value == found.pv_benefits.value


def test_what_would_be_missed_is_no_cost_beside_the_benefit():
    with pytest.raises(NotTogether, match="would count twice"):
        appraise(programme(costs=(cost("missed", 1, 1, 1, 1, category="opportunity"),)))


def test_several_rates_are_all_told_with_a_warning():
    """The oil pump of Lorie & Savage (1955): 25 % and 400 %."""
    pump = programme(
        costs=(cost("pump", 1_600, 0, 10_000, 0),), benefits=(benefit("oil", 0, 10_000, 0, 0),)
    )
    found = appraise(pump)
    assert [figure.value for figure in found.returns.irr] == pytest.approx([0.25, 4.0])
    assert [figure.cut["rate"] for figure in found.returns.irr] == ["1", "2"]
    assert any("2 internal rates" in str(remark) for remark in found.remarks)
    assert any("below 0 again" in str(remark) for remark in found.remarks)


def test_realised_to_date_against_planned_to_date():
    """Two years are over: planned 0 + 100 + 200, realised 50 of the first year."""
    ads = benefit("ads", 0, 100, 200, 300, realisation=Realisation(measured={1: Decimal("0.5")}))
    told = programme(benefits=(ads,), as_of=date(2028, 6, 30))
    figure = appraise(told).realisation_rate
    assert (figure.numerator, figure.denominator) == (50, 300)
    assert figure.value == Decimal(50) / 300
    nothing = appraise(programme()).realisation_rate
    assert nothing.value is None
    assert "measured yet" in str(nothing.reason)


def test_a_year_is_over_on_its_day():
    start = date(2026, 3, 1)
    days = (date(2026, 2, 28), start, date(2027, 2, 28), date(2027, 3, 1), date(2029, 1, 1))
    assert [years_over(start, day) for day in days] == [-1, 0, 0, 1, 2]


def test_payments_are_valued_by_day():
    """The example of Excel's XIRR and XNPV."""
    paid = tuple(
        Payment(date(*on), Decimal(amount))
        for on, amount in (
            *(((2008, 1, 1), -10_000), ((2008, 3, 1), 2_750), ((2008, 10, 30), 4_250)),
            *(((2009, 2, 15), 3_250), ((2009, 4, 1), 2_750)),
        )
    )
    value, rate = appraise(programme(payments=paid, rate=Decimal("0.09"))).dated
    assert value.value == Decimal("2086.65")
    assert rate.value == pytest.approx(0.373362535, abs=1e-8)
    assert (value.n, value.grade) == (5, None)


@settings(max_examples=25)
@given(st.permutations(range(2)), st.permutations(range(2)))
def test_the_order_of_entries_is_irrelevant(benefits, costs):
    told = programme()
    turned = replace(
        told,
        benefits=tuple(told.benefits[at] for at in benefits),
        costs=tuple(told.costs[at] for at in costs),
    )
    assert appraise(turned).figures == appraise(told).figures


@settings(max_examples=25)
@given(st.lists(st.decimals(0, 10**7, places=2), min_size=4, max_size=4))
def test_a_benefit_split_into_parts_is_worth_the_same(amounts):
    """Exactly so, without discounting: cents are not lost."""
    whole = appraise(programme(benefits=(benefit("ads", *amounts),)))
    pieces = tuple(
        benefit(f"ads-{part}", *(amount / 100 for amount in amounts)) for part in range(100)
    )
    split = appraise(programme(benefits=pieces))
    assert split.flows.total_benefits == whole.flows.total_benefits
