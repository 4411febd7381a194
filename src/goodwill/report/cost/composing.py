"""The cost report composed: headline figures, facts, chapters."""

from __future__ import annotations

from pathlib import Path

from goodwill.analytics.benefit.costing.sharing import costfigures_served as figures
from goodwill.analytics.benefit.costing.watching.anomaly_figures import Told, count_figure
from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.loop import BENEFIT
from goodwill.report.cost.chapters.abnormal import abnormal
from goodwill.report.cost.chapters.answers import answers
from goodwill.report.cost.chapters.budget import budget
from goodwill.report.cost.chapters.capacity import capacity
from goodwill.report.cost.chapters.profit import profits
from goodwill.report.cost.chapters.reconciling import reconciling
from goodwill.report.cost.chapters.served import served, served_figures
from goodwill.report.cost.chapters.spent import spent
from goodwill.report.cost.chapters.stages import stages
from goodwill.report.cost.chapters.understanding import understanding
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.watching import Watched
from goodwill.report.finding import Fact, Report


def compose(measured: Measured) -> Report:
    """The report, in no language yet."""
    chapters = [
        answers(measured),
        reconciling(measured),
        spent(measured),
        stages(measured),
        capacity(measured),
        served(measured),
        profits(measured),
        abnormal(measured),
        budget(measured),
        understanding(measured),
    ]
    return Report(
        title=Sentence("What CRM costs"),
        subtitle=Sentence("{first} to {last}", **measured.window.said),
        as_of=measured.as_of,
        chapters=[chapter for chapter in chapters if chapter is not None],
        summary=headlines(measured),
        facts=_facts(measured),
        currency=None if measured.currency_unknown else measured.currency,
        stage=BENEFIT,
    )


def headlines(measured: Measured) -> list[Figure]:
    """What somebody who reads nothing else should see."""
    found = [
        measured.consumption.total,
        measured.cash.total,
        measured.money(figures.UNASSIGNED, measured.allocation.identity.unassigned),
        measured.money(figures.UNUSED, measured.allocation.identity.unused),
        *served_figures(measured)[:1],
    ]
    watched = measured.watching.watched
    if isinstance(watched, Watched):
        told = Told(measured.currency, measured.as_of)
        found.append(count_figure(watched.flags, watched.found.judged, told))
    return found


def _facts(measured: Measured) -> list[Fact]:
    ready = measured.ready
    files = [
        Path(source.file).name
        for survey in ready.inputs.surveys.values()
        for source in survey.sources
    ]
    page = ready.whole.page
    return [
        Fact(Sentence("Read"), ", ".join(files)),
        Fact(
            Sentence("Rows of the ledger"),
            Sentence("{used} of {rows} used", used=page.rows_used, rows=page.rows_read),
        ),
        Fact(Sentence("Months"), measured.window.months),
        Fact(Sentence("Computed by"), ready.warehouse.engine),
    ]
