"""The receipt of a figure: everything it takes to believe the number, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.figure import Figure, Grade, Number, Unit, shown
from goodwill.language import Language, Sentence

GRADES = {
    Grade.RANDOM_HOLDOUT: Sentence("random hold-out"),
    Grade.DIFFERENCE_IN_DIFFERENCES: Sentence("difference in differences"),
    Grade.MATCHED_CONTROL: Sentence("matched control"),
    Grade.INDEXED_BEFORE_AFTER: Sentence("indexed before and after"),
    Grade.EXPERT_ESTIMATE: Sentence("expert estimate"),
}


@dataclass(frozen=True)
class Receipt:
    """One figure under its id, in a reader's language."""

    id: str
    figure: Figure
    language: Language

    @property
    def value(self) -> str:
        return _unbroken(self.figure.said_in(self.language))

    @property
    def short(self) -> str:
        """The value for a heading strip: large amounts in thousands, 万, millions."""
        figure = self.figure
        large = figure.value is not None and abs(float(figure.value)) >= 100_000
        return _unbroken(
            shown(
                figure.value,
                figure.unit,
                self.language,
                currency=figure.currency,
                compact=large,
                whole=figure.is_rough,
            )
        )

    @property
    def short_interval(self) -> str:
        figure = self.figure
        if figure.low is None or figure.high is None:
            return ""
        large = max(abs(float(figure.low)), abs(float(figure.high))) >= 100_000
        low, high = (
            shown(
                end,
                figure.unit,
                self.language,
                currency=figure.currency,
                compact=large,
                whole=figure.is_rough,
            )
            for end in (figure.low, figure.high)
        )
        return _unbroken(f"{low} – {high}")

    @property
    def interval(self) -> str:
        return _unbroken(self.figure.interval_said_in(self.language))

    @property
    def division(self) -> str:
        """`1,204 ÷ 2,357 = 51.1 %`, for a ratio; else nothing."""
        figure = self.figure
        if figure.numerator is None or figure.denominator is None:
            return ""
        above, below = self._operand(figure.numerator), self._operand(figure.denominator)
        return f"{above} ÷ {below} = {self.value}"

    @property
    def coverage(self) -> Sentence | None:
        if self.figure.level is None:
            return None
        return Sentence("{percent} % interval", percent=round(self.figure.level * 100))

    @property
    def grade(self) -> Sentence | None:
        return GRADES[self.figure.grade] if self.figure.grade else None

    @property
    def picture(self) -> Picture | None:
        figure = self.figure
        if figure.value is None or figure.low is None or figure.high is None:
            return None
        return picture(float(figure.low), float(figure.value), float(figure.high))

    @property
    def cut(self) -> str:
        """`Repeat customer` or `region: East`, where the figure is of a part."""
        if self.figure.part:
            return self.language.say(self.figure.part)
        return ", ".join(f"{name}: {value}" for name, value in self.figure.cut.items())

    @property
    def copy(self) -> str:
        """One line to paste elsewhere, with what a reader there must know."""
        figure, language = self.figure, self.language
        interval = f" ({self.interval})" if self.interval else ""
        cut = f" [{self.cut}]" if self.cut else ""
        label = language.say(figure.definition.label)
        source = f"{figure.definition.id} v{figure.definition.version}"
        return f"{label}{cut}: {self.value}{interval} · {language.show(figure.as_of)} · {source}"

    def end(self, bound: Number | None) -> str:
        return _unbroken(
            shown(
                bound,
                self.figure.unit,
                self.language,
                currency=self.figure.currency,
                whole=self.figure.is_rough,
            )
        )

    def _operand(self, number: Number) -> str:
        money = isinstance(number, Decimal) and self.figure.currency is not None
        unit = Unit.MONEY if money else Unit.NUMBER
        return _unbroken(shown(number, unit, self.language, currency=self.figure.currency))


@dataclass(frozen=True)
class Picture:
    """Where low, value, high and zero lie on a line of 320; zero only if it is on it."""

    low: float
    value: float
    high: float
    zero: float | None


def picture(low: float, value: float, high: float) -> Picture:
    spread = (high - low) or abs(value) or 1.0
    start = low - spread / 2
    length = 2 * spread

    def at(number: float) -> float:
        return round(320 * (number - start) / length, 1)

    zero = at(0.0)
    return Picture(at(low), at(value), at(high), zero if 0 <= zero <= 320 else None)


def _unbroken(text: str) -> str:
    return text.replace(" ", "\u00a0")
