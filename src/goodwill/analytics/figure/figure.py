"""The Figure itself, and the ways to make one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from math import isfinite, sqrt
from typing import Any

from goodwill.analytics.errors import NotTogether
from goodwill.analytics.figure.amounts import EXACT, major
from goodwill.analytics.figure.kinds import Definition, Grade, Number, Unit
from goodwill.analytics.figure.showing import bare, shown
from goodwill.language import Language, Sentence

ROUGH = 100
"""From this amount on an estimate is said without cents; its data keep them."""


@dataclass(frozen=True)
class Figure:
    """A number shown to a person, with its receipt.

    Parameters
    ----------
    definition
        What it means.
    value
        `Decimal` for money, in the currency's major unit; a share is a fraction (0.5 = 50 %).
        None when it cannot be told; `reason` then says why.
    low, high, level
        Interval, where it is an estimate, and its coverage (0.95).
    n
        How many customers, orders … it rests on.
    numerator, denominator
        Where it is a ratio: `value == numerator / denominator`.
    method
        How it was computed, in a sentence.
    records
        Which rows are behind it, as a filter on `customers.csv` or another output.
    cut
        The part it speaks of, in codes: `{"stage": "repeat"}`.
    part
        That part in words: “Repeat customer”; shown instead of the codes.
    """

    definition: Definition
    value: Number | None
    as_of: date
    n: int
    currency: str | None = None
    low: Number | None = None
    high: Number | None = None
    level: float | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    method: Sentence | None = None
    grade: Grade | None = None
    reason: Sentence | None = None
    records: str | None = None
    cut: Mapping[str, str] = field(default_factory=dict)
    part: Sentence | None = None

    def __post_init__(self) -> None:
        numbers = (self.value, self.low, self.high, self.numerator, self.denominator)
        for number in numbers:
            _refuse_what_is_no_number(number)
        if self.unit is Unit.MONEY and self.value is not None:
            _refuse_inexact_money(self.value, self.currency)

    @property
    def unit(self) -> Unit:
        return self.definition.unit

    @property
    def is_rough(self) -> bool:
        """Whether it is an estimated amount of which the cents say nothing."""
        if self.unit is not Unit.MONEY or self.low is None or self.high is None:
            return False
        return max(abs(float(self.low)), abs(float(self.high))) >= ROUGH

    def __add__(self, other: Figure) -> Figure:
        """Sum of two amounts or counts of one definition; a ratio sums above and below.

        Raises
        ------
        NotTogether
            They are not measured alike, or are shares, ratios or days that do not say
            what they are a ratio of: medians cannot be added.
        """
        if not _can_be_added(self, other):
            raise NotTogether(
                Sentence(
                    "{one} and {other} cannot be added: they are not measured alike.",
                    one=self.definition.label,
                    other=other.definition.label,
                )
            )
        if self.denominator is not None and other.denominator is not None:
            return ratio(
                self.definition,
                _plus(self.numerator, other.numerator),
                _plus(self.denominator, other.denominator),
                currency=self.currency,
                **_together(self, other),
            )
        return Figure(
            self.definition,
            _plus(self.value, other.value),
            currency=self.currency,
            reason=self.reason or other.reason,
            **_together(self, other),
        )

    def said_in(self, language: Language) -> str:
        """The value alone: `CN¥1,284.00`, `48.2%`, `—` when it cannot be told."""
        return shown(self.value, self.unit, language, currency=self.currency, whole=self.is_rough)

    def interval_said_in(self, language: Language) -> str:
        """`1,110 – 1,490`, or nothing where the figure is not an estimate."""
        if self.low is None or self.high is None:
            return ""
        return " – ".join(self.end_said_in(language, end) for end in (self.low, self.high))

    def end_said_in(self, language: Language, end: Number) -> str:
        """One end of the interval, as exact as the value is said."""
        if self.unit.is_time or self.unit is Unit.POINTS:
            return bare(end, self.unit, language)
        return shown(end, self.unit, language, currency=self.currency, whole=self.is_rough)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `Decimal` becomes text so that no digit is lost."""
        plain = {
            "id": self.definition.id,
            "version": self.definition.version,
            "label": str(self.definition.label),
            "unit": str(self.unit),
            "currency": self.currency,
            "value": _to_json(self.value),
            "low": _to_json(self.low),
            "high": _to_json(self.high),
            "level": self.level,
            "n": self.n,
            "numerator": _to_json(self.numerator),
            "denominator": _to_json(self.denominator),
            "method": str(self.method) if self.method else None,
            "grade": str(self.grade) if self.grade else None,
            "reason": str(self.reason) if self.reason else None,
            "records": self.records,
            "cut": dict(self.cut),
            "part": str(self.part) if self.part else None,
            "as_of": self.as_of.isoformat(),
        }
        return {key: value for key, value in plain.items() if value not in (None, {})}


def from_json(plain: Mapping[str, Any], definition: Definition) -> Figure:
    """The figure that `to_json` wrote; `definition` must be the one it names."""
    if (plain["id"], plain["version"]) != (definition.id, definition.version):
        raise NotTogether(
            Sentence(
                "The figure is {found} version {version}; {wanted} was asked for.",
                found=plain["id"],
                version=plain["version"],
                wanted=definition.id,
            )
        )
    return Figure(
        definition=definition,
        value=_from_json(plain.get("value")),
        as_of=date.fromisoformat(plain["as_of"]),
        n=plain["n"],
        currency=plain.get("currency"),
        low=_from_json(plain.get("low")),
        high=_from_json(plain.get("high")),
        level=plain.get("level"),
        numerator=_from_json(plain.get("numerator")),
        denominator=_from_json(plain.get("denominator")),
        method=Sentence(plain["method"]) if "method" in plain else None,
        grade=Grade(plain["grade"]) if "grade" in plain else None,
        reason=Sentence(plain["reason"]) if "reason" in plain else None,
        records=plain.get("records"),
        cut=plain.get("cut", {}),
        part=Sentence(plain["part"]) if "part" in plain else None,
    )


def money(
    definition: Definition, minor: int | None, currency: str, *, as_of: date, n: int, **more: Any
) -> Figure:
    """An amount from its integer minor units: 128450, "CNY" → ¥1,284.50."""
    value = None if minor is None else major(minor, currency)
    return Figure(definition, value, as_of=as_of, n=n, currency=currency, **more)


def ratio(
    definition: Definition,
    numerator: Number | None,
    denominator: Number | None,
    *,
    as_of: date,
    n: int,
    **more: Any,
) -> Figure:
    """numerator ÷ denominator; nothing below the line gives n/a with the reason, never 0."""
    if numerator is None or not denominator:
        return Figure(
            definition,
            None,
            as_of=as_of,
            n=n,
            numerator=numerator,
            denominator=denominator,
            reason=Sentence("There is nothing to divide by: the denominator is zero."),
            **more,
        )
    return Figure(
        definition,
        _quotient(numerator, denominator, definition.unit),
        as_of=as_of,
        n=n,
        numerator=numerator,
        denominator=denominator,
        **more,
    )


def proportion(
    definition: Definition, successes: int, trials: int, *, as_of: date, **more: Any
) -> Figure:
    """A share of independent cases with its Wilson 95 % interval.

    References
    ----------
    Wilson (1927), JASA 22(158). doi:10.1080/01621459.1927.10502953
    """
    share = ratio(definition, successes, trials, as_of=as_of, n=trials, **more)
    if share.value is None:
        return share
    low, high = wilson(successes, trials)
    return replace(share, low=low, high=high, level=0.95)


def wilson(successes: int, trials: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Wilson score interval of a binomial proportion; trials must be positive."""
    p = successes / trials
    centre = p + z * z / (2 * trials)
    spread = z * sqrt(p * (1 - p) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def dumps(figures: list[Figure]) -> str:
    """Figures as readable JSON, one list."""
    return json.dumps([figure.to_json() for figure in figures], ensure_ascii=False, indent=1)


_ADDABLE = {Unit.MONEY, Unit.CUSTOMERS, Unit.ORDERS, Unit.ROWS, Unit.NUMBER}


def _can_be_added(one: Figure, other: Figure) -> bool:
    alike = (one.definition, one.currency) == (other.definition, other.currency)
    ratios = {figure.denominator is not None for figure in (one, other)}
    return alike and (ratios == {True} or (ratios == {False} and one.unit in _ADDABLE))


def _together(one: Figure, other: Figure) -> dict[str, Any]:
    """What may be said of a sum: only what holds of both, and the weaker evidence."""
    grades = [figure.grade for figure in (one, other) if figure.grade]
    return {
        "n": one.n + other.n,
        "as_of": max(one.as_of, other.as_of),
        "method": one.method if one.method == other.method else None,
        "grade": max(grades, default=None),
        "cut": {name: is_ for name, is_ in one.cut.items() if other.cut.get(name) == is_},
    }


def _plus(one: Number | None, other: Number | None) -> Number | None:
    if one is None or other is None:
        return None
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return EXACT.add(Decimal(one), Decimal(other))
    return one + other


def _quotient(numerator: Number, denominator: Number, unit: Unit) -> Number:
    if unit is Unit.MONEY or isinstance(numerator, Decimal) or isinstance(denominator, Decimal):
        return Decimal(numerator) / Decimal(denominator)
    return numerator / denominator


def _refuse_what_is_no_number(number: object) -> None:
    if number is None:
        return
    if not isinstance(number, Decimal | int | float):
        raise TypeError(f"a figure holds Decimal, int or float, not {type(number).__name__}")
    if not isfinite(number):
        raise ValueError("a figure that cannot be told is None with a reason, not NaN or infinity")


def _refuse_inexact_money(value: Number, currency: str | None) -> None:
    if isinstance(value, float):
        raise TypeError("money is Decimal; a float has already lost the cents")
    if not currency:
        raise ValueError("an amount of money needs its currency")


def _to_json(value: Number | None) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _from_json(value: Any) -> Number | None:
    return Decimal(value) if isinstance(value, str) else value
