"""What a model said of customers: the truth and some noise, and what came of it."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.demo.buying import Lives
from goodwill.demo.columns import (
    NEVER,
    Flags,
    Floats,
    Ints,
    answers,
    dates,
    money,
    table,
    words,
)
from goodwill.demo.company import DAYS_PER_YEAR, Company
from goodwill.demo.people import People

MODELS = ("churn and value 1.0", "churn and value 1.1")
RUNS_BEFORE = (540, 360, 180, 0)
"""So many days before the as-of date the model was run."""
HORIZON_DAYS = 180
NOISE = 0.55
"""Standard deviation of the noise on the log odds of being lost."""
RATE = 0.10
AT_RISK, HELD_OUT = 0.20, 0.30
"""Something was done for this share of the customers most at risk, but for the held out. In truth
it changes nothing."""


def scores_table(
    company: Company, rng: np.random.Generator, who: People, life: Lives, margin: Floats
) -> Any:
    """`scores.parquet` of one block: every buyer not known to be lost, at each run.

    `margin` is what an order of each customer is expected to bring, in fen.
    """
    parts = [
        _run(company, rng, run, who=who, life=life, margin=margin)
        for run in range(len(RUNS_BEFORE))
        if company.end_day - 1 - RUNS_BEFORE[run] > company.start_day + HORIZON_DAYS
    ] or [_run(company, rng, len(RUNS_BEFORE) - 1, who=who, life=life, margin=margin)]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return table(
        customer_id=words(columns["customer"], who.ids),
        model=words(columns["model"], MODELS),
        scored_on=dates(columns["day"]),
        churn_chance=np.round(columns["churn"], 4),
        retention=np.round(columns["retention"], 4),
        margin=money(columns["margin"]),
        lifetime=money(columns["lifetime"]),
        potential=money(columns["potential"]),
        treated=answers(columns["treated"]),
        lost=answers(columns["lost"]),
        currency=words(np.zeros(len(columns["day"]), np.int64), ["CNY"]),
    )


def _run(
    company: Company,
    rng: np.random.Generator,
    run: int,
    *,
    who: People,
    life: Lives,
    margin: Floats,
) -> dict[str, Any]:
    day = company.end_day - 1 - RUNS_BEFORE[run]
    served = who.bought & (who.first <= day) & (life.death >= day)
    customer = np.flatnonzero(served)
    n = len(customer)
    yearly = np.clip(life.death_rate[customer], 1e-6, None)
    true_chance = 1 - np.exp(-yearly * HORIZON_DAYS / DAYS_PER_YEAR)
    odds = np.log(true_chance / (1 - true_chance)) + NOISE * rng.standard_normal(n)
    churn = np.clip(1 / (1 + np.exp(-odds)), 0.0001, 0.9999)
    retention = (1 - churn) ** (DAYS_PER_YEAR / HORIZON_DAYS)
    orders = life.rate[customer] * rng.lognormal(0, 0.25, n)
    worth = np.rint(orders * margin[customer]).astype(np.int64)
    lifetime = np.rint(worth * retention / (1 + RATE - retention)).astype(np.int64)
    potential = np.rint(np.abs(lifetime) * rng.gamma(0.8, 0.15, n)).astype(np.int64)
    known = RUNS_BEFORE[run] >= HORIZON_DAYS
    return {
        "customer": customer,
        "model": np.full(n, int(run >= len(RUNS_BEFORE) // 2)),
        "day": np.full(n, day),
        "churn": churn,
        "retention": retention,
        "margin": worth,
        "lifetime": lifetime,
        "potential": potential,
        "treated": _treated(rng, churn) if known else np.full(n, NEVER),
        "lost": _lost(life.death[customer] < day + HORIZON_DAYS) if known else np.full(n, NEVER),
    }


def _treated(rng: np.random.Generator, churn: Floats) -> Ints:
    at_risk = churn >= np.quantile(churn, 1 - AT_RISK) if len(churn) else churn > 1
    arm = (rng.random(len(churn)) >= HELD_OUT).astype(np.int64)
    return np.where(at_risk, arm, NEVER)


def _lost(gone: Flags) -> Ints:
    return gone.astype(np.int64)
