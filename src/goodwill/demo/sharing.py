"""What direct costs are shared out by: contacts, gifts, points, compensation, partners' sales."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from goodwill.demo.buying import Orders
from goodwill.demo.caring import COMPLAINT, Cases
from goodwill.demo.columns import NEVER, Floats, Ints, dates, table, words
from goodwill.demo.company import Company
from goodwill.demo.months import Months
from goodwill.demo.people import CHANNELS, People
from goodwill.demo.touches import Touched

DRIVERS = ("gifts", "points", "compensation")
GIFTS, POINTS, COMPENSATION = range(len(DRIVERS))
GIFT_MONTH, GIFT_ORDERS = 6, 6
"""In this month after the opening, and each year again, who ordered so often in the year before
gets a gift."""
POINTS_EVERY, POINTS_MONTH = 6, 5
COMPENSATED = 0.4
PARTNER_CHANNELS = ("mini program", "store", "agent")


@dataclass(frozen=True)
class Shared:
    """What drivers measured, shape (rows,); `driver` is a place in `DRIVERS`."""

    driver: Ints
    customer: Ints
    month: Ints
    quantity: Floats


def shared(rng: np.random.Generator, span: Months, *, bought: Orders, cases: Cases) -> Shared:
    """Drivers that name customers, of one block."""
    parts = [*_gifts(span, bought), *_points(span, bought), _compensated(rng, span, cases)]
    driver, customer, month, quantity = (np.concatenate(p) for p in zip(*parts, strict=True))
    order = np.lexsort((customer, driver, month))
    return Shared(driver[order], customer[order], month[order], quantity[order])


def drivers_table(company: Company, span: Months, who: People, them: Shared) -> Any:
    """`drivers.parquet` of one block."""
    nothing = np.full(len(them.driver), NEVER)
    return table(
        driver=words(them.driver, DRIVERS),
        customer_id=words(them.customer, who.ids),
        campaign_id=words(nothing, [it.id for it in company.campaigns]),
        channel=words(nothing, CHANNELS),
        period_on=dates(span.days[them.month]),
        quantity=pa.array(them.quantity),
    )


def touches_by_month(company: Company, span: Months, them: Touched) -> Floats:
    """How many contacts, shape (campaigns, channels, months)."""
    shape = (len(company.campaigns), len(CHANNELS), len(span))
    seen = them.day < company.end_day
    month = span.place(them.day[seen])
    cell = (them.campaign[seen] * shape[1] + them.channel[seen]) * shape[2] + month
    return np.bincount(cell, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)


def whole_table(company: Company, span: Months, touched: Floats) -> Any:
    """The rows of `drivers.parquet` that name campaigns and channels."""
    campaign, channel, month = np.nonzero(touched)
    order = np.lexsort((channel, campaign, month))
    campaign, channel, month = campaign[order], channel[order], month[order]
    n, rng = len(span), company.whole("market")
    sales = np.round(rng.uniform(30_000, 60_000, (n, len(PARTNER_CHANNELS))), 2).ravel()
    partner = np.tile(np.arange(len(PARTNER_CHANNELS)), n)
    np.repeat(np.arange(n), len(PARTNER_CHANNELS))
    names = [*CHANNELS, *PARTNER_CHANNELS]
    return table(
        driver=words(np.repeat([0, 1], [len(month), len(sales)]), ("touches", "partner revenue")),
        customer_id=words(np.full(len(month) + len(sales), NEVER), ("",)),
        campaign_id=words(
            np.append(campaign, np.full(len(sales), NEVER)), [it.id for it in company.campaigns]
        ),
        channel=words(np.append(channel, len(CHANNELS) + partner), names),
        period_on=dates(
            span.days[np.append(month, np.repeat(np.arange(n), len(PARTNER_CHANNELS)))]
        ),
        quantity=pa.array(np.append(touched[campaign, channel, month], sales)),
    )


Rows = tuple[Ints, Ints, Ints, Floats]


def _gifts(span: Months, bought: Orders) -> list[Rows]:
    found = []
    for month in range(GIFT_MONTH, len(span), 12):
        day = int(span.days[month])
        recent = (bought.day >= day - 365) & (bought.day < day)
        often = np.bincount(bought.customer[recent])
        customer = np.flatnonzero(often >= GIFT_ORDERS)
        found.append(_rows(GIFTS, customer, month, np.ones(len(customer))))
    return found


def _points(span: Months, bought: Orders) -> list[Rows]:
    """A point for each order of the half-year."""
    found = []
    place = span.place(bought.day)
    for month in range(POINTS_MONTH, len(span), POINTS_EVERY):
        recent = (place > month - POINTS_EVERY) & (place <= month)
        points = np.bincount(bought.customer[recent])
        customer = np.flatnonzero(points)
        found.append(_rows(POINTS, customer, month, points[customer].astype(np.float64)))
    return found


def _compensated(rng: np.random.Generator, span: Months, cases: Cases) -> Rows:
    """Yuan paid for complaints."""
    paid = np.flatnonzero((cases.kind == COMPLAINT) & (rng.random(len(cases)) < COMPENSATED))
    yuan = np.round(rng.gamma(2.0, 60.0, len(paid)), 2)
    return (
        np.full(len(paid), COMPENSATION),
        cases.customer[paid],
        span.place(cases.opened[paid]),
        yuan,
    )


def _rows(driver: int, customer: Ints, month: int, quantity: Floats) -> Rows:
    n = len(customer)
    return np.full(n, driver), customer, np.full(n, month), quantity
