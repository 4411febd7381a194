"""What a campaign brought is said metric by metric, with intervals, and in money."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.campaign.casting import by_id, cells, figures, words

from goodwill.analytics.benefit.incrementality.verdicts import not_trusted
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.brought import brought, effect_figures
from goodwill.report.campaign.results import Measured, MeasuredAll


def only(found: MeasuredAll) -> Measured:
    (each,) = found.measured
    return each


def test_every_metric_has_its_row_with_both_arms_and_its_lift(alone: MeasuredAll):
    told = by_id(brought(only(alone)))["effects"]
    rows = {row[0]: row for row in cells(told)}
    assert list(rows) == ["Buyers", "Orders", "Revenue", "Margin"]
    plain = only(alone).judged.overall("treated", "buyers").plain
    assert isinstance(plain, Effect)
    assert rows["Buyers"][1] == f"{100 * plain.treated:.1f}%"
    assert rows["Buyers"][2] == f"{100 * plain.control:.1f}%"


def test_the_adjusted_difference_stands_beside_the_plain_one(alone: MeasuredAll):
    told = by_id(brought(only(alone)))["effects"]
    assert told.table is not None
    heads = [str(column.label) for column in told.table.columns]
    assert heads.index("Adjusted difference") > heads.index("Difference")
    ids = {figure.definition.id for figure in figures(alone).values()}
    assert {"effect_share", "adjusted_effect_share", "effect_amount", "relative_lift"} <= ids


def test_counts_are_told_per_hundred_members(alone: MeasuredAll):
    plain = only(alone).judged.overall("treated", "orders").plain
    assert isinstance(plain, Effect)
    rows = {row[0]: row for row in cells(by_id(brought(only(alone)))["effects"])}
    assert rows["Orders"][1] == f"{100 * plain.treated:.2f}"


def test_an_effect_on_a_named_metric_is_a_figure_of_its_arm(outright: MeasuredAll):
    found = effect_figures(only(outright))
    assert [str(figure.part) for figure in found] == [
        "visit, mail" if figure.cut["arm"] == "mail" else "visit, call" for figure in found
    ]
    assert {figure.cut["arm"] for figure in found} == {"mail", "call"}
    assert all(figure.grade is Grade.RANDOM_HOLDOUT for figure in found)
    assert all(figure.low is not None and figure.method is not None for figure in found)


def test_methods_call_what_was_known_before_by_name(alone: MeasuredAll):
    methods = " ".join(str(figure.method) for figure in figures(alone).values())
    assert "Revenue before" in methods
    assert "before_" not in methods


def test_gross_return_is_called_attributed_and_not_incremental(alone: MeasuredAll):
    earned = by_id(brought(only(alone)))["earned"]
    assert "Attributed, not incremental" in words([earned])
    assert {"MK03", "gross_campaign_roi", "break_even_margin"} <= {
        figure.definition.id for figure in earned.figures
    }


def test_what_cannot_be_told_is_said_once_and_why(alone: MeasuredAll):
    each = only(alone)
    unknown = [
        replace(figure, value=None, low=None, high=None, reason=Sentence("No cost."))
        if figure.definition.id in {"campaign_cost", "incremental_profit", "MK03"}
        else figure
        for figure in each.whole.figures
    ]
    poor = replace(each, whole=replace(each.whole, figures=tuple(unknown)))
    earned = by_id(brought(poor))["earned"]
    assert "what it cost is not known" in str(earned.title)
    assert [str(warning) for warning in earned.warnings].count("No cost.") == 1


def test_without_orders_there_is_no_money_to_speak_of(outright: MeasuredAll):
    assert set(by_id(brought(only(outright)))) == {"effects"}


def test_looks_over_time_have_bands_that_hold_at_all_of_them(alone: MeasuredAll):
    each = only(alone)
    if sum(look.effect is not None for look in each.arms[0].looks) < 2:
        pytest.fail("the cast is too small to be looked at over time")
    told = by_id(brought(each))["over-time"]
    assert told.chart is not None
    assert "hold at every look" in words([told])


def test_a_broken_split_shows_no_effect(several: MeasuredAll):
    broken = next(each for each in several.measured if each.trial.identity == "BROKEN")
    (told,) = brought(broken)
    assert told.table is None
    assert told.chart is None
    assert "No effect is shown" in words([told])


def test_a_doubtful_result_keeps_its_numbers_and_says_so(alone: MeasuredAll):
    each = only(alone)
    verdict = not_trusted(Sentence("The arms were not alike."))
    receipt = replace(each.receipt, cut={"campaign": "Autumn"})
    told = brought(replace(each, receipt=receipt, whole=replace(each.whole, verdict=verdict)))
    first = told[0]
    assert "not to be trusted" in str(first.title)
    assert "The arms were not alike." in words([first])
    assert first.table is not None
