"""Discounts, exactly: what a line and the whole come to, and how the whole goes back to lines."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.crm.sales.quotes.models import WHOLE


def less(amount_minor: int, thousandths: int) -> int:
    """An amount after a discount in thousandths of a percent, halves of a unit away from zero."""
    kept = amount_minor * (WHOLE - thousandths)
    whole, rest = divmod(abs(kept), WHOLE)
    rounded = whole + (2 * rest >= WHOLE)
    return rounded if kept >= 0 else -rounded


def given(list_minor: int, amount_minor: int) -> int:
    """The discount off list prices in thousandths of a percent, rounded up; 0 for none."""
    cheaper = list_minor - amount_minor
    if list_minor <= 0 or cheaper <= 0:
        return 0
    return -(-cheaper * WHOLE // list_minor)


def spread(amounts: Sequence[int], total: int) -> list[int]:
    """A total over lines in proportion to their amounts, exact to the unit (largest remainders).

    Lines that all come to nothing share nothing: `total` is 0 then, too.
    """
    together = sum(amounts)
    if not together:
        return [0 for _ in amounts]
    shares = [divmod(amount * total, together) for amount in amounts]
    parts = [whole for whole, _ in shares]
    by_rest = sorted(range(len(shares)), key=lambda place: (-shares[place][1], place))
    for place in by_rest[: total - sum(parts)]:
        parts[place] += 1
    return parts
