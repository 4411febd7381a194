"""What the company's own people did, learned, used and felt, block by block."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.columns import (
    NEVER,
    Floats,
    Ints,
    answers,
    dates,
    flags,
    money,
    numbered,
    numbers,
    table,
    words,
)
from goodwill.demo.company import PLACES, Company
from goodwill.demo.contacting import moving, progress
from goodwill.demo.months import MINUTES_A_DAY
from goodwill.demo.staff import MARKETING, ROLES, SEATS, WORK_DEPARTMENTS, Team

PART_TIME, HALF = 5, 0.5
"""Every fifth employee works half days."""
AT_WORK = 0.93
SELLING = ((0.38, 0.47), (0.06, 0.10), (0.04, 0.05), (0.10, 0.12), (0.0, 0.0))
ADMIN = ((0.34, 0.22), (0.22, 0.16), (0.30, 0.24), (0.28, 0.22), (0.20, 0.18))
"""Shares of working time by role, at the opening and at the as-of date; the rest is unknown."""
PROCESS_NAMES = ("quotation", "order entry", "complaint handling", "change of customer data")
RUNS_A_WEEK = 3.0
PROCESS_DAYS, PROCESS_MINUTES = (9.0, 5.0), (310.0, 190.0)
CORRECTED, BY_SYSTEM = (0.075, 0.035), 0.2
EMPLOYEE_SURVEY_DAYS = 182
BEFORE_CUSTOMERS = 25
"""Days before the customers that the employees are asked, so that theirs is the next month."""
EMPLOYEE_QUESTIONS = ("satisfaction", "crm helps")
ANSWERING = 0.88
FEELING, HELPING = (3.2, 3.7), (2.7, 3.6)
HELPS_BY_HABIT = 2.0
CAUSES = ("duplicate entry", "slow system", "missing data", "unclear responsibility",
          "too many steps")  # fmt: skip
CAUSE_SHARES = (0.34, 0.24, 0.20, 0.13, 0.09)
ANNOYED_A_YEAR = (9.0, 5.0)
COURSES = ("CRM basics", "Mobile CRM", "Complaints", "Data quality")
COURSES_A_YEAR, COURSE_FEN, PASS_MARK = 1.6, 48_000, 60
LIVE_AFTER_DAYS = 60
"""So long after the opening the CRM went live."""
USING = (0.55, 0.90)
"""The chance that a user works in it on a day, at the start and at the as-of date."""
REFUSING, HABIT = 0.07, (2.2, 0.5)
"""Who refuses to use it, and the beta parameters of the share of that chance that is a user's own;
who works in it little finds that it helps little."""
MOBILE = (0.10, 0.42)
ACTIONS_A_DAY, OFFLINE, SYNC_SECONDS = 14.0, 0.18, 45.0
PROJECTS = ("CRM roll-out", "Key account plan", "Service desk")
MEETING_PURPOSES = ("decision", "coordination")
MEETINGS_A_MONTH = 2.5
HOURLY_FEN = (12_000, 7_200, 6_500, 11_400, 13_800)
"""What an hour of one person costs by role, all included."""


def work_days_table(company: Company, rng: np.random.Generator, team: Team) -> Any:
    """`work_days.parquet` of one block: Mondays to Fridays, but for leave and illness."""
    day, who = _days(company, rng, team, AT_WORK, company.start_day)
    share = np.where(who % PART_TIME == PART_TIME - 1, HALF, 1.0)
    late, role = progress(company, day), team.role[who]
    worked = np.rint(MINUTES_A_DAY * share * rng.uniform(0.94, 1.08, len(day)))
    selling = worked * _shares(SELLING, role, late) * rng.uniform(0.7, 1.3, len(day))
    admin = worked * _shares(ADMIN, role, late) * rng.uniform(0.7, 1.3, len(day))
    return table(
        employee_id=words(who, team.ids),
        **_belongs(team, who),
        role=words(role, ROLES),
        worked_on=dates(day),
        day_share=share,
        worked_minutes=numbers(worked.astype(np.int64)),
        selling_minutes=numbers(np.rint(selling).astype(np.int64)),
        admin_minutes=numbers(np.rint(admin).astype(np.int64)),
    )


def processes_table(company: Company, rng: np.random.Generator, block: int, team: Team) -> Any:
    """`processes.parquet` of one block."""
    day, who = _events(company, rng, team, RUNS_A_WEEK * 52)
    n, late = len(day), progress(company, day)
    took = np.ceil(rng.exponential(moving(PROCESS_DAYS, late))).astype(np.int64)
    done = day + took < company.end_day
    minutes = np.ceil(rng.gamma(2.0, moving(PROCESS_MINUTES, late) / 2)).astype(np.int64)
    wrong = rng.random(n) < moving(CORRECTED, late)
    return table(
        process_id=numbered(f"PR{block:05d}", n),
        process=words(rng.integers(0, len(PROCESS_NAMES), n), PROCESS_NAMES),
        department=words(team.department[who], WORK_DEPARTMENTS),
        employee_id=words(who, team.ids),
        started_on=dates(day),
        ended_on=dates(np.where(done, day + took, NEVER)),
        working_minutes=answers(np.where(done, minutes, NEVER)),
        corrected=answers(np.where(done, wrong, NEVER)),
        system_error=answers(np.where(done, wrong & (rng.random(n) < BY_SYSTEM), NEVER)),
    )


def habits(rng: np.random.Generator, team: Team) -> Floats:
    """How much of the usual use of the CRM is each employee's, between 0 and 1."""
    return np.where(rng.random(len(team)) < REFUSING, 0.0, rng.beta(*HABIT, len(team)))


def employee_answers_table(
    company: Company, rng: np.random.Generator, team: Team, habit: Floats
) -> Any:
    """`employee_answers.parquet` of one block: half-yearly, two questions."""
    waves = np.arange(company.start_day + EMPLOYEE_SURVEY_DAYS, company.end_day,
                      EMPLOYEE_SURVEY_DAYS)  # fmt: skip
    day, who, question = (
        grid.ravel() for grid in np.meshgrid(waves, range(len(team)), range(2), indexing="ij")
    )
    late = progress(company, day)
    mood = 0.5 * rng.standard_normal(len(WORK_DEPARTMENTS))[team.department[who]]
    helps = moving(HELPING, late) + HELPS_BY_HABIT * (habit[who] - habit.mean())
    level = np.where(question == 0, moving(FEELING, late), helps) + mood
    score = np.clip(np.rint(level + 0.8 * rng.standard_normal(len(day))), 1, 5)
    answered = rng.random(len(day)) < ANSWERING
    asked = day - BEFORE_CUSTOMERS
    at = asked + rng.integers(0, 10, len(day))
    wave = (day - company.start_day) // EMPLOYEE_SURVEY_DAYS - 1
    return table(
        survey=words(wave, [f"wave {k}" for k in range(1, len(waves) + 1)]),
        employee_id=words(who, team.ids),
        **_belongs(team, who),
        role=words(team.role[who], ROLES),
        question=words(question, EMPLOYEE_QUESTIONS),
        score=pa.array(score, mask=~answered),
        scale_min=np.ones(len(day)),
        scale_max=np.full(len(day), 5.0),
        asked_on=dates(asked),
        answered_on=dates(np.where(answered, at, NEVER)),
    )


def annoyances_table(company: Company, rng: np.random.Generator, team: Team) -> Any:
    """`annoyances.parquet` of one block; nobody is named."""
    day, who = _events(company, rng, team, max(ANNOYED_A_YEAR))
    late = progress(company, day)
    kept = rng.random(len(day)) * max(ANNOYED_A_YEAR) < moving(ANNOYED_A_YEAR, late)
    day, who = day[kept], who[kept]
    n = len(day)
    return table(
        department=words(team.department[who], WORK_DEPARTMENTS),
        process=words(rng.integers(0, len(PROCESS_NAMES), n), PROCESS_NAMES),
        cause=words(rng.choice(len(CAUSES), n, p=CAUSE_SHARES), CAUSES),
        minutes=numbers(np.ceil(rng.gamma(1.5, 12.0, n)).astype(np.int64)),
        reported_on=dates(day),
    )


def trainings_table(company: Company, rng: np.random.Generator, team: Team) -> Any:
    """`trainings.parquet` of one block; some courses have no test before."""
    day, who = _events(company, rng, team, COURSES_A_YEAR)
    n = len(day)
    before = np.clip(np.rint(rng.normal(52, 14, n)), 0, 100)
    after = np.clip(np.rint(before + rng.normal(19, 9, n)), 0, 100)
    return table(
        course=words(rng.integers(0, len(COURSES), n), COURSES),
        employee_id=words(who, team.ids),
        department=words(team.department[who], WORK_DEPARTMENTS),
        taken_on=dates(day),
        before_score=pa.array(before, mask=rng.random(n) < 0.15),
        after_score=after,
        passed=flags(after >= PASS_MARK),
        cost=money(np.rint(COURSE_FEN * rng.uniform(0.8, 1.2, n)).astype(np.int64)),
        currency=words(np.zeros(n, np.int64), ["CNY"]),
    )


def users_table(company: Company, rng: np.random.Generator, team: Team) -> Any:
    """`users.parquet` of one block: everybody has a licence, and a few lost it."""
    who = np.arange(len(team))
    licensed = _live(company) + rng.integers(0, 30, len(team))
    ended = company.end_day - rng.integers(30, 120, len(team))
    leaves = (rng.random(len(team)) < 0.04) & (ended > licensed)
    return table(
        user_id=words(who, _user_ids(team)),
        employee_id=words(who, team.ids),
        **_belongs(team, who),
        role=words(team.role, ROLES),
        licensed_on=dates(np.minimum(licensed, company.end_day - 1)),
        ended_on=dates(np.where(leaves, ended, NEVER)),
    )


def use_days_table(company: Company, rng: np.random.Generator, team: Team, habit: Floats) -> Any:
    """`use_days.parquet` of one block; more and more on mobile devices, some of it offline."""
    day, who = _days(company, rng, team, max(USING), _live(company))
    late = progress(company, day)
    kept = rng.random(len(day)) * max(USING) < moving(USING, late) * habit[who]
    day, who, late = day[kept], who[kept], late[kept]
    mobile = rng.random(len(day)) < moving(MOBILE, late) * (1.3 - 0.5 * (team.role[who] > 0))
    actions = 1 + rng.poisson(ACTIONS_A_DAY, len(day))
    offline = np.where(mobile, rng.binomial(actions, OFFLINE), 0)
    seconds = np.ceil(offline * rng.gamma(1.5, SYNC_SECONDS, len(day)) / 1.5).astype(np.int64)
    return table(
        user_id=words(who, _user_ids(team)),
        **_belongs(team, who),
        role=words(team.role[who], ROLES),
        device=words(mobile.astype(np.int64), ("desktop", "mobile")),
        used_on=dates(day),
        actions=numbers(actions),
        offline_actions=numbers(offline),
        sync_seconds=answers(np.where(offline > 0, seconds, NEVER)),
    )


def meetings_table(company: Company, rng: np.random.Generator, team: Team) -> Any:
    """`meetings.parquet` of one block: by department, whatever its size."""
    departments = np.unique(team.department)
    days = company.end_day - company.start_day
    count = rng.poisson(MEETINGS_A_MONTH * 12 * days / 365.25, len(departments))
    department = np.repeat(departments, count)
    day = np.sort(company.start_day + rng.integers(0, days, len(department)))
    n = len(day)
    purpose = (rng.random(n) < 0.65).astype(np.int64)
    role = np.where(department < MARKETING - 2, 0, department - MARKETING + 3)
    people = 2 + rng.poisson(1.8, n)
    return table(
        department=words(department, WORK_DEPARTMENTS),
        project=words(rng.integers(0, len(PROJECTS), n), PROJECTS),
        purpose=words(purpose, MEETING_PURPOSES),
        held_on=dates(day),
        minutes=numbers(people * np.rint(rng.choice([30, 45, 60, 90], n)).astype(np.int64)),
        hourly=money(np.array(HOURLY_FEN)[role]),
        currency=words(np.zeros(n, np.int64), ["CNY"]),
    )


def _belongs(team: Team, who: Ints) -> dict[str, Any]:
    return {
        "department": words(team.department[who], WORK_DEPARTMENTS),
        "region": words(SEATS[team.department[who]], [place.name for place in PLACES]),
    }


def _days(
    company: Company, rng: np.random.Generator, team: Team, chance: float, start: int
) -> tuple[Ints, Ints]:
    """Working days and employees, by day, each with this chance."""
    day = np.arange(start, company.end_day)
    day = day[(day + 3) % 7 < 5]
    there = rng.random((len(day), len(team))) < chance
    row, who = np.nonzero(there)
    return day[row], who


def _events(
    company: Company, rng: np.random.Generator, team: Team, a_year: float
) -> tuple[Ints, Ints]:
    """So many a year for each employee, by day."""
    days = company.end_day - company.start_day
    who = np.repeat(np.arange(len(team)), rng.poisson(a_year * days / 365.25, len(team)))
    day = company.start_day + rng.integers(0, days, len(who))
    order = np.lexsort((who, day))
    return day[order], who[order]


def _shares(ends: tuple[tuple[float, float], ...], role: Ints, late: Floats) -> Floats:
    first, last = np.array(ends)[role].T
    return np.asarray(first + (last - first) * late)


def _live(company: Company) -> int:
    return min(company.start_day + LIVE_AFTER_DAYS, company.end_day - 1)


def _user_ids(team: Team) -> list[str]:
    return [f"U{name[1:]}" for name in team.ids]
