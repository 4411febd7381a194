"""How fast are lifetime models? Against lifetimes and PyMC-Marketing, on the same customers.

    python benchmarks/value.py [--customers 1000000] [--peers 100000] [--table 10000000]

Fit, then P(alive) and the purchases of the next 365 days for everybody, from arrays of
x, t_x and T in whole days. Each way runs in a process of its own on one thread; seconds are
those of the processor. Peers get the first `--peers` of the customers, and Goodwill gets
those as well, so that the ratio is of the same work; PyMC-Marketing looks for the mode (MAP),
which is the fastest it can do. All must find the same parameters, or the run stops.

With `--table` a summary table of so many customers goes through the warehouse: grouped,
fitted, scored with intervals, joined back, written.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

TRUTH = {"r": 0.55, "alpha": 74.0, "s": 0.6, "beta": 82.0}
DAYS = 730
AGREE = 0.01
"""Share by which the parameters of two programs may differ: theirs stop earlier."""


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    if wanted.way:
        return print(json.dumps(WAYS[wanted.way](Path(wanted.file), wanted.customers)))
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "customers.npz"
        make(file, max(wanted.customers, wanted.peers))
        for model, peers in MODELS.items():
            compare(model, peers, file, wanted)
    if wanted.table:
        print(through_the_warehouse(wanted.table), flush=True)
    return None


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--peers", type=int, default=100_000)
    parser.add_argument("--table", type=int, default=10_000_000)
    parser.add_argument("--way", help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    return parser


def compare(model: str, peers: tuple[str, ...], file: Path, wanted: argparse.Namespace) -> None:
    """Goodwill on all customers, and with each peer on those that the peer gets."""
    all_of_them = run(model, file, wanted.customers)
    print(
        f"{model}, {wanted.customers:,} customers: {all_of_them['seconds']:.2f} CPU-s", flush=True
    )
    ours = run(model, file, wanted.peers)
    for peer in peers:
        theirs = run(peer, file, wanted.peers)
        check(ours["parameters"], theirs["parameters"])
        print(
            f"    {peer}, {wanted.peers:,} customers: {theirs['seconds']:.1f} CPU-s against "
            f"{ours['seconds']:.3f}: {theirs['seconds'] / ours['seconds']:.0f} times as long",
            flush=True,
        )


def run(way: str, file: Path, customers: int) -> dict[str, Any]:
    words = ["--way", way, "--file", str(file), "--customers", str(customers)]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, __file__, *words],
        env=os.environ | threads,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def check(ours: dict[str, float], theirs: dict[str, float]) -> None:
    """A quick answer that is another answer would be no answer."""
    for name, value in theirs.items():
        if abs(ours[name] / value - 1) > AGREE:
            raise SystemExit(f"{name}: {ours[name]} against {value}")


def make(file: Path, customers: int) -> None:
    """Customers of a Pareto/NBD, first seen on any day of two years."""
    random = np.random.default_rng(1)
    rate = random.gamma(TRUTH["r"], 1 / TRUTH["alpha"], customers)
    leaving = random.gamma(TRUTH["s"], 1 / TRUTH["beta"], customers)
    observed = random.integers(1, DAYS, customers)
    active = np.minimum(random.exponential(1 / leaving), observed)
    x = random.poisson(rate * active)
    share = random.random(customers) ** (1 / np.maximum(x, 1))
    last = np.where(x > 0, np.maximum(np.ceil(share * active), 1), 0)
    x = np.minimum(x, last)
    np.savez(file, x=x.astype(float), t_x=last.astype(float), T=observed.astype(float))


def _read(file: Path, customers: int) -> tuple[np.ndarray, ...]:
    data = np.load(file)
    return tuple(data[name][:customers] for name in ("x", "t_x", "T"))


def _timed(work: Callable[[], dict[str, float]]) -> dict[str, Any]:
    start = time.process_time()
    parameters = work()
    return {"seconds": time.process_time() - start, "parameters": parameters}


def ours(name: str) -> Callable[[Path, int], dict[str, Any]]:
    def way(file: Path, customers: int) -> dict[str, Any]:
        from goodwill.analytics.value import bgnbd, paretonbd

        family: Any = {"paretonbd": paretonbd, "bgnbd": bgnbd}[name]
        seen = _read(file, customers)

        def work() -> dict[str, float]:
            model = family.fit(*seen)
            family.probability_alive(model, *seen)
            family.expected_purchases(model, 365, *seen)
            found: dict[str, float] = model.estimate.natural
            return found

        return _timed(work)

    return way


def of_lifetimes(name: str) -> Callable[[Path, int], dict[str, Any]]:
    def way(file: Path, customers: int) -> dict[str, Any]:
        warnings.simplefilter("ignore")
        import lifetimes

        fitter = getattr(lifetimes, name)()
        seen = _read(file, customers)

        def work() -> dict[str, float]:
            fitter.fit(*seen)
            fitter.conditional_probability_alive(*seen)
            fitter.conditional_expected_number_of_purchases_up_to_time(365, *seen)
            return {key: float(value) for key, value in fitter.params_.items()}

        return _timed(work)

    return way


def of_pymc(name: str) -> Callable[[Path, int], dict[str, Any]]:
    def way(file: Path, customers: int) -> dict[str, Any]:
        warnings.simplefilter("ignore")
        import pandas as pd
        from pymc_marketing import clv

        x, t_x, observed = _read(file, customers)
        columns = {"frequency": x, "recency": t_x, "T": observed}
        table = pd.DataFrame({"customer_id": np.arange(customers), **columns})

        def work() -> dict[str, float]:
            model = getattr(clv, name)(data=table)
            model.fit(method="map", progressbar=False)
            model.expected_probability_alive(table)
            model.expected_purchases(table, future_t=365)
            return {}  # its priors are its own: other parameters are no mistake

        return _timed(work)

    return way


MODELS = {
    "paretonbd": ("lifetimes ParetoNBDFitter", "pymc-marketing ParetoNBDModel"),
    "bgnbd": ("lifetimes BetaGeoFitter", "pymc-marketing BetaGeoModel"),
}
WAYS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "paretonbd": ours("paretonbd"),
    "bgnbd": ours("bgnbd"),
    "lifetimes ParetoNBDFitter": of_lifetimes("ParetoNBDFitter"),
    "lifetimes BetaGeoFitter": of_lifetimes("BetaGeoFitter"),
    "pymc-marketing ParetoNBDModel": of_pymc("ParetoNBDModel"),
    "pymc-marketing BetaGeoModel": of_pymc("BetaGeoModel"),
}


def through_the_warehouse(customers: int) -> str:
    """In a process of its own, so that its memory is its own; the table is made before."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "customers.npz"
        make(file, customers)
        as_parquet(file)
        found = run("table", file, customers)
        return (
            f"{customers:,} customers from a summary table to scores with intervals: "
            f"{found['seconds']:.1f} CPU-s, {found['gigabytes']:.2f} GB at the peak, "
            f"{found['histories']:,} distinct histories"
        )


def as_parquet(file: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = np.load(file)
    names = {"x": "repeats", "t_x": "days_to_last", "T": "days_observed"}
    columns = {new: data[old].astype(np.int64) for old, new in names.items()}
    identity = np.arange(len(columns["repeats"]))
    pq.write_table(pa.table({"customer_id": identity, **columns}), file.with_suffix(".parquet"))


def table(file: Path, customers: int) -> dict[str, Any]:
    from goodwill.analytics.value import paretonbd
    from goodwill.analytics.value.outlook.scores import as_table, joined, scores
    from goodwill.analytics.value.triples import triples
    from goodwill.warehouse.duck import DuckWarehouse

    start = time.process_time()
    warehouse = DuckWarehouse(file.parent, memory="1GB", threads=1)
    frame = warehouse.scan(file.with_suffix(".parquet"))
    seen = triples(frame)
    model = paretonbd.fit(seen.x, seen.t_x, seen.T, seen.weight)
    scored = warehouse.settle(as_table(seen, scores(paretonbd, model, seen)))
    warehouse.write(joined(frame, scored), file.parent / "scored")
    seconds = time.process_time() - start
    rows = warehouse.scan(file.parent / "scored").collect().shape[0] if customers < 10**6 else None
    warehouse.close()
    if rows not in {None, customers}:
        raise SystemExit(f"{customers:,} customers went in and {rows:,} came out")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    return {"seconds": seconds, "gigabytes": peak, "histories": len(seen)}


WAYS["table"] = table


def machine() -> str:
    names = ("numpy", "scipy", "duckdb", "lifetimes", "pymc-marketing")
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, {platform.machine()} "
        f"{platform.system()}, Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in names)
    )


if __name__ == "__main__":
    main()
