"""How the report says which model was chosen, how it was judged, and what it believes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report.value.running import receipts

from goodwill.analytics.errors import TooFew
from goodwill.analytics.figure import Figure
from goodwill.analytics.value.choosing.choosing import Choice
from goodwill.language import Sentence
from goodwill.report.finding import Finding
from goodwill.report.value.chapters.models import models
from goodwill.report.value.forecasting import Forecast
from goodwill.report.value.measuring import Measured

REFUSAL = TooFew(Sentence("days of orders"), 30, 90)


def told(found: Measured) -> dict[str, Finding]:
    return {each.id: each for each in models(found).findings}


def forecast_of(found: Measured) -> Forecast:
    assert isinstance(found.forecast, Forecast)
    return found.forecast


def choice_of(found: Measured) -> Choice:
    choice = forecast_of(found).choice
    assert isinstance(choice, Choice)
    return choice


@pytest.fixture
def unjudged(worth: Measured) -> Measured:
    changed = replace(forecast_of(worth), choice=REFUSAL, conditional=())
    return replace(worth, forecast=changed)


def test_every_candidate_has_its_row_and_the_chosen_one_says_so(worth: Measured):
    table = told(worth)["model-choice"].table
    assert table is not None
    assert len(table.rows) == len(choice_of(worth).candidates)
    chosen = [str(row[0]) for row in table.rows if "chosen" in str(row[0])]
    assert chosen == [f"{choice_of(worth).chosen.name}, chosen"]


def test_the_miss_is_what_was_expected_against_what_came(worth: Measured):
    choice = choice_of(worth)
    metrics = choice.chosen.metrics
    assert metrics is not None
    [miss] = told(worth)["model-choice"].figures
    assert miss.value == pytest.approx(metrics.expected / choice.actual - 1)
    assert miss.low is not None
    assert miss.low < float(miss.value or 0) < float(miss.high or 0)


def test_why_and_warnings_of_the_choice_are_told(worth: Measured):
    finding = told(worth)["model-choice"]
    assert choice_of(worth).why in finding.text
    assert tuple(finding.warnings) == choice_of(worth).warnings


def test_who_did_not_take_part_is_told_with_the_reason(worth: Measured):
    choice = choice_of(worth)
    last = replace(choice.candidates[1], metrics=None, refusal=Sentence("It rained."))
    refused = replace(choice, candidates=(choice.candidates[0], last))
    finding = told(replace(worth, forecast=replace(forecast_of(worth), choice=refused)))
    text = [str(each) for each in finding["model-choice"].text]
    assert f"{last.name} did not take part: It rained." in text


def test_without_a_time_held_out_the_default_is_named_and_the_reason(unjudged: Measured):
    finding = told(unjudged)["model-choice"]
    assert forecast_of(unjudged).outlook.family.NAME in str(finding.title)
    assert [str(each) for each in finding.warnings] == [str(REFUSAL.sentence)]
    assert "held-out-purchases" not in told(unjudged)


def test_the_tracking_plot_says_until_when_the_model_had_seen(worth: Measured):
    text = " ".join(str(each) for each in told(worth)["tracking"].text)
    assert "the model had seen what came" in text


def test_bars_of_how_often_add_up_to_the_customers(worth: Measured):
    chart = told(worth)["bought-how-often"].chart
    assert chart is not None
    seen = [row[2] for row in chart.table.rows if str(row[1]) == "Seen"]
    assert sum(map(float, seen)) == choice_of(worth).customers


def test_parameters_stand_inside_their_intervals_and_have_a_meaning(worth: Measured):
    for name in ("model-parameters", "spend-model"):
        table = told(worth)[name].table
        assert table is not None
        for meaning, figure, _ in table.rows:
            assert isinstance(figure, Figure)
            assert float(figure.low or 0) <= float(figure.value or 0) <= float(figure.high or 0)
            assert str(meaning).startswith(figure.cut["parameter"])


def test_what_becomes_of_what_is_spent_adds_up_to_all_of_it(worth: Measured):
    chart = told(worth)["margin-rates"].chart
    assert chart is not None
    assert sum(float(row[1]) for row in chart.table.rows) == pytest.approx(1)


def test_every_figure_has_its_receipt(worth: Measured):
    found = receipts(worth)
    for name in ("forecast_miss", "periods_inside", "misplaced_customers", "newcomer_purchases"):
        assert any(figure.definition.id == name for figure in found.values()), name
