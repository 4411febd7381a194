"""How segments overlap: how many customers are in which of them together, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.errors import Refused
from goodwill.crm.value.segmenting import keeping, matching
from goodwill.crm.value.segmenting.columns import People
from goodwill.crm.value.segmenting.models import Segment
from goodwill.language import Sentence

FEWEST, MOST = 2, 4


class CannotCompare(Refused):
    """Fewer or more segments than a picture can show."""

    def __init__(self) -> None:
        super().__init__(
            Sentence("Choose {fewest} to {most} segments to compare.", fewest=FEWEST, most=MOST)
        )


@dataclass(frozen=True)
class Part:
    """Customers who are in exactly these segments; `share` is of the largest part."""

    is_in: tuple[bool, ...]
    size: int
    share: float


@dataclass(frozen=True)
class Overlap:
    """Every part there is, the largest first, and the size of each segment."""

    segments: tuple[Segment, ...]
    sizes: tuple[int, ...]
    parts: tuple[Part, ...]
    in_any: int
    in_all: int
    as_of: datetime


def overlap(people: People, reach: Reach, segments: Sequence[Segment]) -> Overlap:
    """How two to four segments overlap, among the customers whom the person sees.

    Raises
    ------
    CannotCompare
        If there are fewer or more.
    """
    if not FEWEST <= len(segments) <= MOST:
        raise CannotCompare
    seen = matching.within(people, reach)
    code = np.zeros(len(people), np.uint8)
    for n, segment in enumerate(segments):
        code |= keeping.fitting(segment, people).astype(np.uint8) << n
    if seen is not None:
        code = code[seen]
    counts = np.bincount(code, minlength=1 << len(segments)).tolist()
    parts = _parts(counts, len(segments))
    sizes = tuple(_of(counts, n) for n in range(len(segments)))
    return Overlap(tuple(segments), sizes, parts, sum(counts[1:]), counts[-1], people.as_of)


def _of(counts: list[int], n: int) -> int:
    return sum(size for code, size in enumerate(counts) if code >> n & 1)


def _parts(counts: list[int], n: int) -> tuple[Part, ...]:
    held = [(code, size) for code, size in enumerate(counts) if code and size]
    most = max((size for _, size in held), default=1)
    ordered = sorted(held, key=lambda one: (-one[1], one[0]))
    return tuple(
        Part(tuple(bool(code >> k & 1) for k in range(n)), size, size / most)
        for code, size in ordered
    )
