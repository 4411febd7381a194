"""In which order to see places so that the way is short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from goodwill.analytics.numerics.arrays import Floats

EARTH_KM = 6371.0088
"""The mean radius (IUGG)."""
BETTER_KM = 1e-9


@dataclass(frozen=True)
class Round:
    """The places in the order in which to see them, and how long the way is as the crow flies."""

    order: tuple[int, ...]
    kilometres: float


def distances(latitudes: Floats, longitudes: Floats) -> Floats:
    """Great-circle distances in km between all places, shape (places, places).

    Parameters
    ----------
    latitudes, longitudes
        Degrees, shape (places,).

    References
    ----------
    Sinnott (1984), Virtues of the haversine, Sky and Telescope 68(2).
    """
    phi, lam = np.radians(latitudes), np.radians(longitudes)
    across = np.sin((phi[:, None] - phi[None, :]) / 2) ** 2
    along = np.sin((lam[:, None] - lam[None, :]) / 2) ** 2
    inside = across + np.cos(phi)[:, None] * np.cos(phi)[None, :] * along
    apart: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(inside, 0, 1)))
    return apart


def shortest(latitudes: Floats, longitudes: Floats) -> Round:
    """A short way from the first place through all others, without coming back.

    The nearest next; then pieces are turned round (2-opt) and places moved while that shortens
    it. For the dozen places of a day that is the best way or little longer. Equals go by
    position, so the same places always give the same way.

    References
    ----------
    Croes (1958), Operations Research 6(6). doi:10.1287/opre.6.6.791
    """
    apart = distances(np.asarray(latitudes, float), np.asarray(longitudes, float))
    order = _nearest_next(apart)
    while (better := _bettered(order, apart)) is not None:
        order = better
    return Round(tuple(order), _length(order, apart))


def _nearest_next(apart: Floats) -> list[int]:
    left = list(range(1, len(apart)))
    order = [0] if len(apart) else []
    while left:
        following = min(left, key=lambda place: (apart[order[-1], place], place))
        left.remove(following)
        order.append(following)
    return order


def _bettered(order: list[int], apart: Floats) -> list[int] | None:
    """A shorter way, one piece turned round or one place moved; None if there is none."""
    length = _length(order, apart)
    for other in _alike(order):
        if _length(other, apart) < length - BETTER_KM:
            return other
    return None


def _alike(order: list[int]) -> Iterator[list[int]]:
    """All ways that differ by one piece turned round, or by one place seen at another time."""
    for start in range(1, len(order)):
        for end in range(start + 2, len(order) + 1):
            yield [*order[:start], *reversed(order[start:end]), *order[end:]]
        left = [*order[:start], *order[start + 1 :]]
        for to in range(1, len(order)):
            yield [*left[:to], order[start], *left[to:]]


def _length(order: list[int], apart: Floats) -> float:
    return float(apart[order[:-1], order[1:]].sum())
