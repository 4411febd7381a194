"""What followed a campaign: brought forward, lasting, or not to be told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.campaign.casting import by_id, cells, words

from goodwill.analytics.benefit.incrementality.earning.aftermath import Aftermath
from goodwill.analytics.benefit.incrementality.earning.elsewhere import PartEffect
from goodwill.analytics.benefit.incrementality.earning.quotients import Quotient
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.afterwards import afterwards
from goodwill.report.campaign.chapters.places import places
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
        n_treated=400,
        n_control=400,
        method=Sentence("by hand"),
    )


def pulled(one: Measured, share: Quotient) -> Measured:
    found = one.arms[0].after
    assert isinstance(found, Aftermath)
    return replace(one, arms=(replace(one.arms[0], after=replace(found, pulled=share)),))


def with_families(one: Measured, **values: Effect) -> Measured:
    parts = tuple(PartEffect(name, each) for name, each in values.items())
    return replace(one, arms=(replace(one.arms[0], elsewhere={"category": parts}),))


def test_each_window_after_the_campaign_has_its_row(one: Measured):
    rows = cells(by_id(afterwards(one))["afterwards"])
    assert [row[0] for row in rows] == [
        "While it ran",
        "Days 1 to 28 after it",
        "Days 29 to 56 after it",
        "All of it together",
    ]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Quotient(0.4, 0.2, 0.7), "Part of it was only brought forward: 40.0%"),
        (Quotient(-0.4, -0.7, -0.2), "It went on working"),
        (Quotient(0.1, -0.7, 0.9), "Neither that purchases were only brought forward nor"),
        (Quotient(None, reason=Sentence("Too little.")), "cannot be told"),
    ],
)
def test_the_title_says_no_more_than_the_interval(one: Measured, share: Quotient, said: str):
    assert said in str(by_id(afterwards(pulled(one, share)))["afterwards"].title)


def test_without_orders_it_is_said_what_is_missing(outright: MeasuredAll):
    (each,) = outright.measured
    (only,) = afterwards(each)
    assert str(only.title) == "What came after the campaign cannot be told without orders"


def test_a_loss_beside_a_gain_is_told_as_taken_from_one_another(one: Measured):
    found = with_families(one, tea=effect(50, 5), cups=effect(-40, 5), 茶具=effect(1, 5))
    told = by_id(afterwards(found))["taken"]
    assert str(told.title) == "While more was sold of tea, surely less was sold of cups"
    assert "cannibalisation" in words([told])


def test_gains_that_are_sure_by_chance_of_many_are_not_called_sure(one: Measured):
    """One of twenty with p = 0.04 alone: 0.8 among twenty."""
    others = {f"family{i}": effect(0.1, 5) for i in range(19)}
    found = with_families(one, tea=effect(10.3, 5), **others)
    assert "of none is it sure" in str(by_id(afterwards(found))["taken"].title)
    (sold,) = places(found)
    assert str(sold.title) == "What was sold: of no part alone is it sure that more was sold"


def test_effects_on_parts_of_the_sales_are_summed_over_the_members_treated(one: Measured):
    found = with_families(one, tea=effect(50, 5), cups=effect(1, 5))
    rows = cells(places(found)[0])
    assert rows[0][:2] == ["tea", "CN¥200"]
