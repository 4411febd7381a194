"""Lines that count, contacts and customers as a cube: whole numbers in the order of customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodwill.analytics.information.pivoting import UNKNOWN, Cube, Dimension, Facts
from goodwill.analytics.information.pivoting.cube import CUSTOMER, PRODUCT, ROW, Flags, Ints
from goodwill.analytics.information.pivoting.measures import (
    AMOUNT,
    CONTACTS,
    COST,
    COSTED,
    PORTFOLIO,
    SALES,
    SIZE,
    VALUED,
)
from goodwill.analytics.tables import Frame
from goodwill.warehouse import Warehouse

NO_ORDER = "#"
SOLD_BY = ("channel", "region", "department")
"""What lines say of their own: `channel`, `sale.region`, `department`."""
CALLED = {"region": "sale.region"}
MET_BY = ("channel", "department", "kind", "employee_id")
CONTACT_NAMES = {"kind": "contact.kind", "employee_id": "contact.employee"}


@dataclass(frozen=True)
class Known:
    """What is known of customers: a table with `customer_id`, and columns to part by.

    `worth` has the same rows: what adds up over customers, `VALUED` among it.
    """

    customers: pa.Table
    parted_by: Mapping[str, str]
    """Column → the name of its dimension."""
    worth: Mapping[str, Ints] = field(default_factory=dict)
    known_day: Ints | None = None


@dataclass(frozen=True)
class Sources:
    """Frames on one engine: the lines used, and contacts where there are any."""

    warehouse: Warehouse
    used: Frame
    contacts: Frame | None
    products: pa.Table


@dataclass(frozen=True)
class Made:
    """A cube, and what stands behind its places."""

    cube: Cube
    names: Mapping[str, pa.Array]


def cube_of(sources: Sources, known: Known) -> Made:
    """All facts about the customers known, in their order."""
    customers = known.customers["customer_id"].combine_chunks()
    products = sources.products["product_id"].combine_chunks()
    places = _places(sources.warehouse, customers, "customer_id", "customer")
    sales, cases, sold_by = _sales(sources, places, products)
    facts = {SALES: sales, PORTFOLIO: _portfolio(known, len(customers))}
    met_by: dict[str, Dimension] = {}
    if sources.contacts is not None:
        facts[CONTACTS], met_by = _contacts(sources.contacts, places, sold_by)
    dimensions = {**sold_by, **met_by, **_of_products(sources.products)}
    for column, name in known.parted_by.items():
        codes, values = coded(known.customers[column].combine_chunks())
        dimensions[name] = Dimension(name, CUSTOMER, values, codes)
    names = {"customers": customers, "products": products, "cases": cases}
    return Made(Cube(len(customers), facts, dimensions), names)


def coded(column: pa.Array, known: Sequence[str] = ()) -> tuple[Ints, tuple[str, ...]]:
    """A code for each row, 0 where there is none; and the value of each code."""
    held = pc.fill_null(column.cast(pa.string()), UNKNOWN).dictionary_encode()
    found = held.dictionary.to_pylist()
    values = (UNKNOWN, *known, *sorted({*found} - {UNKNOWN, *known}))
    places = {value: place for place, value in enumerate(values)}
    translated = np.array([places[value] for value in found] or [0], dtype=np.int32)
    codes = translated[held.indices.to_numpy(zero_copy_only=False)]
    return codes.astype(_narrow(len(values))), values


def _narrow(size: int) -> type[np.integer]:
    return np.int16 if size < 2**15 else np.int32


def _places(warehouse: Warehouse, ids: pa.Array, column: str, place: str) -> Frame:
    """A frame that gives each id its place."""
    table = pa.table({column: ids, place: pa.array(np.arange(len(ids), dtype=np.int32))})
    return warehouse.settle(nw.from_native(table))


def _sales(
    sources: Sources, customers: Frame, products: pa.Array
) -> tuple[Facts, pa.Array, dict[str, Dimension]]:
    warehouse, used = sources.warehouse, sources.used
    orders = used.select("counted_order").unique().sort("counted_order").collect("pyarrow")
    cases = orders.to_native()["counted_order"].combine_chunks()
    own = [name for name in SOLD_BY if name in used.collect_schema().names()]
    lines = (
        used.join(customers, on="customer_id", how="inner")
        .join(_places(warehouse, cases, "counted_order", "case"), on="counted_order", how="left")
        .join(_places(warehouse, products, "product_id", "product"), on="product_id", how="left")
        .select(
            "customer",
            "case",
            nw.col("product").fill_null(-1),
            nw.col("counted_day").alias("day"),
            "amount_minor",
            "cost_minor",
            nw.col("quantity_thousandths").fill_null(0).alias("thousandths"),
            *own,
        )
        .collect("pyarrow")
        .to_native()
        .combine_chunks()
    )
    customer, case = _column(lines, "customer"), _column(lines, "case")
    product, amount = _column(lines, "product"), _column(lines, "amount_minor")
    order = np.lexsort((product, case, customer))
    customer, case, product = customer[order], case[order], product[order]
    amount = amount[order]
    counts = _kept(case, product, amount)
    cost = pc.fill_null(lines["cost_minor"].combine_chunks(), 0).to_numpy(zero_copy_only=False)
    sums = {
        AMOUNT: amount,
        SIZE: np.abs(amount),
        COST: cost[order],
        COSTED: np.asarray(lines["cost_minor"].combine_chunks().is_valid())[order],
        "thousandths": _column(lines, "thousandths")[order],
    }
    codes: dict[str, Ints] = {}
    dimensions = {}
    for name in own:
        called = CALLED.get(name, name)
        held, values = coded(lines[name].combine_chunks())
        codes[called] = held[order]
        dimensions[called] = Dimension(called, ROW, values)
    held = np.flatnonzero(counts)
    firsts = held[_is_new(case[held])]
    facts = Facts(
        customer,
        {name: _small(column) for name, column in sums.items()},
        day=_column(lines, "day")[order].astype(np.int32),
        case=case,
        counts=counts,
        codes=codes,
        product=np.where(product < 0, len(products), product).astype(np.int32),
        firsts=firsts.astype(np.int32),
        varying=frozenset(name for name, each in codes.items() if _varies(each, case)),
    )
    return facts, cases, dimensions


def _column(table: pa.Table, name: str) -> Ints:
    found: Ints = table[name].combine_chunks().to_numpy(zero_copy_only=False)
    return found


def _small(column: Ints) -> Ints:
    """In half the room where every number has it."""
    if column.dtype != np.int64 or not len(column):
        return column
    most = max(abs(int(column.min())), abs(int(column.max())))
    return column.astype(np.int32) if most < 2**31 else column


def _is_new(column: Ints) -> Flags:
    found = np.ones(len(column), dtype=np.bool_)
    np.not_equal(column[1:], column[:-1], out=found[1:])
    return found


def _kept(case: Ints, product: Ints, amount: Ints) -> Flags:
    """Lines of whose product something of the order was kept: they make it a purchase."""
    if not len(case):
        return np.zeros(0, dtype=np.bool_)
    starts = np.flatnonzero(_is_new(case) | _is_new(product))
    net = np.add.reduceat(amount, starts)
    kept: Flags = np.repeat(net > 0, np.diff(np.append(starts, len(case))))
    return kept


def _varies(codes: Ints, case: Ints) -> bool:
    """Whether two lines of one order differ in it."""
    same_case = case[1:] == case[:-1]
    return bool(np.any(same_case & (codes[1:] != codes[:-1])))


def _contacts(
    contacts: Frame, places: Frame, known: Mapping[str, Dimension]
) -> tuple[Facts, dict[str, Dimension]]:
    there = set(contacts.collect_schema().names())
    own = [name for name in MET_BY if name in there]
    table = (
        contacts.join(places, on="customer_id", how="inner")
        .filter(~nw.col("started_on").is_null())
        .select("customer", "started_on", nw.col("minutes").fill_null(0), *own)
        .collect("pyarrow")
        .to_native()
        .combine_chunks()
    )
    order = np.argsort(_column(table, "customer"), kind="stable")
    codes: dict[str, Ints] = {}
    dimensions: dict[str, Dimension] = {}
    for name in own:
        called = CONTACT_NAMES.get(name, name)
        before = known[called].values[1:] if called in known else ()
        held, values = coded(table[name].combine_chunks(), before)
        codes[called] = held[order]
        dimensions[called] = Dimension(called, ROW, values)
    day = table["started_on"].combine_chunks().cast(pa.int32()).to_numpy(zero_copy_only=False)
    sums = {"minutes": _column(table, "minutes")[order]}
    if "contact.kind" in dimensions:
        visit = dimensions["contact.kind"].code_of("visit")
        sums["visits"] = codes["contact.kind"] == (-1 if visit is None else visit)
    return Facts(_column(table, "customer")[order], sums, day=day[order], codes=codes), dimensions


def _portfolio(known: Known, customers: int) -> Facts:
    places = np.arange(customers, dtype=np.int32)
    return Facts(places, {name: _small(each) for name, each in known.worth.items()})


def _of_products(products: pa.Table) -> dict[str, Dimension]:
    """Each product, its family and its department; lines without one have the last place."""
    found = {}
    for column, name in PRODUCT_NAMES.items():
        if column in products.column_names:
            padded = pa.concat_arrays(
                [products[column].combine_chunks().cast(pa.string()), pa.array([None], pa.string())]
            )
            codes, values = coded(padded)
            found[name] = Dimension(name, PRODUCT, values, codes)
    return found


PRODUCT_NAMES = {
    "product_id": "product",
    "category": "product.category",
    "department": "product.department",
}
__all__ = ["VALUED", "Known", "Made", "Sources", "coded", "cube_of"]
