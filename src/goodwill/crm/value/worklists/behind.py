"""The records behind a list, and why customers cost more than they bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, Sum

from goodwill.analytics.value.outlook.potential import Cell
from goodwill.analytics.value.outlook.worklists import GONE, WATCHED
from goodwill.analytics.value.today.classes import ValueClass
from goodwill.crm.commerce.models import Order
from goodwill.crm.ui.showing import money
from goodwill.crm.value.listing import customers_where
from goodwill.crm.value.seeing import Worth
from goodwill.crm.value.worklists.models import CareAction
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.value.worklists.reading import Row


def address(word: str, worth: Worth) -> str:
    """The list of customers who are on a worklist, as a filter people can go on with."""
    if word == CareAction.Worklist.LOST:
        return customers_where(
            {"field": "score.p_alive", "from": GONE},
            {"field": "score.p_alive", "upto": WATCHED},
            {"field": f"score.{worth.at_risk}", "from": 1},
        )
    if word == CareAction.Worklist.KEEP:
        return customers_where({"field": "score.quadrant", "is": Cell.STAR.value})
    return customers_where({"field": "score.value_class", "is": ValueClass.N.value})


@dataclass(frozen=True)
class Loss:
    """Where a customer's loss comes from, in minor units of the valuation's currency.

    `served_minor` is what looking after them cost besides the goods, as far as it was measured.
    """

    sold_minor: int
    returned_minor: int
    goods_minor: int
    served_minor: int
    options: Sequence[Sentence]

    @property
    def margin_minor(self) -> int:
        return self.sold_minor - self.returned_minor - self.goods_minor


def losses(rows: Sequence[Row]) -> Mapping[int, Loss]:
    """The loss of each customer on a page of the list, from all their orders."""
    customers = [row.score.customer_id for row in rows]
    agreed = Order.objects.present().exclude(status__in=Order.NOT_BINDING)
    sums = agreed.filter(customer_id__in=customers).order_by().values("customer_id", "currency")
    found = {
        (one["customer_id"], one["currency"]): one
        for one in sums.annotate(
            sold=Sum("amount_minor", filter=Q(sort=Order.Sort.SALE)),
            back=Sum("amount_minor", filter=Q(sort=Order.Sort.RETURN)),
            goods=Sum("cost_minor"),
        )
    }
    return {
        row.score.customer_id: loss
        for row in rows
        if (loss := _loss(row, found.get((row.score.customer_id, row.score.valuation.currency))))
    }


def _loss(row: Row, sums: Mapping[str, int | None] | None) -> Loss | None:
    score, profit = row.score, row.score.profit_minor
    if sums is None or profit is None:
        return None
    sold, back, goods = (int(sums[name] or 0) for name in ("sold", "back", "goods"))
    margin = sold + back - goods
    served = max(0, margin - profit) if score.valuation.basis == "profit" else 0
    return Loss(sold, -back, goods, served, _options(-profit, sold + back, -back, served, row))


def _options(missing: int, net: int, returned: int, served: int, row: Row) -> list[Sentence]:
    """What would have sufficed, one lever at a time, all else being as it was."""
    currency, found = row.score.valuation.currency, []
    if net > 0:
        found.append(
            Sentence(
                "Prices {percent} % higher would have covered it.",
                percent=round(100 * missing / net, 1),
            )
        )
    if served >= missing > 0:
        found.append(
            Sentence(
                "Looking after them for {less} less of {cost} would have covered it: fewer visits, "
                "self-service.",
                less=money(missing, currency),
                cost=money(served, currency),
            )
        )
    if returned > 0:
        found.append(
            Sentence(
                "Goods for {amount} came back: find out why.", amount=money(returned, currency)
            )
        )
    if row.score.orders and net > 0:
        found.append(
            Sentence(
                "An order is {amount} on average: a smallest order size would help if they are "
                "many and small.",
                amount=money(round(net / row.score.orders), currency),
            )
        )
    return found
