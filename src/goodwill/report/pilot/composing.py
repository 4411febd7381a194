"""The pilot report composed: headline figures, facts, chapters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from goodwill.analytics.figure import NO_CURRENCY, Figure
from goodwill.language import Sentence
from goodwill.loop import BENEFIT
from goodwill.report.finding import Chapter, Fact, Finding, Report
from goodwill.report.pilot.chapters.answers import answers
from goodwill.report.pilot.chapters.believing import believing
from goodwill.report.pilot.chapters.criteria import criteria
from goodwill.report.pilot.chapters.methods import methods
from goodwill.report.pilot.chapters.overtime import overtime
from goodwill.report.pilot.chapters.panels import panels
from goodwill.report.pilot.measuring import Measured, MeasuredAll

Section = tuple[str, Sentence, Callable[[Measured], list[Finding]]]

SECTIONS: Sequence[Section] = (
    ("overtime", Sentence("The effect over time"), overtime),
    ("every-method", Sentence("All methods side by side"), methods),
    ("believing", Sentence("Whether it may be believed"), believing),
    ("fixed", Sentence("What was fixed beforehand"), criteria),
    ("read", Sentence("How the panel was read"), panels),
)


def compose(measured: MeasuredAll) -> Report:
    """The report, in no language yet."""
    is_one = len(measured.pilots) == 1
    currency = measured.ready.currency
    return Report(
        title=_title(measured),
        as_of=measured.ready.as_of,
        chapters=[
            answers(measured),
            *(_by_topic(measured.measured[0]) if is_one else _by_pilot(measured)),
        ],
        summary=headlines(measured),
        facts=_facts(measured),
        currency=None if currency == NO_CURRENCY else currency,
        stage=BENEFIT,
    )


def headlines(measured: MeasuredAll) -> list[Figure]:
    """What somebody who reads nothing else should see."""
    return [
        figure
        for each in measured.measured
        for figure in (each.each, each.whole)
        if figure is not None
    ]


def _title(measured: MeasuredAll) -> Sentence:
    n, title = len(measured.pilots), measured.pilots[0].trial.title
    if n == 1 and title:
        return Sentence("What {pilot} brought", pilot=title)
    return Sentence("What the pilot brought", "What {n} pilots brought", n=n)


def _by_topic(one: Measured) -> list[Chapter]:
    """Of one pilot each topic is a chapter."""
    chapters = [Chapter(name, title, write(one)) for name, title, write in SECTIONS]
    return [chapter for chapter in chapters if chapter.findings]


def _by_pilot(measured: MeasuredAll) -> list[Chapter]:
    """Of several pilots each is a chapter, its findings under ids of their own."""
    chapters = []
    for place, each in enumerate(measured.measured, 1):
        name = f"{_slug(each.trial.identity) or 'pilot'}-{place}"
        found = [
            replace(finding, id=f"{name}-{finding.id}")
            for _, _, write in SECTIONS
            for finding in write(each)
        ]
        chapters.append(Chapter(name, Sentence("{pilot}", pilot=each.trial.title), found))
    return chapters


def _facts(measured: MeasuredAll) -> list[Fact]:
    ready = measured.ready
    files = [
        Path(source.file).name
        for survey in ready.inputs.surveys.values()
        for source in survey.sources
    ]
    return [
        Fact(Sentence("Read"), ", ".join(files)),
        Fact(Sentence("Pilots"), len(measured.pilots)),
        Fact(Sentence("Computed by"), ready.warehouse.engine),
    ]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
