"""For whom it worked: what is sure, what only seems so, and whether parts differ at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from report.campaign.casting import by_id, cells, words

from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison
from goodwill.analytics.errors import TooFew
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.slices import slices
from goodwill.report.campaign.cutting import cuts_of
from goodwill.report.campaign.results import Measured, MeasuredAll


@pytest.fixture(scope="module")
def one(outright: MeasuredAll) -> Measured:
    (found,) = outright.measured
    return found


def effect(value: float, se: float) -> Effect:
    return student(
        value,
        se,
        treated=value + 0.1,
        control=0.1,
        n_treated=100,
        n_control=100,
        method=Sentence("by hand"),
    )


def with_effects(one: Measured, told: Sequence[Effect | TooFew]) -> Measured:
    """The same campaign, its slices of the first arm as given, all others refused."""
    waiting, places = iter(told), {}
    comparisons: list[Comparison] = []
    for place, each in enumerate(one.judged.comparisons):
        made = each
        if each.slice_name is not None:
            outcome = next(waiting) if each.arm == "call" else TooFew(Sentence("members"), 3, 30)
            made = replace(each, plain=outcome, adjusted=None)
            if isinstance(outcome, Effect):
                places[place] = outcome.p
        comparisons.append(made)
    return replace(one, judged=replace(one.judged, comparisons=tuple(comparisons), slice_p=places))


def test_a_sure_part_beside_an_unsure_one_is_no_difference(one: Measured):
    found = with_effects(one, [effect(0.25, 0.1), effect(0.15, 0.1)])
    told = by_id(slices(found))
    assert "is not shown by any cut" in str(told["slices"].title)
    assert str(told["slices-region"].title) == (
        "Region: it surely worked for call · East; that it worked less for the others is not shown"
    )


def test_that_it_worked_better_is_said_where_parts_surely_differ(one: Measured):
    found = with_effects(one, [effect(0.5, 0.05), effect(0.1, 0.05)])
    told = by_id(slices(found))
    assert str(told["slices"].title).endswith("What made a difference: Region")
    assert str(told["slices-region"].title) == (
        "Region: it worked better for call · East (50.0%) than for West (10.0%)"
    )


def test_harm_is_named(one: Measured):
    found = with_effects(one, [effect(-0.3, 0.1), effect(-0.2, 0.2)])
    assert "did harm with call · East" in str(by_id(slices(found))["slices-region"].title)


def test_a_part_that_cannot_be_told_stands_in_the_table_with_its_reason(one: Measured):
    found = with_effects(one, [effect(0.5, 0.05), TooFew(Sentence("members"), 3, 30)])
    east, west = cells(by_id(slices(found))["slices-region"])[:2]
    assert (east[0], east[1], east[4], east[-1]) == ("East", "call", "50.0%", "yes: it worked")
    assert west[4] == "—"
    assert "3 found, at least 30 needed" in west[-1]


def test_members_of_each_part_are_counted_by_arm(one: Measured):
    (cut,) = cuts_of(one)
    assert {(part.arm, part.value): part.n_treated for part in cut.parts} == dict.fromkeys(
        (("mail", "East"), ("mail", "West"), ("call", "East"), ("call", "West")), 100
    )
    assert all(part.n_control == 100 for part in cut.parts)


def test_it_is_said_to_be_explored(one: Measured, alone: MeasuredAll):
    (other,) = alone.measured
    for each in (one, other):
        assert "explored, not proven" in words(slices(each))


def test_what_was_bought_before_cuts_every_campaign_with_orders(alone: MeasuredAll):
    (each,) = alone.measured
    rows = cells(by_id(slices(each))["slices-value-before"])
    assert rows[0][0] == "A: the best 20 % of those who bought before"


def test_nothing_is_said_of_parts_where_the_arms_are_broken(several: MeasuredAll):
    broken = [each for each in several.measured if each.judged.withheld]
    assert broken
    assert [slices(each) for each in broken] == [[] for _ in broken]
