"""Pools of departments: their own entries, and their part of the platform by users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from goodwill.analytics.benefit.costing.naming.kinds import Driver, Treatment
from goodwill.analytics.benefit.costing.sharing.capacity import Capacity, Place, Pool
from goodwill.analytics.benefit.costing.sharing.dividing import by_largest_remainder, check_amount
from goodwill.analytics.benefit.costing.sharing.lines import Line, Reason
from goodwill.analytics.benefit.costing.yearmonths import said
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence


@dataclass(frozen=True)
class Sum:
    """Entries of one month that are alike, added up."""

    period: int
    treatment: str | None
    driver: str | None
    department: str | None
    subcategory: str | None
    amount_minor: int
    entries: int
    is_estimate: bool

    def left(self, reason: Reason) -> Line:
        """As a line that nobody bears."""
        return Line(
            self.period,
            self.amount_minor,
            reason,
            self.department,
            self.subcategory,
            self.driver,
            self.entries,
            self.is_estimate,
        )


def pools_of(
    sums: Iterable[Sum], capacity: Mapping[Place, Capacity]
) -> tuple[dict[Place, Pool], list[Line]]:
    """The pool of each department and month (steps 1 and 2), and what is in none.

    Notes
    -----
    The platform is shared out by users to all departments that have any that month, by
    largest remainder. One that has users and no practical time gets its part too, which then
    stays unassigned with its pool: nobody else used it.

    Raises
    ------
    SettingRefused
        A circular driver: platform cost that would go back to the department that it is of, a
        pool or platform shared out by what its own result decides.
    """
    pools: dict[Place, Pool] = {}
    platform: dict[int, list[Sum]] = {}
    left: list[Line] = []
    for each in sums:
        if each.treatment == Treatment.PLATFORM:
            _refuse_circles(each, capacity)
            platform.setdefault(each.period, []).append(each)
        elif each.treatment == Treatment.POOL:
            _refuse_other_drivers(each)
            _into_its_pool(each, pools, left)
    for period in sorted(platform):
        _share_platform(period, platform[period], capacity, pools, left)
    return pools, left


def _into_its_pool(each: Sum, pools: dict[Place, Pool], left: list[Line]) -> None:
    if each.department is None:
        left.append(each.left(Reason.NO_DEPARTMENT))
        return
    place = (each.department, each.period)
    pool = pools.get(place, Pool())
    pools[place] = replace(
        pool,
        own_minor=pool.own_minor + each.amount_minor,
        entries=pool.entries + each.entries,
        is_estimate=pool.is_estimate or each.is_estimate,
    )


def _share_platform(
    period: int,
    entries: list[Sum],
    capacity: Mapping[Place, Capacity],
    pools: dict[Place, Pool],
    left: list[Line],
) -> None:
    users = {
        department: each.users
        for (department, month), each in capacity.items()
        if month == period and each.users
    }
    if not users:
        left.extend(each.left(Reason.NO_USERS) for each in entries)
        return
    whole = sum(each.amount_minor for each in entries)
    check_amount(whole)
    is_estimate = any(each.is_estimate for each in entries)
    for department, part in by_largest_remainder(whole, users).items():
        pool = pools.get((department, period), Pool())
        pools[department, period] = replace(
            pool,
            platform_minor=part,
            is_estimate=pool.is_estimate or is_estimate,
        )


def _refuse_circles(each: Sum, capacity: Mapping[Place, Capacity]) -> None:
    if each.driver not in (None, Driver.NONE, Driver.USERS):
        raise SettingRefused(
            Sentence(
                "A circular driver: the platform cost of {period} is to be shared out by {driver}, "
                "which depends on what departments get of it. A platform is shared out by users: "
                "leave the driver empty, or treat the entries as direct.",
                period=said(each.period),
                driver=each.driver,
            )
        )
    if each.department is None or (each.department, each.period) not in capacity:
        return
    if capacity[each.department, each.period].users:
        raise SettingRefused(
            Sentence(
                "A circular driver: the platform cost of {department} in {period} would go back to "
                "{department}, which has users itself. Leave the department of these entries "
                "empty, or the users of {department}.",
                department=each.department,
                period=said(each.period),
            )
        )


def _refuse_other_drivers(each: Sum) -> None:
    if each.driver not in (None, Driver.NONE, Driver.TIME):
        raise SettingRefused(
            Sentence(
                "A circular driver: the pool of {department} in {period} is to be shared out by "
                "{driver}, but a pool is what a minute of the department costs, and goes by time. "
                "Leave the driver empty, or treat the entries as direct.",
                department=each.department or "–",
                period=said(each.period),
                driver=each.driver,
            )
        )
