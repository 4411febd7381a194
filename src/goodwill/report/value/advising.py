"""What to do next, customer by customer: who will buy soon, and what to offer whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.errors import AnalyticsError, attempted
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.advising import offers, propensity
from goodwill.analytics.value.advising.offers_words import reason
from goodwill.analytics.value.advising.propensity import Propensity
from goodwill.analytics.value.advising.propensity_reasons import Explained, explained
from goodwill.analytics.value.family import Family
from goodwill.language import Sentence
from goodwill.report.preparing import Prepared

LISTED = 20
OFFERS_LISTED = 10
"""Fewer, for each has a long reason, and the file has them all."""
HORIZON = 90
SAMPLED = 10_000
"""Customers at each cut that trees grow on and are judged by."""

LIKELIEST = 20_000
"""Of more customers, those likeliest to buy by the purchase model are scored for the list."""

MOST_ITEMS = 100
"""More things would be thinner rules and a longer run."""


@dataclass(frozen=True)
class NextOffer:
    """One customer's best offer; amounts in minor units."""

    customer_id: str
    name: str | None
    on_top_minor: int
    why: Sentence


@dataclass(frozen=True)
class Thing:
    """Something offered: to how many, and what it is expected to bring, minor units."""

    name: str
    customers: int
    expected_minor: int


@dataclass(frozen=True)
class Offered:
    """What the offers rest on, all of them on the engine, what is offered, and the best.

    `best` is empty where best-sellers are offered: they are the same for nearly everybody.
    """

    learnt: offers.Learnt
    offers: Frame
    count: int
    customers: int
    things: Sequence[Thing]
    best: Sequence[NextOffer]


@dataclass(frozen=True)
class Advice:
    """Propensity and offers, each with its refusal where there is none."""

    propensity: Propensity | AnalyticsError
    listed: Sequence[Explained]
    names: Mapping[str, str]
    offered: Offered | AnalyticsError


def advise(prepared: Prepared, placed: Frame, family: Family) -> Advice:
    """`placed`: the customers with their forecast."""
    model = attempted(lambda: _propensity(prepared, family))
    listed: Sequence[Explained] = ()
    if isinstance(model, Propensity):
        lines = _of_likeliest(prepared, placed)
        scores = propensity.scored(model, lines, as_of_day=prepared.as_of_day)
        listed = explained(model, scores, LISTED)
    return Advice(
        model,
        listed,
        _names(placed, [each.customer_id for each in listed]),
        attempted(lambda: _offered(prepared, placed)),
    )


def _propensity(prepared: Prepared, family: Family) -> Propensity:
    """On behaviour alone: attributes of today would tell what was not known then."""
    return propensity.fit(
        prepared.used,
        as_of_day=prepared.as_of_day,
        horizon_days=HORIZON,
        family=family,
        most=SAMPLED,
        settle=prepared.warehouse.settle,
    )


def _of_likeliest(prepared: Prepared, placed: Frame) -> Frame:
    """The lines of those whom a list of the likeliest may hold."""
    known = placed.filter(~nw.col("no_purchase_90").is_null())
    chosen = known.sort("no_purchase_90", "customer_id").select("customer_id").head(LIKELIEST)
    return prepared.used.join(chosen, on="customer_id", how="semi")


def _offered(prepared: Prepared, placed: Frame) -> Offered:
    settle = prepared.warehouse.settle
    known = prepared.used.filter(~nw.col("product_id").is_null())
    learnt = offers.learn(known, as_of_day=prepared.as_of_day, most_items=MOST_ITEMS, settle=settle)
    chances = placed.select("customer_id", "p_alive")
    found = settle(offers.offers(learnt, customers=chances, settle=settle))
    sizes = found.select(rows=nw.len(), people=nw.col("customer_id").n_unique()).collect("pyarrow")
    names = _products(known, [item.id for item in learnt.items])
    return Offered(
        learnt,
        _named_items(found, known),
        int(sizes["rows"][0]),
        int(sizes["people"][0]),
        _things(found, names),
        _best(found, placed, learnt.window_days, names) if learnt.is_association else (),
    )


def _things(found: Frame, names: Mapping[str, str]) -> list[Thing]:
    """What is offered to whom it is, the most valuable first."""
    sums = found.group_by("item").agg(
        customers=nw.len().cast(nw.Int64), minor=nw.col("expected_minor").sum().cast(nw.Int64)
    )
    rows = sums.select("item", "customers", "minor").collect("pyarrow").rows()
    things = [Thing(names.get(item, item), int(n), int(minor)) for item, n, minor in rows]
    return sorted(things, key=lambda thing: (-thing.expected_minor, thing.name))[:LISTED]


def _best(
    found: Frame, placed: Frame, window_days: int, names: Mapping[str, str]
) -> list[NextOffer]:
    """Each customer's first offer, by what it is expected to bring on top."""
    first = found.filter(nw.col("rank") == 1).with_columns(_less=-nw.col("incremental_minor"))
    rows = (
        first.sort("_less", "customer_id").head(OFFERS_LISTED).collect("pyarrow").rows(named=True)
    )
    people = _names(placed, [str(row["customer_id"]) for row in rows])
    return [
        NextOffer(
            customer_id=str(row["customer_id"]),
            name=people.get(str(row["customer_id"])),
            on_top_minor=int(row["incremental_minor"]),
            why=reason(row, window_days, names),
        )
        for row in rows
    ]


def _names(placed: Frame, chosen: Sequence[str]) -> dict[str, str]:
    """By customer, where a name is known."""
    if not chosen or "name" not in placed.collect_schema().names():
        return {}
    known = placed.filter(nw.col("customer_id").is_in(list(chosen)), ~nw.col("name").is_null())
    rows = known.select("customer_id", "name").collect("pyarrow").rows()
    return {str(key): str(name) for key, name in rows}


def _described(known: Frame) -> Frame:
    """`item`, `item_name`: one row per product that has a description."""
    described = known.filter(~nw.col("description").is_null())
    return described.group_by("product_id").agg(item_name=nw.col("description").max())


def _products(known: Frame, chosen: Sequence[str]) -> dict[str, str]:
    shown = _described(known.filter(nw.col("product_id").is_in(list(chosen))))
    rows = shown.select("product_id", "item_name").collect("pyarrow").rows()
    return {str(key): str(name) for key, name in rows}


def _named_items(found: Frame, known: Frame) -> Frame:
    """The offers for the file: whole minor units, and the name of what is offered."""
    names = _described(known).select("item_name", item="product_id")
    return found.join(names, on="item", how="left").select(
        *("customer_id", "rank", "item", "item_name", "had_item", "n", "k"),
        *("base", "probability", "low", "high"),
        nw.col("margin_minor").round().cast(nw.Int64),
        *("expected_minor", "incremental_minor", "is_up_sell"),
    )
