"""How fast is a whole experiment? Against statsmodels and a plain scan, on the same file.

    python benchmarks/incrementality.py [--customers 10000000] [--slices 20]

One Parquet file of members in two arms and so many slices. Goodwill reads it once and
compares visits and spend, overall and by slice: shares, means, lifts, and both adjusted for
the spend of the year before (CUPED), with the members of each arm and slice counted, the
ratio of the arms checked and the return on the cost told.
statsmodels gets arrays that are in memory already and fits `y ~ arm + x` by OLS for both
metrics, overall and in each slice; without statsmodels that part is left out, and said.
The adjusted effects of the two must agree, or the run stops. Goodwill's times are the best of
three; statsmodels is timed once.
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
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from os import cpu_count
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.incrementality.believing.counting import counts_of
from goodwill.analytics.benefit.incrementality.believing.ratiocheck import ratio_check
from goodwill.analytics.benefit.incrementality.earning.money import returns
from goodwill.analytics.benefit.incrementality.effects import comparing
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison
from goodwill.analytics.benefit.incrementality.experiment import Experiment, Kind, Metric
from goodwill.analytics.benefit.incrementality.judging import judge
from goodwill.analytics.numerics.effects import Effect
from goodwill.warehouse.duck import DuckWarehouse

ROUNDS = 3
METRICS = (Metric("visit", Kind.SHARE, primary=True), Metric("spend", Kind.AMOUNT))
SHARES = {"none": 0.2, "e-mail": 0.8}
COST_MINOR = 30
AGREE = 0.02
"""Part of a standard error by which adjusted effects may differ: OLS takes θ within arms."""

MEMBERS = """
COPY (
    WITH drawn AS (
        SELECT i, hash(i) % 10 < 8 AS treated, hash(i, 1) % {slices} AS slice,
               (-5000 * ln((1 + hash(i, 2) % 999999) / 1e6))::BIGINT AS before,
               (hash(i, 3) % 1000000) / 1e6 AS luck
        FROM range({customers}) t(i)
    )
    SELECT 'C' || i AS customer_id, CASE WHEN treated THEN 'e-mail' ELSE 'none' END AS arm,
           'region ' || slice AS region, before,
           (luck < 0.10 + 0.02 * treated::INT)::INT AS visit,
           CASE WHEN luck < 0.05 + 0.01 * treated::INT
                THEN (2000 + before * 2 * (hash(i, 4) % 1000) / 1000)::BIGINT ELSE 0 END AS spend
    FROM drawn
) TO '{file}' (FORMAT parquet)
"""


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    if wanted.make:
        return make(Path(wanted.make), wanted.customers, wanted.slices)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "members.parquet"
        size = ["--customers", str(wanted.customers), "--slices", str(wanted.slices)]
        command = [sys.executable, __file__, "--make", str(file), *size]
        subprocess.run(command, check=True)  # its memory is not ours
        print(f"{machine()}\n{wanted.customers:,} members × {wanted.slices} slices", flush=True)
        print(measured(file), flush=True)
    return None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=10_000_000)
    parser.add_argument("--slices", type=int, default=20)
    parser.add_argument("--make", help=argparse.SUPPRESS)
    return parser


def make(file: Path, customers: int, slices: int) -> None:
    import duckdb

    duckdb.sql(MEMBERS.format(customers=customers, slices=slices, file=file))


def measured(file: Path) -> str:
    warehouse = DuckWarehouse(file.parent)
    warehouse.scan(file).head(1).collect()
    before = peak_mb()
    found: list[tuple[Comparison, ...]] = []
    ours, cpu = best(lambda: found.append(goodwill(warehouse, file)))
    grown = peak_mb() - before
    whole, whole_cpu = best(lambda: judge(asked(warehouse, file)))
    plain, _ = best(lambda: scan(warehouse, file))
    warehouse.close()
    told = [
        f"Goodwill: {ours:.3f} s ({cpu:.3f} CPU-s), {grown:.0f} MB more at the peak, "
        f"{len(found[0])} comparisons",
        f"all of `judge`, intervals of money chosen: {whole:.3f} s ({whole_cpu:.3f} CPU-s)",
        f"plain scan: {plain:.3f} s; Goodwill takes {ours / plain:.1f} times that",
    ]
    if find_spec("statsmodels"):
        told.append(beside_statsmodels(file, found[0], ours))
    else:
        told.append("statsmodels is not installed: nothing to compare with")
    return "\n".join(told)


def asked(warehouse: DuckWarehouse, file: Path) -> Experiment:
    return Experiment(
        warehouse.scan(file),
        control="none",
        treated=("e-mail",),
        metrics=METRICS,
        covariates=("before",),
        slices=("region",),
    )


def goodwill(warehouse: DuckWarehouse, file: Path) -> tuple[Comparison, ...]:
    experiment = asked(warehouse, file)
    cells = comparing.moments_of(experiment)
    found = comparing.compared(cells, experiment)
    ratio_check(counts_of(cells[0]), SHARES)
    spend = next(one for one in found if one.metric.name == "spend" and one.slice_name is None)
    treated = cells[0].merged("arm").where(arm="e-mail")
    returns(spend.adjusted, int(treated.n[0]), COST_MINOR * int(treated.n[0]))
    return found


def scan(warehouse: DuckWarehouse, file: Path) -> None:
    columns = nw.col("arm", "region", "before", "visit", "spend")
    warehouse.scan(file).select(nw.len().alias("members"), columns.max()).collect()


def beside_statsmodels(file: Path, found: tuple[Comparison, ...], ours: float) -> str:
    cells = arrays(file)
    theirs: dict[tuple[str, str | None], tuple[float, float]] = {}

    def fit() -> None:
        for region, (y, design) in cells.items():
            for metric in METRICS:
                theirs[metric.name, region] = least_squares(y[metric.name], design)

    seconds, cpu = timed(fit)
    check(found, theirs)
    return (
        f"statsmodels {version('statsmodels')} OLS: {seconds:.2f} s ({cpu:.2f} CPU-s), "
        f"{seconds / ours:.0f} times as long"
    )


Cell = tuple[dict[str, np.ndarray], np.ndarray]


def arrays(file: Path) -> dict[str | None, Cell]:
    """Metrics and design matrix (1, arm, x) of everybody and of each slice."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(file, columns=["arm", "region", "before", "visit", "spend"])
    treated = pc.equal(table["arm"], "e-mail").to_numpy(zero_copy_only=False)
    before = table["before"].to_numpy().astype(float)
    design = np.column_stack([np.ones(len(before)), treated, before])
    y = {metric.name: table[metric.name].to_numpy().astype(float) for metric in METRICS}
    cells: dict[str | None, Cell] = {None: (y, design)}
    for region in pc.unique(table["region"]).to_pylist():
        at = pc.equal(table["region"], region).to_numpy(zero_copy_only=False)
        cells[region] = ({name: values[at] for name, values in y.items()}, design[at])
    return cells


def least_squares(y: np.ndarray, design: np.ndarray) -> tuple[float, float]:
    import statsmodels.api as sm

    fit = sm.OLS(y, design).fit()
    return float(fit.params[1]), float(fit.bse[1])


def check(
    found: tuple[Comparison, ...], theirs: dict[tuple[str, str | None], tuple[float, float]]
) -> None:
    """A quick answer that is another answer would be no answer."""
    for one in found:
        value, se = theirs[one.metric.name, one.slice_value]
        adjusted = one.adjusted
        if not isinstance(adjusted, Effect) or abs(adjusted.value - value) > AGREE * se:
            raise SystemExit(f"{one.metric.name}, {one.slice_value}: {adjusted} against {value}")


def best(way: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of the wall and of the processors, each the least of the rounds."""
    rounds = [timed(way) for _ in range(ROUNDS)]
    return min(wall for wall, _ in rounds), min(cpu for _, cpu in rounds)


def timed(way: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    way()
    return time.perf_counter() - wall, time.process_time() - cpu


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def machine() -> str:
    engines = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "narwhals", "numpy"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {cpu_count()} processors, {platform.machine()} "
        f"{platform.system()}, Python {platform.python_version()}, {engines}"
    )


if __name__ == "__main__":
    main()
