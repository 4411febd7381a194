"""How long does `goodwill value` take from a file to a report, and how much memory?

    python benchmarks/value_end_to_end.py [lines …] [--format csv|parquet|both] [--memory 2GB]

With no arguments: 1 and 10 million order lines, as CSV and as Parquet. The command runs as
a user runs it, in a process of its own; its time is the wall's and its memory the most that
was resident (`ru_maxrss` of that process alone). Beside it, the least that any program must
do with the same file: DuckDB scans it and sums by customer, in a process of its own too.

The lines look like an export: three to an order, twelve orders a customer; some come back,
some have no customer, some are cancelled, and one in two thousand is an exact copy.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import duckdb

LINES = """
CREATE MACRO any_of(seed, salt, n) AS CAST(hash(seed, salt) % n AS INTEGER);
COPY (
    SELECT order_no || CASE WHEN back THEN '-R' ELSE '' END AS order_no,
           CASE WHEN back THEN order_no END AS return_of,
           CASE WHEN any_of(o, 1, 100) > 0
                THEN 'C' || lpad(CAST(customer AS VARCHAR), 9, '0') END AS customer_id,
           DATE '2026-06-20' - any_of(o, 2, 1000) + CASE WHEN back THEN 9 ELSE 0 END AS order_date,
           'P' || any_of(line, 3, 800) AS product_id,
           pieces AS quantity,
           CAST(pieces * price AS DECIMAL(12, 2)) AS amount,
           CAST(pieces * price * 3 / 5 AS DECIMAL(12, 2)) AS cost,
           ['华东', '华南', '华北', 'Europe', 'America'][1 + any_of(customer, 4, 5)] AS region,
           ['shop', 'web', 'phone'][1 + any_of(o, 5, 3)] AS channel,
           CASE WHEN any_of(o, 6, 250) = 0 THEN 'cancelled' ELSE 'completed' END AS status
    FROM (
        SELECT *, line // 3 AS o, 'A' || lpad(CAST(line // 3 AS VARCHAR), 10, '0') AS order_no,
               any_of(line // 3, 7, {customers}) AS customer,
               (1 + any_of(line, 8, 5)) * CASE WHEN back THEN -1 ELSE 1 END AS pieces,
               CAST(1 + any_of(line, 9, 4999) AS DECIMAL(9, 2)) / 4 AS price
        FROM (
            SELECT back, i - CASE WHEN back OR copy THEN 1 ELSE 0 END AS line
            FROM (SELECT i, i % 2000 = 1 AS copy,
                         i % 3 > 0 AND i % 2000 > 1 AND any_of(i, 10, 100) < 4 AS back
                  FROM range({lines}) t(i))
        )
    )
) TO '{file}' ({options})
"""

PLAIN = """
import sys, duckdb
file, memory, scratch = sys.argv[1:]
connection = duckdb.connect(config={"temp_directory": scratch, "preserve_insertion_order": False})
if memory:
    connection.execute(f"SET memory_limit = '{memory}'")
rows = connection.read_csv(file) if file.endswith(".csv") else connection.read_parquet(file)
sums = "customer_id, count(*), sum(amount), sum(cost), min(order_date), max(order_date)"
rows.aggregate(sums, "customer_id").write_parquet(scratch + ".parquet")
"""


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    peak_gigabytes: float


def main(arguments: Sequence[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    formats = ["csv", "parquet"] if wanted.format == "both" else [wanted.format]
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
        for lines in wanted.lines:
            for suffix in formats:
                print(measured(Path(folder), lines, suffix, wanted.memory), flush=True)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lines", nargs="*", type=int, default=[1_000_000, 10_000_000])
    parser.add_argument("--format", choices=["csv", "parquet", "both"], default="both")
    parser.add_argument("--memory", default="2GB", help="the setting of `goodwill value`")
    parser.add_argument("--folder", help="where the files are put; a temporary folder if not said")
    return parser


def measured(folder: Path, lines: int, suffix: str, memory: str | None = None) -> str:
    """Make the file, run both, check that nothing was lost, delete everything; the result."""
    file, out = folder / f"orders.{suffix}", folder / "out"
    make(file, lines)
    plain = run([sys.executable, "-c", PLAIN, str(file), memory or "", str(folder / "plain")])
    ours = run([*command(file, out, folder), *(["--memory", memory] if memory else [])])
    check(out, lines)
    size = file.stat().st_size / 1e9
    file.unlink()
    return (
        f"{lines:>12,} lines, {suffix} of {size:.2f} GB, memory {memory or 'not limited'}:\n"
        f"    goodwill value {ours.seconds:8.1f} s, peak {ours.peak_gigabytes:5.2f} GB\n"
        f"    plain scan     {plain.seconds:8.1f} s, peak {plain.peak_gigabytes:5.2f} GB; "
        f"goodwill takes {ours.seconds / plain.seconds:.1f} times that"
    )


def make(file: Path, lines: int) -> None:
    """An export of so many order lines, twelve orders of three lines to a customer."""
    options = "FORMAT parquet" if file.suffix == ".parquet" else "FORMAT csv, HEADER"
    with duckdb.connect(config={"preserve_insertion_order": "false"}) as connection:
        customers = max(lines // 36, 1)
        connection.execute(
            LINES.format(lines=lines, customers=customers, file=file, options=options)
        )


def command(file: Path, out: Path, folder: Path) -> list[str]:
    value = [sys.executable, "-m", "goodwill.cli", "value", str(file)]
    return [*value, "--currency", "CNY", "--out", str(out)]


def run(words: Sequence[str]) -> Run:
    """Run a process to its end; stop everything if it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    with process.stderr as stream:
        said = stream.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(said.decode())
    kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return Run(seconds, kilobytes * 1024 / 1e9)


def check(out: Path, lines: int) -> None:
    """A quick answer that lost a line would be no answer."""
    written = duckdb.read_parquet(str(out / "lines.parquet")).aggregate("count(*)").fetchone()
    assert written
    if written[0] != lines:
        raise SystemExit(f"{lines:,} lines went in and {written[0]:,} came out")
    if not json.loads((out / "figures.json").read_text(encoding="utf-8")):
        raise SystemExit("there are no figures")


def machine() -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, {platform.machine()} "
        f"{platform.system()}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in ("duckdb", "narwhals", "pyarrow"))
    )


if __name__ == "__main__":
    main()
