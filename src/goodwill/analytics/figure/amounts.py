"""Money between integer minor units, as tables hold it, and exact `Decimal`, as figures do."""

from __future__ import annotations

from decimal import Context, Decimal

from babel.numbers import get_currency_precision

from goodwill.analytics.errors import NotTogether
from goodwill.language import Sentence

MINOR_DIGITS = {"IQD": 3} | dict.fromkeys(
    ("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SLL", "SOS", "SYP", "YER"), 2
)
"""ISO 4217 where it differs from CLDR, which counts the digits that people still write."""

LARGEST_MINOR = 2**63 - 1
"""Amounts are 64-bit integers in the warehouse."""

EXACT = Context(prec=100)
"""Enough digits that shifting the decimal point rounds nothing."""


def minor_digits(currency: str) -> int:
    """Decimals of the currency's minor unit by ISO 4217: CNY 2, JPY 0, KWD 3."""
    return MINOR_DIGITS.get(currency, get_currency_precision(currency))


def major(minor: int, currency: str) -> Decimal:
    """Minor units as an exact amount: 128450, "CNY" → Decimal("1284.50")."""
    return Decimal(minor).scaleb(-minor_digits(currency), EXACT)


def minor(amount: Decimal, currency: str) -> int:
    """An amount as minor units: Decimal("1284.50"), "CNY" → 128450.

    Raises
    ------
    NotTogether
        The amount is finer than the minor unit, or larger than 64 bits hold.
    """
    scaled = amount.scaleb(minor_digits(currency), EXACT)
    if not scaled.is_finite() or abs(scaled) > LARGEST_MINOR:
        refusal = Sentence("{amount} is not an amount of money.", amount=str(amount))
        raise NotTogether(refusal)
    if scaled != scaled.to_integral_value():
        raise NotTogether(
            Sentence(
                "{amount} {currency} has more decimals than the currency.",
                amount=str(amount),
                currency=currency,
            )
        )
    return int(scaled)
