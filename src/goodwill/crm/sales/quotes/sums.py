"""Discounts, exactly: what a line and the whole come to, and how the whole goes back to lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from goodwill.crm.commerce.models import WHOLE


def less(amount_minor: int, thousandths: int) -> int:
    """An amount after a discount in thousandths of a percent, halves of a unit away from zero."""
    return _part(amount_minor, WHOLE - thousandths)


def taxes(amounts: Sequence[int], rates: Sequence[int | None], total: int) -> dict[int, int]:
    """Tax by rate, on a total that is shared by lines: rounded once for each rate.

    Lines of which no rate is told bear none; without any the answer is empty.
    """
    bases: dict[int, int] = defaultdict(int)
    for part, rate in zip(spread(amounts, total), rates, strict=True):
        if rate is not None:
            bases[rate] += part
    return {rate: _part(base, rate) for rate, base in sorted(bases.items())}


def given(list_minor: int, amount_minor: int) -> int:
    """The discount off list prices in thousandths of a percent, rounded up; 0 for none."""
    cheaper = list_minor - amount_minor
    if list_minor <= 0 or cheaper <= 0:
        return 0
    return -(-cheaper * WHOLE // list_minor)


def _part(amount_minor: int, thousandths: int) -> int:
    share = amount_minor * thousandths
    whole, rest = divmod(abs(share), WHOLE)
    rounded = whole + (2 * rest >= WHOLE)
    return rounded if share >= 0 else -rounded


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
