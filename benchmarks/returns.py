"""How long does it take to draw 100,000 net present values of a programme, twice?

    python benchmarks/returns.py [draws, 100,000 if not given]

A programme of 20 benefits and 10 costs, over 3 and over 10 years: each entry of each year has
its triangle. Goodwill draws them independently and by common adoption, and makes the figures.
Beside it stand the least that anybody must do for the independent half alone, one call of
NumPy's triangle for each entry and year, added up; and SciPy's triangle, the same way. Where
pyxirr or numpy-financial are installed, they discount 2,000 of the draws one by one, and the
time of all is told. It stops if means, quantiles or present values do not agree, or if
100,000 draws over 3 years take a second or more.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count
from typing import TypeVar

import numpy as np
from scipy import stats

from goodwill.analytics.benefit.returns.appraisal import Appraisal, appraise
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Cost, Programme, Simulating
from goodwill.analytics.benefit.returns.register import Benefit, Kind
from goodwill.analytics.benefit.returns.risk import Triangle
from goodwill.analytics.benefit.returns.simulation import Simulation, simulate
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.arrays import Floats

T = TypeVar("T")
BENEFITS, COSTS = 20, 10
RATE = 0.1
CLAIMED_SECONDS = 1.0
ONE_BY_ONE = 2_000
GAIN = Triangle(Decimal("0.4"), Decimal("0.9"), Decimal("1.1"))
RUN_OVER = Triangle(Decimal("0.95"), Decimal("1.05"), Decimal("1.6"))


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print(
        f"{draws:,} draws; Python {platform.python_version()}, NumPy {version('numpy')}, "
        f"SciPy {version('scipy')}, {cpu_count()} cores, {date.today():%Y-%m-%d}"  # noqa: DTZ011
    )
    for horizon in (3, 10):
        compare(appraise(programme(horizon, draws)))


def compare(appraisal: Appraisal) -> None:
    simulation, ours = timed(lambda: simulate(appraisal))
    draws, horizon = simulation.draws, appraisal.flows.horizon
    varied = sum(amount != 0 for line in appraisal.lines.all for amount in line.unadjusted)
    print(f"{horizon} years, {varied} triangles: Goodwill, both ways of drawing, {ours:.3f} s")
    plain, took = timed(lambda: drawn_by_numpy(appraisal, draws))
    agree(simulation, plain)
    print(f"  NumPy, the independent half alone: {took:.3f} s (Goodwill {ours / took:.2f} × it)")
    by_scipy, took = timed(lambda: drawn_by_scipy(appraisal, draws))
    agree(simulation, by_scipy)
    print(f"  SciPy, the independent half alone: {took:.3f} s (Goodwill {ours / took:.2f} × it)")
    for package, module in (("numpy-financial", "numpy_financial"), ("pyxirr", "pyxirr")):
        discount_one_by_one(package, module, appraisal, ours)
    if horizon == 3 and draws <= 100_000 and ours >= CLAIMED_SECONDS:
        sys.exit(f"{draws:,} draws took {ours:.2f} s: {CLAIMED_SECONDS} s was claimed.")


def programme(horizon: int, draws: int) -> Programme:
    def grows(start: int) -> tuple[Decimal, ...]:
        return (Decimal(0), *(Decimal(start * (year + 1)) for year in range(horizon)))

    return Programme(
        "benchmark",
        Name("Benchmark"),
        "CNY",
        date(2026, 1, 1),
        costs=tuple(
            Cost(f"cost-{at}", Name("Cost"), (Decimal(90_000), *grows(30_000)[1:]), risk=RUN_OVER)
            for at in range(COSTS)
        ),
        benefits=tuple(
            Benefit(
                f"benefit-{at}",
                Name("Benefit"),
                Kind.COST_AVOIDED,
                grows(40_000 + 1_000 * at),
                grade=Grade.RANDOM_HOLDOUT,
                risk=GAIN,
            )
            for at in range(BENEFITS)
        ),
        horizon=horizon,
        rate=Decimal(str(RATE)),
        simulating=Simulating(draws=draws),
    )


def drawn_by_numpy(appraisal: Appraisal, draws: int) -> Floats:
    rng = np.random.default_rng(1)
    return drawn(appraisal, draws, lambda low, mode, high: rng.triangular(low, mode, high, draws))


def drawn_by_scipy(appraisal: Appraisal, draws: int) -> Floats:
    def rvs(low: float, mode: float, high: float) -> Floats:
        shape = (mode - low) / (high - low)
        return np.asarray(stats.triang.rvs(shape, low, high - low, size=draws, random_state=rng))

    rng = np.random.default_rng(2)
    return drawn(appraisal, draws, rvs)


def drawn(
    appraisal: Appraisal, draws: int, triangle: Callable[[float, float, float], Floats]
) -> Floats:
    values = np.zeros(draws)
    for line in appraisal.lines.all:
        corners = (float(line.triangle.low), float(line.triangle.mode), float(line.triangle.high))
        for year, amount in enumerate(line.unadjusted):
            if amount:
                values += line.sign * float(amount) / (1 + RATE) ** year * triangle(*corners)
    return values


def discount_one_by_one(package: str, module: str, appraisal: Appraisal, ours: float) -> None:
    """What a loop over draws takes in a library of financial functions, drawing not counted."""
    try:
        told = version(package)
    except PackageNotFoundError:
        print(f"  {package}: not installed")
        return
    npv = import_module(module).npv
    net = np.array([float(amount) for amount in appraisal.flows.net])
    npv(RATE, net)
    values, took = timed(lambda: [npv(RATE, net) for _ in range(ONE_BY_ONE)])
    expected = float(appraisal.returns.npv.value or 0)
    if abs(values[0] - expected) > 0.01:
        sys.exit(f"{package} says {values[0]} and Goodwill {expected}.")
    whole = took / ONE_BY_ONE * appraisal.programme.simulating.draws
    print(
        f"  {package} {told}, discounting alone, one by one: {whole:.2f} s "
        f"(Goodwill {ours / whole:.2f} × it)"
    )


def agree(simulation: Simulation, other: Floats) -> None:
    """Stop where two ways to draw the same differ by more than chance."""
    ours = simulation.independent.values
    error = float(other.std()) / np.sqrt(simulation.draws)
    ends = (0.05, 0.5, 0.95)
    apart = np.abs(np.quantile(ours, ends) - np.quantile(other, ends)).max()
    if abs(ours.mean() - other.mean()) > 6 * error or apart > 15 * error:
        sys.exit("The draws do not agree.")


def timed(run: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    found = run()
    return found, time.perf_counter() - began


if __name__ == "__main__":
    main()
