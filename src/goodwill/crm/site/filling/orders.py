"""What customers bought and brought back, and what they buy under contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from goodwill.crm.commerce.models import Contract, Order, OrderLine
from goodwill.crm.site.filling.blocks import NOBODY, Block, Days, Ints, codes, minor, numbers, texts
from goodwill.crm.site.filling.customers import Customers
from goodwill.crm.site.filling.goods import Goods
from goodwill.crm.site.filling.run import Filling, kept, nullable
from goodwill.crm.site.filling.words import SUPPLY

DAYS_TO_PAY = 30
OVERDUE = 0.03
ENOUGH_ORDERS = 8
UNDER_CONTRACT = 0.5
LOST_AFTER_DAYS = 400


@dataclass(frozen=True)
class Lines:
    """The good lines of a block: each of its order, customer and product by place."""

    order: Ints
    customer: Ints
    product: Ints
    day: Days
    quantity: Ints
    price: Ints
    amount: Ints
    table: Any

    def __len__(self) -> int:
        return len(self.order)


@dataclass(frozen=True)
class Orders:
    """The orders of a block as arrays, shape (orders,); those that are returns among them."""

    ids: Ints
    public_ids: list[str]
    numbers: NDArray[np.object_]
    customer: Ints
    day: Days
    is_return: NDArray[np.bool_]
    department: NDArray[np.object_]
    channel: NDArray[np.object_]


def read(block: Block, goods: Goods, last: np.datetime64) -> Lines:
    """Lines without the dirt: of known customers and products, dated, and each only once."""
    table = block["order_lines"]
    order = np.asarray(table["order_no"].combine_chunks().dictionary_encode().indices)
    customer, product = block.customers_of(table), codes(table["product_id"], goods.places)
    day, amount = block.days(table["order_date"]), minor(table["amount"])
    good = (customer != NOBODY) & (product != NOBODY) & (day <= last) & (amount != 0)
    line = order.astype(np.int64) * 1000 + numbers(table["line_no"])
    first = np.zeros(len(line), dtype=bool)
    first[np.unique(line, return_index=True)[1]] = True
    at = np.flatnonzero(good & first)
    _, order = np.unique(order[at], return_inverse=True)
    quantity, price = numbers(table["quantity"]), minor(table["unit_price"])
    return Lines(order, customer[at], product[at], day[at], quantity[at], price[at], amount[at],
                 table.take(at))  # fmt: skip


def stages(block: Block, lines: Lines, today: np.datetime64) -> NDArray[np.object_]:
    """How far each customer came: from suspect to brand advocate, or lost."""
    n = len(block.places)
    sold = lines.quantity > 0
    pairs = np.unique(np.stack([lines.customer[sold], lines.order[sold]]), axis=1)
    bought = np.bincount(pairs[0], minlength=n)
    last = np.full(n, np.datetime64("1970-01-01", "D"))
    np.maximum.at(last, lines.customer[sold], lines.day[sold])
    asked = ~np.isnat(block.days(block["customers"]["enquired_on"]))
    refers = np.zeros(n, dtype=bool)
    refers[[at for at in block.customers_of(block["referrals"], "referrer_id") if at != NOBODY]] = (
        True
    )
    is_lost = (today - last).astype(int) > LOST_AFTER_DAYS
    chosen = np.select(
        [bought == 0, is_lost, bought == 1, refers],
        [np.where(asked, "prospect", "suspect"), "lost", "first_time", "advocate"],
        "repeat",
    )
    return chosen.astype(object)


def enter(filling: Filling, lines: Lines, goods: Goods, who: Customers) -> Orders:
    """Write the block's orders and their lines."""
    if not len(lines):
        empty = np.array([], dtype=np.int64)
        nothing = np.array([], dtype=object)
        return Orders(empty, [], nothing, empty, empty.astype("M8[D]"), empty.astype(bool),
                      nothing, nothing)  # fmt: skip
    orders = _orders(filling, lines, goods, who)
    _lines(filling, lines, goods, orders)
    return orders


def _orders(filling: Filling, lines: Lines, goods: Goods, who: Customers) -> Orders:
    n = int(lines.order.max()) + 1
    head = np.unique(lines.order, return_index=True)[1]
    table = lines.table.take(head)
    rows = filling.rows(Order)
    names = texts(table["order_no"])
    places = {str(name): at for at, name in enumerate(names)}
    taken_back = codes(table["return_of"], places)
    amount = np.bincount(lines.order, lines.amount, n).astype(np.int64)
    cost = np.bincount(lines.order, goods.unit_cost_minor[lines.product] * lines.quantity, n)
    customer, day = lines.customer[head], lines.day[head]
    is_return = amount < 0
    is_cancelled = texts(table["status"]) == "cancelled"
    owners, teams = who.owners[customer], who.teams[customer]
    made = Orders(
        np.arange(rows.next_id, rows.next_id + n), rows.public_ids(n), names, customer, day,
        is_return, texts(table["department"]), texts(table["channel"]),
    )  # fmt: skip
    is_recent = (filling.day - day).astype(int) < 4
    status = np.select([is_cancelled, is_recent], ["cancelled", "confirmed"], "delivered")
    rows.write(
        n,
        public_id=made.public_ids,
        customer_id=who.ids[customer],
        number=names,
        sort=np.where(is_return, "return", "sale"),
        return_of_id=nullable(np.where(taken_back != NOBODY, made.ids[taken_back], NOBODY)),
        status=status,
        **_payment(filling, who.is_person[customer] | is_return, is_cancelled, day, amount),
        ordered_on=day,
        currency=filling.currency,
        amount_minor=amount,
        cost_minor=cost.astype(np.int64),
        channel=made.channel,
        region=texts(table["region"]),
        department=made.department,
        owner_id=nullable(owners),
        team_id=nullable(teams),
        **kept(filling.moments(day), owners),
    )
    return made


def _payment(
    filling: Filling, at_once: NDArray[np.bool_], is_cancelled: NDArray[np.bool_], day: Days,
    amount: Ints,
) -> dict[str, Any]:  # fmt: skip
    """People pay at once, organisations by the due day or some time after; a few not at all."""
    n, chance = len(day), filling.randomness
    due = day + np.where(at_once, 0, DAYS_TO_PAY).astype("m8[D]")
    paid = due + np.where(at_once, 0, chance.integers(-20, 12, n)).astype("m8[D]")
    never = filling.chosen(n, OVERDUE) & ~at_once & (due > filling.day - np.timedelta64(300, "D"))
    is_paid = (paid <= filling.day) & ~never & ~is_cancelled
    is_late = ~is_paid & (due < filling.day) & ~is_cancelled
    return {
        "payment": np.select([is_paid, is_late], ["paid", "overdue"], "open"),
        "due_on": due,
        "paid_minor": np.where(is_paid, amount, 0),
    }


def _lines(filling: Filling, lines: Lines, goods: Goods, orders: Orders) -> None:
    rows = filling.rows(OrderLine)
    first = rows.next_id
    names = np.array(goods.names, dtype=object)
    ids = rows.write(
        len(lines),
        order_id=orders.ids[lines.order],
        position=numbers(lines.table["line_no"]),
        product_id=goods.ids[lines.product],
        description=names[lines.product],
        quantity_thousandths=lines.quantity * 1000,
        unit_price_minor=lines.price,
        amount_minor=lines.amount,
        cost_minor=goods.unit_cost_minor[lines.product] * lines.quantity,
        returns_id=_taken_back(lines, orders, first),
    )
    assert len(ids) == len(lines)


def _taken_back(lines: Lines, orders: Orders, first_id: int) -> list[int | None]:
    """For each line of a return the line that it takes back, where the return says which."""
    said = pc.fill_null(lines.table["return_of"].combine_chunks(), "").to_pylist()
    places = {str(name): at for at, name in enumerate(orders.numbers)}
    sold = {
        pair: at
        for at, pair in enumerate(zip(lines.order.tolist(), lines.product.tolist(), strict=True))
    }
    found: list[int | None] = []
    for order, product in zip(said, lines.product.tolist(), strict=True):
        at = sold.get((places.get(order, NOBODY), product)) if order else None
        found.append(None if at is None else first_id + at)
    return found


def agree(filling: Filling, lines: Lines, goods: Goods, who: Customers) -> None:
    """Contracts with organisations that buy often: renewed every year, some ending soon."""
    n = len(who)
    pairs = np.unique(np.stack([lines.customer, lines.order]), axis=1)
    often = np.bincount(pairs[0], minlength=n) >= ENOUGH_ORDERS
    at = np.flatnonzero(often & ~who.is_person & filling.chosen(n, UNDER_CONTRACT))
    if not len(at):
        return
    chance = filling.randomness
    product = np.zeros(n, dtype=np.int64)
    product[lines.customer] = lines.product
    revenue = np.bincount(lines.customer, lines.amount, n)[at]
    years = np.maximum((filling.day - who.known[at]).astype(int) / 365, 0.5)
    ends = filling.day + chance.integers(-40, 365, len(at)).astype("m8[D]")
    starts = ends - (365 * np.ceil(years)).astype(int).astype("m8[D]")
    names = [filling.say(SUPPLY).format(product=goods.names[one]) for one in product[at]]
    amounts = np.round(revenue / years * 0.4, -2).astype(np.int64)
    rows = filling.rows(Contract)
    numbered = [f"CT{one:07d}" for one in range(rows.next_id, rows.next_id + len(at))]
    rows.write(
        len(at), customer_id=who.ids[at], number=numbered, name=[name[:200] for name in names],
        sort=chance.choice(["subscription", "frame"], len(at)), product_id=goods.ids[product[at]],
        starts_on=starts, ends_on=ends, renews_every_months=12, notice_days=30,
        currency=filling.currency, amount_minor=np.maximum(amounts, 0), billed_every_months=3,
        owner_id=nullable(who.owners[at]), team_id=nullable(who.teams[at]),
        **kept(filling.moments(starts), who.owners[at]),
    )  # fmt: skip
