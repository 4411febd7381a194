"""The simple shares that members per arm are nearest to, where nobody wrote down a plan."""

from __future__ import annotations

from collections.abc import Mapping

SMALLEST = (0.01, 0.05, 0.1, 0.2, 0.25, 1 / 3)
"""Shares that a single arm is given in practice; the others share the rest equally."""

NEAR_EQUAL = 0.1
"""45–55 % of two arms: nobody plans 51 : 49, so equal shares must have been meant."""


def guessed_shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Arm → the share that was probably meant: equal, or one arm with 1, 5, 10, 20 … %.

    A guess, to warn with and never to clear an experiment with.
    """
    n = sum(counts.values())
    return min(_candidates(counts), key=lambda c: sum(abs(counts[a] / n - c[a]) for a in counts))


def is_near_equal(counts: Mapping[str, int]) -> bool:
    """Whether every arm is within 10 % of an equal share."""
    equal = sum(counts.values()) / len(counts)
    return all(abs(n - equal) <= NEAR_EQUAL * equal for n in counts.values())


def _candidates(counts: Mapping[str, int]) -> list[dict[str, float]]:
    k = len(counts)
    ways = [dict.fromkeys(counts, 1 / k)]
    for special in counts:
        for share in (*SMALLEST, 0.5, *((1 - small for small in SMALLEST) if k > 2 else ())):
            ways.append(dict.fromkeys(counts, (1 - share) / (k - 1)) | {special: share})
    return ways
