"""A Figure: one number with everything it takes to believe it.

Money is exact: `Decimal` in and out, and sums are made of integers in minor units, so
they are the same on every engine. Growth, ratios and roll-ups are ratios of sums.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from math import sqrt
from typing import Any

from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_precision,
)

from goodwill.analytics.errors import NotTogether
from goodwill.language import Language, Sentence

Number = Decimal | int | float


class Unit(StrEnum):
    """What a figure counts; money names its currency beside it."""

    MONEY = "money"
    SHARE = "share"
    CUSTOMERS = "customers"
    ORDERS = "orders"
    ROWS = "rows"
    DAYS = "days"
    RATIO = "ratio"
    NUMBER = "number"


class Grade(StrEnum):
    """How a benefit was established; only A to D can ever be confirmed."""

    RANDOM_HOLDOUT = "A"
    DIFFERENCE_IN_DIFFERENCES = "B"
    MATCHED_CONTROL = "C"
    INDEXED_BEFORE_AFTER = "D"
    EXPERT_ESTIMATE = "E"


@dataclass(frozen=True)
class Definition:
    """What a figure means, once: the same words wherever the figure is shown.

    `id` is the indicator catalogue's where it has one (RL03, VA07 …).
    """

    id: str
    version: int
    label: Sentence
    meaning: Sentence
    formula: Sentence
    unit: Unit
    benchmark: Sentence | None = None


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

    @property
    def unit(self) -> Unit:
        return self.definition.unit

    def __add__(self, other: Figure) -> Figure:
        """Sum of two amounts or counts of one definition; a ratio sums above and below."""
        if (self.definition, self.currency) != (other.definition, other.currency):
            raise NotTogether(
                Sentence(
                    "{one} and {other} cannot be added: they are not measured alike.",
                    one=self.definition.label,
                    other=other.definition.label,
                )
            )
        if self.value is None or other.value is None:
            missing = self if self.value is None else other
            return replace(missing, n=self.n + other.n)
        if self.denominator is not None and other.denominator is not None:
            return ratio(
                self.definition,
                _plus(self.numerator, other.numerator),
                _plus(self.denominator, other.denominator),
                as_of=max(self.as_of, other.as_of),
                n=self.n + other.n,
                method=self.method,
                currency=self.currency,
            )
        return replace(
            self,
            value=_plus(self.value, other.value),
            n=self.n + other.n,
            as_of=max(self.as_of, other.as_of),
            low=None,
            high=None,
            level=None,
        )

    def said_in(self, language: Language) -> str:
        """The value alone: `¥1,284.00`, `48.2%`, `—` when it cannot be told."""
        return shown(self.value, self.unit, language, currency=self.currency)

    def interval_said_in(self, language: Language) -> str:
        """`1,110 – 1,490`, or nothing where the figure is not an estimate."""
        if self.low is None or self.high is None:
            return ""
        low = shown(self.low, self.unit, language, currency=self.currency)
        high = shown(self.high, self.unit, language, currency=self.currency)
        return f"{low} – {high}"

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
    )


def money(
    definition: Definition, minor: int | None, currency: str, *, as_of: date, n: int, **more: Any
) -> Figure:
    """An amount from its integer minor units: 128450, "CNY" → ¥1,284.50."""
    value = None if minor is None else major(minor, currency)
    return Figure(definition, value, as_of=as_of, n=n, currency=currency, **more)


def ratio(
    definition: Definition,
    numerator: Number,
    denominator: Number,
    *,
    as_of: date,
    n: int,
    **more: Any,
) -> Figure:
    """numerator ÷ denominator; nothing below the line gives n/a with the reason, never 0."""
    if denominator == 0:
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
    if isinstance(numerator, Decimal) or isinstance(denominator, Decimal):
        value: Number = Decimal(numerator) / Decimal(denominator)
    else:
        value = numerator / denominator
    return Figure(
        definition,
        value,
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


def major(minor: int, currency: str) -> Decimal:
    """Minor units as an exact amount: 128450, "CNY" → Decimal("1284.50")."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def minor(amount: Decimal, currency: str) -> int:
    """An amount as minor units; an amount finer than the minor unit is refused."""
    scaled = amount.scaleb(get_currency_precision(currency))
    if scaled != scaled.to_integral_value():
        raise NotTogether(
            Sentence(
                "{amount} {currency} has more decimals than the currency.",
                amount=str(amount),
                currency=currency,
            )
        )
    return int(scaled)


def shown(
    value: Number | None,
    unit: Unit,
    language: Language,
    *,
    currency: str | None = None,
    compact: bool = False,
) -> str:
    """A number as people of that language write it; `—` for None."""
    if value is None:
        return "—"
    locale = language.locale
    if unit is Unit.MONEY:
        if compact:
            return str(format_compact_currency(value, currency or "", locale=locale, fraction_digits=1))
        return str(format_currency(value, currency or "", locale=locale))
    if unit is Unit.SHARE:
        return str(format_decimal(float(value) * 100, "#,##0.0", locale=locale)) + " %"
    if unit is Unit.RATIO:
        return str(format_decimal(value, "#,##0.00", locale=locale))
    if compact:
        return str(format_compact_decimal(value, locale=locale, fraction_digits=1))
    pattern = "#,##0" if isinstance(value, int) or value == int(value) else "#,##0.0"
    return str(format_decimal(value, pattern, locale=locale))


def dumps(figures: list[Figure]) -> str:
    """Figures as readable JSON, one list."""
    return json.dumps([figure.to_json() for figure in figures], ensure_ascii=False, indent=1)


def _plus(one: Number | None, other: Number | None) -> Number:
    one, other = one or 0, other or 0
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return Decimal(one) + Decimal(other)
    return one + other


def _to_json(value: Number | None) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _from_json(value: Any) -> Number | None:
    return Decimal(value) if isinstance(value, str) else value
