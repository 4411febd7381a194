"""The plain rule that every model has to beat: one cut of one covariate, learnt likewise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.campaigns.uplift.trials import Trial
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

CUTS = 20
FEWEST_ON_A_SIDE = 50
"""Members of each arm on each side of a cut, at least."""
MOST_TO_CUT = 100_000


@dataclass(frozen=True)
class Rule:
    """Contact those inside the cut, or outside.

    Parameters
    ----------
    column, edge
        A number and the largest value inside; or words and the level inside (None: unknown).
    inside, outside
        The measured effect on either side, in the unit of the outcome.
    has_gaps
        Whether the number is not known of some, who are outside.
    """

    column: str
    edge: float | str | None
    inside: float
    outside: float
    has_gaps: bool = False

    @property
    def sentence(self) -> Sentence:
        """Whom to contact first, in words."""
        is_inside = self.inside >= self.outside
        if isinstance(self.edge, float):
            return self._above_or_below(self.edge, is_inside)
        if self.edge is None:
            if is_inside:
                return Sentence("{column} not known", column=self.column)
            return Sentence("{column} known", column=self.column)
        if is_inside:
            return Sentence("{column} is {value}", column=self.column, value=self.edge)
        return Sentence("{column} is not {value}", column=self.column, value=self.edge)

    def _above_or_below(self, edge: float, is_inside: bool) -> Sentence:
        told = {"column": self.column, "value": f"{edge:,.6g}"}
        if is_inside:
            return Sentence("{column} at most {value}", **told)
        if self.has_gaps:
            return Sentence("{column} above {value}, or not known", **told)
        return Sentence("{column} above {value}", **told)

    def effect(self, columns: Mapping[str, Any]) -> Floats:
        """The measured effect of the side that each member is on, shape (members,)."""
        values = columns[self.column]
        is_inside = values <= self.edge if isinstance(self.edge, float) else values == self.edge
        return np.where(is_inside, self.inside, self.outside)


@dataclass(frozen=True, eq=False)
class Cuts:
    """One covariate in codes, and what each code stands for."""

    name: str
    code: Integers
    edges: tuple[float | str | None, ...]
    is_ordered: bool
    has_gaps: bool = False


def cuts(trial: Trial) -> list[Cuts]:
    """Every covariate in at most 20 codes: quantiles of a number, the levels of words."""
    return [
        _levels(name, values) if name in trial.categories else _quantiles(name, values)
        for name, values in trial.columns.items()
    ]


def _quantiles(name: str, values: Floats) -> Cuts:
    some = values[:: -(-len(values) // MOST_TO_CUT)]
    known = np.sort(some[~np.isnan(some)])
    places = (np.arange(1, CUTS) * len(known)) // CUTS
    edges = np.unique(known[places]) if len(known) else np.zeros(0)
    code = np.searchsorted(edges, values)  # NaN comes last
    gaps = bool(np.isnan(values).any())
    return Cuts(name, code.astype(np.int64), tuple(edges.tolist()), True, gaps)


def _levels(name: str, values: Any) -> Cuts:
    found = sorted(set(values.tolist()), key=lambda level: (level is None, level or ""))
    at = {level: place for place, level in enumerate(found)}
    code = np.array([at[value] for value in values.tolist()], dtype=np.int64)
    return Cuts(name, code, tuple(found), False)


def sums(trial: Trial, cut: Cuts, folds: Integers) -> Floats:
    """Members and outcomes by fold, code and arm: shape (folds, codes, 4).

    The four are: members contacted, members of the control, and the outcomes of each.
    """
    codes = len(cut.edges) + 1
    cell = (folds * codes + cut.code) * 2 + (trial.treated == 0)
    number = int(folds.max()) + 1
    parts = [np.bincount(cell, weights, number * codes * 2) for weights in (None, trial.outcome)]
    return np.concatenate([part.reshape(number, codes, 2) for part in parts], axis=2).astype(float)


def best(found: list[Cuts], tables: list[Floats]) -> Rule | None:
    """The cut with the largest area under its curve, of tables of shape (codes, 4).

    With a share s on the better side, at an effect of t there and of τ over all, the area
    above that of chance is s (t − τ) / 2. None if nothing can be cut.
    """
    rules = [
        candidate
        for cut, table in zip(found, tables, strict=True)
        for candidate in _candidates(cut, table)
    ]
    return max(rules, key=lambda each: each[0])[1] if rules else None


def _candidates(cut: Cuts, table: Floats) -> list[tuple[float, Rule]]:
    inside = (table.cumsum(axis=0) if cut.is_ordered else table)[: len(cut.edges)]
    outside = table.sum(axis=0) - inside
    kept = np.flatnonzero(np.minimum(inside, outside)[:, :2].min(axis=1) >= FEWEST_ON_A_SIDE)
    found = []
    for place in kept:
        one, other = (_effect(side[place]) for side in (inside, outside))
        share = inside[place, :2].sum() / table[:, :2].sum()
        gain = float(share * (1 - share) * abs(one - other) / 2)
        found.append((gain, Rule(cut.name, cut.edges[place], one, other, cut.has_gaps)))
    return found


def _effect(sums: Floats) -> float:
    return float(sums[2] / sums[0] - sums[3] / sums[1])
