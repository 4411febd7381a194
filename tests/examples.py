"""How many examples a dear property test tries: few in every run, all where new are sought."""

from __future__ import annotations

from hypothesis import settings

FEW = 6


def up_to(most: int) -> int:
    """`most` under `--hypothesis-profile=searching` (`make proof`), a few in every other run."""
    return min(most, FEW) if settings.default.derandomize else most
