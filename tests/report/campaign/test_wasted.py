"""What was spent in vain, for certain, and what a contact may cost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.campaign.casting import by_id, cells, words

from goodwill.analytics.benefit.incrementality.believing.multiplicity import widened
from goodwill.analytics.benefit.incrementality.earning.breakeven import contacts_figure
from goodwill.analytics.benefit.incrementality.earning.waste import Contacts, waste
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.wasted import wasted
from goodwill.report.campaign.results import Measured, MeasuredAll


@pytest.fixture(scope="module")
def one(alone: MeasuredAll) -> Measured:
    (found,) = alone.measured
    return found


def effect(value: float, se: float) -> Effect:
    return student(
        value,
        se,
        treated=value,
        control=0.0,
        n_treated=100,
        n_control=100,
        method=Sentence("by hand"),
    )


def spent(one: Measured, made: list[Contacts], **effects: Effect) -> Measured:
    return replace(one, waste=waste(tuple(made), 200.0, effects or None))


def test_contacts_in_vain_are_counted_with_what_would_be_saved(one: Measured):
    made = [Contacts(None, "", 90), Contacts(None, "holdout", 6), Contacts(None, "duplicate", 4)]
    told = by_id(wasted(spent(one, made)))["wasted"]
    assert str(told.title) == "10.0% of the spend on contacts was surely wasted"
    assert [row[:2] for row in cells(told)] == [
        ["Contacted although in the hold-out", "6"],
        ["Contacted twice on one day in one way", "4"],
    ]
    assert "CN¥20.00 would be saved" in words([told])


def test_a_value_class_is_wasted_only_where_its_interval_lies_below_the_cost(one: Measured):
    made = [Contacts(name, "", 100) for name in "ABC"]
    found = spent(one, made, A=effect(900, 100), B=effect(150, 100), C=effect(20, 30))
    told = by_id(wasted(found))["pays-by-value"]
    assert [row[-1] for row in cells(told)] == [
        "surely pays",
        "not known yet",
        "surely does not pay",
    ]
    assert str(told.title).startswith("Contacts surely do not pay for C:")


def test_classes_are_taken_from_the_campaign_itself(one: Measured):
    rows = cells(by_id(wasted(one))["pays-by-value"])
    assert sum(int(row[1]) for row in rows) == 400


def test_intervals_of_several_classes_are_wider(one: Measured):
    alone = effect(10, 1)
    assert widened(alone, 1) == alone
    assert widened(alone, 4).low == pytest.approx(10 - 2.4977, abs=1e-4)


def test_what_money_brought_back_and_what_a_contact_may_cost(one: Measured):
    told = {figure.definition.id: figure for figure in by_id(wasted(one))["budget"].figures}
    margin, cost = one.whole.returns.margin, one.whole.returns.cost
    assert margin is not None
    assert cost
    assert float(told["spend_efficiency"].value or 0) == pytest.approx(
        round(margin.value) / cost, rel=1e-6
    )
    assert float(told["break_even_contact_cost"].value or 0) == pytest.approx(
        margin.value / 400 / 100, abs=0.005
    )


@pytest.mark.parametrize(
    ("margin", "value", "said"),
    [
        (effect(1000, 100), 100 / 5, ""),
        (effect(600, 200), None, "not sure"),
        (effect(100, 50), None, "no number of them pays"),
    ],
)
def test_how_many_contacts_it_takes(one: Measured, margin: Effect, value: float | None, said: str):
    """100 contacts at 5 each, and 100 beside: (1000 ÷ 100 − 5) each must make 100."""
    told = contacts_figure(margin, 100, contact_cost=5.0, fixed=100.0, receipt=one.receipt)
    assert told.value == value
    assert said in str(told.reason or "")


def test_without_a_cost_it_is_said_what_is_missing(outright: MeasuredAll):
    (each,) = outright.measured
    (only,) = wasted(each)
    assert str(only.title) == "What was wasted cannot be told"
    assert "what a contact costs" in words([only])
