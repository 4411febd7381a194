"""Time released: hours that work no longer takes, of which only the recaptured share counts."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.analytics.benefit.returns.stakes.stake import (
    Basis,
    Calculator,
    Parameter,
    Stake,
    own,
    planned,
)
from goodwill.analytics.benefit.returns.stakes.stated import (
    Measured,
    Stated,
    as_share,
    exactly,
    needed,
    not_negative,
    spread,
)
from goodwill.analytics.figure import Definition, Unit
from goodwill.language import Sentence

RECAPTURED = exactly("0.5", Sentence("Usual in business cases; measure it where you can."))


@dataclass(frozen=True)
class ReleasedTime:
    """What has to be known for the value of time released.

    Parameters
    ----------
    hours
        Hours that a year's work no longer takes, of all employees together.
    loaded_rate
        What an hour costs with everything that is paid for it, major unit.
    recaptured
        Share of the hours that is put to use for the company.
    measured
        Hours that were measured to be put to use, in a year.
    """

    hours: Stated | None = None
    loaded_rate: Stated | None = None
    recaptured: Stated = RECAPTURED
    measured: Measured | None = None


HOURS = Sentence("Hours released in a year")
LOADED_RATE = Sentence("What an hour costs in all")
SHARE = Sentence("Share of the time that is put to use")

VALUE = Definition(
    "stake_released_time",
    1,
    Sentence("Value at stake in time released"),
    Sentence("What the hours are worth that work no longer takes and that are put to use."),
    Sentence("hours × cost of an hour × recaptured share"),
    Unit.MONEY,
)
OWN = Definition(
    "stake_released_time_own",
    1,
    Sentence("Hours put to use, measured"),
    Sentence("Hours of a year that were measured to be used for other work of the company."),
    Sentence("Σ hours of other work since − before"),
    Unit.NUMBER,
)
DEFINITIONS = (VALUE, OWN)

COUNTED = Sentence(
    "Time is no money that comes in: where a post is saved or a contact avoided, count that cost "
    "and not the same minutes again."
)
NOT_MEASURED = Sentence(
    "How much of the time is put to use has not been measured. Compare what the same employees "
    "did in a week before and in a week since."
)
PLAN = Sentence("A plan, never a fact: only the share of the time that is put to use counts.")


def released_time_stake(asked: ReleasedTime, basis: Basis) -> Stake:
    """Hours × loaded rate × recaptured share, beside the hours measured to be put to use.

    Raises
    ------
    Undefined
        Hours or rate are not stated, one is negative, or the share is none.
    """
    named = {"hours": (HOURS, asked.hours), "loaded_rate": (LOADED_RATE, asked.loaded_rate)}
    needed(Calculator.RELEASED_TIME.label, named)
    assert asked.hours is not None
    assert asked.loaded_rate is not None
    parameters = (
        Parameter("hours", HOURS, not_negative(asked.hours, HOURS)),
        Parameter("loaded_rate", LOADED_RATE, not_negative(asked.loaded_rate, LOADED_RATE)),
        Parameter("recaptured", SHARE, as_share(asked.recaptured, SHARE)),
    )
    found = spread(
        lambda hours, rate, share: hours * rate * share, *(each.stated for each in parameters)
    )
    return Stake(
        Calculator.RELEASED_TIME,
        (planned(VALUE, found, basis, method=PLAN),),
        (own(OWN, asked.measured, basis, NOT_MEASURED),),
        (),
        parameters,
        COUNTED,
    )
