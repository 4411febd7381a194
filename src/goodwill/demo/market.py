"""The market as others see it, and what was to be sold."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.demo.baskets import DEPARTMENTS, PRODUCT_IDS, Lines
from goodwill.demo.columns import NEVER, Floats, dates, flags, money, numbers, table, words
from goodwill.demo.company import PLACES, Company
from goodwill.demo.months import Months
from goodwill.demo.people import People
from goodwill.demo.products import RANGE
from goodwill.demo.staff import SEATS, WORK_DEPARTMENTS, Team

FAMILIES = tuple(name for name, *_ in RANGE)
SHARES = (0.06, 0.12)
"""Between these shares of the market are the company's own, by region and family."""
GROWTH_A_YEAR = 0.04
SOURCE = "China Office & Tea Trade Association"
AMBITION = (0.94, 1.10)
LEVELS = ("person", "team", "company")
PERSON, TEAM, COMPANY = range(len(LEVELS))


def sales(company: Company, span: Months, who: People, lines: Lines) -> Floats:
    """Net sales of one block in fen: (places, families, months)."""
    shape = (len(PLACES), len(FAMILIES), len(span))
    family = np.append(company.products.family, 0)[lines.product]
    place = who.place[lines.customer]
    cell = (place * shape[1] + family) * shape[2] + span.place(lines.day)
    return _summed(cell, lines, shape)


def sold_by(span: Months, department: Any, lines: Lines) -> Floats:
    """Net sales of one block in fen: (departments, months)."""
    shape = (len(DEPARTMENTS), len(span))
    cell = department[lines.customer] * shape[1] + span.place(lines.day)
    return _summed(cell, lines, shape)


def market_table(company: Company, span: Months, own: Floats) -> Any:
    """`market.parquet`: a row for each month, region and family."""
    rng = company.whole("market")
    shape = own.shape
    share = rng.uniform(*SHARES, (*shape[:2], 1))
    # Over a year, so that a quiet month of ours is not one of the market.
    usual = np.maximum(own.mean(axis=2, keepdims=True), 50_000)
    growth = (1 + GROWTH_A_YEAR) ** (np.arange(shape[2]) / 12)
    whole = usual / share * growth * rng.lognormal(0, 0.02, shape)
    month, place, family = (
        g.ravel()
        for g in np.meshgrid(*(range(n) for n in (shape[2], shape[0], shape[1])), indexing="ij")
    )
    calendar = span.work_days / span.work_days.mean()
    n = len(month)
    return table(
        period_on=dates(span.days[month]),
        region=words(place, [each.name for each in PLACES]),
        category=words(family, FAMILIES),
        market=money(np.rint(whole[place, family, month]).astype(np.int64)),
        market_index=np.round(growth[month], 6),
        calendar_index=np.round(calendar[month], 6),
        source=words(np.zeros(n, np.int64), [SOURCE]),
        currency=words(np.zeros(n, np.int64), ["CNY"]),
    )


def panel_table(company: Company, span: Months, own: Floats) -> Any:
    """`panel.parquet`: net sales in yuan of every region and month, and where and when the
    roll-out ran; a month counts as treated from the first day of the month after it began."""
    monthly = own.sum(axis=1)
    began = {it.unit: company.begins(it) for it in company.pilots if it.unit_kind == "region"}
    ended = {it.unit: company.ends(it) for it in company.pilots if it.unit_kind == "region"}
    place, month = (g.ravel() for g in np.meshgrid(*map(range, monthly.shape), indexing="ij"))
    names = [each.name for each in PLACES]
    day = span.days[month]
    first = np.array([began.get(name, company.end_day) for name in names])[place]
    last = np.array([ended.get(name, company.end_day) for name in names])[place]
    return table(
        unit=words(place, names),
        period=numbers(np.array([int(span.name(at)) for at in range(len(span))])[month]),
        outcome=np.round(monthly[place, month] / 100, 2),
        treated=flags((day >= first) & (day < last)),
    )


def person_targets(rng: np.random.Generator, span: Months, team: Team, sold: Floats) -> Any:
    """`targets.parquet` of one block: what each seller of a department is to sell."""
    sellers = np.flatnonzero((team.department > 0) & (team.department < len(DEPARTMENTS)))
    people = np.bincount(team.department, minlength=len(DEPARTMENTS))
    month, who = (g.ravel() for g in np.meshgrid(range(len(span)), sellers, indexing="ij"))
    department = team.department[who]
    usual = _smoothed(sold)[department, month] / people[department]
    return _targets(
        span,
        level=np.full(len(who), PERSON),
        employee=words(who, team.ids),
        department=department,
        month=month,
        target=usual * rng.uniform(*AMBITION, len(who)),
    )


def team_targets(company: Company, span: Months, sold: Floats) -> Any:
    """The rows of `targets.parquet` for departments and for the whole company."""
    rng = company.whole("market")
    usual = np.vstack([_smoothed(sold), _smoothed(sold).sum(axis=0)])
    month, row = (
        g.ravel() for g in np.meshgrid(range(len(span)), range(len(usual)), indexing="ij")
    )
    whole = row == len(DEPARTMENTS)
    return _targets(
        span,
        level=np.where(whole, COMPANY, TEAM),
        employee=words(np.full(len(row), NEVER), [""]),
        department=np.where(whole, NEVER, row),
        month=month,
        target=usual[row, month] * rng.uniform(*AMBITION, len(row)),
    )


def _targets(
    span: Months, *, level: Any, employee: Any, department: Any, month: Any, target: Floats
) -> Any:
    n = len(month)
    seat = np.where(department == NEVER, NEVER, SEATS[department])
    return table(
        level=words(level, LEVELS),
        employee_id=employee,
        department=words(department, WORK_DEPARTMENTS),
        region=words(seat, [place.name for place in PLACES]),
        product_id=words(np.full(n, NEVER), PRODUCT_IDS),
        period_on=dates(span.days[month]),
        target=money(np.rint(np.maximum(target, 0) / 10_000).astype(np.int64) * 10_000),
        currency=words(np.zeros(n, np.int64), ["CNY"]),
    )


def _smoothed(sold: Floats) -> Floats:
    """The mean of each month and the one before: a plan does not know the month to come."""
    before = np.concatenate([sold[:, :1], sold[:, :-1]], axis=1)
    return np.asarray((sold + before) / 2)


def _summed(cell: Any, lines: Lines, shape: tuple[int, ...]) -> Floats:
    sums = np.bincount(cell, lines.amount, int(np.prod(shape)))
    return sums.reshape(shape).astype(np.float64)
