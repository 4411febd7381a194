"""What customers bring less what they cost to serve, and who came, stayed and left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.stages.asking import Customers
from goodwill.analytics.errors import GoodwillError, NotTogether
from goodwill.analytics.figure import NO_CURRENCY, Figure
from goodwill.analytics.information import histories
from goodwill.analytics.information.joining import with_attributes, with_costs
from goodwill.analytics.tables import Frame
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.today import ranking, whale
from goodwill.language import Sentence
from goodwill.report.cost.preparing import Ready, days_of, last_months
from goodwill.report.preparing import Inputs as OrderInputs
from goodwill.report.preparing import Prepared, Step, prepare

LISTED = 20


@dataclass(frozen=True)
class Sold:
    """The orders as the value report prepares them, and the counts of customers.

    Parameters
    ----------
    stages
        `customer_id`, `stage`, `since_day`: `acquire` until the day after the first
        purchase, then `retain`.
    counts
        Of the last whole months of the window, twelve at most: `periods`.
    """

    prepared: Prepared
    stages: Frame
    counts: Customers
    periods: tuple[int, ...]


@dataclass(frozen=True)
class Profit:
    """Customers by what they bring, in the months of the window.

    `served_minor` is the cost to serve of the customers on the curve; `ranked` has a row for
    each of them.
    """

    basis: Basis
    served_minor: int
    whale: whale.Whale
    ranked: Frame
    figures: Sequence[Figure]
    negative: Sequence[Mapping[str, Any]]
    best: Sequence[Mapping[str, Any]]


def sold(ready: Ready, step: Step) -> Sold | GoodwillError | None:
    """The orders, if there are any; a refusal concerns what needs them and nothing else."""
    inputs = ready.inputs
    if not inputs.has("order_lines"):
        return None
    names = [n for n in ("order_lines", "customers", "products") if inputs.has(n)]
    given = OrderInputs(
        {name: inputs.surveys[name] for name in names},
        {name: inputs.reads[name] for name in names},
        ready.as_of,
        inputs.today,
    )
    try:
        prepared = prepare(ready.warehouse, given, step)
        _refuse_other_currency(prepared.currency, ready.currency)
    except GoodwillError as refusal:
        return refusal
    periods = last_months(ready.window, ready.last_whole)
    settle = ready.warehouse.settle
    counts = _counts(prepared.orders, periods) if periods else Customers()
    return Sold(prepared, settle(_stages(prepared.summaries)), counts, periods)


def _refuse_other_currency(orders: str, ledger: str) -> None:
    if orders == ledger or NO_CURRENCY in (orders, ledger):
        return
    raise NotTogether(
        Sentence(
            "The orders are in {orders} and the ledger is in {ledger}: there is no profit of two "
            "currencies. Say with --currency in which the company counts, and give the exchange "
            "rates of the other.",
            orders=orders,
            ledger=ledger,
        )
    )


def _stages(summaries: Frame) -> Frame:
    """Before the first purchase and on its day a customer is being won, afterwards kept."""
    known = summaries.filter(~nw.col("customer_id").is_null())
    long_ago = nw.lit(0, dtype=nw.Int64)
    won = known.select("customer_id", stage=nw.lit("acquire"), since_day=long_ago)
    kept = known.filter(~nw.col("first_day").is_null()).select(
        "customer_id",
        stage=nw.lit("retain"),
        since_day=nw.col("first_day").cast(nw.Int64) + 1,
    )
    return nw.concat([won, kept])


def _counts(orders: Frame, periods: tuple[int, ...]) -> Customers:
    """Who bought in these months, in as many before them, and earlier.

    New: the first purchase is in these months. Retained: bought in them and in those before.
    Lost: bought in those before and not in these. Reacquired: bought in these, not in those
    before, and earlier. Where the orders do not reach back that far it is not told.
    """
    start, end = days_of(periods)
    before = start - (end - start)
    day = nw.col("day")
    bought = orders.filter(nw.col("is_purchase"), day < end, ~nw.col("customer_id").is_null())

    def within(test: nw.Expr) -> nw.Expr:
        return test.cast(nw.Int64)

    marked = bought.with_columns(
        now=within(day >= start),
        then=within((day >= before) & (day < start)),
        ever=within(day < before),
    )
    by_customer = marked.group_by("customer_id").agg(
        nw.col("now").max(), nw.col("then").max(), nw.col("ever").max()
    )
    sums = by_customer.group_by("now", "then", "ever").agg(n=nw.len()).collect("pyarrow")
    n: dict[tuple[bool, bool, bool], int] = {}
    for row in sums.rows(named=True):
        key = (bool(row["now"]), bool(row["then"]), bool(row["ever"]))
        n[key] = n.get(key, 0) + int(row["n"])
    new = n.get((True, False, False), 0)
    retained = n.get((True, True, False), 0) + n.get((True, True, True), 0)
    lost = n.get((False, True, False), 0) + n.get((False, True, True), 0)
    back = n.get((True, False, True), 0)
    in_stage = {"acquire": new, "retain": retained + back}
    first = orders.select(day.min()).collect("pyarrow").row(0)[0]
    if first is None or first > before:
        reaches = first is not None and first < start
        return Customers(new=new if reaches else None, in_stage={"acquire": new} if reaches else {})
    return Customers(in_stage, new, retained, lost, back)


def profit(ready: Ready, them: Sold, costs: Frame) -> Profit:
    """The whale curve of the window's orders less the cost to serve, its months alone.

    Parameters
    ----------
    costs
        The table COSTS of the allocation.
    """
    prepared, settle = them.prepared, ready.warehouse.settle
    start, end = days_of((ready.window.first, ready.window.last))
    day = nw.col("counted_day")
    used = prepared.used.filter((day >= start) & (day < end))
    orders = settle(histories.orders(used))
    summaries = histories.summaries(orders, as_of_day=prepared.as_of_day)
    if ready.inputs.has("customers"):
        customers = ready.warehouse.scan(ready.inputs.reads["customers"].table)
        summaries = with_attributes(summaries, customers)
    whole = settle(with_costs(summaries, costs))
    is_known = prepared.basis is not Basis.REVENUE
    basis = Basis.PROFIT if is_known else Basis.REVENUE
    ranked = settle(whale.ranked(whole, basis))
    curve = whale.curve(ranked, basis, unknown=ranking.unknown_customers(whole, basis))
    spent = nw.col("cost_to_serve_minor").fill_null(0).sum().cast(nw.Int64)
    return Profit(
        basis,
        int(ranked.select(spent).collect("pyarrow").row(0)[0] or 0),
        curve,
        ranked,
        whale.figures(curve, currency=prepared.currency, as_of=ready.as_of),
        _rows(ranking.negative(ranked)),
        _rows(ranking.most_valuable(ranked, LISTED)),
    )


def _rows(frame: Frame) -> list[Mapping[str, Any]]:
    return list(frame.head(LISTED).collect("pyarrow").rows(named=True))
