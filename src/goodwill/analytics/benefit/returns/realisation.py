"""How much of a benefit has come by each year: benefits lag behind what is paid for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import exp

from goodwill.analytics.benefit.returns.checks import (
    ONE,
    check_number,
    check_share,
    check_years,
    exactly,
)
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence


@dataclass(frozen=True)
class ByYear:
    """A share for each of the years 0 … horizon."""

    shares: tuple[Decimal, ...]

    def at(self, year: int) -> Decimal:
        return self.shares[year]


@dataclass(frozen=True)
class Logistic:
    """1 ÷ (1 + e^(−steepness × (year − midpoint))): half has come at the midpoint."""

    steepness: Decimal
    midpoint: Decimal

    def __post_init__(self) -> None:
        check_number(self.steepness, "steepness", "realisation")
        check_number(self.midpoint, "midpoint", "realisation")
        if self.steepness <= 0:
            raise SettingRefused(
                Sentence(
                    "The steepness of a realisation curve is {steepness}: a number above 0 is "
                    "meant, such as 1.5.",
                    steepness=str(self.steepness),
                )
            )

    def at(self, year: int) -> Decimal:
        away = float(self.steepness * (self.midpoint - year))
        return exactly(1 / (1 + exp(away))) if away < 700 else Decimal(0)


@dataclass(frozen=True)
class Realisation:
    """The planned share of each year, replaced by the measured one as soon as there is one.

    Parameters
    ----------
    planned
        None: the whole benefit from the first year in which it has an amount.
    measured
        By year, what was measured ÷ what was planned in full; it may be above 1.
    """

    planned: ByYear | Logistic | None = None
    measured: Mapping[int, Decimal] = field(default_factory=dict)

    def planned_at(self, year: int) -> Decimal:
        return ONE if self.planned is None else self.planned.at(year)

    def at(self, year: int) -> Decimal:
        """The share that counts in a year."""
        return self.measured.get(year, self.planned_at(year))

    def check(self, horizon: int, entry: str) -> None:
        """Refuse shares that are missing, are no shares, or lie outside the horizon."""
        if isinstance(self.planned, ByYear):
            check_years(self.planned.shares, horizon, "realisation", entry)
            for share in self.planned.shares:
                check_share(share, "realisation", entry)
        for year, share in self.measured.items():
            check_number(share, "measured", entry)
            if share < 0 or not 0 <= year <= horizon:
                raise SettingRefused(
                    Sentence(
                        "{entry} is measured with a share of {share} in year {year}: a share not "
                        "below 0 in one of the years 0 to {horizon} is meant.",
                        entry=entry,
                        share=str(share),
                        year=year,
                        horizon=horizon,
                    )
                )
