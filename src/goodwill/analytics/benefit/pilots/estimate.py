"""What every method says of a pilot: its effect, its path, and what was checked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence


class Method(StrEnum):
    """How the pilot is compared with what would have happened anyway."""

    DID = "did"
    DEMEANED_SYNTHETIC = "demeaned synthetic control"
    SYNTHETIC = "synthetic control"
    SDID = "sdid"
    STAGGERED = "staggered"
    MATCHED = "matched"
    INDEXED = "indexed"


class Checked(StrEnum):
    """What is checked before an estimate is believed."""

    PLACEBO = "placebo in time"
    TREND = "trend before"
    FIT = "fit before"
    LEAVE_ONE_OUT = "leave one out"
    BALANCE = "balance"
    SUPPORT = "matched share"


@dataclass(frozen=True)
class Check:
    """One check: passed, failed, or (None) not possible with these data."""

    what: Checked
    passed: bool | None
    sentence: Sentence


@dataclass(frozen=True, eq=False)
class Path:
    """The effect period by period, for a chart.

    Parameters
    ----------
    periods
        Names of the periods; of a staggered pilot, periods since the start (`-2`, `0`, `1`).
    start
        How many of them are before the pilot.
    gap, low, high
        Treated less what would have happened, with the band of each period by itself.
    treated, counterfactual
        The two lines between which the gap is; None where starts differ.
    """

    periods: tuple[str, ...]
    start: int
    gap: Floats
    low: Floats
    high: Floats
    treated: Floats | None = None
    counterfactual: Floats | None = None


@dataclass(frozen=True)
class Share:
    """How much a unit without the pilot counts in what the pilot is compared with."""

    unit: str
    weight: float


@dataclass(frozen=True, eq=False)
class Estimate:
    """What one method says.

    Parameters
    ----------
    effect
        Per treated unit and period of the pilot, in the unit of the outcome.
    rank_p
        Share of the units (or sets of units) without the pilot that would look as
        conspicuous or more; the truly treated one is counted among them. None if not made.
    shares
        Of controls with a weight, largest first; empty where all count alike.
    """

    method: Method
    effect: Effect
    path: Path
    checks: tuple[Check, ...]
    rank_p: float | None = None
    shares: tuple[Share, ...] = ()

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks that were not passed, or not possible."""
        return tuple(check for check in self.checks if not check.passed)


def placebo_check(placebo: Effect) -> Check:
    """Whether nothing is found where nothing was done: within its own half-width."""
    half_width = (placebo.high - placebo.low) / 2
    words = {"value": round(placebo.value, 4), "half": round(half_width, 4)}
    rounding = 1e-9 * max(1e-3, abs(placebo.treated), abs(placebo.control))
    if abs(placebo.value) <= half_width + rounding:
        passed = Sentence(
            "Before the pilot nothing is found where nothing was done ({value}, within ± {half}).",
            **words,
        )
        return Check(Checked.PLACEBO, True, passed)
    failed = Sentence(
        "Before the pilot an effect is found where nothing was done ({value}, beyond ± {half}): "
        "the units went different ways already.",
        **words,
    )
    return Check(Checked.PLACEBO, False, failed)


def no_placebo() -> Check:
    """Too few periods before the pilot to try it on them."""
    return Check(
        Checked.PLACEBO,
        None,
        Sentence("There are too few periods before the pilot to try the method on them."),
    )
