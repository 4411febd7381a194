"""How fast is one row per customer? Against hand-written SQL, pandas, Polars and a plain scan.

    python benchmarks/customer_summary.py [order lines, 10 million if not given]

Every way reads the same Parquet file, computes the same summary and must agree on its
checksums. Times are the best of three; ratios are to Goodwill on DuckDB. Netting is left
out: the lines have no returns, and each way starts from orders that stand.
"""

from __future__ import annotations

import platform
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count
from pathlib import Path

import duckdb
import narwhals as nw

from goodwill.analytics.information import histories
from goodwill.warehouse.duck import DuckWarehouse

AS_OF_DAY = 20_000
ROUNDS = 3

LINES = """
COPY (
    SELECT 'C' || (hash(o) % {customers}) AS customer_id,
           'O' || o AS counted_order,
           (18900 + hash(o, 1) % 1095)::INTEGER AS counted_day,
           (100 + hash(i, 2) % 20000)::BIGINT AS amount_minor,
           (50 + hash(i, 3) % 90)::BIGINT AS cost_minor,
           (1000 * (1 + hash(i, 4) % 5))::BIGINT AS quantity_thousandths
    FROM (SELECT i, (i // 3) AS o FROM range({lines}) t(i))
) TO '{file}' (FORMAT parquet)
"""

BY_HAND = """
WITH orders AS (
    SELECT customer_id, counted_order, min(counted_day) AS day, sum(amount_minor) AS net,
           sum(greatest(amount_minor, 0)) AS gross, sum(cost_minor) AS cost,
           count(*) FILTER (amount_minor > 0) AS lines, sum(quantity_thousandths) AS units,
           count(*) FILTER (cost_minor IS NULL) AS without_cost
    FROM read_parquet('{file}') GROUP BY ALL
), days AS (
    SELECT customer_id, day, count(*) FILTER (net > 0) AS purchases, sum(net) AS net,
           sum(gross) AS gross, sum(cost) AS cost, sum(lines) AS lines, sum(units) AS units,
           sum(without_cost) AS without_cost
    FROM orders GROUP BY ALL
), gaps AS (
    SELECT *, day - lag(day) OVER (PARTITION BY customer_id, purchases > 0 ORDER BY day) AS gap
    FROM days
)
SELECT customer_id, min(day) FILTER (purchases > 0) AS first_day,
       min(day) FILTER (purchases > 0 AND gap IS NOT NULL) AS second_day,
       max(day) FILTER (purchases > 0) AS last_day, sum(purchases)::BIGINT AS orders,
       count(*) FILTER (purchases > 0) AS purchase_days, sum(lines)::BIGINT AS lines,
       sum(units)::BIGINT AS units, sum(gross)::BIGINT AS gross,
       sum(net)::BIGINT AS revenue_minor, sum(cost)::BIGINT AS cost_minor,
       sum(without_cost)::BIGINT AS without_cost,
       median(gap) FILTER (purchases > 0) AS median_gap_days,
       max(gap) FILTER (purchases > 0) AS largest_gap_days
FROM gaps GROUP BY customer_id
"""

CHECK = """
SELECT count(*), sum(first_day)::BIGINT, sum(second_day)::BIGINT, sum(purchase_days)::BIGINT,
       sum(revenue_minor)::BIGINT, round(sum(median_gap_days), 1) FROM '{file}'
"""


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lines.parquet"
        duckdb.sql(LINES.format(lines=lines, customers=max(lines // 20, 1), file=file))
        report(lines, measured(file, Path(folder)))


def measured(file: Path, folder: Path) -> dict[str, float]:
    warehouse = DuckWarehouse(folder)
    out = folder / "out.parquet"
    ways: dict[str, Callable[[], object]] = {
        "Goodwill on DuckDB": lambda: goodwill(warehouse, file, out),
        "hand-written SQL": lambda: by_hand(warehouse, file, out),
        "Polars": lambda: by_polars(file, out),
        "pandas": lambda: by_pandas(file, out),
        "plain scan": lambda: scan(warehouse, file),
    }
    times, checks = {}, {}
    for name, way in ways.items():
        times[name] = min(timed(way) for _ in range(ROUNDS))
        if name != "plain scan":
            checks[name] = duckdb.sql(CHECK.format(file=out)).fetchone()
    warehouse.close()
    if len(set(checks.values())) != 1:
        raise SystemExit(f"The ways do not agree: {checks}")
    return times


def timed(way: Callable[[], object]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def goodwill(warehouse: DuckWarehouse, file: Path, out: Path) -> None:
    orders = histories.orders(warehouse.scan(file))
    histories.summaries(orders, as_of_day=AS_OF_DAY).sink_parquet(out)


def by_hand(warehouse: DuckWarehouse, file: Path, out: Path) -> None:
    warehouse.connection.sql(BY_HAND.format(file=file)).write_parquet(str(out))


def scan(warehouse: DuckWarehouse, file: Path) -> None:
    warehouse.scan(file).select(nw.all().max()).collect()


def by_polars(file: Path, out: Path) -> None:
    import polars as pl

    amount = pl.col("amount_minor")
    orders = (
        pl.scan_parquet(file)
        .group_by("customer_id", "counted_order")
        .agg(
            pl.col("counted_day").min().alias("day"),
            amount.sum().alias("net"),
            amount.clip(lower_bound=0).sum().alias("gross"),
            pl.col("cost_minor").sum(),
            (amount > 0).sum().alias("lines"),
            pl.col("quantity_thousandths").sum(),
            pl.col("cost_minor").is_null().sum().alias("without_cost"),
        )
    )
    sums = ("net", "gross", "cost_minor", "lines", "quantity_thousandths", "without_cost")
    days = orders.group_by("customer_id", "day").agg(
        (pl.col("net") > 0).sum().alias("purchases"), *(pl.col(name).sum() for name in sums)
    )
    gap = pl.col("day") - pl.col("day").shift(1).over("customer_id", order_by="day")
    summary = (
        days.with_columns(gap=gap)
        .group_by("customer_id")
        .agg(
            pl.col("day").min().alias("first_day"),
            pl.col("day").filter(pl.col("gap").is_not_null()).min().alias("second_day"),
            pl.col("day").max().alias("last_day"),
            pl.col("purchases").sum(),
            pl.len().alias("purchase_days"),
            pl.col("net").sum().alias("revenue_minor"),
            *(pl.col(name).sum() for name in sums[1:]),
            pl.col("gap").median().alias("median_gap_days"),
            pl.col("gap").max().alias("largest_gap_days"),
        )
    )
    summary.collect(engine="streaming").write_parquet(out)


def by_pandas(file: Path, out: Path) -> None:
    import pandas as pd

    lines = pd.read_parquet(file)
    lines["gross"] = lines.amount_minor.clip(lower=0)
    lines["sold"] = lines.amount_minor > 0
    lines["without_cost"] = lines.cost_minor.isna()
    sums = ["amount_minor", "gross", "cost_minor", "sold", "quantity_thousandths", "without_cost"]
    wanted = {"counted_day": "min", **dict.fromkeys(sums, "sum")}
    orders = lines.groupby(["customer_id", "counted_order"], as_index=False, sort=False).agg(wanted)
    orders["purchases"] = orders.amount_minor > 0
    days = orders.groupby(["customer_id", "counted_day"], as_index=False)[
        [*sums, "purchases"]
    ].sum()
    days["gap"] = days.groupby("customer_id").counted_day.diff()
    days["again"] = days.counted_day.where(days.gap.notna())
    grouped = days.groupby("customer_id")
    summary = grouped[[*sums, "purchases"]].sum().rename(columns={"amount_minor": "revenue_minor"})
    summary["first_day"], summary["last_day"] = grouped.counted_day.min(), grouped.counted_day.max()
    summary["second_day"], summary["purchase_days"] = grouped.again.min(), grouped.size()
    summary["median_gap_days"] = grouped.gap.median()
    summary["largest_gap_days"] = grouped.gap.max()
    summary.reset_index().to_parquet(out)


def report(lines: int, times: dict[str, float]) -> None:
    ours = times["Goodwill on DuckDB"]
    print(f"{lines:,} order lines, {datetime.now(UTC):%Y-%m-%d}, {cpu_count()} processors,")
    print(f"{platform.machine()} {platform.system()}, Python {platform.python_version()},")
    print(
        ", ".join(f"{name} {version(name)}" for name in ("duckdb", "narwhals", "polars", "pandas"))
    )
    for name, seconds in times.items():
        print(f"{name:20} {seconds:8.2f} s   Goodwill takes {ours / seconds:5.2f} times that")


if __name__ == "__main__":
    main()
