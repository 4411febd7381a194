"""Who is worth comparing with whom: those who share a key that not everybody has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

LARGEST = 60
"""A key that more customers have than this tells nothing; rarer ones bring them together."""


def pairs(keys: Mapping[int, Iterable[int]]) -> Iterator[tuple[int, int]]:
    """Each pair of customers that shares a telling key, once; `keys` by customer."""
    seen: set[tuple[int, int]] = set()
    for members in blocks(keys).values():
        for pair in combinations(sorted(members), 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def blocks(keys: Mapping[int, Iterable[int]]) -> dict[int, list[int]]:
    """The customers of each telling key."""
    found: dict[int, list[int]] = defaultdict(list)
    for customer, of_it in keys.items():
        for key in of_it:
            found[key].append(customer)
    return {key: members for key, members in found.items() if 1 < len(members) <= LARGEST}
