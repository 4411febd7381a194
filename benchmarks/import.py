"""How fast are customers and orders brought in? Against the bare database writing the same rows.

    python benchmarks/import.py [--customers 100000] [--lines 500000] [--folder DIR]

Makes two CSV files, one of customers (number, name, city, e-mail, phone) and one of order lines,
and brings them into an empty installation: rows are matched by number and e-mail against what is
there, each record gets its history with fingerprints and its entry in search. The peer writes the
rows of the same tables by `executemany` (SQLite) or `COPY` (PostgreSQL), and neither matches nor
keeps history or search. With `DATABASE_URL` the same on PostgreSQL, whose database must be empty.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

HAN = "恒泰华东上海北京科技贸易国际物流食品医药电子商务信息技术精密机械"
WORDS = ("north", "south", "delta", "omega", "trading", "foods", "systems", "global", "energy")
CITIES = ("Shanghai", "Suzhou", "Hangzhou", "Berlin", "Paris", "上海", "北京")
LINES_OF_AN_ORDER = 4
PRODUCTS = 2000


@dataclass(frozen=True)
class Took:
    """What some work took: seconds of the wall and of the processor, rows, and the memory then."""

    wall: float
    cpu: float
    rows: int
    peak_mb: float


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
        home = Path(folder) / "home"
        home.mkdir()
        _load(home)
        print(machine(), flush=True)
        customers, orders = Path(folder) / "customers.csv", Path(folder) / "orders.csv"
        write(customers, orders, wanted.customers, wanted.lines)
        first = brought(customers, CUSTOMERS, "customers")
        show("customers", first)
        second = brought(orders, ORDERS, "orders", ("order_lines.product",))
        show("order lines", second)
        again = brought(customers, CUSTOMERS, "customers")
        show("the same customers again", again)
        bare = peer()
        show("peer: the same rows alone", bare)
        print(
            f"together {first.cpu + second.cpu:.1f} CPU-s; ratio to the peer "
            f"{(first.cpu + second.cpu) / bare.cpu:.1f} in CPU, "
            f"{(first.wall + second.wall) / bare.wall:.1f} by the clock"
        )


CUSTOMERS = {
    "No": "customers.number",
    "Name": "customers.name",
    "City": "customers.city",
    "Mail": "contact_points.email",
    "Phone": "contact_points.phone",
}
ORDERS = {
    "Order": "orders.number",
    "Customer": "orders.customer",
    "Date": "orders.ordered_on",
    "Product": "order_lines.product",
    "Quantity": "order_lines.quantity",
    "Price": "order_lines.unit_price",
}


def write(customers: Path, orders: Path, n: int, lines: int) -> None:
    """Two files with names of Latin and of Chinese companies."""
    chance = random.Random(7)
    with customers.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(CUSTOMERS)
        for one in range(n):
            mail, phone = f"office{one}@example.com", f"+86 138 {one:08}"
            rows.writerow((f"C{one:07}", name(chance, one), chance.choice(CITIES), mail, phone))
    with orders.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(ORDERS)
        first = date(2024, 1, 1)
        for line in range(lines):
            order, customer = line // LINES_OF_AN_ORDER, (line // LINES_OF_AN_ORDER * 7919) % n
            day = first + timedelta(days=order % 700)
            product = f"P{chance.randrange(PRODUCTS):05}"
            price = f"{chance.randrange(100, 99999) / 100:.2f}"
            rows.writerow((f"SO{order:08}", f"C{customer:07}", day, product, line % 9 + 1, price))


def name(chance: random.Random, one: int) -> str:
    if one % 3:
        return f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()} {one} GmbH"
    return "".join(chance.choices(HAN, k=4)) + f"{one}有限公司"


def brought(file: Path, columns: dict[str, str], shape: str, makes: tuple[str, ...] = ()) -> Took:
    """Bring a file in to its end."""
    from goodwill.crm.accounts.models import User
    from goodwill.crm.exchange.importing import running
    from goodwill.crm.exchange.importing.models import Import
    from goodwill.crm.exchange.importing.plan import Plan

    match = ("customers.number", "contact_points.email") if shape == "customers" else ()
    plan = Plan(shape, columns, match=match, makes=makes)
    made = running.start(file, plan, User.objects.get())
    Import.objects.filter(pk=made.pk).update(state=Import.State.WAITING)
    took = timed(lambda: running.run(made.pk))
    made.refresh_from_db()
    if made.state != Import.State.DONE or made.counts["rejected"]:
        sys.exit(f"Not all came in: {made.counts} {made.why}")
    return Took(took.wall, took.cpu, made.counts["rows"], took.peak_mb)


def peer() -> Took:
    """The same rows of the same tables, written by the bare database into tables alike."""
    from django.db import connection

    tables = ("customers_customer", "customers_contactpoint", "commerce_order",
              "commerce_orderline")  # fmt: skip
    with connection.cursor() as cursor:
        copies = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description]
            copies.append((table, columns, cursor.fetchall()))
            _alike(cursor, table)
    took = timed(lambda: [_write_bare(*copy) for copy in copies])
    return Took(took.wall, took.cpu, sum(len(rows) for _, _, rows in copies), took.peak_mb)


def _alike(cursor: Any, table: str) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        return
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql <> ''", [table])
    for (statement,) in cursor.fetchall():
        made = statement.replace(f'"{table}"', f'"bare_{table}"', 1)
        if "INDEX" in statement[:20]:
            made = statement.replace('INDEX "', 'INDEX "bare_', 1)
            made = made.replace(f'ON "{table}"', f'ON "bare_{table}"')
        cursor.execute(made)


def _write_bare(table: str, columns: list[str], rows: list[Any]) -> None:
    from django.db import connection, transaction

    names = ", ".join(columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY bare_{table} ({names}) FROM STDIN") as copying:
                for row in rows:
                    copying.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO bare_{table} ({names}) VALUES ({places})", rows)


def timed(work: Callable[[], object]) -> Took:
    wall, cpu = time.perf_counter(), processor_seconds()
    work()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Took(time.perf_counter() - wall, processor_seconds() - cpu, 0, peak)


def processor_seconds() -> float:
    """Of this process and of those it started that have ended."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def show(what: str, took: Took) -> None:
    print(
        f"{what}: {took.rows:,} rows in {took.wall:.1f} s ({took.cpu:.1f} CPU-s), "
        f"{took.rows / took.cpu:,.0f} rows a CPU-second, peak {took.peak_mb:.0f} MB",
        flush=True,
    )


def machine() -> str:
    from django.db import connection

    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True,
                            text=True, check=False).stdout.strip()  # fmt: skip
    today = datetime.now(UTC).date()
    cores = os.cpu_count()
    return f"{today}, {cores} × {platform.machine()}, {connection.vendor}, commit {commit}"


def _load(home: Path) -> None:
    from goodwill.crm.site import starting

    starting.load(home)
    starting.bring_up_to_date()
    from goodwill.crm.accounts.models import Role, User

    role = Role.objects.create(word="all", name="All", scope="all", abilities=["*.*"])
    User.objects.create_user(
        "fang@example.com", "correct horse battery staple", name="王芳", role=role
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=500_000)
    parser.add_argument("--folder", type=Path, default=None)
    return parser


if __name__ == "__main__":
    main()
