"""What departments can do: as many people as their work needs, and once too few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.columns import Floats, Ints, dates, numbers, table, words
from goodwill.demo.company import Company
from goodwill.demo.months import MINUTES_A_DAY, Months
from goodwill.demo.staff import POOLED, SERVICE, WORK_DEPARTMENTS

PRACTICAL = 0.80
USED = (0.80, 0.86)
"""Between these shares of the practical minutes are used, but for one month."""
OVERLOADED_BEFORE, OVERLOADED = 8, 1.09
"""So many months before the end customer service had more to do than it could."""
STEP = 0.01


@dataclass(frozen=True)
class Capacity:
    """Shape (departments, months); `paid` minutes of one person, shape (months,)."""

    span: Months
    people: Floats
    paid: Ints
    used: Floats
    done: Ints

    @property
    def users(self) -> Ints:
        """Who works there by the head; nobody where nobody works."""
        return np.ceil(self.people).astype(np.int64)


def capacity(company: Company, span: Months, used: Floats, done: Ints) -> Capacity:
    """People by the minutes used, part-time as hundredths; `done` is the number of activities."""
    rng = company.whole("planning")
    share = rng.uniform(*USED, used.shape)
    share[SERVICE, overloaded(span)] = OVERLOADED
    paid = span.work_days * MINUTES_A_DAY
    needed = used / (np.maximum(paid, 1) * PRACTICAL * share)
    people = np.maximum(np.ceil(needed / STEP) * STEP, STEP)
    pooled = np.isin(np.arange(len(used)), POOLED)[:, None]
    return Capacity(span, np.round(people * pooled, 2), paid, used, done)


def overloaded(span: Months) -> int:
    return max(0, len(span) - 1 - OVERLOADED_BEFORE)


def capacity_table(it: Capacity) -> Any:
    """`capacity.parquet`: a row for each department that has activities, and month."""
    month, department = (g.ravel() for g in np.meshgrid(range(len(it.span)), POOLED, indexing="ij"))
    return table(
        department=words(department, WORK_DEPARTMENTS),
        period_on=dates(it.span.days[month]),
        people=it.people[department, month],
        paid_minutes=numbers(it.paid[month]),
        users=numbers(it.users[department, month]),
    )
