"""TARGETS.toml and INDICATORS.toml: read, and every mistake in them said with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from goodwill.analytics.benefit.indicators.cells import Cell
from goodwill.analytics.benefit.indicators.indicator import Indicator
from goodwill.analytics.benefit.indicators.own import Owns
from goodwill.analytics.benefit.indicators.periods import Period
from goodwill.analytics.benefit.indicators.targets import Target


@dataclass(frozen=True)
class Targets:
    """The targets of a file.

    Parameters
    ----------
    targets
        Those with a window as baseline have none until `with_baselines` has put it in.
    windows
        By the place of a target: the period that its baseline is to be measured in.
    """

    targets: tuple[Target, ...] = ()
    windows: Mapping[int, Period] | None = None

    def with_baselines(
        self, cells: Sequence[Cell], indicators: Mapping[str, Indicator]
    ) -> tuple[Target, ...]:
        """The targets, with baselines measured from the cells where a window was given."""
        raise NotImplementedError


def read_targets(file: Path, indicators: Mapping[str, Indicator]) -> Targets:
    """The targets that a TOML file holds; `indicators` are those there are, own ones included."""
    raise NotImplementedError


def read_own(file: Path, indicators: Mapping[str, Indicator], currency: str) -> Owns:
    """The own indicators that a TOML file holds."""
    raise NotImplementedError
