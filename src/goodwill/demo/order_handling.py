"""How orders went through the house, and what was invoiced for them."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.demo.activities import ORDERING, Work
from goodwill.demo.baskets import (
    PRODUCT_IDS,
    SALES_CHANNELS,
    Lines,
    first_lines,
    order_amounts,
)
from goodwill.demo.buying import Orders
from goodwill.demo.columns import NEVER, answers, dates, money, numbered, table, words
from goodwill.demo.company import PLACES, Company
from goodwill.demo.contacting import moving, progress
from goodwill.demo.months import MINUTES_A_DAY
from goodwill.demo.people import People
from goodwill.demo.staff import DESK, WORK_DEPARTMENTS, Team

ERRORS = ("price", "item", "quantity", "address", "date")
WRONG = (0.045, 0.020)
"""The share of orders with an error at the opening and at the as-of date."""
WAITING_MINUTES = (310.0, 150.0)
HELD, HELD_MINUTES = 0.06, 700.0
ON_CREDIT_DAYS, LATE_DAYS = 30, 14.0
NEVER_PAID, DISPUTED = 0.006, 0.012
WRITTEN_OFF_AFTER = 150
LOSS_SHARE = 0.6


def handling_table(
    company: Company,
    rng: np.random.Generator,
    *,
    who: People,
    team: Team,
    bought: Orders,
    lines: Lines,
    documents: list[str],
    work: Work,
) -> Any:
    """`order_handling.parquet` of one block; a day has so many working minutes."""
    n, share = len(bought), progress(company, bought.day)
    first = first_lines(bought, lines)
    own = work.minutes[work.kind == ORDERING]
    waiting = np.ceil(rng.exponential(moving(WAITING_MINUTES, share))).astype(np.int64)
    held = np.where(rng.random(n) < HELD, np.ceil(rng.exponential(HELD_MINUTES, n)), 0)
    processing = own + waiting
    days = (processing + held.astype(np.int64)) // MINUTES_A_DAY
    released = bought.day + days
    seen = released < company.end_day
    wrong = rng.random(n) < moving(WRONG, share)
    desk = np.full(n, DESK)
    return table(
        order_id=words(np.arange(n), documents[:n]),
        customer_id=words(bought.customer, who.ids),
        employee_id=words(team.chosen(desk, bought.customer), team.ids),
        department=words(desk, WORK_DEPARTMENTS),
        channel=words(lines.channel[first], SALES_CHANNELS),
        region=words(who.place[bought.customer], [place.name for place in PLACES]),
        product_id=words(lines.product[first], PRODUCT_IDS),
        received_on=dates(bought.day),
        released_on=dates(np.where(seen, released, NEVER)),
        processing_minutes=answers(np.where(seen, processing, NEVER)),
        held_minutes=answers(np.where(seen, held.astype(np.int64), NEVER)),
        error=words(np.where(wrong, rng.integers(0, len(ERRORS), n), NEVER), ERRORS),
    )


def invoices_table(
    company: Company,
    rng: np.random.Generator,
    block: int,
    *,
    who: People,
    bought: Orders,
    lines: Lines,
) -> Any:
    """`invoices.parquet` of one block: organisations pay later, a few never; people at once."""
    on_credit = np.flatnonzero(~who.are_people[bought.customer])
    customer, day = bought.customer[on_credit], bought.day[on_credit]
    n = len(on_credit)
    amount = order_amounts(bought, lines)[on_credit]
    due = day + ON_CREDIT_DAYS
    never = rng.random(n) < NEVER_PAID
    paid = due + np.rint(rng.normal(-4, LATE_DAYS, n)).astype(np.int64)
    paid = np.maximum(paid, day + 1)
    is_open = never | (paid >= company.end_day)
    given_up = due + WRITTEN_OFF_AFTER
    written_off = never & (given_up < company.end_day)
    chance = np.clip(rng.beta(1.2, 80, n) + NEVER_PAID / 2, 0, 1)
    return table(
        invoice_id=numbered(f"IN{block:05d}", n),
        customer_id=words(customer, who.ids),
        region=words(who.place[customer], [place.name for place in PLACES]),
        invoiced_on=dates(day),
        due_on=dates(due),
        paid_on=dates(np.where(is_open, NEVER, paid)),
        amount=money(amount),
        written_off=money(np.where(written_off, amount, 0)),
        written_off_on=dates(np.where(written_off, given_up, NEVER)),
        disputed=answers((rng.random(n) < DISPUTED).astype(np.int64)),
        default_chance=np.round(chance, 4),
        loss_share=np.full(n, LOSS_SHARE),
        currency=words(np.zeros(n, np.int64), ["CNY"]),
    )
