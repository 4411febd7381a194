"""The value report composed: headline figures, facts, chapters."""

from __future__ import annotations

from pathlib import Path

from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import NO_CURRENCY, Figure
from goodwill.language import Sentence
from goodwill.loop import VALUE
from goodwill.report.finding import Fact, Report
from goodwill.report.value.chapters import chapters
from goodwill.report.value.measuring import Measured
from goodwill.report.words import find


def compose(measured: Measured) -> Report:
    """The report, in no language yet."""
    prepared = measured.prepared
    read = prepared.inputs.reads["order_lines"]
    return Report(
        title=Sentence("What our customers are worth"),
        subtitle=Sentence(
            "From {rows} order lines, as of {day}.", rows=read.rows, day=prepared.as_of
        ),
        as_of=prepared.as_of,
        chapters=chapters(measured),
        summary=headlines(measured),
        facts=_facts(measured),
        currency=None if prepared.currency == NO_CURRENCY else prepared.currency,
        stage=VALUE,
    )


def _facts(measured: Measured) -> list[Fact]:
    inputs, page = measured.prepared.inputs, measured.prepared.quality
    files = [
        Path(source.file).name for survey in inputs.surveys.values() for source in survey.sources
    ]
    return [
        Fact(Sentence("Read"), ", ".join(files)),
        Fact(Sentence("Rows read"), page.read.rows),
        Fact(Sentence("Rows used"), page.used.rows),
        Fact(Sentence("Set aside"), page.rows_set_aside),
        Fact(Sentence("Value means"), measured.prepared.basis.sentence),
        Fact(Sentence("Computed by"), measured.prepared.warehouse.engine),
    ]


def headlines(measured: Measured) -> list[Figure]:
    """What somebody who reads nothing else should see: what will be, where that can be told."""
    forecast = measured.forecast
    if isinstance(forecast, AnalyticsError):
        return _without_forecast(measured)
    return [
        find(measured.contribution, "VA01"),
        find(forecast.equity_figures, "VA05"),
        find(forecast.prospects, "expected_value_365"),
        find(measured.whale_figures, "VA07"),
        find(measured.whale_figures, "negative_customers"),
        find(forecast.list_figures, "value_at_risk"),
    ]


def _without_forecast(measured: Measured) -> list[Figure]:
    return [
        find(measured.contribution, "VA01"),
        find(measured.whale_figures, "VA07"),
        find(measured.whale_figures, "negative_customers"),
        find(measured.repeat, "RL03"),
        find(measured.rhythm_figures, "about_to_lapse"),
        find(measured.rhythm_figures, "value_at_stake"),
    ]
