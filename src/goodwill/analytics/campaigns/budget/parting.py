"""The best division of a budget, proved to be so.

Each curve is cut into straight pieces, which makes a linear programme; HiGHS solves it. Its
shadow prices bound from above what any division can bring (the Lagrangian dual), and the
true curves at its solution bound it from below. The pieces are cut finer around the
solution until the two bounds meet.

References
----------
Huangfu & Hall (2018), Mathematical Programming Computation 10, 119-142,
doi:10.1007/s12532-017-0130-5: the solver. Dantzig & Wolfe (1960), Operations Research
8(1), 101-111, doi:10.1287/opre.8.1.101: columns added where the prices point.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from goodwill.analytics.campaigns.budget.budget import Budget, Bundles
from goodwill.analytics.errors import NotConverged
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

PIECES = 16
AROUND = 8
FINER = 8
ROUNDS = 40
HALVINGS = 60
CLOSE_ENOUGH = 1e-12
"""Bounds that near, relative to what the division brings, cannot be told apart."""
TOO_FAR = 1e-7
"""Bounds farther apart are no proof."""
LITTLE = 1e-3
"""Margins below this share of what the options could bring are not told apart as finely."""
ROUNDING = 1e-9
"""A share of the budget too small to speak of."""
NEVER_BINDS = 1e-9
"""A capacity of which the whole budget could use no larger share may be left out."""
STRICT = {
    "dual_feasibility_tolerance": 1e-10,
    "primal_feasibility_tolerance": 1e-10,
    "presolve": False,  # takes a hundred times as long as solving one long row
}


@dataclass(frozen=True)
class Scarce:
    """A capacity: what the division takes of it, and what one unit more would bring.

    `price` is in minor units of money, net of the spend it makes possible.
    """

    name: str
    used: float
    limit: float
    price: float


@dataclass(frozen=True)
class Division:
    """The spends that bring the most.

    Parameters
    ----------
    spend, margin
        Per option, minor units, shape (options,).
    last_unit
        What the last unit of the budget brings, in units of the same money: 1.3 means that
        one yuan more brings 1.30 of margin. Where money is left over a further one would
        bring less than itself; what it would bring is then at most 1.
    gap
        How much more any other division could bring, as a share; at most `TOO_FAR`.
    """

    budget: Budget
    spend: Floats
    margin: Floats
    last_unit: float
    capacities: tuple[Scarce, ...]
    gap: float

    @property
    def spent(self) -> float:
        return float(self.spend.sum())

    @property
    def left(self) -> float:
        """What stays unspent because it would bring less than itself, or has nowhere to go."""
        return max(self.budget.total - self.spent, 0.0)


@dataclass(frozen=True)
class _Solved:
    spend: Floats
    money: float
    capacities: Floats


def part(budget: Budget) -> Division:
    """The division of the budget that brings the most margin, less the spend itself.

    Raises
    ------
    SettingRefused
        The limits cannot all be met; says which.
    NotConverged
        The bounds did not meet.
    """
    bundles = Bundles(budget)
    cost = 0.0 if budget.spend_all else 1.0
    width = bundles.high - bundles.low
    grid = bundles.low[:, None] + width[:, None] * np.linspace(0, 1, PIECES + 1) ** 2
    best, best_gap = None, np.inf
    reach = width / FINER
    for _ in range(ROUNDS):
        solved = _programme(bundles, _with_ends(bundles, grid), cost)
        if solved is None:
            break
        gap, wanted = _gap(bundles, solved, cost)
        improved = gap < best_gap / 2
        if gap < best_gap:
            best, best_gap = solved, gap
        if best_gap <= CLOSE_ENOUGH or (not improved and best_gap <= TOO_FAR):
            break
        reach = reach / FINER if improved else reach / 2
        grid = _around(solved.spend, wanted, reach)
    if best is None or best_gap > TOO_FAR:
        raise NotConverged(
            Sentence("No division of the budget could be proved best; look for odd curves.")
        )
    return _division(bundles, best, best_gap, cost)


def _programme(bundles: Bundles, grid: Floats, cost: float) -> _Solved | None:
    """The best division along straight pieces between the points of the grid, if any is found."""
    total = bundles.budget.total
    widths = np.diff(grid, axis=1)
    rows, pieces = np.nonzero(widths > total * 1e-14)
    if not len(rows):
        return _Solved(bundles.low, 0.0, np.zeros(len(bundles.limits)))
    width = widths[rows, pieces]
    slope = np.diff(bundles.margin(grid), axis=1)[rows, pieces] / width
    most = np.maximum(total * bundles.use.max(axis=1), bundles.limits * NEVER_BINDS)
    scales = np.where(most > 0, most, 1.0)
    use = bundles.use[:, rows] * total / scales[:, None]
    matrix = sparse.csr_matrix(np.vstack([np.ones(len(rows)), use]))
    left = 1 - bundles.low.sum() / total
    rooms = (bundles.limits - bundles.use @ bundles.low) / scales
    programme = {
        "c": cost - slope,
        "A_ub": matrix,
        "b_ub": np.maximum([left, *rooms], 0.0),
        "bounds": np.column_stack([np.zeros(len(rows)), width / total]),
        "method": "highs",
    }
    solution = linprog(**programme, options=STRICT)
    if solution.x is None:
        solution = linprog(**programme)
    if solution.x is None:
        return None
    filled = np.clip(total * solution.x, 0.0, width)
    spend = np.minimum(bundles.low + np.bincount(rows, filled, bundles.count), bundles.high)
    prices = np.maximum(-solution.ineqlin.marginals, 0.0)
    return _Solved(spend, float(prices[0]), prices[1:] * total / scales)


def _gap(bundles: Bundles, solved: _Solved, cost: float) -> tuple[float, Floats]:
    """How far the division may be from the best, and the spends that its prices ask for.

    The bound is the dual function: what each bundle would bring at these prices if it
    stood alone. Bisection on its slope finds that to the last digit.
    """
    price = cost + solved.money + solved.capacities @ bundles.use
    left, right = bundles.low.copy(), bundles.high.copy()
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        rises = bundles.slope(middle[:, None])[:, 0] > price
        left, right = np.where(rises, middle, left), np.where(rises, right, middle)
    ends = np.column_stack([left, right, bundles.low, bundles.high, solved.spend])
    alone = (bundles.margin(ends) - price[:, None] * ends).max(axis=1)
    bound = solved.money * bundles.budget.total + solved.capacities @ bundles.limits + alone.sum()
    margin = bundles.margin(solved.spend[:, None]).sum()
    net = margin - cost * solved.spend.sum()
    least = LITTLE * float(np.abs(bundles.margin(bundles.high[:, None])).sum())
    return max(float(bound - net), 0.0) / max(abs(float(margin)), least, LITTLE), left


def _with_ends(bundles: Bundles, grid: Floats) -> Floats:
    longest = max(len(corners) for corners in bundles.corners)
    extra = np.repeat(bundles.low[:, None], longest, axis=1)
    for bundle, corners in enumerate(bundles.corners):
        extra[bundle, : len(corners)] = corners
    points = np.column_stack([bundles.low, bundles.high, grid, extra])
    return np.sort(np.clip(points, bundles.low[:, None], bundles.high[:, None]), axis=1)


def _around(spend: Floats, wanted: Floats, reach: Floats) -> Floats:
    steps = np.linspace(-1, 1, AROUND + 1)
    both = [near[:, None] + reach[:, None] * steps for near in (spend, wanted)]
    return np.column_stack([*both, spend, wanted])


def _division(bundles: Bundles, solved: _Solved, gap: float, cost: float) -> Division:
    budget = bundles.budget
    spend = bundles.options(solved.spend)
    used = bundles.use @ solved.spend
    prices = [
        _of_one_more(budget, name, solved, cost) if is_used_up else float(price)
        for name, is_used_up, price in zip(
            budget.capacities, bundles.used_up, solved.capacities, strict=True
        )
    ]
    rows = zip(budget.capacities, used, bundles.limits, prices, strict=True)
    return Division(
        budget=budget,
        spend=spend,
        margin=bundles.stack.margin(spend[:, None])[:, 0],
        last_unit=_last_unit(bundles, solved, cost),
        capacities=tuple(Scarce(n, float(u), float(of), float(p)) for n, u, of, p in rows),
        gap=gap,
    )


def _of_one_more(budget: Budget, name: str, solved: _Solved, cost: float) -> float:
    """What one unit brings of a capacity that is used up by what must be spent.

    A shadow price speaks of the next small part of a unit, which may bring without end.
    """
    capacities = {**budget.capacities, name: budget.capacities[name] + 1}
    more = part(replace(budget, capacities=capacities))
    bundles = Bundles(budget)
    now = bundles.margin(solved.spend[:, None]).sum() - cost * solved.spend.sum()
    return float(more.margin.sum() - cost * more.spent - now)


def _last_unit(bundles: Bundles, solved: _Solved, cost: float) -> float:
    """The budget's shadow price; of money left over, what the best place for it would bring."""
    total = bundles.budget.total
    if total - solved.spend.sum() <= total * ROUNDING:
        return solved.money + cost
    has_room = bundles.high - solved.spend > total * ROUNDING
    further = np.minimum(solved.spend + total * ROUNDING, bundles.high)
    slopes = bundles.slope(further[:, None])[:, 0] - solved.capacities @ bundles.use
    return float(np.clip(slopes[has_room].max(initial=0.0), 0.0, 1.0))
