"""How fast a company is simulated, beside a plain write of the same tables.

    python benchmarks/demo_company.py [CUSTOMERS]

Prints customers and lines a second, the peak memory, and the ratio to writing the same
rows, already in memory one row group at a time, with the same compression.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pyarrow.parquet as pq

from goodwill.demo import DemoCompany, simulate

DEFAULT_CUSTOMERS = 100_000


def main(customers: int) -> None:
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        company = simulate(Path(folder), customers=customers)
        seconds = perf_counter() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        plain = sum(plainly_written(company, name) for name in company.files)
        size = sum(path.stat().st_size for path in company.files.values()) / 1e6
    lines, rows = company.rows["order_lines"], sum(company.rows.values())
    print(f"{customers:>12,} customers, {lines:,} order lines, {rows:,} rows, {size:,.0f} MB")
    print(f"{seconds:>12.1f} s simulated and written")
    print(f"{customers / seconds:>12,.0f} customers/s, {lines / seconds:,.0f} order lines/s")
    print(f"{peak:>12,.0f} MB peak memory")
    print(f"{plain:>12.1f} s plain write of the same rows: ratio {seconds / plain:.1f}")


def machine() -> str:
    today = datetime.now(UTC).date()
    python = platform.python_version()
    return f"{today}, {platform.machine()}, {os.cpu_count()} cores, Python {python}"


def plainly_written(company: DemoCompany, name: str) -> float:
    """Seconds to write one of its files again; reading it is not counted."""
    source = pq.ParquetFile(company[name])
    again = company.folder / "again.parquet"
    seconds = 0.0
    with pq.ParquetWriter(again, source.schema_arrow, compression="zstd") as writer:
        for group in range(source.num_row_groups):
            rows = source.read_row_group(group)
            started = perf_counter()
            writer.write_table(rows)
            seconds += perf_counter() - started
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_CUSTOMERS)
