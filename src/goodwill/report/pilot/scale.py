"""In what the outcome is counted, and how numbers of it are said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from goodwill.analytics.benefit.pilots.pilot_figures import (
    PILOT_EFFECT,
    PILOT_MONEY,
    PILOT_SHARE,
    PILOT_SMALL,
)
from goodwill.analytics.figure import Definition, Number, Unit, major, minor_digits, shown
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Language, Sentence
from goodwill.report.tables import Label, TableColumn

SMALL = 10
"""Below it two decimals are shown."""
LARGE = 100
"""From it on none are."""


@dataclass(frozen=True)
class Scale:
    """What an outcome is called and counted in.

    Parameters
    ----------
    unit
        `MONEY` in major units of `currency`, `SHARE` of what a unit had before, `RATIO` for
        numbers so small that decimals tell, else `NUMBER`.
    """

    label: Label
    unit: Unit
    currency: str | None = None

    @property
    def definition(self) -> Definition:
        """Of the effect per unit and period."""
        return _DEFINITIONS[self.unit]

    def number(self, value: float) -> Number:
        """As figures and charts take it: money exact to the minor unit."""
        if self.unit is not Unit.MONEY:
            return float(f"{value:.6g}")
        return exact(value, self.currency or "")

    def said(self, value: float) -> Said:
        return Said(value, self)

    def column(self, label: Sentence) -> TableColumn:
        return TableColumn(label, self.unit, self.currency)


def exact(value: float, currency: str) -> Decimal:
    """An amount in major units, to the minor unit."""
    return major(round(value * 10 ** minor_digits(currency)), currency)


def finer(scale: Scale, effect: Effect | None) -> Scale:
    """With decimals where the effect's whole interval is small."""
    if effect is None or scale.unit is not Unit.NUMBER:
        return scale
    if max(abs(effect.low), abs(effect.high)) >= SMALL:
        return scale
    return Scale(scale.label, Unit.RATIO)


@dataclass(frozen=True)
class Said:
    """A number of the outcome inside a sentence, rounded as people would say it."""

    value: float
    scale: Scale

    def said_in(self, language: Language) -> str:
        scale, size = self.scale, abs(self.value)
        if scale.unit is Unit.MONEY:
            number = exact(self.value, scale.currency or "")
            whole = size >= LARGE
            return shown(number, Unit.MONEY, language, currency=scale.currency, whole=whole)
        if scale.unit is Unit.SHARE or size < SMALL:
            unit = Unit.SHARE if scale.unit is Unit.SHARE else Unit.RATIO
            return shown(self.value, unit, language)
        return shown(round(self.value, 0 if size >= LARGE else 1), Unit.NUMBER, language)


def in_words(sentence: Sentence, scale: Scale) -> Sentence:
    """A sentence of the analysis with its bare numbers said in the outcome's unit."""
    changed: dict[str, object] = {}
    for name, value in sentence.values.items():
        if name in _OUTCOMES and isinstance(value, int | float):
            changed[name] = scale.said(float(value))
        elif name == "metric":
            changed[name] = scale.label
    return _with(sentence, changed) if changed else sentence


def _with(sentence: Sentence, changed: Mapping[str, object]) -> Sentence:
    plural = (sentence.plural,) if sentence.plural else ()
    return Sentence(sentence.text, *plural, **{**sentence.values, **changed})


_OUTCOMES = frozenset({"value", "half", "low", "high", "minimum", "misfit"})
"""What sentences of `benefit.pilots` call numbers in the unit of the outcome."""

_DEFINITIONS = {
    Unit.MONEY: PILOT_MONEY,
    Unit.SHARE: PILOT_SHARE,
    Unit.RATIO: PILOT_SMALL,
    Unit.NUMBER: PILOT_EFFECT,
}
