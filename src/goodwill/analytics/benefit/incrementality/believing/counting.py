"""Members per arm, and per slice and arm, from moments that were computed anyway."""

from __future__ import annotations

from goodwill.analytics.numerics.moments import Moments


def counts_of(cells: Moments, arm: str = "arm") -> dict[str, int]:
    """Arm → members, from the moments of any metric by arm and slices."""
    whole = cells.merged(arm)
    return {str(key[0]): int(n) for key, n in zip(whole.keys, whole.n, strict=True)}


def counts_by_slice(cells: Moments, by: str, arm: str = "arm") -> dict[str | None, dict[str, int]]:
    """Slice → arm → members, from the moments of any metric by arm and that slice."""
    counts: dict[str | None, dict[str, int]] = {}
    whole = cells.merged(by, arm)
    for (name, its_arm), n in zip(whole.keys, whole.n, strict=True):
        counts.setdefault(name, {})[str(its_arm)] = int(n)
    return counts
