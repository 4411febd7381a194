"""The indicators' report composed: headline figures, facts, chapters."""

from __future__ import annotations

from goodwill.analytics.figure import NO_CURRENCY, Figure
from goodwill.language import Sentence
from goodwill.loop import BENEFIT
from goodwill.report.finding import Chapter, Fact, Report
from goodwill.report.indicators.chapters.answers import answers
from goodwill.report.indicators.chapters.groups import groups
from goodwill.report.indicators.chapters.missing import missing
from goodwill.report.indicators.chapters.reading import reading
from goodwill.report.indicators.chapters.why import by_parts, why
from goodwill.report.indicators.labels import figure, period_words
from goodwill.report.indicators.measuring import Measured

HEADLINES = (
    *("RL01", "SA01", "SL08", "VA01", "CO01", "SV01"),
    *("SL06", "AD01", "EM01", "RL05", "SV03", "EF07"),
)
"""What somebody who reads nothing else should see, as far as it can be told."""
MOST_HEADLINES = 6


def compose(measured: Measured) -> Report:
    """The report, in no language yet."""
    periods = measured.ready.question.periods
    currency = measured.currency
    chapters: list[Chapter | None] = [
        answers(measured),
        why(measured),
        *groups(measured),
        *by_parts(measured),
        missing(measured),
        reading(measured),
    ]
    return Report(
        title=Sentence("How the company stands, indicator by indicator"),
        subtitle=Sentence(
            "{first} to {last}; the newest value of each.",
            first=period_words(periods[0]),
            last=period_words(periods[-1]),
        ),
        as_of=measured.ready.as_of,
        chapters=[chapter for chapter in chapters if chapter is not None],
        summary=headlines(measured),
        facts=_facts(measured),
        currency=None if currency == NO_CURRENCY else currency,
        stage=BENEFIT,
    )


def headlines(measured: Measured) -> list[Figure]:
    """The first few of `HEADLINES` that are told; else the first few of what is."""
    told = {row.indicator.id: row for row in measured.told}
    chosen = [told[identity] for identity in HEADLINES if identity in told] or [*told.values()]
    return [
        figure(row, row.latest, measured.currency)
        for row in chosen[:MOST_HEADLINES]
        if row.latest is not None
    ]


def _facts(measured: Measured) -> list[Fact]:
    inputs = measured.ready.inputs
    return [
        Fact(Sentence("Tables read"), len(inputs.reads)),
        Fact(Sentence("Rows read"), sum(read.rows for read in inputs.reads.values())),
        Fact(Sentence("Indicators told"), len(measured.told)),
        Fact(Sentence("Periods"), len(measured.ready.question.periods)),
        Fact(Sentence("Computed by"), measured.ready.warehouse.engine),
    ]
