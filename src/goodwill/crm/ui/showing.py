"""Values as people read them: money, days, moments and spans in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from django.utils import timezone

from goodwill.crm.ui.speaking import current
from goodwill.language import speak


def money(minor: int | None, currency: str) -> str:
    """Minor units as an amount with its currency; a dash where there is none."""
    if minor is None:
        return "—"
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=current().locale))


def number(value: float | Decimal | None) -> str:
    return "—" if value is None else str(format_decimal(value, locale=current().locale))


def share(value: float | Decimal | None, *, is_change: bool = False) -> str:
    """A share of 1 in percent; near 0 and 1 with a decimal.

    What is not quite certain is not told as 100 %, nor what is possible as 0 %.
    """
    if value is None:
        return "—"
    part = float(value)
    if 0 < part < 1 and not is_change:
        part = min(max(part, 0.001), 0.999)
    digits = "0" if 0.1 <= abs(part) <= 0.9 or abs(part) >= 1 or not part else "0.0"
    locale = current().locale
    pattern = locale.percent_formats[None].pattern.replace("#,##0", f"#,##{digits}")
    sign = "+" if is_change and part > 0 else ""
    return sign + str(format_percent(part, pattern, locale=locale))


def quantity(thousandths: int | None) -> str:
    """Thousandths as a quantity without needless zeros."""
    return "—" if thousandths is None else number(Decimal(thousandths).scaleb(-3).normalize())


def day(value: date | None, style: str = "medium") -> str:
    return "—" if value is None else str(format_date(value, style, locale=current().locale))


def moment(value: datetime | None, style: str = "short") -> str:
    """Date and time in the person's own zone."""
    if value is None:
        return "—"
    there = timezone.localtime(value).replace(microsecond=0, tzinfo=None)
    return _moment(there.replace(second=0) if style == "short" else there, style, current().tag)


@lru_cache(maxsize=8192)
def _moment(there: datetime, style: str, tag: str) -> str:
    """Pages tell the same moments again and again, and CLDR's patterns take their time."""
    return str(format_datetime(there, style, locale=speak(tag).locale))


def ago(value: datetime | None) -> str:
    """How long since, or until: `3 days ago`."""
    if value is None:
        return "—"
    span = value - timezone.now()
    return str(format_timedelta(span, add_direction=True, locale=current().locale))


FILTERS: Mapping[str, Callable[..., Any]] = {
    "money": money,
    "number": number,
    "quantity": quantity,
    "share": share,
    "day": day,
    "moment": moment,
    "ago": ago,
}
