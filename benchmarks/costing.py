"""How fast do costs find their customers? Against a plain scan with a sum by customer.

    python benchmarks/costing.py [--activities 5000000] [--customers 1000000]

One Parquet file of activities of a year in five departments, of four kinds whose minutes come
from the default time equations, and one in four measured. Goodwill shares out pools, platform,
direct and sustaining entries by time-driven activity-based costing to customer, stage,
channel, department, kind and month, proves that everything adds up to the ledger to the cent,
and makes the cost to serve of each customer. The plain scan reads the same columns and counts
activities by customer. Times are the best of the rounds.
"""

from __future__ import annotations

import argparse
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.entries import ENTRIES
from goodwill.analytics.benefit.costing.sharing.allocation import Allocation, allocate
from goodwill.analytics.benefit.costing.sharing.served import cost_to_serve
from goodwill.analytics.tables import CAPACITY, DRIVERS, Table
from goodwill.warehouse.duck import DuckWarehouse

DEPARTMENTS = ("sales", "service", "logistics", "marketing", "branch")
MONTHS = tuple(202501 + month for month in range(12))
FIRST_DAY = 20_089  # 2025-01-01

ACTIVITIES = """
COPY (
    SELECT 'A' || i AS activity_id, 'C' || (hash(i) % {customers}) AS customer_id,
           ['visit', 'order', 'request', 'complaint'][(1 + hash(i, 1) % 4)::BIGINT] AS kind,
           CASE WHEN hash(i, 2) % 10 = 0 THEN 'expand' END AS stage,
           ['sales', 'service', 'logistics', 'marketing', 'branch'][(1 + hash(i, 3) % 5)::BIGINT]
               AS department,
           ['shop', 'phone', 'web'][(1 + hash(i, 4) % 3)::BIGINT] AS channel,
           NULL::VARCHAR AS campaign_id, NULL::VARCHAR AS product_id, 'north' AS region,
           (DATE '2025-01-01' + (hash(i, 5) % 365)::INTEGER) AS done_on,
           ({first} + hash(i, 5) % 365)::INTEGER AS done_day,
           CASE WHEN hash(i, 6) % 4 = 0 THEN (hash(i, 7) % 4000) / 50 END AS minutes,
           (hash(i, 8) % 60)::DOUBLE AS travel, (1 + hash(i, 9) % 8)::DOUBLE AS lines,
           (hash(i, 10) % 2)::DOUBLE AS special, (hash(i, 11) % 2)::DOUBLE AS escalated,
           (hash(i, 12) % 2)::DOUBLE AS field_visit
    FROM range({activities}) t(i)
) TO '{file}' (FORMAT parquet)
"""


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    if wanted.make:
        return make(Path(wanted.make), wanted.activities, wanted.customers)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "activities.parquet"
        size = ["--activities", str(wanted.activities), "--customers", str(wanted.customers)]
        command = [sys.executable, __file__, "--make", str(file), *size]
        subprocess.run(command, check=True)  # its memory is not ours
        print(f"{machine()}\n{wanted.activities:,} activities, {wanted.customers:,} customers")
        print(measured(file, wanted.activities, wanted.rounds), flush=True)
    return None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--activities", type=int, default=5_000_000)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--make", help=argparse.SUPPRESS)
    return parser


def make(file: Path, activities: int, customers: int) -> None:
    import duckdb

    asked = ACTIVITIES.format(
        activities=activities, customers=customers, file=file, first=FIRST_DAY
    )
    duckdb.sql(asked)


def measured(file: Path, activities: int, rounds: int) -> str:
    warehouse = DuckWarehouse(file.parent)
    warehouse.scan(file).head(1).collect()
    before = peak_mb()
    found: list[Allocation] = []
    wall, cpu = best(lambda: found.append(allocated(warehouse, file, activities)), rounds)
    served, served_cpu = best(lambda: to_serve(warehouse, found[-1]), rounds)
    grown = peak_mb() - before
    plain, plain_cpu = best(lambda: scan(warehouse, file), rounds)
    whole = found[-1].identity
    warehouse.close()
    if whole.difference:
        raise SystemExit(f"{whole} does not add up")
    return "\n".join(
        [
            f"shared out: {wall:.1f} s ({cpu:.1f} CPU-s), {grown:.0f} MB more at the peak",
            f"cost to serve of each customer: {served:.1f} s ({served_cpu:.1f} CPU-s) more",
            f"plain scan: {plain:.2f} s ({plain_cpu:.2f} CPU-s); sharing out takes "
            f"{wall / plain:.1f} times that ({cpu / plain_cpu:.1f} in CPU)",
            f"ledger {whole.ledger:,} = {whole.assigned:,} assigned + {whole.unused:,} unused + "
            f"{whole.sustaining:,} sustaining + {whole.unassigned:,} unassigned",
        ]
    )


def allocated(warehouse: DuckWarehouse, file: Path, activities: int) -> Allocation:
    people = activities * 60 / len(DEPARTMENTS) / len(MONTHS) / 0.8 / 9_600
    return allocate(
        brought(warehouse, ENTRIES, ledger()),
        warehouse.scan(file),
        brought(warehouse, CAPACITY, capacity(people)),
        drivers=brought(warehouse, DRIVERS, gifts()),
        settle=warehouse.settle,
    )


def to_serve(warehouse: DuckWarehouse, allocation: Allocation) -> None:
    served = cost_to_serve(allocation.costs, currency="CNY", settle=warehouse.settle)
    served.sink_parquet(warehouse.scratch / "served.parquet")


def scan(warehouse: DuckWarehouse, file: Path) -> None:
    columns = nw.col("kind", "department", "channel", "stage", "done_day", "minutes")
    told = warehouse.scan(file).group_by("customer_id").agg(nw.len().alias("n"), columns.max())
    told.sink_parquet(warehouse.scratch / "scanned.parquet")


def ledger() -> list[dict[str, Any]]:
    common = {"nature": "cash", "behaviour": "recurring", "is_estimate": 0, "category": "people"}
    rows: list[dict[str, Any]] = []
    for month in MONTHS:
        pools = [
            {"treatment": "pool", "department": name, "amount_minor": 123_456_789 + at}
            for at, name in enumerate(DEPARTMENTS)
        ]
        others = [
            {"treatment": "platform", "amount_minor": 98_765_431},
            {"treatment": "sustaining", "amount_minor": 7_654_321},
            {"treatment": "direct", "driver": "gifts", "amount_minor": 1_234_567},
            {"treatment": "direct", "driver": "points", "amount_minor": 4_321},
        ]
        rows += [common | row | {"period": month, "stage": "retain"} for row in (*pools, *others)]
    return [row | {"entry_id": f"E{at}"} for at, row in enumerate(rows)]


def capacity(people: float) -> list[dict[str, Any]]:
    return [
        {"department": name, "period_on": first(month), "people": round(people + at, 1),
         "paid_minutes": 9_600, "users": 10 + at}
        for month in MONTHS for at, name in enumerate(DEPARTMENTS)
    ]  # fmt: skip


def gifts() -> list[dict[str, Any]]:
    return [
        {"driver": "gifts", "customer_id": f"C{at}", "period_on": first(month), "quantity": at % 7}
        for month in MONTHS for at in range(1_000)
    ]  # fmt: skip


def first(month: int) -> date:
    return date(month // 100, month % 100, 1)


def brought(warehouse: DuckWarehouse, table: Table, rows: list[dict[str, Any]]) -> Any:
    epoch = date(1970, 1, 1)
    for row in rows:
        if "period_on" in row:
            row["period_day"] = (row["period_on"] - epoch).days
    columns = {column.name: [row.get(column.name) for row in rows] for column in table}
    return warehouse.settle(nw.from_dict(columns, schema=table.schema, backend="pyarrow"))


def best(way: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """Seconds of the wall and of the processors, each the least of the rounds."""
    times = [timed(way) for _ in range(rounds)]
    return min(wall for wall, _ in times), min(cpu for _, cpu in times)


def timed(way: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    way()
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def machine() -> str:
    engines = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "narwhals"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} processors, {platform.machine()} "
        f"{platform.system()}, Python {platform.python_version()}, {engines}"
    )


if __name__ == "__main__":
    main()
