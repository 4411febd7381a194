"""From tables as read to lines that count: sorted, netted, with cost, one row a customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import narwhals as nw

from goodwill.analytics.errors import NotTogether, TooFew
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.information import histories, netting
from goodwill.analytics.information.cuts import with_customer_attributes
from goodwill.analytics.information.joining import (
    UnassignedCosts,
    profit_basis,
    unassigned_costs,
    with_attributes,
    with_costs,
    with_product_costs,
)
from goodwill.analytics.information.quality import QualityPage, reconcile
from goodwill.analytics.information.sorting import default_as_of, sort_lines
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.language import Sentence
from goodwill.warehouse import Warehouse
from goodwill.warehouse.reading import Read, Survey

EPOCH = date(1970, 1, 1)
Step = Callable[[Sentence, float], None]


@dataclass(frozen=True)
class Inputs:
    """What was read: the tables' surveys and results, and the day asked for.

    `today` parts lines of the past from lines of the future where no day was asked for.
    """

    surveys: Mapping[str, Survey]
    reads: Mapping[str, Read]
    as_of: date | None
    today: date = field(default_factory=lambda: datetime.now().astimezone().date())


@dataclass(frozen=True)
class Prepared:
    """Tables that every chapter is measured on.

    Parameters
    ----------
    lines
        Every line read: set aside with its reason, or used with the order it counts in.
    used
        The lines used, with `counted_order`, `counted_day`, `kind`, `netted`.
    orders
        One row per customer and order.
    summaries
        One row per customer, never-buyers of the customers file among them.
    attributes
        Columns of the customers file that one may cut by.
    """

    warehouse: Warehouse
    inputs: Inputs
    as_of: date
    as_of_day: int
    currency: str
    basis: Basis
    lines: Frame
    used: Frame
    orders: Frame
    summaries: Frame
    attributes: tuple[str, ...]
    quality: QualityPage
    unassigned: UnassignedCosts | None
    lines_without_cost: int

    @property
    def currency_unknown(self) -> bool:
        return self.currency == NO_CURRENCY

    def dimensions(self) -> list[str]:
        """What a report cuts by: attributes of customers, then of sales."""
        have = set(self.used.collect_schema().names())
        return [
            *(f"customer_{name}" if name in have else name for name in self.attributes),
            *(name for name in ("region", "channel", "department", "category") if name in have),
        ]

    def used_with_attributes(self) -> Frame:
        """The lines used, each with what is known of its customer."""
        if not self.attributes:
            return self.used
        return with_customer_attributes(
            self.used, self.summaries.select("customer_id", *self.attributes)
        )


def prepare(warehouse: Warehouse, inputs: Inputs, step: Step) -> Prepared:
    """Sort, net and summarise what was read; a few settled tables, nothing collected by row."""
    label = Sentence("Sorting and netting the lines")
    step(label, 0.0)
    tables = {name: warehouse.scan(read.table) for name, read in inputs.reads.items()}
    currency = _currency(inputs)
    lines = tables["order_lines"]
    as_of_day = _as_of_day(lines, inputs)
    if "products" in tables:
        lines = with_product_costs(lines, tables["products"])
    sorted_lines = warehouse.settle(
        sort_lines(lines, as_of_day=as_of_day, currency=_named(currency))
    )
    step(label, 0.4)
    used = warehouse.settle(
        netting.net(sorted_lines.filter(nw.col("set_aside").is_null()), settle=warehouse.settle)
    )
    step(label, 0.8)
    quality = reconcile(
        sorted_lines,
        used,
        currency=currency,
        source_total=inputs.reads["order_lines"].exact_total,
    )
    if not quality.used.rows:
        raise TooFew(Sentence("order lines that can be used"), 0, 1)
    step(label, 1.0)
    label = Sentence("Building purchase histories")
    step(label, 0.0)
    orders = warehouse.settle(histories.orders(used))
    step(label, 0.4)
    summaries = warehouse.settle(_summaries(orders, tables, as_of_day))
    step(label, 1.0)
    costs = tables.get("costs")
    return Prepared(
        warehouse=warehouse,
        inputs=inputs,
        as_of=EPOCH + timedelta(days=as_of_day),
        as_of_day=as_of_day,
        currency=currency,
        basis=Basis(profit_basis(_has_cost(summaries), costs is not None)),
        lines=_every_line(sorted_lines, used),
        used=used,
        orders=orders,
        summaries=summaries,
        attributes=_attributes(tables),
        quality=quality,
        unassigned=unassigned_costs(summaries, costs) if costs is not None else None,
        lines_without_cost=_lines_without_cost(summaries),
    )


def _summaries(orders: Frame, tables: Mapping[str, Frame], as_of_day: int) -> Frame:
    summaries = histories.summaries(orders, as_of_day=as_of_day)
    if "customers" in tables:
        summaries = with_attributes(summaries, tables["customers"])
    return with_costs(summaries, tables.get("costs"))


def _as_of_day(lines: Frame, inputs: Inputs) -> int:
    if inputs.as_of is not None:
        return (inputs.as_of - EPOCH).days
    return default_as_of(lines, (inputs.today - EPOCH).days)


def _currency(inputs: Inputs) -> str:
    """The one currency of the orders; which of several is to be said, never guessed."""
    read = inputs.reads["order_lines"]
    named = sorted(filter(None, read.currencies))
    if read.currency is None and len(named) > 1:
        raise NotTogether(
            Sentence(
                "The orders are in several currencies: {currencies}. Amounts in them cannot be "
                "added. Say with --currency which is meant; lines in the others are then set "
                "aside and counted.",
                currencies=", ".join(named),
            )
        )
    return read.currency or NO_CURRENCY


def _named(currency: str) -> str | None:
    return None if currency == NO_CURRENCY else currency


def _has_cost(summaries: Frame) -> bool:
    known = (~nw.col("margin_minor").is_null()).cast(nw.Int64).sum()
    return bool(summaries.select(n=known).collect()["n"][0])


def _lines_without_cost(summaries: Frame) -> int:
    """Lines that make a margin too high: those without a cost, of customers who have one."""
    counted = nw.when(~nw.col("margin_minor").is_null()).then("lines_without_cost")
    return int(summaries.select(n=counted.sum()).collect()["n"][0] or 0)


def _attributes(tables: Mapping[str, Frame]) -> tuple[str, ...]:
    if "customers" not in tables:
        return ()
    schema = tables["customers"].collect_schema()
    hidden = {"customer_id", "name", "source_row"}
    return tuple(name for name, kind in schema.items() if kind == nw.String and name not in hidden)


def _every_line(sorted_lines: Frame, used: Frame) -> Frame:
    """Lines set aside and lines used, one below the other."""
    aside = sorted_lines.filter(~nw.col("set_aside").is_null()).with_columns(
        kind=nw.lit(None, dtype=nw.String),
        netted=nw.lit(None, dtype=nw.Boolean),
        counted_order=nw.lit(None, dtype=nw.String),
        counted_day=nw.lit(None, dtype=nw.Int32),
    )
    names = [*sorted_lines.collect_schema().names(), "kind", "netted", "counted_order"]
    return nw.concat(
        [
            aside.select(*names, nw.col("counted_day").cast(nw.Int32)),
            used.select(*names, nw.col("counted_day").cast(nw.Int32)),
        ],
        how="vertical",
    )
