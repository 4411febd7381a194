"""Numbers as people of a language write them."""

from __future__ import annotations

import re

from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
)
from babel.units import format_unit

from goodwill.analytics.figure.amounts import MINOR_DIGITS, minor_digits
from goodwill.analytics.figure.kinds import Number, Unit
from goodwill.language import Language

CODE_BEFORE_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")
NO_CURRENCY = "XXX"
"""ISO 4217 for amounts of which nobody said the currency."""

NO_BREAK = "\N{NO-BREAK SPACE}"

TIME = {
    Unit.SECONDS: "second",
    Unit.MINUTES: "minute",
    Unit.HOURS: "hour",
    Unit.DAYS: "day",
    Unit.MONTHS: "month",
}
"""CLDR's name of each unit of time."""


def shown(
    value: Number | None,
    unit: Unit,
    language: Language,
    *,
    currency: str | None = None,
    compact: bool = False,
    whole: bool = False,
) -> str:
    """A number as people of that language write it; `—` for None.

    `whole` leaves out the cents of an amount of money.
    """
    if value is None:
        return "—"
    if unit is Unit.MONEY and currency != NO_CURRENCY:
        return _shown_money(value, currency or "", language, compact=compact, whole=whole)
    locale = language.locale
    if unit.is_time:
        text = format_unit(value, TIME[unit], "short", locale=locale, format=_pattern(value))
    elif unit is Unit.POINTS:
        text = language.say("{points} points", points=bare(value, unit, language))
    elif unit is Unit.SHARE:
        text = format_percent(value, "#,##0.0%", locale=locale)
    elif unit is Unit.RATIO:
        text = format_decimal(value if not -0.005 < value < 0.005 else 0, "#,##0.00", locale=locale)
    elif compact:
        text = format_compact_decimal(value, locale=locale, fraction_digits=1)
    else:
        text = bare(value, unit, language, currency=currency)
    return str(text)


def bare(
    value: Number | None, unit: Unit, language: Language, *, currency: str | None = None
) -> str:
    """The number without its currency, “days” or “points”, for a column that names them above."""
    if value is None:
        return "—"
    if unit is Unit.MONEY:
        places = minor_digits(currency or NO_CURRENCY)
        pattern = "#,##0" + "." * bool(places) + "0" * places
        return str(format_decimal(value, pattern, locale=language.locale))
    if unit in {Unit.SHARE, Unit.RATIO}:
        return shown(value, unit, language)
    if unit is Unit.POINTS:
        return str(format_decimal(float(value) * 100, "#,##0.0", locale=language.locale))
    if unit in {Unit.SCORE, Unit.INDEX}:
        return str(format_decimal(value, "#,##0.0", locale=language.locale))
    is_count = unit is Unit.CUSTOMERS or (unit is Unit.ORDERS and abs(float(value)) >= 100)
    is_small = unit is Unit.NUMBER and 0 < abs(float(value)) < 1
    pattern = "#,##0" if is_count else "#,##0.00" if is_small else _pattern(value)
    return str(format_decimal(value, pattern, locale=language.locale))


def _pattern(value: Number) -> str:
    return "#,##0" if value == int(value) else "#,##0.0"


def _shown_money(
    value: Number, currency: str, language: Language, *, compact: bool, whole: bool
) -> str:
    if compact:
        text = format_compact_currency(value, currency, locale=language.locale, fraction_digits=1)
    elif whole:
        text = format_currency(
            value, currency, "¤#,##0;-¤#,##0", locale=language.locale, currency_digits=False
        )
    else:
        by_custom = currency not in MINOR_DIGITS
        text = format_currency(value, currency, locale=language.locale, currency_digits=by_custom)
    return CODE_BEFORE_DIGIT.sub(NO_BREAK, text)
