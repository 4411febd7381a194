"""What customers were asked and answered, dimension by dimension; most say nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.baskets import PRODUCT_IDS, departments
from goodwill.demo.buying import Lives
from goodwill.demo.caring import Cases, Surveyed, invited, waves
from goodwill.demo.case_handling import Handling
from goodwill.demo.columns import NEVER, Floats, Ints, dates, flags, table, words
from goodwill.demo.company import PLACES, Company
from goodwill.demo.people import CHANNELS, People
from goodwill.demo.staff import Team

DIMENSIONS = {"quality": 0.15, "performance": 0.10, "after-sales": -0.15, "response": -0.25,
              "attitude": 0.20, "problem solving": -0.20, "innovation": -0.05,
              "personal needs": -0.10}  # fmt: skip
"""By how much each is answered above or below satisfaction as a whole, on 1 to 5."""
BRAND = ("identification", "trust", "attachment")
QUESTIONS = ("satisfaction", "recommend", *DIMENSIONS, *BRAND)
SATISFACTION, RECOMMEND = 0, 1
FIRST_DIMENSION, FIRST_BRAND = 2, 2 + len(DIMENSIONS)
SURVEYS = ("half-yearly", "after service")
BOUNCED = 0.03
SKIPPED = 0.05
"""The share of dimensions that an answering customer leaves out."""
AFTER_SERVICE = 0.4
"""The share of solved cases after which the customer says how it was."""


@dataclass(frozen=True)
class Said:
    """Questions asked, shape (questions,); `score` is `NEVER` where nothing was answered."""

    survey: Ints
    customer: Ints
    employee: Ints
    channel: Ints
    question: Ints
    score: Ints
    asked: Ints
    answered: Ints
    bounced: Ints
    product: Ints


def said(
    company: Company,
    rng: np.random.Generator,
    *,
    who: People,
    life: Lives,
    team: Team,
    answered: Surveyed,
    cases: tuple[Cases, Handling],
) -> Said:
    """All that customers of one block were asked, sorted by the day."""
    parts = [
        _answers(rng, team, who, life, answered),
        _silence(company, rng, who, life, answered),
        _after_service(company, rng, *cases),
    ]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    survey, customer, employee, channel, question, score, asked, at, bounced, product = columns
    order = np.lexsort((question, customer, survey, asked))
    return Said(
        *(column[order] for column in (survey, customer, employee, channel, question)),
        *(column[order] for column in (score, asked, at, bounced, product)),
    )


def answers_table(who: People, team: Team, them: Said) -> Any:
    """`survey_answers.parquet` of one block."""
    lowest = np.where(them.question == RECOMMEND, 0, 1).astype(np.float64)
    highest = np.where(them.question == RECOMMEND, 10, 5).astype(np.float64)
    return table(
        survey=words(them.survey, SURVEYS),
        customer_id=words(them.customer, who.ids),
        employee_id=words(them.employee, team.ids),
        channel=words(them.channel, CHANNELS),
        region=words(who.place[them.customer], [place.name for place in PLACES]),
        product_id=words(them.product, PRODUCT_IDS),
        question=words(them.question, QUESTIONS),
        score=pa.array(them.score.astype(np.float64), mask=them.score == NEVER),
        scale_min=lowest,
        scale_max=highest,
        asked_on=dates(them.asked),
        answered_on=dates(them.answered),
        bounced=flags(them.bounced == 1),
    )


Columns = tuple[Ints, ...]


def _answers(
    rng: np.random.Generator, team: Team, who: People, life: Lives, them: Surveyed
) -> Columns:
    """Every question of the survey for each who answered, but for a few left out."""
    n, width = len(them.customer), len(QUESTIONS)
    feeling = life.satisfaction[them.customer][:, None]
    shifts = np.array([*DIMENSIONS.values()])
    dimensions = 3.8 + 0.65 * feeling + shifts + 0.6 * rng.standard_normal((n, len(shifts)))
    warmth = feeling + 0.4 * rng.standard_normal((n, 1))
    brand = 3.3 + 0.8 * warmth + 0.35 * rng.standard_normal((n, len(BRAND)))
    scores = np.column_stack([them.satisfied, them.recommends, _scaled(dimensions), _scaled(brand)])
    kept = rng.random((n, width)) >= SKIPPED
    kept[:, :FIRST_DIMENSION] = True
    row, question = np.nonzero(kept)
    known = team.looked_after(departments(who)[them.customer[row]], them.customer[row])
    return (
        np.zeros(len(row), np.int64), them.customer[row], known,
        who.prefers[them.customer[row]], question, scores[row, question], them.asked[row],
        them.answered[row], np.zeros(len(row), np.int64), np.full(len(row), NEVER),
    )  # fmt: skip


def _silence(
    company: Company, rng: np.random.Generator, who: People, life: Lives, them: Surveyed
) -> Columns:
    """Invitations that nobody answered: one row each, for the first question."""
    customers, asked = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for wave in waves(company):
        meant = invited(company, who, life, wave)
        meant[them.customer[them.asked == wave]] = False
        customers.append(np.flatnonzero(meant))
        asked.append(np.full(len(customers[-1]), wave))
    customer, day = np.concatenate(customers), np.concatenate(asked)
    n = len(customer)
    nothing = np.full(n, NEVER)
    bounced = (rng.random(n) < BOUNCED).astype(np.int64)
    return (
        np.zeros(n, np.int64), customer, nothing, who.prefers[customer],
        np.full(n, SATISFACTION), nothing, day, nothing, bounced, nothing,
    )  # fmt: skip


def _after_service(
    company: Company, rng: np.random.Generator, cases: Cases, how: Handling
) -> Columns:
    """One question when a case is solved."""
    solved = np.flatnonzero((cases.score != NEVER) & (rng.random(len(cases)) < AFTER_SERVICE))
    n = len(solved)
    at = np.minimum(cases.closed[solved] + rng.integers(0, 3, n), company.end_day - 1)
    return (
        np.ones(n, np.int64), cases.customer[solved], how.employee[solved],
        cases.channel[solved], np.full(n, SATISFACTION), cases.score[solved],
        cases.closed[solved], at, np.zeros(n, np.int64), how.product[solved],
    )  # fmt: skip


def _scaled(scores: Floats) -> Ints:
    return np.clip(np.rint(scores), 1, 5).astype(np.int64)
