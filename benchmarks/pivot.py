"""How soon does a table of figures stand on the page? Against DuckDB over the same lines.

    python benchmarks/pivot.py [--lines 5000000] [--customers 200000] [--folder DIR]

Makes lines of three to an order, two thousand products and two hundred thousand customers, puts
them on the disk as the CRM keeps them, and asks the page for tables through Django as an
administrator and as a sales rep with 300 customers: from the request to the last byte of HTML.
`first` is the first request after the columns were written and the process has opened nothing;
`again` what is asked for anew (another table in between is not remembered). DuckDB answers the
same questions over Parquet with whole numbers, totals included, as the peer.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

DAYS, LAST, PRODUCTS = 1400, 20_600, 2_000
CHANNELS = ("", "web", "shop", "telephone", "visit", "partner")
REGIONS = ("", "华东", "华南", "华北", "West", "North", "South", "East")
TABLES = {
    "revenue by channel and quarter, a year": "rows=channel&columns=quarter",
    "the same, compared with the year before": "rows=channel&columns=quarter&compare=year",
    "orders and customers by channel and month, all": (
        "rows=channel&columns=month&measures=orders&measures=customers&period=all"
    ),
    "margin rate by segment and family, all": (
        "rows=customer.segment&columns=product.category&measures=margin_rate&period=all"
    ),
    "revenue by segment, channel and quarter, all": (
        "rows=customer.segment&rows=channel&columns=quarter&period=all"
    ),
    "customers by family and quarter, all": (
        "rows=product.category&columns=quarter&measures=customers&period=all"
    ),
}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--folder", type=Path)
    wanted = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
        _measure(Path(folder), wanted.lines, wanted.customers)


def _measure(folder: Path, lines: int, customers: int) -> None:
    os.environ.update(GOODWILL_HOME=str(folder / "home"), GOODWILL_HOSTS="*",
                      DJANGO_SETTINGS_MODULE="goodwill.crm.site.settings")  # fmt: skip
    (folder / "home").mkdir()
    from django.conf import settings

    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"] = {"BACKEND": plain}  # nothing is collected here
    import goodwill.crm.site.wsgi  # noqa: F401 (a process as the server starts it)

    ids = [str(uuid.UUID(int=number + 1)) for number in range(customers)]
    began = time.perf_counter()
    sales = _sales(lines, customers)
    _write(folder, sales, ids)
    print(
        f"{lines:,} lines of {customers:,} customers written in {time.perf_counter() - began:.0f} s"
    )
    chief, rep = _people(ids)
    for who, client in (("all customers", chief), ("300 customers", rep)):
        for name, asked in TABLES.items():
            if who != "all customers" and "margin" in asked:
                continue
            first, again = _timed(client, asked), _timed(client, f"{asked}&heat=1")
            print(f"{who}: {name}: first {first:.2f} s, again {again:.2f} s")
    _peer(folder)


def _timed(client: Any, asked: str) -> float:
    from goodwill.crm.value.pivot import computing

    computing._HELD.clear()
    began = time.perf_counter()
    answer = client.get(f"/value/pivot/?{asked}")
    assert answer.status_code == 200, answer.content[:500]
    assert b"pivot__figure" in answer.content
    return time.perf_counter() - began


def _sales(lines: int, customers: int) -> dict[str, Any]:
    """Lines as arrays, ascending by customer and order."""
    rng = np.random.default_rng(5)
    orders = max(1, lines // 3)
    customer_of = np.sort(rng.integers(0, customers, orders)).astype(np.int32)
    order = np.sort(rng.integers(0, orders, lines)).astype(np.int32)
    amount = rng.integers(100, 500_000, lines)
    counts = rng.random(lines) < 0.97
    held = np.flatnonzero(counts)
    day = (LAST - rng.integers(0, DAYS, orders)).astype(np.int32)
    channel = rng.integers(1, len(CHANNELS), orders).astype(np.int16)
    region = rng.integers(1, len(REGIONS), orders).astype(np.int16)
    return {
        "customer": customer_of[order],
        "case": order,
        "day": day[order],
        "product": rng.integers(0, PRODUCTS, lines).astype(np.int32),
        "amount_minor": amount.astype(np.int32),
        "cost_minor": (amount * 0.7).astype(np.int32),
        "channel": channel[order],
        "region": region[order],
        "counts": counts,
        "firsts": held[np.append(True, np.diff(order[held]) != 0)].astype(np.int32),
    }


def _write(folder: Path, told: dict[str, Any], ids: list[str]) -> None:
    from django.conf import settings

    from goodwill.analytics.information.pivoting import Cube, Dimension, Facts
    from goodwill.crm.value.pivot import building
    from goodwill.warehouse import cubes

    rng = np.random.default_rng(6)
    segments = ("", *(f"Segment {letter}" for letter in "ABCDEFGH"))
    families = ("", *(f"Family {number:02}" for number in range(23)))
    amount = told["amount_minor"]
    sums = {"amount_minor": amount, "size_minor": amount, "cost_minor": told["cost_minor"],
            "costed": np.ones(len(amount), dtype=np.bool_)}  # fmt: skip
    facts = Facts(
        told["customer"],
        sums,
        day=told["day"],
        case=told["case"],
        counts=told["counts"],
        codes={"channel": told["channel"], "sale.region": told["region"]},
        product=told["product"],
        firsts=told["firsts"],
    )
    dimensions = (
        Dimension("channel", "row", CHANNELS),
        Dimension("sale.region", "row", REGIONS),
        Dimension("customer.segment", "customer", segments,
                  rng.integers(1, len(segments), len(ids)).astype(np.int16)),
        Dimension("product.category", "product", families,
                  rng.integers(1, len(families), PRODUCTS).astype(np.int16)),
    )  # fmt: skip
    cube = Cube(len(ids), {"sales": facts}, {one.name: one for one in dimensions})
    names = {"customers": pa.array(ids), "cases": pa.array(["x"]), "products": pa.array(["x"])}
    noted = {"tables": "made", "as_of": "2026-05-27", "tables_as_of": "2026-05-27T00:00:00+00:00",
             "valued_as_of": None, "currency": "CNY", "lines": len(amount), "aside": 0,
             "first": "2022-07-27"}  # fmt: skip
    assert settings.CONFIGURATION.home == folder / "home"
    with cubes.making(building.place()) as place:
        cubes.write(place, cube, names, noted)
    lines = {name: told[name] for name in ("customer", "case", "day", "product", "amount_minor",
                                           "cost_minor", "channel", "counts")}  # fmt: skip
    pq.write_table(pa.table(lines), folder / "lines.parquet", compression="zstd")
    of = {one.name: one.codes for one in dimensions if one.codes is not None}
    places = pa.array(np.arange(len(ids), dtype=np.int32))
    pq.write_table(pa.table({"customer": places, "segment": of["customer.segment"]}),
                   folder / "customers.parquet")  # fmt: skip
    places = pa.array(np.arange(PRODUCTS, dtype=np.int32))
    pq.write_table(pa.table({"product": places, "family": of["product.category"]}),
                   folder / "products.parquet")  # fmt: skip


def _people(ids: list[str]) -> tuple[Any, Any]:
    """An administrator, and a rep who looks after 300 of the customers."""
    from django.core.management import call_command
    from django.test import Client

    from goodwill.crm.accounts.beginning import roles
    from goodwill.crm.accounts.models import User
    from goodwill.crm.customers.models import Customer

    call_command("migrate", verbosity=0)
    known = roles(needs_second_factor=False)
    people = [
        User.objects.create_user(f"{word}@example.com", "x", name=word, role=known[word])
        for word in ("administrator", "sales_rep")
    ]
    some = [Customer(public_id=one, name=one, owner=people[1]) for one in ids[:: len(ids) // 300]]
    for one in some:
        one.complete()
    Customer.objects.bulk_create(some)
    clients = [Client(HTTP_HOST="localhost") for _ in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    return clients[0], clients[1]


def _peer(folder: Path) -> None:
    """The same questions to DuckDB: whole numbers in Parquet, totals by grouping sets."""
    import duckdb

    lines = f"read_parquet('{folder}/lines.parquet') l"
    customers = f"JOIN read_parquet('{folder}/customers.parquet') c USING (customer)"
    products = f"JOIN read_parquet('{folder}/products.parquet') p USING (product)"
    quarter = "(epoch(DATE '1970-01-01' + l.day) // 7889400)::INT AS q"
    year = f"WHERE l.day > {LAST - 365}"

    def sets(one: str, other: str) -> str:
        return f"GROUP BY GROUPING SETS (({one}, {other}), ({one}), ({other}), ())"

    once = "count(DISTINCT customer) FILTER (counts)"
    asked = {
        "revenue by channel and quarter, a year":
            f"SELECT channel, {quarter}, sum(amount_minor) FROM {lines} {year} "
            f"{sets('channel', 'q')}",
        "orders and customers by channel and quarter, all":
            f"SELECT channel, {quarter}, {once}, count(DISTINCT l.case) FILTER (counts) "
            f"FROM {lines} {sets('channel', 'q')}",
        "margin rate by segment and family, all":
            f"SELECT segment, family, sum(amount_minor), sum(cost_minor) FROM {lines} {customers} "
            f"{products} {sets('segment', 'family')}",
        "customers by family and quarter, all":
            f"SELECT family, {quarter}, {once} FROM {lines} {products} {sets('family', 'q')}",
    }  # fmt: skip
    for name, sql in asked.items():
        seconds = _best(lambda sql=sql: duckdb.connect().execute(sql).fetchall())  # type: ignore[misc]
        print(f"DuckDB: {name}: {seconds:.2f} s")


def _best(do: Callable[[], object]) -> float:
    taken = []
    for _ in range(2):
        began = time.perf_counter()
        do()
        taken.append(time.perf_counter() - began)
    return min(taken)


if __name__ == "__main__":
    main()
