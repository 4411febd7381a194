"""What a report says: chapters of findings, each with its figures, chart and table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.loop import VALUE, Stage
from goodwill.report.charts import Chart
from goodwill.report.tables import Cell, Table


@dataclass(frozen=True)
class Finding:
    """One thing that the data say.

    Parameters
    ----------
    id
        A word that is unique in the report; the link to the finding.
    title
        States the finding, not the topic. Figures inside it open their receipts.
    text
        Paragraphs; figures inside them open their receipts.
    figures
        The numbers of the finding, shown with label, value and interval.
    warnings
        What limits the finding: stand-ins, thin data, assumptions.
    """

    id: str
    title: Sentence
    text: Sequence[Sentence] = ()
    figures: Sequence[Figure] = ()
    chart: Chart | None = None
    table: Table | None = None
    warnings: Sequence[Sentence] = ()


@dataclass(frozen=True)
class Chapter:
    """Findings that answer one question."""

    id: str
    title: Sentence
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Fact:
    """One line of what was read: `Orders read · 541,909 rows`."""

    label: Sentence
    value: Cell


@dataclass(frozen=True)
class Report:
    """A whole report.

    Parameters
    ----------
    as_of
        The date that the data speak for.
    summary
        The four to six figures that somebody who reads nothing else should see.
    facts
        What was read: files, rows, period, currency.
    stage
        Where in the loop the report stands.
    """

    title: Sentence
    as_of: date
    chapters: Sequence[Chapter]
    subtitle: Sentence | None = None
    summary: Sequence[Figure] = ()
    facts: Sequence[Fact] = ()
    currency: str | None = None
    stage: Stage = VALUE
