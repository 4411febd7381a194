"""Who works there: for every block of customers a team of its own, by department."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from goodwill.demo.baskets import DEPARTMENTS
from goodwill.demo.columns import Ints
from goodwill.demo.company import BLOCK, PLACES, Company

WORK_DEPARTMENTS = (*DEPARTMENTS, "Customer service", "Order desk", "Marketing", "IT")
SERVICE, DESK, MARKETING, IT = range(len(DEPARTMENTS), len(WORK_DEPARTMENTS))
SELLING = range(1, len(DEPARTMENTS))
"""Departments that visit customers; the online shop sells by itself."""
POOLED = (*SELLING, SERVICE, DESK)
"""Departments whose time goes by activities."""
FOR_PEOPLE = (0, SERVICE, DESK, MARKETING)
"""Departments whose people the private customers know."""
ROLES = ("sales", "service", "order desk", "marketing", "IT")
TEAM = (3, 3, 1, 5, 3, 3, 2, 6, 8, 2, 1)
"""People in each department for a block of 10,000 customers."""
FEWEST_AT_FIRST = 9
"""The first block has so many in every department, so that every team can be asked."""
SEATS = np.array(
    [
        next((at for at, place in enumerate(PLACES) if place.branch == name), 0)
        for name in WORK_DEPARTMENTS
    ]
)
"""Where each department sits: a place in `PLACES`; what is no branch sits in Shanghai."""


@dataclass(frozen=True)
class Team:
    """The employees of one block; `department` is a place in `WORK_DEPARTMENTS`."""

    ids: list[str]
    department: Ints

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def role(self) -> Ints:
        """A place in `ROLES`."""
        return np.where(self.department < SERVICE, 0, self.department - SERVICE + 1)

    def looked_after(self, sells: Ints, customer: Ints) -> Ints:
        """Whom the customer knows best: the seller, or one of those who deal with people."""
        others = np.array(FOR_PEOPLE)[customer % len(FOR_PEOPLE)]
        return self.chosen(np.where(sells > 0, sells, others), customer)

    def chosen(self, department: Ints, customer: Ints) -> Ints:
        """Who of the department looks after the customer: always the same one."""
        first = np.searchsorted(self.department, np.arange(len(WORK_DEPARTMENTS)))
        people = np.bincount(self.department, minlength=len(WORK_DEPARTMENTS))
        return np.asarray(first[department] + customer % np.maximum(people[department], 1))


def team(company: Company, block: int) -> Team:
    """At least one in each department, and enough to be asked in the first block."""
    share = company.block_size(block) / BLOCK
    fewest = 1 if block else FEWEST_AT_FIRST
    people = [max(fewest, round(n * share)) for n in TEAM]
    department = np.repeat(np.arange(len(TEAM)), people)
    ids = [f"E{block:05d}{k:03d}" for k in range(1, len(department) + 1)]
    return Team(ids, department)
