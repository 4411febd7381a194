"""Customers whom colleagues entered once more because they did not look: work for the queue."""

from __future__ import annotations

from typing import Any

import numpy as np

from goodwill.crm.customers.models import ContactPoint, Customer
from goodwill.crm.site.filling.blocks import NOBODY
from goodwill.crm.site.filling.customers import named, tongue
from goodwill.crm.site.filling.run import Filling, kept, nullable
from goodwill.demo.doubling import Entry, entered_again

SHARE = 0.015
MOST = 150
"""More than a queue can show teach nobody anything."""


def enter(filling: Filling) -> None:
    """Enter some of the customers again, as somebody else would have written them down."""
    ids = np.array(Customer.objects.buying().order_by("pk").values_list("pk", flat=True))
    n = min(int(len(ids) * SHARE), MOST)
    if not n:
        return
    chosen = filling.randomness.choice(ids, n, replace=False).tolist()
    of = Customer.objects.in_bulk(chosen)
    phones = dict(
        ContactPoint.objects.filter(customer__in=chosen, sort="phone").values_list(
            "customer_id", "value"
        )
    )
    _write(filling, [of[one] for one in chosen], phones)


def _write(filling: Filling, originals: list[Customer], phones: dict[int, str]) -> None:
    cards = [
        entered_again(
            Entry(one.pk, one.sort, one.name, one.city, one.country, phones.get(one.pk, "")),
            filling.randomness,
        )
        for one in originals
    ]
    # Nobody in particular: whoever was at the desk that day.
    by = filling.randomness.permutation([one.owner_id or NOBODY for one in originals])
    team_of = {one.owner_id or NOBODY: one.team_id for one in originals}
    days = filling.day - filling.randomness.integers(2, 60, len(cards)).astype("m8[D]")
    owned: dict[str, Any] = {
        "owner_id": nullable(by),
        "team_id": [team_of[owner] for owner in by.tolist()],
        **kept(filling.moments(days), by),
    }
    names = np.array([card.name for card in cards], dtype=object)
    is_person = np.array([card.is_person for card in cards])
    ids = filling.rows(Customer).write(
        len(cards),
        sort=[card.sort for card in cards],
        name=names,
        **named(names, is_person),
        country=[one.country for one in originals],
        region=[one.region for one in originals],
        city=[card.city for card in cards],
        language=[tongue(name) for name in names],
        known_on=days,
        **owned,
    )
    reached = [place for place, card in enumerate(cards) if card.phone]
    given = [cards[place].phone for place in reached]
    filling.rows(ContactPoint).write(
        len(reached), customer_id=ids[reached], sort="phone", given=given, value=given,
        is_primary=True, **{name: _of(value, reached) for name, value in owned.items()},
    )  # fmt: skip


def _of(column: Any, places: list[int]) -> Any:
    """The values at these places; days stay days, which no list of them is."""
    if isinstance(column, np.ndarray):
        return column[places]
    return [column[place] for place in places]
