"""What departments can practically do in a month, what they did, and what a minute costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import narwhals as nw

from goodwill.analytics.benefit.costing.periods import month_of_date
from goodwill.analytics.benefit.costing.sharing.dividing import nearest
from goodwill.analytics.benefit.costing.yearmonths import said
from goodwill.analytics.errors import NotTogether, SettingRefused, Undefined
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

PRACTICAL_SHARE = Decimal("0.80")
"""Kaplan & Anderson: of the time paid, a fifth goes to breaks, training and getting started."""

Place = tuple[str, int]
"""A department and a month, `("sales", 202403)`."""


@dataclass(frozen=True)
class Capacity:
    """What a department can do in one month; None where nobody said.

    Parameters
    ----------
    people
        Part-time as parts.
    paid_minutes
        Minutes paid for each of them.
    practical_minutes
        people × paid minutes × practical share, exact.
    users
        How many use the platform.
    """

    people: Decimal | None
    paid_minutes: int | None
    practical_minutes: Fraction
    users: int


@dataclass(frozen=True)
class Pool:
    """What the work of a department costs in one month, in minor units.

    Parameters
    ----------
    own_minor, platform_minor
        Its own entries, and its part of the platform by users.
    entries
        How many entries of the ledger are its own.
    """

    own_minor: int = 0
    platform_minor: int = 0
    entries: int = 0
    is_estimate: bool = False

    @property
    def pool_minor(self) -> int:
        return self.own_minor + self.platform_minor


@dataclass(frozen=True)
class PoolMonth:
    """One department in one month: pool, time and rate (steps 2 to 4 and 8).

    Parameters
    ----------
    used_minutes
        Of the activities that can be costed.
    """

    department: str
    period: int
    pool: Pool
    capacity: Capacity
    used_minutes: Fraction
    activities: int

    @property
    def rate_minor(self) -> Fraction:
        """Minor units a minute: pool ÷ practical minutes. It stays when there is overload."""
        return Fraction(self.pool.pool_minor) / self.capacity.practical_minutes

    @property
    def assigned_minor(self) -> int:
        """Rate × minutes used, rounded once for the whole month."""
        return nearest(self.rate_minor * self.used_minutes)

    @property
    def unused_minutes(self) -> Fraction:
        return max(self.capacity.practical_minutes - self.used_minutes, Fraction(0))

    @property
    def unused_minor(self) -> int:
        """What was paid for and not used; 0 when there is overload."""
        return 0 if self.is_overloaded else self.pool.pool_minor - self.assigned_minor

    @property
    def overload_minutes(self) -> Fraction:
        return max(self.used_minutes - self.capacity.practical_minutes, Fraction(0))

    @property
    def overload_minor(self) -> int:
        """What was assigned beyond the pool; 0 without overload."""
        return self.assigned_minor - self.pool.pool_minor if self.is_overloaded else 0

    @property
    def is_overloaded(self) -> bool:
        return self.used_minutes > self.capacity.practical_minutes

    @property
    def warning(self) -> Sentence | None:
        """What to look into when more was worked than can be."""
        if not self.is_overloaded:
            return None
        return Sentence(
            "{department} worked {used} minutes in {period}, more than the {practical} that it "
            "practically can. Check its people, or whether its times are too long.",
            department=self.department,
            used=round(self.used_minutes),
            period=said(self.period),
            practical=round(self.capacity.practical_minutes),
        )


def check_share(share: Decimal) -> None:
    """Refuses a practical share that is no share."""
    if not 0 < share <= 1:
        raise SettingRefused(
            Sentence(
                "The share of paid time that is practical must be above 0 and at most 1, such as "
                "0.8: {share} is not.",
                share=share,
            )
        )


def capacities(table: Frame | None, share: Decimal = PRACTICAL_SHARE) -> Mapping[Place, Capacity]:
    """Every department and month of CAPACITY.

    Raises
    ------
    SettingRefused
        The share is not above 0 and at most 1.
    NotTogether
        A department has several rows in one month.
    Undefined
        People, minutes or users are negative.
    """
    check_share(share)
    if table is None:
        return {}
    named = table.filter(~nw.col("department").is_null(), ~nw.col("period_on").is_null())
    rows = named.select(
        *("department", "people", "paid_minutes", "users"), period=month_of_date("period_on")
    )
    found: dict[Place, Capacity] = {}
    for row in rows.collect("pyarrow").rows(named=True):
        place = (row["department"], int(row["period"]))
        if place in found:
            raise NotTogether(
                Sentence(
                    "The capacity of {department} in {period} is told more than once. Keep one row "
                    "for each department and month.",
                    department=place[0],
                    period=said(place[1]),
                )
            )
        found[place] = _capacity(row, place, share)
    return found


def _capacity(row: Mapping[str, float | int | None], place: Place, share: Decimal) -> Capacity:
    if any((row[name] or 0) < 0 for name in ("people", "paid_minutes", "users")):
        raise Undefined(
            Sentence(
                "The capacity of {department} in {period} is negative. Correct people, minutes "
                "and users.",
                department=place[0],
                period=said(place[1]),
            )
        )
    people = None if row["people"] is None else Decimal(str(row["people"]))
    paid = None if row["paid_minutes"] is None else int(row["paid_minutes"])
    practical = Fraction(people or 0) * (paid or 0) * Fraction(share)
    return Capacity(people, paid, practical, int(row["users"] or 0))
