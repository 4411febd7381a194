"""How fast are all indicators computed for 24 months? Against a plain scan of all tables.

    python benchmarks/indicators.py [customers …] [--slowest 10]

With no arguments: simulated companies of 50,000 and 200,000 customers with every table of the
contract. Reading (files that are as the contract says are taken as they are), preparing (orders
sorted and netted, costs shared out to customers) and computing every indicator of the catalogue
for the last 24 months are timed apart. The plain scan reads every column of every table and
takes its largest value. With `--slowest` each indicator is also computed alone, and those that
take longest are listed.
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
from typing import Any, TypeVar

import narwhals as nw

from goodwill.analytics.benefit.indicators.catalogue import ALL
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.demo import simulate
from goodwill.language import Sentence
from goodwill.report.indicators.asking import Asked, Inputs
from goodwill.report.indicators.preparing import Ready, ready
from goodwill.warehouse import Warehouse, open_warehouse
from goodwill.warehouse.reading import Settings, read, survey, tables_in

T = TypeVar("T")
SIZES = [50_000, 200_000]
FIRST = date(2024, 7, 1)
"""24 months before the last day of the simulated company."""


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    if wanted.make:
        simulate(Path(wanted.make), customers=wanted.customers[0])
        return
    print(machine())
    for customers in wanted.customers or SIZES:
        with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
            company = Path(folder) / "company"
            command = [sys.executable, __file__, str(customers), "--make", str(company)]
            subprocess.run(command, check=True)  # its memory is not ours
            print(measured(company, customers, wanted.slowest), flush=True)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("customers", nargs="*", type=int)
    parser.add_argument("--slowest", type=int, default=0)
    parser.add_argument("--folder", help="where companies are put; a temporary folder if not said")
    parser.add_argument("--make", help=argparse.SUPPRESS)
    return parser


def measured(company: Path, customers: int, slowest: int) -> str:
    with open_warehouse("duckdb") as warehouse:
        inputs, reading, reading_cpu = timed(lambda: _inputs(company, warehouse))
        plain, plain_cpu = timed(lambda: scan(warehouse, inputs))[1:]
        asked, preparing, preparing_cpu = timed(lambda: ready(warehouse, inputs, _silent))
        cells, computing, cpu = timed(lambda: calculate(ALL, asked.question))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told = _told(cells)
        rows = sum(each.rows for each in inputs.reads.values())
        lines = [
            f"{customers:,} customers, {len(inputs.reads)} tables, {rows:,} rows; "
            f"{len(ALL)} indicators × {len(asked.question.periods)} months",
            f"    reading   {reading:7.1f} s ({reading_cpu:.1f} CPU-s)",
            f"    preparing {preparing:7.1f} s ({preparing_cpu:.1f} CPU-s)",
            f"    computing {computing:7.1f} s ({cpu:.1f} CPU-s), {told} indicators told, "
            f"peak {peak:,.0f} MB",
            f"    plain scan of all tables {plain:.2f} s ({plain_cpu:.2f} CPU-s); preparing and "
            f"computing take {(preparing + computing) / plain:.0f} times that",
        ]
        return "\n".join([*lines, *(_alone(asked, slowest) if slowest else [])])


def _inputs(company: Path, warehouse: Warehouse) -> Inputs:
    from goodwill.analytics.tables import TABLES

    contract = {table.name: table for table in TABLES}
    surveys, reads = {}, {}
    for name, path in tables_in(company).items():
        surveys[name] = survey([str(path)], contract[name], Settings())
        reads[name] = read(surveys[name], warehouse.scratch / name)
    return Inputs(surveys, reads, Asked(first=FIRST))


def scan(warehouse: Warehouse, inputs: Inputs) -> None:
    for each in inputs.reads.values():
        warehouse.scan(each.table).select(nw.all().max()).collect()


def _told(cells: list[Cell]) -> int:
    return len({cell.indicator_id for cell in cells if cell.value is not None})


def _alone(asked: Ready, slowest: int) -> list[str]:
    """Each indicator for itself; what several share is found by the first that asks for it."""
    times = [(timed(lambda i=i: calculate([i], asked.question))[1], i.id) for i in ALL]  # type: ignore[misc]
    times.sort(reverse=True)
    return [f"        {identity} {seconds:6.2f} s" for seconds, identity in times[:slowest]]


def timed(way: Callable[[], T]) -> tuple[T, float, float]:
    """What it gives, and seconds of the wall and of the processors."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = way()
    return found, time.perf_counter() - wall, time.process_time() - cpu


def _silent(_what: Sentence, _fraction: float) -> Any:
    """Nobody watches."""


def machine() -> str:
    engines = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "narwhals"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} processors, {platform.machine()} "
        f"{platform.system()}, Python {platform.python_version()}, {engines}"
    )


if __name__ == "__main__":
    main()
