"""What is in an order, at which price, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.demo.buying import Orders
from goodwill.demo.columns import NEVER, Flags, Floats, Ints, money, numbers, table, words
from goodwill.demo.columns import dates as date_column
from goodwill.demo.company import (
    FIRST_ABROAD,
    GROUPS,
    HORIZON_DAYS,
    PLACES,
    SIZE_DISCOUNTS,
    SIZE_SCALES,
    Company,
)
from goodwill.demo.people import People

DEPARTMENTS = (
    "Online shop", "Key accounts", "Export", "East branch", "South branch", "North branch",
    "West branch",
)  # fmt: skip
SALES_CHANNELS = ("online shop", "mini program", "store", "telephone", "sales visit")
CHANNELS_OF_KINDS = ((0.40, 0.04, 0.03, 0.35, 0.18), (0.46, 0.38, 0.16, 0.0, 0.0))
STATUSES = ("completed", "returned", "cancelled")
COMPLETED, RETURNED, CANCELLED = range(3)
MEMBERS, MEMBERS_DISCOUNT = 0.15, 5
BASKET_SHAPE = 1.2
RETURN_AFTER_DAYS = (2, 30)


@dataclass(frozen=True)
class Terms:
    """How each customer buys, shape (customers,): `discount` in per cent, `scale` and
    `lines` as in `goodwill.demo`, `department` as a place in `DEPARTMENTS`."""

    discount: Ints
    scale: Floats
    lines: Floats
    department: Ints


@dataclass(frozen=True)
class Lines:
    """Order lines and return lines sorted by day, shape (lines,); money in fen.

    `document` is a place in the block's list of numbers: the orders first, then the
    returns. `return_of` is the document that a return takes back.
    """

    document: Ints
    number: Ints
    customer: Ints
    day: Ints
    product: Ints
    quantity: Ints
    unit_price: Ints
    discount: Ints
    status: Ints
    channel: Ints
    return_of: Ints

    def __len__(self) -> int:
        return len(self.day)

    @property
    def amount(self) -> Ints:
        return self.quantity * self.unit_price

    def taken(self, rows: Ints | Flags) -> Lines:
        return Lines(**{name: column[rows] for name, column in vars(self).items()})

    def changed(self, **columns: Ints) -> Lines:
        return Lines(**(vars(self) | columns))


def joined(*parts: Lines) -> Lines:
    names = vars(parts[0])
    return Lines(**{n: np.concatenate([getattr(part, n) for part in parts]) for n in names})


def terms(rng: np.random.Generator, who: People) -> Terms:
    """The larger an organisation, the more it puts in and the less it pays for it."""
    n = len(who)
    agreed = np.array(SIZE_DISCOUNTS)[who.size, rng.integers(0, 4, n)]
    member = np.where(rng.random(n) < MEMBERS, MEMBERS_DISCOUNT, 0)
    size = np.where(who.are_people, 1.0, np.array(SIZE_SCALES)[who.size])
    scale = np.array([g.scale for g in GROUPS])[who.group] * size
    return Terms(
        discount=np.where(who.are_people, member, agreed),
        scale=scale * rng.gamma(BASKET_SHAPE, 1 / BASKET_SHAPE, n),
        lines=np.array([g.lines for g in GROUPS])[who.group],
        department=departments(who),
    )


def filled(
    company: Company, rng: np.random.Generator, who: People, how: Terms, bought: Orders
) -> Lines:
    """The lines of every order, and of what came back by the as-of date."""
    sold = _sold(company, rng, who, how, bought)
    returned = _returned(company, rng, sold, len(bought))
    both = joined(sold, returned)
    return both.taken(np.argsort(both.day, kind="stable"))


def order_lines_table(who: People, how: Terms, lines: Lines, documents: list[str]) -> Any:
    """`order_lines.parquet` of one block."""
    of_customer = lines.customer
    return table(
        order_no=words(lines.document, documents),
        line_no=numbers(lines.number),
        order_date=date_column(lines.day),
        customer_id=words(of_customer, [*who.ids, TEST_CUSTOMER]),
        product_id=words(lines.product, PRODUCT_IDS),
        quantity=numbers(lines.quantity),
        unit_price=money(lines.unit_price),
        discount_percent=numbers(lines.discount),
        amount=money(lines.amount),
        currency=words(np.zeros(len(lines), np.int64), ["CNY"]),
        status=words(lines.status, STATUSES),
        channel=words(lines.channel, SALES_CHANNELS),
        region=words(_of(who.place, of_customer), [place.name for place in PLACES]),
        department=words(_of(how.department, of_customer), DEPARTMENTS),
        return_of=words(lines.return_of, documents),
    )


PRODUCT_IDS = [f"P{k:03d}" for k in range(1, 51)] + ["TEST-0001"]
TEST_PRODUCT = 50
TEST_CUSTOMER = "TEST"


def document_numbers(block: int, orders: int, returns: int, more: int) -> list[str]:
    """Of the orders, then of the returns, then of `more` orders that dirt consists of."""
    sales = [f"SO{block:05d}{k:06d}" for k in range(1, orders + more + 1)]
    back = [f"RT{block:05d}{k:06d}" for k in range(1, returns + 1)]
    return sales[:orders] + back + sales[orders:]


def expected_order_margin(company: Company, who: People, how: Terms) -> Floats:
    """Margin in fen that one order of each customer is expected to bring in the 365 days
    after the as-of date, returns taken off, shape (customers,)."""
    goods = company.products
    kept = company.product_shares * (1 - goods.returned)
    growth = _growth(company, company.end_day + np.arange(HORIZON_DAYS)).mean()
    paid = growth * (1 - how.discount / 100)
    one = _per_line(kept, goods.price, goods.cost, who.group, paid)
    more = _per_line(kept * goods.bulk, goods.price, goods.cost, who.group, paid)
    return how.lines * (one + how.scale * more)


def _per_line(weights: Floats, price: Ints, cost: Ints, group: Ints, paid: Floats) -> Floats:
    return np.asarray((weights @ price)[group] * paid - (weights @ cost)[group])


def first_lines(bought: Orders, lines: Lines) -> Ints:
    """The place of each order's first line."""
    sold = np.flatnonzero(lines.status == COMPLETED)
    first = np.full(len(bought), len(lines))
    np.minimum.at(first, lines.document[sold], sold)
    return first


def order_amounts(bought: Orders, lines: Lines) -> Ints:
    """What each order asks for in fen, returns left aside."""
    sold = lines.status == COMPLETED
    sums = np.bincount(lines.document[sold], lines.amount[sold], len(bought))
    return sums.astype(np.int64)


def _sold(
    company: Company, rng: np.random.Generator, who: People, how: Terms, bought: Orders
) -> Lines:
    count = 1 + rng.poisson(how.lines[bought.customer] - 1)
    order = np.repeat(np.arange(len(bought)), count)
    customer, day = bought.customer[order], bought.day[order]
    product = _products(company, rng, who.group[customer])
    goods = company.products
    discount = how.discount[customer]
    price = goods.price[product] * _growth(company, day) * (100 - discount) / 100
    channels = _channels(rng, who, bought)
    return Lines(
        document=order,
        number=np.arange(len(order)) - np.repeat(np.cumsum(count) - count, count) + 1,
        customer=customer,
        day=day,
        product=product,
        quantity=1 + rng.poisson(how.scale[customer] * goods.bulk[product]),
        unit_price=np.rint(price).astype(np.int64),
        discount=discount,
        status=np.full(len(order), COMPLETED),
        channel=channels[order],
        return_of=np.full(len(order), NEVER),
    )


def _returned(company: Company, rng: np.random.Generator, sold: Lines, orders: int) -> Lines:
    """Some lines come back whole, each as a document of its own."""
    comes_back = rng.random(len(sold)) < company.products.returned[sold.product]
    back_on = sold.day + rng.integers(*RETURN_AFTER_DAYS, len(sold))
    rows = np.flatnonzero(comes_back & (back_on < company.end_day))
    lines = sold.taken(rows)
    return lines.changed(
        document=orders + np.arange(len(rows)),
        number=np.ones(len(rows), np.int64),
        day=back_on[rows],
        quantity=-lines.quantity,
        status=np.full(len(rows), RETURNED),
        return_of=lines.document,
    )


def _products(company: Company, rng: np.random.Generator, group: Ints) -> Ints:
    """One search for all groups: each group's cumulative shares stand one above the last's."""
    shares = np.cumsum(company.product_shares, axis=1)
    ladder = (shares / shares[:, -1:] + np.arange(len(GROUPS))[:, None]).ravel()
    step = np.searchsorted(ladder, group + rng.random(len(group)), side="right")
    return np.asarray(np.minimum(step, len(ladder) - 1) - group * shares.shape[1])


def _growth(company: Company, day: Ints) -> Floats:
    """The factor on list prices at each day."""
    years_since_1970 = day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    return company.price_growth().take(years_since_1970 + 1970 - company.opened_on.year)


def _channels(rng: np.random.Generator, who: People, bought: Orders) -> Ints:
    draws = rng.random(len(bought))
    chosen = [np.searchsorted(np.cumsum(shares)[:-1], draws) for shares in CHANNELS_OF_KINDS]
    return np.where(who.are_people[bought.customer], chosen[1], chosen[0])


def departments(who: People) -> Ints:
    """Which of `DEPARTMENTS` sells to each customer."""
    branch = np.array([DEPARTMENTS.index(place.branch) for place in PLACES])[who.place]
    key = (who.size >= 2) & (who.place < FIRST_ABROAD)
    return np.where(who.are_people, 0, np.where(key, DEPARTMENTS.index("Key accounts"), branch))


def _of(attribute: Ints, customer: Ints) -> Ints:
    """The customer's attribute, or `NEVER` in the rows of guests and tests."""
    return np.append(attribute, [NEVER, NEVER]).take(customer)
