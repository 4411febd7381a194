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

from goodwill.analytics.figure.amounts import MINOR_DIGITS
from goodwill.analytics.figure.kinds import Number, Unit
from goodwill.language import Language

CODE_BEFORE_DIGIT = re.compile(r"(?<=[A-Z])(?=\d)")
NO_BREAK = "\N{NO-BREAK SPACE}"


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
        return _shown_money(value, currency or "", language, compact=compact)
    if unit is Unit.SHARE:
        return str(format_percent(value, "#,##0.0%", locale=locale))
    if unit is Unit.RATIO:
        return str(format_decimal(value, "#,##0.00", locale=locale))
    if compact:
        return str(format_compact_decimal(value, locale=locale, fraction_digits=1))
    pattern = "#,##0" if value == int(value) else "#,##0.0"
    return str(format_decimal(value, pattern, locale=locale))


def _shown_money(value: Number, currency: str, language: Language, *, compact: bool) -> str:
    if compact:
        text = format_compact_currency(value, currency, locale=language.locale, fraction_digits=1)
    else:
        by_custom = currency not in MINOR_DIGITS
        text = format_currency(value, currency, locale=language.locale, currency_digits=by_custom)
    return CODE_BEFORE_DIGIT.sub(NO_BREAK, text)
