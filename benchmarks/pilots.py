"""Do pilots' methods find the truth, and do their intervals hold it as often as they say?

    python benchmarks/pilots.py [panels per row, 400 if not given]

Panels are simulated with a true effect of 2 and noise of deviation 1 per unit and period.
“Parallel”: units differ in level and move alike. “Factors”: two hidden factors wander, and
units lean on them differently, the treated more than others, so that trends are not
parallel. “Recommended” is what `measure` goes by; “grade B” that, where it is grade B.
Staggered starts have an effect that grows by 1 each period from 1 on, and beside them
stands the one regression with effects of units and periods. Matched members were chosen
for what also moves their outcome.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.benefit.pilots.matching import Likeness, Members, matched
from goodwill.analytics.benefit.pilots.measuring import measure
from goodwill.analytics.benefit.pilots.panel import Panel
from goodwill.analytics.benefit.pilots.staggered import staggered
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence

TRUTH = 2.0


@dataclass(frozen=True)
class Design:
    """What is simulated."""

    name: str
    units: int
    treated: int
    before: int
    after: int
    factors: bool = False
    likeness: float = 0.0
    """Of a unit's noise in neighbouring periods."""


DESIGNS = (
    Design("parallel", 40, 1, 16, 8),
    Design("parallel", 40, 8, 16, 8),
    Design("parallel, alike noise", 40, 8, 16, 8, likeness=0.5),
    Design("few periods", 40, 8, 3, 3),
    Design("factors", 40, 1, 16, 8, factors=True),
    Design("factors", 40, 8, 16, 8, factors=True),
    Design("factors, alike noise", 40, 3, 16, 8, factors=True, likeness=0.5),
    Design("factors, few units", 12, 1, 12, 6, factors=True),
)


def main() -> None:
    panels = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    heads = ("n", 5), ("bias", 8), ("rmse", 8), ("mean se", 9), ("95 % holds", 12)
    print(f"{'panels':28}{'method':28}" + "".join(f"{head:>{wide}}" for head, wide in heads))
    for design in DESIGNS:
        began = time.perf_counter()
        _print(f"{design.name} {design.treated}/{design.units}", _by_method(design, panels))
        print(f"{'':28}{(time.perf_counter() - began) / panels:.2f} s a panel")
    _print("staggered 8+8/24", _staggered(panels))
    _print("matched, 800 members", _matched(panels))


def _by_method(design: Design, panels: int) -> dict[str, list[tuple[float, Effect]]]:
    found: dict[str, list[tuple[float, Effect]]] = {}
    for seed in range(panels):
        result = measure(simulated(design, np.random.default_rng(seed)))
        for attempt in result.attempts:
            if attempt.estimate:
                found.setdefault(attempt.method, []).append((TRUTH, attempt.estimate.effect))
        best = result.recommended
        if best and best.estimate and best.graded:
            found.setdefault("recommended", []).append((TRUTH, best.estimate.effect))
            grade = f"recommended, grade {best.graded.grade.value}"
            found.setdefault(grade, []).append((TRUTH, best.estimate.effect))
    return found


def simulated(design: Design, random: np.random.Generator) -> Panel:
    """A panel with the true effect in the first `design.treated` units."""
    units, periods = design.units, design.before + design.after
    outcome = random.normal(0, 3, (units, 1)) + np.cumsum(random.normal(0, 1, periods))
    outcome = outcome + _noise(random, units, periods, design.likeness)
    if design.factors:
        loads = random.normal(0, 1, (units, 2))
        loads[: design.treated] += 0.5
        outcome += loads @ np.cumsum(random.normal(0, 0.5, (2, periods)), axis=1)
    outcome[: design.treated, design.before :] += TRUTH
    return _panel(outcome, [design.before] * design.treated)


def _noise(random: np.random.Generator, units: int, periods: int, likeness: float) -> Floats:
    noise = random.normal(0, 1, (units, periods))
    for t in range(1, periods):
        noise[:, t] = likeness * noise[:, t - 1] + np.sqrt(1 - likeness**2) * noise[:, t]
    return noise


def _panel(outcome: Floats, starts: list[int]) -> Panel:
    units, periods = outcome.shape
    names = tuple(f"unit {i:03}" for i in range(units))
    every = (*starts, *[None] * (units - len(starts)))
    return Panel(names, tuple(map(str, range(periods))), outcome, every)


def _staggered(panels: int) -> dict[str, list[tuple[float, Effect]]]:
    found: dict[str, list[tuple[float, Effect]]] = {"staggered": [], "one regression": []}
    for seed in range(panels):
        random = np.random.default_rng(seed)
        starts = [6] * 8 + [12] * 8
        level, movement = random.normal(0, 3, (24, 1)), np.cumsum(random.normal(0, 1, 20))
        outcome = level + movement + random.normal(0, 1, (24, 20))
        effects = []
        for unit, start in enumerate(starts):
            grown = np.arange(1.0, 21 - start)
            outcome[unit, start:] += grown
            effects += list(grown)
        truth = float(np.mean(effects))
        panel = _panel(outcome, starts)
        found["staggered"].append((truth, staggered(panel).effect))
        found["one regression"].append((truth, _regression(panel)))
    return found


def _regression(panel: Panel) -> Effect:
    """“Runs here now” beside effects of units and periods; the error clustered by unit."""
    periods = np.arange(len(panel.periods))
    starts = np.array([len(periods) if start is None else start for start in panel.starts])
    left = (periods >= starts[:, None]).astype(float)
    left = left - left.mean(1, keepdims=True) - left.mean(0) + left.mean()
    level = panel.outcome - panel.outcome.mean(1, keepdims=True) - panel.outcome.mean(0)
    value = float((left * level).sum() / (left**2).sum())
    residual = level + panel.outcome.mean() - value * left
    scores = (left * residual).sum(axis=1)
    return student(
        value,
        float(np.sqrt((scores**2).sum())) / float((left**2).sum()),
        treated=0.0,
        control=0.0,
        n_treated=16,
        n_control=8,
        df=len(starts) - 1,
        method=Sentence("Two-way fixed effects."),
    )


def _matched(panels: int) -> dict[str, list[tuple[float, Effect]]]:
    found: dict[str, list[tuple[float, Effect]]] = {}
    for seed in range(panels):
        members = _members(np.random.default_rng(seed), 800)
        for likeness in Likeness:
            effect = matched(members, likeness).effect
            found.setdefault(f"matched, {likeness}", []).append((TRUTH, effect))
    return found


def _members(random: np.random.Generator, n: int) -> Members:
    loyal, large = random.normal(0, 1, (2, n))
    treated = random.random(n) < 1 / (1 + np.exp(2 - loyal - 0.5 * large))
    before = 100 + 7 * loyal + random.normal(0, 4, n)
    after = before + 2 * loyal + large + random.normal(0, 3, n) + TRUTH * treated
    return Members(treated, before, after, np.column_stack([loyal, large]), ("loyal", "large"))


def _print(name: str, found: dict[str, list[tuple[float, Effect]]]) -> None:
    for method, pairs in found.items():
        truth = np.array([truth for truth, _ in pairs])
        value, se, low, high = (
            np.array([getattr(effect, what) for _, effect in pairs])
            for what in ("value", "se", "low", "high")
        )
        held = ((low <= truth) & (truth <= high)).mean()
        rmse = np.sqrt(((value - truth) ** 2).mean())
        print(
            f"{name:28}{method:28}{len(pairs):5}{(value - truth).mean():8.3f}{rmse:8.3f}"
            f"{se.mean():9.3f}{held:12.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
