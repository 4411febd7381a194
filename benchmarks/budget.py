"""How fast is a budget parted, and is it the best division? Against SLSQP.

    python benchmarks/budget.py [--options 1000] [--peers 300]

Options with saturating curves share a budget and 5 capacities. SciPy's SLSQP gets `--peers` of
them, and Goodwill gets those as well, so that the ratio is of the same work. The run stops
if SLSQP finds a division that brings more than Goodwill's by over a ten-millionth, or if
without capacities the closed form is missed.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TypeVar

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np  # noqa: E402  (after the number of threads is set)
from scipy.optimize import minimize  # noqa: E402

from goodwill.analytics.campaigns.budget.budget import Budget, Option  # noqa: E402
from goodwill.analytics.campaigns.budget.curves import Hill  # noqa: E402
from goodwill.analytics.campaigns.budget.parting import Division, part  # noqa: E402
from goodwill.analytics.campaigns.budget.responses import believed  # noqa: E402

Found = TypeVar("Found")
CAPACITIES = 5
AGREE = 1e-7


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--options", type=int, default=1_000)
    parser.add_argument("--peers", type=int, default=300)
    wanted = parser.parse_args(arguments)
    print(machine(), flush=True)
    in_closed_form(wanted.options)
    seconds, whole = timed(lambda: part(budget(wanted.options)))
    print(f"{wanted.options:,} options: {seconds:.2f} CPU-s, proved to {whole.gap:.0e}", flush=True)
    ours, division = timed(lambda: part(budget(wanted.peers)))
    print(f"{wanted.peers:,} options: {ours:.2f} CPU-s", flush=True)
    compare(wanted.peers, ours, division)


def compare(options: int, ours: float, division: Division) -> None:
    theirs, net = timed(lambda: by_slsqp(budget(options)))
    found = float(division.margin.sum() - division.spent)
    if net > found * (1 + AGREE):
        raise SystemExit(f"SLSQP found a better division: {net} > {found}")
    print(
        f"SLSQP: {theirs:.2f} CPU-s, ratio {ours / theirs:.3f}; its division brings "
        f"{1 - net / found:.1e} less",
        flush=True,
    )


def in_closed_form(options: int) -> None:
    """√λ = Σ√(best·half) ÷ (total + Σ half), where every option is in use."""
    best, half, _ = curves(options)
    total = 2 * float(half.sum())
    free = Budget(total, tuple(choices(best, half)), "CNY", spend_all=True)
    seconds, found = timed(lambda: part(free))
    root = np.sqrt(best * half)
    price = (root.sum() / (total + half.sum())) ** 2
    spend = np.maximum(root / np.sqrt(price) - half, 0.0)
    if spend.min() <= 0:
        raise SystemExit("not every option is in use: choose another size")
    margin = (best * spend / (spend + half)).sum()
    off = abs(found.margin.sum() / margin - 1), abs(found.last_unit / price - 1)
    print(f"closed form: {seconds:.2f} CPU-s, margin off by {off[0]:.1e}, last unit {off[1]:.1e}")
    if max(off) > 1e-6:
        raise SystemExit("the closed form is missed")


def by_slsqp(of: Budget) -> float:
    """In units of each option's `half`, where the curves are alike."""
    best, half, uses = curves(len(of.options))
    limits = np.array(list(of.capacities.values()))
    matrix = np.vstack([half / of.total, (uses.T / limits[:, None]) * half])
    scale = best.mean()
    found = minimize(
        lambda u: -((best * u / (1 + u)).sum() - half @ u) / scale,
        np.full(len(best), 1 / float(matrix.sum(axis=1).max())),
        jac=lambda u: -(best / (1 + u) ** 2 - half) / scale,
        bounds=[(0, None)] * len(best),
        constraints={"type": "ineq", "fun": lambda u: 1 - matrix @ u, "jac": lambda _: -matrix},
        method="SLSQP",
        options={"ftol": 1e-10, "maxiter": 1_000},
    )
    spend = half * np.maximum(found.x, 0) / max(float((matrix @ found.x).max()), 1.0)
    return float((best * spend / (spend + half)).sum() - spend.sum())


def budget(options: int) -> Budget:
    best, half, uses = curves(options)
    total = float(half.sum()) / 2
    rows = [{f"capacity {at}": float(use) for at, use in enumerate(row) if use > 0} for row in uses]
    limits = {
        f"capacity {at}": float(uses[:, at].sum() * total / options / 3) for at in range(CAPACITIES)
    }
    return Budget(total, tuple(choices(best, half, rows)), "CNY", limits)


def choices(
    best: np.ndarray, half: np.ndarray, uses: list[dict[str, float]] | None = None
) -> list[Option]:
    rows = uses or [{} for _ in best]
    return [
        Option(f"option {at}", believed(Hill(float(b), float(h))), uses=row)
        for at, (b, h, row) in enumerate(zip(best, half, rows, strict=True))
    ]


def curves(options: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """best, half and what a unit takes of each capacity; an option takes of one or none."""
    rng = np.random.default_rng(20)
    best, half = rng.uniform(1e5, 1e6, options), rng.uniform(1e4, 1e5, options)
    takes = rng.integers(0, 2 * CAPACITIES, options)
    uses = (takes[:, None] == np.arange(CAPACITIES)) * rng.uniform(0.01, 0.05, (options, 1))
    return best, half, uses


def timed(way: Callable[[], Found]) -> tuple[float, Found]:
    start = time.process_time()
    found = way()
    return time.process_time() - start, found


def machine() -> str:
    today = datetime.now(UTC).date().isoformat()
    return (
        f"{today}, {os.cpu_count()} {platform.machine()} cores, Python "
        f"{platform.python_version()}, SciPy {version('scipy')}"
    )


if __name__ == "__main__":
    main()
