"""How an asset is written down: month by month, to the minor unit, down to its salvage value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from goodwill.analytics.benefit.costing.naming.kinds import Method
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence

MONTHS = 12


@dataclass(frozen=True)
class Asset:
    """Something bought to be used for years; amounts in minor units.

    Raises
    ------
    SettingRefused
        It is used for no month, costs nothing, or is worth more at its end than it cost.
    """

    asset_id: str
    cost_minor: int
    salvage_minor: int
    life_months: int
    method: Method = Method.STRAIGHT_LINE

    def __post_init__(self) -> None:
        if self.life_months <= 0:
            raise SettingRefused(
                Sentence(
                    "The asset {asset} is used for {months} months; it should be at least 1.",
                    asset=self.asset_id,
                    months=self.life_months,
                )
            )
        if self.cost_minor <= 0:
            raise SettingRefused(
                Sentence("The asset {asset} costs nothing. Say its cost.", asset=self.asset_id)
            )
        if not 0 <= self.salvage_minor <= self.cost_minor:
            raise SettingRefused(
                Sentence(
                    "The asset {asset} would be worth more at its end than it cost, or less than "
                    "nothing. Look at its salvage value.",
                    asset=self.asset_id,
                )
            )

    @property
    def used_up_minor(self) -> int:
        """What is written down over its whole life: cost − salvage."""
        return self.cost_minor - self.salvage_minor


def by_month(asset: Asset) -> tuple[int, ...]:
    """Depreciation of each month of use, the first being the month of first use, in full.

    The whole is cost − salvage exactly. A life of whole years is written down by years, each
    in equal months; any other life by months. Minor units that do not divide go to the
    largest remainders, the earlier first.
    """
    whole_years = asset.life_months % MONTHS == 0
    if not whole_years:
        return _written_down(asset, asset.life_months)
    return tuple(
        month
        for year in _written_down(asset, asset.life_months // MONTHS)
        for month in apportioned(year, [Fraction(1)] * MONTHS)
    )


def by_year(asset: Asset) -> tuple[int, ...]:
    """Depreciation of each year of use; the last year may be short."""
    months = by_month(asset)
    return tuple(sum(months[at : at + MONTHS]) for at in range(0, len(months), MONTHS))


def apportioned(total: int, shares: Sequence[Fraction]) -> tuple[int, ...]:
    """A total in whole units, parted by shares: largest remainders, the earlier first.

    Hamilton's method; the parts add up to the total exactly.
    """
    whole = sum(shares)
    if not whole:
        return (total, *(0 for _ in shares[1:]))
    exact = [total * share / whole for share in shares]
    parts = [int(part // 1) for part in exact]
    order = sorted(range(len(shares)), key=lambda at: (parts[at] - exact[at], at))
    for at in order[: total - sum(parts)]:
        parts[at] += 1
    return tuple(parts)


def _written_down(asset: Asset, life: int) -> tuple[int, ...]:
    """By periods of equal length, in whole minor units."""
    exact = {
        Method.STRAIGHT_LINE: _straight_line,
        Method.DOUBLE_DECLINING: _double_declining,
        Method.SUM_OF_YEARS: _sum_of_years,
    }[asset.method](asset, life)
    return apportioned(asset.used_up_minor, exact)


def _straight_line(asset: Asset, life: int) -> list[Fraction]:
    """(cost − salvage) ÷ life."""
    return [Fraction(asset.used_up_minor, life)] * life


def _sum_of_years(asset: Asset, life: int) -> list[Fraction]:
    """(cost − salvage) × (life − k + 1) ÷ (life (life + 1) ÷ 2)."""
    digits = life * (life + 1) // 2
    return [Fraction(asset.used_up_minor * (life - k + 1), digits) for k in range(1, life + 1)]


def _double_declining(asset: Asset, life: int) -> list[Fraction]:
    """min(book × 2 ÷ life, book − salvage); the last period takes what is left.

    Books are kept in whole minor units, as they stand in an account.
    """
    book, written = asset.cost_minor, []
    for k in range(1, life + 1):
        rest = book - asset.salvage_minor
        part = rest if k == life else min(_rounded(Fraction(2 * book, life)), rest)
        written.append(Fraction(part))
        book -= part
    return written


def _rounded(exact: Fraction) -> int:
    return int((2 * exact.numerator + exact.denominator) // (2 * exact.denominator))
