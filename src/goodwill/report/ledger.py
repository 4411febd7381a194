"""The figures of a report, each once, with the id of its receipt."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.report.finding import Finding, Report
from goodwill.report.tables import Table


class Ledger:
    """Every figure of a report under a stable id, in the order of reading.

    The id is made of the definition and the cut (`va07-region-华东`); two different
    figures that would share it are numbered (`va07-2`).
    """

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._ids: dict[str, str] = {}
        self._figures: dict[str, Figure] = {}
        for figure in figures:
            self.enter(figure)

    def enter(self, figure: Figure) -> str:
        key = _fingerprint(figure)
        if key not in self._ids:
            self._ids[key] = _free(_slug(figure), self._figures)
            self._figures[self._ids[key]] = figure
        return self._ids[key]

    def __iter__(self) -> Iterator[tuple[str, Figure]]:
        return iter(self._figures.items())

    def __len__(self) -> int:
        return len(self._figures)


def figures_json(report: Report) -> str:
    """Every figure in the report, once, as readable JSON: a list of objects with `receipt`."""
    entries = [{"receipt": identity, **figure.to_json()} for identity, figure in ledger(report)]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def ledger(report: Report) -> Ledger:
    return Ledger(_figures(report))


def _figures(report: Report) -> Iterator[Figure]:
    yield from report.summary
    yield from _within(fact.value for fact in report.facts)
    for chapter in report.chapters:
        yield from _within([chapter.title])
        for finding in chapter.findings:
            yield from _of_finding(finding)


def _of_finding(finding: Finding) -> Iterator[Figure]:
    yield from _within([finding.title])
    yield from finding.figures
    yield from _within([*finding.text, *finding.warnings])
    if finding.chart:
        yield from _of_table(finding.chart.table)
    if finding.table:
        yield from _of_table(finding.table)


def _of_table(table: Table) -> Iterator[Figure]:
    yield from _within([table.note])
    for row in table.rows:
        yield from _within(row)


def _within(values: Iterable[object]) -> Iterator[Figure]:
    for value in values:
        if isinstance(value, Figure):
            yield value
        elif isinstance(value, Sentence):
            yield from _within(value.values.values())


def _fingerprint(figure: Figure) -> str:
    plain: dict[str, Any] = figure.to_json()
    return json.dumps(plain, sort_keys=True, ensure_ascii=False)


def _slug(figure: Figure) -> str:
    words = [figure.definition.id, *(word for item in figure.cut.items() for word in item)]
    return re.sub(r"\W+", "-", "-".join(words).lower()).strip("-")


def _free(slug: str, taken: dict[str, Figure]) -> str:
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
