"""Who is contacted and who is left alone to compare with: a lot drawn by hashing.

A customer's number is the hash of the campaign's seed and the customer's id, so the draw
can be repeated by anybody, on any engine, and nobody can steer it. Without strata an arm
depends on the customer alone: whoever joins the audience later changes nobody else's.
With strata the shares are kept within each stratum, to one member; then an arm depends on
who else is in it, so an assignment is drawn once and kept.

The company's own control group is drawn with the company's seed, so that it is the same
in every campaign.

References
----------
FIPS 180-4: SHA-256. Systematic sampling with a random start: Cochran (1977), Sampling
Techniques, chapter 8.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import accumulate

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import ColumnsUnclear
from goodwill.analytics.numerics.arrays import Integers
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

BITS = 52
DIGITS = BITS // 4
"""Hexadecimal digits; 52 bits fit both a 64-bit integer and the whole numbers of a double."""

HOLDOUT, TREATED = "holdout", "treated"
LOW_BITS = 1 << 20
"""Of sums of hashes only these bits are used: billions of them fit a 64-bit integer."""


@dataclass(frozen=True)
class Arms:
    """What a campaign's audience is drawn into.

    Parameters
    ----------
    holdout
        The share that is contacted by nobody.
    variants
        Variant → its share of those treated; they sum to 1.
    stratify_by
        Columns within whose values the shares are kept.
    """

    holdout: float = 0.2
    variants: Mapping[str, float] = field(default_factory=lambda: {TREATED: 1.0})
    stratify_by: tuple[str, ...] = ()

    @property
    def shares(self) -> dict[str, float]:
        """Arm → share of all members, the hold-out first."""
        treated = {name: (1 - self.holdout) * share for name, share in self.variants.items()}
        return {HOLDOUT: self.holdout} | treated


def hash52(seed: str, ids: Iterable[str]) -> Integers:
    """What `Warehouse.hashed` must equal: a number below 2^52 per id, shape (ids,).

    The first 13 hexadecimal digits of SHA-256 of the UTF-8 text “seed:id”.
    """
    hashes = (sha256(f"{seed}:{each}".encode()).hexdigest() for each in ids)
    return np.array([int(digits[:DIGITS], 16) for digits in hashes], dtype=np.int64)


def assigned(frame: Frame, arms: Arms, *, hashed: str) -> Frame:
    """Adds `arm` to every row; by lot alone, or exactly within strata.

    Parameters
    ----------
    frame
        One row per member: `customer_id`, the columns of `arms.stratify_by`, and `hashed`,
        which is `Warehouse.hashed` of `customer_id` with the campaign's seed.

    Raises
    ------
    ColumnsUnclear
        A column to stratify by is not there.
    """
    _refuse_missing(frame, arms.stratify_by)
    if not arms.stratify_by:
        return frame.with_columns(arm=_by_threshold(nw.col(hashed), arms))
    placed = frame.with_columns(**_places(arms.stratify_by, hashed))
    return placed.with_columns(arm=_by_place(arms)).drop("_before", "_size", "_start")


def in_control_group(share: float, *, hashed: str) -> nw.Expr:
    """Whether the company's control group holds a customer, by the hash with its seed."""
    return nw.col(hashed) < _threshold(share)


def _by_threshold(number: nw.Expr, arms: Arms) -> nw.Expr:
    ends = [(name, number < _threshold(end)) for name, end in _ends(arms)]
    return _first_of(ends, _last(arms))


def _places(strata: Sequence[str], hashed: str) -> dict[str, nw.Expr]:
    """How many stand before a member in its stratum, its size, and where the counting starts.

    The start is drawn once a stratum from all its hashes: it says nothing of who stands
    where, and the arms of many small strata are not all rounded the same way.
    """
    low = nw.col(hashed) % LOW_BITS
    before = nw.col(hashed).cum_count().over(*strata, order_by=[hashed, "customer_id"])
    return {
        "_before": before.cast(nw.Float64) - 1,
        "_size": nw.len().over(*strata).cast(nw.Float64),
        "_start": (low.sum().over(*strata).cast(nw.Int64) % LOW_BITS).cast(nw.Float64) / LOW_BITS,
    }


def _by_place(arms: Arms) -> nw.Expr:
    place = nw.col("_before") + nw.col("_start")
    return _first_of(
        [(name, place < nw.col("_size") * end) for name, end in _ends(arms)], _last(arms)
    )


def _ends(arms: Arms) -> list[tuple[str, float]]:
    """Every arm but the last with the share that it and those before it make."""
    shares = arms.shares
    return list(zip(shares, accumulate(shares.values()), strict=True))[:-1]


def _last(arms: Arms) -> str:
    return list(arms.shares)[-1]


def _first_of(ends: Sequence[tuple[str, nw.Expr]], otherwise: str) -> nw.Expr:
    found: nw.Expr = nw.lit(otherwise)
    for name, holds in reversed(ends):
        found = nw.when(holds).then(nw.lit(name)).otherwise(found)
    return found


def _threshold(share: float) -> int:
    return round(share * (1 << BITS))


def _refuse_missing(frame: Frame, names: Sequence[str]) -> None:
    there = frame.collect_schema().names()
    for name in names:
        if name not in there:
            raise ColumnsUnclear(
                Sentence(
                    "There is no column {column} to stratify by. There are: {known}.",
                    column=name,
                    known=", ".join(there),
                )
            )
