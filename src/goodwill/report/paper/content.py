"""What the paper says, as plain JSON: words, figures with their receipts, drawings, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import count
from typing import Any

from goodwill import __version__
from goodwill.analytics.figure import NO_CURRENCY, Figure, Unit, bare
from goodwill.language import Language, Sentence
from goodwill.report import drawing
from goodwill.report.charts import Canvas, Chart
from goodwill.report.charts.canvas import WIDE
from goodwill.report.finding import Finding, Report
from goodwill.report.ledger import Ledger, ledger
from goodwill.report.page import unbroken
from goodwill.report.receipts import Receipt
from goodwill.report.tables import Cell, Table, TableColumn

Plain = dict[str, Any]
Parts = list[str | Plain]

ROWS_ON_PAPER = 20


def content(report: Report, language: Language) -> Plain:
    """Everything that the Typst file sets, said in the language."""
    return _Writer(language, ledger(report)).report(report)


class _Writer:
    """Says each part; a figure in a sentence becomes `{"figure": id, "text": …}`."""

    def __init__(self, language: Language, figures: Ledger) -> None:
        self.language, self.ledger = language, figures
        self._shown: dict[str, Figure] = {}
        self._numbers = count(1)

    def report(self, report: Report) -> Plain:
        say = self.language.say
        said = {
            "language": self.language.tag,
            "title": say(report.title),
            "subtitle": say(report.subtitle) if report.subtitle else "",
            "as_of": say("As of {day}", day=report.as_of),
            "facts": [[say(fact.label), self.cell(fact.value)] for fact in report.facts],
            "summary": [self.labelled(figure) for figure in report.summary],
            "chapters": [
                {
                    "title": self.prose(chapter.title),
                    "findings": [self.finding(each) for each in chapter.findings],
                }
                for chapter in report.chapters
            ],
            "made_by": say("Made by Goodwill {version}.", version=__version__),
            "colours": _colours(),
            "words": {
                "contents": say("Contents"),
                "receipts": say("Receipts"),
                "note": say("Note"),
            },
        }
        return said | {"receipts": [self.receipt(name, it) for name, it in self._shown.items()]}

    def finding(self, finding: Finding) -> Plain:
        return {
            "title": self.prose(finding.title),
            "text": [self.prose(paragraph) for paragraph in finding.text],
            "warnings": [self.prose(warning) for warning in finding.warnings],
            "figures": [self.labelled(figure) for figure in finding.figures],
            "chart": self.chart(finding.chart) if finding.chart else None,
            "table": self.table(finding.table) if finding.table else None,
        }

    def prose(self, words: Sentence | str) -> Parts:
        if isinstance(words, str):
            return [words]
        inside: list[Parts] = []
        values = {name: self._held(value, inside) for name, value in words.values.items()}
        plural = (words.plural,) if words.plural else ()
        said = unbroken(self.language.say(Sentence(words.text, *plural, **values)))
        parts: Parts = []
        for place, text in enumerate(_PLACE.split(said)):
            parts += inside[int(text)] if place % 2 else [text] if text else []
        return parts

    def labelled(self, figure: Figure) -> Plain:
        receipt = self._entered(figure)
        cut = f" · {receipt.cut}" if receipt.cut else ""
        label = self.language.say(figure.definition.label) + cut
        shown = {"figure": receipt.id, "text": receipt.short}
        reason = self.language.say(figure.reason) if figure.reason else ""
        return {"label": label, "value": shown, "interval": receipt.short_interval,
                "reason": reason}  # fmt: skip

    def chart(self, chart: Chart) -> Plain:
        name = f"paper-{next(self._numbers)}"
        svg = _HALO.sub("", drawing.drawing(chart, Canvas(self.language, WIDE), name))
        width, height = _SIZE.search(svg).groups()  # type: ignore[union-attr]
        return {"svg": svg, "width": float(width), "height": float(height),
                "alt": self.language.say(chart.description)}  # fmt: skip

    def table(self, table: Table) -> Plain:
        rows = table.rows[:ROWS_ON_PAPER]
        left = table.length - len(rows)
        more = Sentence("{n} more rows stand in the page.", n=left) if left else None
        return {
            "heads": [self.head(column) for column in table.columns],
            "sides": [column.side for column in table.columns],
            "rows": [self.row(row, table.columns) for row in rows],
            "note": self.prose(table.note) if table.note else [],
            "more": self.language.say(more) if more else "",
        }

    def row(self, row: Sequence[Cell], columns: Sequence[TableColumn]) -> list[Parts]:
        return [self.cell(cell, column) for cell, column in zip(row, columns, strict=True)]

    def head(self, column: TableColumn) -> str:
        label = self.language.show(column.label)
        unit = column.currency if column.unit is Unit.MONEY else None
        if unit is None or unit == NO_CURRENCY:
            return label
        return self.language.say("{label}, {unit}", label=label, unit=unit)

    def cell(self, cell: Cell, column: TableColumn | None = None) -> Parts:
        if isinstance(cell, int | float | Decimal) and column and column.unit is not None:
            return [unbroken(bare(cell, column.unit, self.language, currency=column.currency))]
        if isinstance(cell, Figure):
            return [self._figure(cell)]
        if isinstance(cell, Sentence):
            return self.prose(cell)
        return ["—" if cell is None else unbroken(self.language.show(cell))]

    def receipt(self, identity: str, figure: Figure) -> Plain:
        receipt, say = Receipt(identity, figure, self.language), self.language.say
        rows = [
            (Sentence("Method"), figure.method),
            (Sentence("Evidence"), receipt.grade),
            (Sentence("Benchmark"), figure.definition.benchmark),
            (Sentence("Records"), figure.records),
        ]
        grade = f"{figure.grade.value} · " if figure.grade else ""
        told = [
            [say(label), (grade if value is receipt.grade else "") + self.language.show(value)]
            for label, value in rows
            if value
        ]
        cut = f" · {receipt.cut}" if receipt.cut else ""
        return {
            "id": identity,
            "label": say(figure.definition.label) + cut,
            "value": receipt.value,
            "interval": receipt.interval,
            "reason": say(figure.reason) if figure.reason else "",
            "meaning": say(figure.definition.meaning),
            "formula": say(figure.definition.formula),
            "division": receipt.division,
            "rows": told,
            "rests": say("n = {n}", n=figure.n),
            "definition": say(
                "{id}, version {version}",
                id=figure.definition.id,
                version=figure.definition.version,
            ),
        }

    def _figure(self, figure: Figure) -> Plain:
        receipt = self._entered(figure)
        return {"figure": receipt.id, "text": receipt.value}

    def _entered(self, figure: Figure) -> Receipt:
        identity = self.ledger.enter(figure)
        self._shown[identity] = figure
        return Receipt(identity, figure, self.language)

    def _held(self, value: object, inside: list[Parts]) -> object:
        if isinstance(value, Figure):
            inside.append([self._figure(value)])
        elif isinstance(value, Sentence):
            inside.append(self.prose(value))
        else:
            return value.replace("\ue000", "") if isinstance(value, str) else value
        return f"\ue000{len(inside) - 1}\ue001"


@cache
def _colours() -> dict[str, list[float]]:
    """The colours of the page by day, by name: lightness, chroma and hue."""
    sheet = (resources.files("goodwill.report") / "look" / "tokens.css").read_text("utf-8")
    plain = {name: [float(x) for x in tone.split()] for name, tone in _TONE.findall(sheet)}
    meant = dict(_MEANT.findall(sheet))
    return {name: plain[tone] for name, tone in meant.items() if tone in plain}


_PLACE = re.compile("\ue000(\\d+)\ue001")
_HALO = re.compile(r' stroke="var\(--color-ground\)" stroke-width="4"(?=>)')
"""On the page it is painted below the letters; Typst would paint it over them."""
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_TONE = re.compile(r"--([\w-]+): (?:light-dark\()?oklch\(([\d. ]+)\)")
_MEANT = re.compile(r"--((?:color|series|ramp|on-ramp)-[\w-]+): var\(--([\w-]+)\)")
