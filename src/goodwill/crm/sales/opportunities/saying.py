"""Amounts and spans of opportunities as people read them at a glance."""

from __future__ import annotations

from babel.numbers import format_currency, get_currency_precision

from goodwill.crm.ui.speaking import current, say
from goodwill.language import Sentence


def whole_money(minor: int, currency: str) -> str:
    """An amount without its cents."""
    amount = minor / 10 ** get_currency_precision(currency)
    locale = current().locale
    return str(format_currency(amount, currency, "¤#,##0;-¤#,##0", locale, currency_digits=False))


def days(count: float) -> str:
    """`12 days`; what is shorter than one is less than a day."""
    whole = int(count)
    if whole < 1:
        return say("less than a day")
    return say(Sentence("{n} day", "{n} days", n=whole))
