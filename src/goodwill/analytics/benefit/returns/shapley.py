"""What each of several causes has brought together with the others, by the Shapley value.

φᵢ = Σ_S |S|! (n − |S| − 1)! ÷ n! × (v(S ∪ i) − v(S)) over all sets S of other causes: what a
cause adds, averaged over all orders in which the causes can come. The shares add up to v(all).

References
----------
Shapley (1953), A value for n-person games, in Contributions to the Theory of Games II.
Castro, Gómez & Tejada (2009), Computers & Operations Research 36(5): sampling of orders.
doi:10.1016/j.cor.2008.04.004
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

import numpy as np

from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence

Coalition = frozenset[str]
Worth = Callable[[Coalition], Fraction]
"""What a set of causes brings by itself, without the others."""

MOST_EXACT = 10
"""Up to so many causes all sets are tried: 1,024 of them."""


@dataclass(frozen=True)
class Shares:
    """What each cause has brought.

    Parameters
    ----------
    values
        φ by cause, in the order of the causes; they add up to `whole` exactly.
    orders
        How many orders were drawn; None where all were counted.
    """

    values: dict[str, Fraction]
    whole: Fraction
    orders: int | None = None
    seed: int | None = None


def shapley(
    causes: Sequence[str], worth: Worth, *, orders: int = 2_000, seed: int = 20_260_101
) -> Shares:
    """The Shapley value of each cause: exact for at most 10 causes, else from drawn orders.

    Parameters
    ----------
    worth
        v(S); that of no cause must be 0.
    orders, seed
        Of the drawing, for more than 10 causes. Each order is also taken backwards.

    Raises
    ------
    SettingRefused
        There is no cause, two are the same, or nothing done brings something.
    """
    _check(causes, worth)
    whole = worth(frozenset(causes))
    if len(causes) <= MOST_EXACT:
        return Shares(_exact(causes, worth), whole)
    return Shares(_sampled(causes, worth, orders, seed), whole, 2 * ((orders + 1) // 2), seed)


def _exact(causes: Sequence[str], worth: Worth) -> dict[str, Fraction]:
    worths = {each: worth(each) for each in _coalitions(causes)}
    n = len(causes)
    weights = [Fraction(factorial(k) * factorial(n - k - 1), factorial(n)) for k in range(n)]
    return {
        cause: sum(
            (
                weights[len(others)] * (worths[others | {cause}] - without)
                for others, without in worths.items()
                if cause not in others
            ),
            Fraction(0),
        )
        for cause in causes
    }


def _sampled(causes: Sequence[str], worth: Worth, orders: int, seed: int) -> dict[str, Fraction]:
    sums = dict.fromkeys(causes, Fraction(0))
    known: dict[Coalition, Fraction] = {}
    rng = np.random.default_rng(seed)
    pairs = (orders + 1) // 2
    sorted_causes = sorted(causes)
    for _ in range(pairs):
        order = [sorted_causes[at] for at in rng.permutation(len(causes))]
        for forwards in (order, order[::-1]):
            _add_marginals(forwards, worth, known, sums)
    return {cause: total / (2 * pairs) for cause, total in sums.items()}


def _add_marginals(
    order: Sequence[str],
    worth: Worth,
    known: dict[Coalition, Fraction],
    sums: dict[str, Fraction],
) -> None:
    joined: Coalition = frozenset()
    before = Fraction(0)
    for cause in order:
        joined = joined | {cause}
        if joined not in known:
            known[joined] = worth(joined)
        sums[cause] += known[joined] - before
        before = known[joined]


def _coalitions(causes: Sequence[str]) -> Iterator[Coalition]:
    for size in range(len(causes) + 1):
        yield from map(frozenset, combinations(causes, size))


def _check(causes: Sequence[str], worth: Worth) -> None:
    if not causes or len(set(causes)) != len(causes):
        raise SettingRefused(
            Sentence("Causes that share a benefit need different names, and at least one.")
        )
    if worth(frozenset()) != 0:
        raise SettingRefused(
            Sentence("With none of the causes there is no effect: it must be 0, or left out.")
        )
