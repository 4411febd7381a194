"""A small line in a table's row: how a value went, without axes or numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

WIDTH, HEIGHT, EDGE = 88, 24, 3


def trend_line(values: Sequence[float | None], said: str) -> str:
    """An SVG of the values from left to right, a faint dash over gaps.

    The lowest and the highest touch the edges; the newest has a dot, as has a value without
    neighbours. `said` is read out to those who cannot see it.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, spread = min(known), max(known) - min(known)
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)

    def at(place: int, value: float) -> str:
        up = 0.5 if not spread else (value - low) / spread
        return f"{EDGE + place * step:.1f} {HEIGHT - EDGE - up * (HEIGHT - 2 * EDGE):.1f}"

    runs = [[at(place, value) for place, value in run] for run in _runs(values)]
    path = "".join("M" + "L".join(run) for run in runs if len(run) > 1)
    gaps = "".join(f"M{one[-1]}L{other[0]}" for one, other in pairwise(runs))
    dots = [run[0] for run in runs if len(run) == 1]
    last = runs[-1][-1]
    marks = [_dot(point, 1.5) for point in dots if point != last] + [_dot(last, 2.5)]
    line = f'<path class="trend__gap" d="{gaps}"/>' if gaps else ""
    line += f'<path class="trend__line" d="{path}"/>' if path else ""
    return (
        f'<svg class="trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(said)}">{line}{"".join(marks)}</svg>'
    )


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Stretches without a gap."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _dot(point: str, radius: float) -> str:
    x, y = point.split()
    return f'<circle class="trend__dot" cx="{x}" cy="{y}" r="{radius}"/>'
