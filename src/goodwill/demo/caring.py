"""Cases and surveys: the unsatisfied complain more, answer lower and leave sooner."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goodwill.demo.buying import Lives, Orders
from goodwill.demo.columns import NEVER, Flags, Ints
from goodwill.demo.company import Company
from goodwill.demo.people import People

CASE_KINDS = ("question", "complaint", "repair")
COMPLAINT = 1
PRIORITIES = ("low", "normal", "high")
CASES_AN_ORDER = 0.045
COMPLAINED_BEFORE_LEAVING = (0.75, 0.20)
"""Of those lost for service, and of the other lost: who complained in the last 60 days."""
WAVE_DAYS, WAVES_MOST = 182, 60
ANSWERING = 0.30


@dataclass(frozen=True)
class Cases:
    """Cases sorted by day, shape (cases,); `closed` is `NEVER` for those still open. `score`
    is what the customer thought of the way it was solved, 1 to 5."""

    customer: Ints
    opened: Ints
    closed: Ints
    kind: Ints
    priority: Ints
    channel: Ints
    score: Ints

    def __len__(self) -> int:
        return len(self.opened)


def cases(
    company: Company, rng: np.random.Generator, *, who: People, life: Lives, bought: Orders
) -> Cases:
    """Questions, complaints and repairs of one block."""
    customer, opened, kind = _cases(company, rng, who, life, bought)
    n = len(customer)
    closed = opened + np.ceil(rng.exponential(np.array([2.0, 6.0, 9.0])[kind])).astype(np.int64)
    urgent = np.minimum(2, (rng.random(n) * 2.2).astype(np.int64) + (kind == COMPLAINT))
    pleased = 3.9 + 0.5 * life.satisfaction[customer] - 0.9 * (kind == COMPLAINT)
    score = np.clip(np.rint(pleased + 0.8 * rng.standard_normal(n)), 1, 5).astype(np.int64)
    done = closed < company.end_day
    return Cases(
        customer,
        opened,
        np.where(done, closed, NEVER),
        kind,
        urgent,
        rng.integers(0, 4, n),
        np.where(done, score, NEVER),
    )


@dataclass(frozen=True)
class Surveyed:
    """Answers to the half-yearly survey, shape (answers,); `asked` is the day of the wave."""

    customer: Ints
    asked: Ints
    answered: Ints
    recommends: Ints
    satisfied: Ints


def surveyed(company: Company, rng: np.random.Generator, who: People, life: Lives) -> Surveyed:
    """Half-yearly, 0-10 would recommend, 1-5 satisfied."""
    customer, day, wave = _answered(company, rng, who, life)
    feeling = life.satisfaction[customer]
    recommends = np.rint(7.4 + 1.7 * feeling + 1.1 * rng.standard_normal(len(customer)))
    satisfied = np.rint(3.8 + 0.7 * feeling + 0.5 * rng.standard_normal(len(customer)))
    return Surveyed(
        customer,
        wave,
        day,
        np.clip(recommends, 0, 10).astype(np.int64),
        np.clip(satisfied, 1, 5).astype(np.int64),
    )


def invited(company: Company, who: People, life: Lives, wave: int) -> Flags:
    """Every buyer whom the company has not lost by the day of the wave."""
    return np.asarray(who.bought & (who.first < wave) & life.alive_at(wave))


def waves(company: Company) -> range:
    """The days on which the survey is sent out."""
    return range(company.start_day + WAVE_DAYS, company.end_day, WAVE_DAYS)[:WAVES_MOST]


def _cases(
    company: Company, rng: np.random.Generator, who: People, life: Lives, bought: Orders
) -> tuple[Ints, Ints, Ints]:
    """Customer, day and kind, sorted by day."""
    unhappy = np.exp(-0.5 * life.satisfaction[bought.customer])
    after = np.flatnonzero(rng.random(len(bought)) < CASES_AN_ORDER * unhappy)
    kind = np.searchsorted([0.45, 0.8], rng.random(len(after)))
    opened = bought.day[after] + rng.integers(0, 15, len(after))
    leaving, last_words = _last_complaints(rng, who, life)
    customer = np.concatenate([bought.customer[after], leaving])
    day = np.concatenate([opened, last_words])
    kinds = np.concatenate([kind, np.full(len(leaving), COMPLAINT)])
    seen = day < company.end_day
    by_day = np.lexsort((kinds[seen], customer[seen], day[seen]))
    return customer[seen][by_day], day[seen][by_day], kinds[seen][by_day]


def _last_complaints(rng: np.random.Generator, who: People, life: Lives) -> tuple[Ints, Ints]:
    service, other = COMPLAINED_BEFORE_LEAVING
    likely = np.where(life.reason == NEVER, 0.0, np.where(life.reason == 0, service, other))
    leaving = np.flatnonzero(rng.random(len(who)) < likely)
    days_before = rng.integers(3, 60, len(leaving))
    died = np.floor(life.death[leaving]).astype(np.int64)
    return leaving, np.maximum(died - days_before, who.first[leaving])


def _answered(
    company: Company, rng: np.random.Generator, who: People, life: Lives
) -> tuple[Ints, Ints, Ints]:
    """Customers, days and waves of the answers."""
    customers, days, asked = ([np.empty(0, np.int64)] for _ in range(3))
    for wave in waves(company):
        meant = invited(company, who, life, wave)
        answering = np.flatnonzero(meant & (rng.random(len(who)) < ANSWERING))
        day = wave + rng.integers(0, 14, len(answering))
        customers.append(answering[day < company.end_day])
        days.append(day[day < company.end_day])
        asked.append(np.full(len(days[-1]), wave))
    return np.concatenate(customers), np.concatenate(days), np.concatenate(asked)
