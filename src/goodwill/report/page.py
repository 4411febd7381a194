"""One report, one page: it opens offline, prints cleanly and needs no script to be read."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import count

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from goodwill import __version__, loop
from goodwill.analytics.figure import NO_CURRENCY, Figure, Unit, bare
from goodwill.language import Language, Sentence
from goodwill.report import drawing
from goodwill.report.charts import Chart
from goodwill.report.charts.trends import trend_line
from goodwill.report.finding import Report
from goodwill.report.ledger import Ledger, ledger
from goodwill.report.receipts import Receipt
from goodwill.report.tables import Cell, Difference, TableColumn, Trend, sort_key

STYLES = ("layers", "tokens", "base", "page", "figure", "finding", "receipt", "print")
SCRIPT = "report.js"


def html(report: Report, language: Language) -> str:
    """The report as one HTML file in the language; no request leaves it."""
    writer = _Writer(language, ledger(report))
    page = writer.templates.get_template("page.html")
    return page.render(report=report)


class _Compiled(BytecodeCache):
    """Templates compiled once in a process, though every report has words of its own."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class _Writer:
    """Says sentences, figures and cells as HTML; the templates call its methods by name."""

    def __init__(self, language: Language, figures: Ledger) -> None:
        self.language = language
        self.ledger = figures
        self.templates = self._environment()
        self._figure = self.templates.get_template("_figure.html")
        self._shown: set[str] = set()
        self._numbers = count(1)

    def say(self, words: Sentence | str, /, **values: object) -> str:
        """Plain text: for attributes, titles and the words of the templates themselves."""
        return unbroken(self.language.say(words, **values))

    def show(self, value: object) -> str:
        return unbroken(self.language.show(value))

    def prose(self, words: Sentence | str, *, short: bool = False) -> Markup:
        """HTML of a sentence in which every figure opens its receipt; `short` for headings."""
        if isinstance(words, str):
            return escape(words)
        inside: list[Markup] = []
        values = {
            name: self._held(value, inside, short=short) for name, value in words.values.items()
        }
        plural = (words.plural,) if words.plural else ()
        said = escape(unbroken(self.language.say(Sentence(words.text, *plural, **values))))
        return Markup(_PLACE.sub(lambda place: inside[int(place[1])], said))  # noqa: S704

    def figure(self, figure: Figure, *, short: bool = False) -> Markup:
        """The value as a link to its receipt; the first of each is where the receipt leads back."""
        receipt = self.receipt(figure)
        is_first = receipt.id not in self._shown
        self._shown.add(receipt.id)
        return Markup(  # noqa: S704
            self._figure.render(receipt=receipt, short=short, is_first=is_first).strip()
        )

    def receipts(self) -> list[Receipt]:
        """Those of the figures shown so far; a long table's unseen rows have none."""
        return [
            Receipt(identity, figure, self.language)
            for identity, figure in self.ledger
            if identity in self._shown
        ]

    def receipt(self, figure: Figure) -> Receipt:
        return Receipt(self.ledger.enter(figure), figure, self.language)

    def cell(self, cell: Cell, column: TableColumn) -> Markup:
        """What stands in a cell; bare numbers are in the unit of their column."""
        if isinstance(cell, int | float | Decimal) and column.unit is not None:
            number = bare(cell, column.unit, self.language, currency=column.currency)
            return escape(unbroken(number))
        return self.said(cell)

    def head(self, column: TableColumn) -> Markup:
        """A column's name, with the currency or the days that its numbers are in."""
        unit = column.currency if column.unit is Unit.MONEY else None
        if unit is None or unit == NO_CURRENCY:
            return self.said(column.label)
        return self.prose(Sentence("{label}, {unit}", label=column.label, unit=unit))

    def said(self, value: Cell) -> Markup:
        if isinstance(value, Figure):
            return self.figure(value)
        if isinstance(value, Sentence | str):
            return self.prose(value)
        if isinstance(value, Difference):
            return self._difference(value)
        if isinstance(value, Trend):
            return Markup(trend_line(value.values, self.say(value.said)))  # noqa: S704
        return escape("—" if value is None else self.show(value))

    def _difference(self, value: Difference) -> Markup:
        """The number stays whole; the word may stand below it."""
        number, word = value.change_in(self.language), value.word_in(self.language)
        told = Markup('<span class="difference">{}</span>').format(unbroken(number))
        return told + Markup(" {}").format(word) if word else told

    def drawings(self, chart: Chart) -> dict[str, Markup]:
        name = f"drawing-{next(self._numbers)}"
        drawn = drawing.drawings(chart, self.language, name)
        return {size: Markup(svg) for size, svg in drawn.items()}  # noqa: S704

    def _held(self, value: object, inside: list[Markup], *, short: bool) -> object:
        """A place for what must become HTML; anything else as it is."""
        if isinstance(value, Figure):
            inside.append(self.figure(value, short=short))
        elif isinstance(value, Sentence):
            inside.append(self.prose(value, short=short))
        else:
            return value.replace("\ue000", "") if isinstance(value, str) else value
        return f"\ue000{len(inside) - 1}\ue001"

    def _environment(self) -> Environment:
        environment = Environment(
            loader=PackageLoader("goodwill.report"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_COMPILED,
        )
        own = {name: getattr(self, name) for name in _FOR_TEMPLATES}
        environment.globals.update(
            own,
            language=self.language,
            stages=loop.STAGES,
            version=__version__,
            sort_key=sort_key,
            style=_style(),
            script=_script(),
        )
        return environment


def unbroken(text: str) -> str:
    """A number and the unit behind it stay on one line."""
    return _UNIT.sub("\u00a0", text)


@cache
def _style() -> Markup:
    look = resources.files("goodwill.report") / "look"
    sheets = [(look / f"{name}.css").read_text("utf-8") for name in STYLES]
    return Markup("\n".join(sheets))  # noqa: S704


@cache
def _script() -> Markup:
    look = resources.files("goodwill.report") / "look"
    return Markup((look / SCRIPT).read_text("utf-8"))  # noqa: S704


_FOR_TEMPLATES = (
    "say",
    "show",
    "prose",
    "figure",
    "receipt",
    "receipts",
    "cell",
    "head",
    "said",
    "drawings",
)
_PLACE = re.compile("\ue000(\\d+)\ue001")
_UNIT = re.compile(r"(?<=\d) (?=%|[\u4e00-\u9fff])")
