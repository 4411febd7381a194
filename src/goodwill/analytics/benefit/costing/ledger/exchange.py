"""Amounts in the company's currency, at the rate of the entry's day, exact to the minor unit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import narwhals as nw

from goodwill.analytics.figure import minor_digits
from goodwill.analytics.tables import Frame

Settle = Callable[[Any], Frame]

BILLION = 1_000_000_000
MILLION = 1_000_000
LARGEST_RATE = 9_000 * BILLION
"""Beyond it sixty-four bits do not hold the product; no two currencies are that far apart."""


def with_rates(entries: Frame, rates: Frame, currency: str, settle: Settle) -> Frame:
    """Adds `billionths`: the company's minor units for one minor unit of the entry, × 10⁹.

    The entry's own rate, else the one quoted last up to the day of service; 10⁹ for what is
    in the company's currency; null where there is none. `two_rates` marks entries whose rate
    was quoted twice, differently, on one day.

    Parameters
    ----------
    entries
        With `currency` filled in, `rate` and `served_day`.
    rates
        The table `EXCHANGE_RATES`.
    settle
        `Warehouse.settle`.
    """
    foreign = [code for code in codes(entries) if code != currency]
    one = nw.lit(BILLION, dtype=nw.Int64)
    if not foreign:
        return entries.with_columns(billionths=one, two_rates=nw.lit(False))
    quoted = settle(_quoted(entries, rates, currency))
    told = entries.join(quoted, on=["currency", "served_day"], how="left")
    own = nw.when(nw.col("rate") > 0).then(nw.col("rate"))
    worth = nw.coalesce(own, nw.col("quoted_rate"))
    told = told.with_columns(exact=(worth * _shift(foreign, currency) * BILLION).round(0))
    exact = nw.col("exact")
    bounded = nw.when((exact > 0) & (exact < LARGEST_RATE)).then(exact).cast(nw.Int64)
    at_home = nw.col("currency") == currency
    return told.with_columns(
        billionths=nw.when(at_home).then(one).otherwise(bounded),
        two_rates=(nw.col("is_contradicted").fill_null(0) == 1) & own.is_null() & ~at_home,
    )


def codes(entries: Frame) -> list[str]:
    """The currencies that occur."""
    found = entries.select("currency").unique().collect("pyarrow")["currency"].to_list()
    return sorted(str(code) for code in found if code is not None)


def with_converted(frame: Frame, **amounts: str) -> Frame:
    """Adds each name: the amount in the column given, × `billionths` ÷ 10⁹, half up.

    Amounts are not negative. In whole numbers throughout: an amount is parted into millions
    and the rest, so that no product outgrows sixty-four bits and no quotient what a float
    holds exactly. In two steps, because engines write expressions out in full.
    """
    rate = nw.col("billionths")
    times = {f"high_{name}": _millions(amount) * rate for name, amount in amounts.items()}
    times |= {f"low_{name}": nw.col(amount) % MILLION * rate for name, amount in amounts.items()}
    told = frame.with_columns(**times)
    return told.with_columns(**{name: _joined(name) for name in amounts}).drop(*times)


def _millions(amount: str) -> nw.Expr:
    return _divided(nw.col(amount) - nw.col(amount) % MILLION, MILLION)


def _joined(name: str) -> nw.Expr:
    high, low = nw.col(f"high_{name}"), nw.col(f"low_{name}")
    rest = high % 1000 * MILLION + low + BILLION // 2
    return _divided(high - high % 1000, 1000) + _divided(rest - rest % BILLION, BILLION)


def converted(amount_minor: int, billionths: int) -> int:
    """As `with_converted`, for one amount here."""
    return (amount_minor * billionths + BILLION // 2) // BILLION


def rate_on(rates: Frame, currency: str, day: int, company: str) -> int | None:
    """As `with_rates`, for one currency and day; None where there is no rate, or two."""
    if currency == company:
        return BILLION
    past = rates.filter(nw.col("currency") == currency, nw.col("quoted_day") <= day)
    rows = past.filter(nw.col("rate") > 0).select("quoted_day", "rate").collect("pyarrow").rows()
    last = max((quoted for quoted, _ in rows), default=None)
    worth = {rate for quoted, rate in rows if quoted == last}
    if len(worth) != 1:
        return None
    exact = round(worth.pop() * 10.0 ** (minor_digits(company) - minor_digits(currency)) * BILLION)
    return exact if 0 < exact < LARGEST_RATE else None


def _quoted(entries: Frame, rates: Frame, currency: str) -> Frame:
    """For each foreign currency and day of the ledger the rate quoted last up to that day."""
    asked = entries.filter(nw.col("currency") != currency, ~nw.col("served_day").is_null())
    days = asked.select("currency", "served_day").unique()
    good = rates.filter(nw.col("rate") > 0, ~nw.col("quoted_day").is_null())
    each = good.group_by("currency", "quoted_day").agg(
        quoted_rate=nw.col("rate").min(), highest=nw.col("rate").max()
    )
    past = days.join(each, on="currency", how="inner").filter(
        nw.col("quoted_day") <= nw.col("served_day")
    )
    last = past.group_by("currency", "served_day").agg(quoted_day=nw.col("quoted_day").max())
    found = last.join(each, on=["currency", "quoted_day"], how="left")
    differs = (nw.col("quoted_rate") != nw.col("highest")).cast(nw.Int64)
    return found.select(
        "currency",
        "served_day",
        quoted_rate=nw.when(differs == 0).then(nw.col("quoted_rate")),
        is_contradicted=differs,
    )


def _shift(foreign: list[str], currency: str) -> nw.Expr:
    """How many minor units of the company's stand for one of the other, at a rate of 1."""
    home = minor_digits(currency)
    shifts = {code: 10.0 ** (home - minor_digits(code)) for code in foreign}
    odd = {code: shift for code, shift in shifts.items() if shift != 1.0}
    branches = [nw.when(nw.col("currency") == c).then(nw.lit(s)) for c, s in odd.items()]
    return nw.coalesce(*branches, nw.lit(1.0)) if branches else nw.lit(1.0)


def _divided(multiple: nw.Expr, by: int) -> nw.Expr:
    """A multiple of `by` divided by it; exact while the quotient is below 2⁵²."""
    return (multiple / by).round(0).cast(nw.Int64)
