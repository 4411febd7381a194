"""The headlines and chapters of one campaign, of several, and of one without money."""

from __future__ import annotations

from dataclasses import replace

from report.campaign.casting import CHINESE

from goodwill.report.campaign.composing import compose, headlines
from goodwill.report.campaign.results import MeasuredAll


def ids(found: MeasuredAll) -> list[str]:
    return [figure.definition.id for figure in headlines(found)]


def test_headlines_of_one_campaign_end_with_its_return(alone: MeasuredAll):
    assert ids(alone)[0] == "MK02"
    assert ids(alone)[-1] == "MK03"


def test_without_money_the_decisive_metric_is_the_headline(outright: MeasuredAll):
    found = headlines(outright)
    assert {figure.cut["metric"] for figure in found} == {"visit"}
    assert {figure.cut["arm"] for figure in found} == {"mail", "call"}
    assert all(figure.value is not None for figure in found)


def test_headlines_of_several_are_how_many_paid_and_what_all_brought(several: MeasuredAll):
    assert ids(several)[:4] == [
        "MK08",
        "incremental_margin",
        "campaign_cost",
        "incremental_profit",
    ]


def test_without_margin_revenue_takes_its_place(alone: MeasuredAll):
    (each,) = alone.measured
    figures = tuple(
        replace(figure, value=None, low=None, high=None)
        if figure.definition.id == "incremental_margin"
        else figure
        for figure in each.whole.figures
    )
    found = replace(alone, campaigns=(replace(each, whole=replace(each.whole, figures=figures)),))
    assert "incremental_revenue" in ids(found)
    assert "incremental_margin" not in ids(found)


def test_no_two_findings_share_an_id(several: MeasuredAll):
    found = [finding.id for each in compose(several).chapters for finding in each.findings]
    assert len(found) == len(set(found))


def test_each_campaign_that_was_measured_is_a_chapter_under_its_name(several: MeasuredAll):
    titles = [str(each.title) for each in compose(several).chapters]
    assert CHINESE in titles
    assert "Which?" not in titles
