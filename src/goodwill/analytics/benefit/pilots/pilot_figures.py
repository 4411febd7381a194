"""The figures of a pilot, each with its receipt."""

from __future__ import annotations

from datetime import date
from typing import Any

from goodwill.analytics.benefit.pilots.estimate import Method
from goodwill.analytics.benefit.pilots.grading import graded
from goodwill.analytics.benefit.pilots.indexed import INDEXED_EFFECT, Indexed
from goodwill.analytics.benefit.pilots.matching import Matched
from goodwill.analytics.benefit.pilots.measuring import PilotResult
from goodwill.analytics.figure import Definition, Figure, Unit, major
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence

PILOT_EFFECT = Definition(
    "pilot_effect",
    1,
    Sentence("Effect of the pilot per unit and period"),
    Sentence("How much more a unit had in a period with the pilot than it would have without."),
    Sentence("(mean since − mean before) with the pilot − the same without it"),
    Unit.NUMBER,
)
PILOT_MONEY = Definition(
    "pilot_money",
    1,
    Sentence("Effect of the pilot per unit and period, in money"),
    Sentence("How much more a unit brought in a period with the pilot than it would have without."),
    Sentence("(mean since − mean before) with the pilot − the same without it"),
    Unit.MONEY,
)
PILOT_SMALL = Definition(
    "pilot_small",
    1,
    Sentence("Effect of the pilot per unit and period"),
    Sentence("How much more a unit had in a period with the pilot than it would have without."),
    Sentence("(mean since − mean before) with the pilot − the same without it"),
    Unit.RATIO,
)
PILOT_SHARE = Definition(
    "pilot_share",
    1,
    Sentence("Effect of the pilot, as a share of what was before"),
    Sentence(
        "How much more a unit had in a period with the pilot than it would have without, as a "
        "share of its mean before anybody had the pilot. Each unit counts alike."
    ),
    Sentence("((mean since − mean before) with the pilot − the same without it) ÷ the mean before"),
    Unit.SHARE,
)
PILOT_WHOLE = Definition(
    "pilot_whole",
    1,
    Sentence("What the pilot brought in all"),
    Sentence("The effect in all units and periods in which the pilot ran, for those counted."),
    Sentence("effect per unit and period × units × periods with the pilot"),
    Unit.NUMBER,
)
PILOT_WHOLE_MONEY = Definition(
    "pilot_whole_money",
    1,
    Sentence("What the pilot brought in all, in money"),
    Sentence("The effect in all units and periods in which the pilot ran, for those counted."),
    Sentence("effect per unit and period × units × periods with the pilot"),
    Unit.MONEY,
)


MATCHED_EFFECT = Definition(
    "matched_effect",
    1,
    Sentence("Effect per matched member"),
    Sentence("How much more a chosen member gained than one who was alike before."),
    Sentence("mean of (change of a member − change of the one alike)"),
    Unit.NUMBER,
)
MATCHED_MONEY = Definition(
    "matched_money",
    1,
    Sentence("Effect per matched member, in money"),
    Sentence("How much more a chosen member gained than one who was alike before."),
    Sentence("mean of (change of a member − change of the one alike)"),
    Unit.MONEY,
)


def figures(
    result: PilotResult, *, as_of: date, currency: str | None = None
) -> tuple[Figure, Figure]:
    """The effect per unit and period, and in all; with a currency the outcome is in minor units.

    Both are n/a with the reason where every method refused.
    """
    each, whole = (PILOT_MONEY, PILOT_WHOLE_MONEY) if currency else (PILOT_EFFECT, PILOT_WHOLE)
    best = result.recommended
    if best is None or best.estimate is None or best.graded is None:
        told: dict[str, Any] = {"as_of": as_of, "n": 0, "reason": result.sentence}
        return Figure(each, None, **told), Figure(whole, None, **told)
    effect, grade = best.estimate.effect, best.graded.grade
    told = {"as_of": as_of, "grade": grade, "currency": currency}
    return (
        _figure(each, effect, **told),
        _figure(whole, effect.times(result.treated_periods), **told),
    )


def matched_figure(found: Matched, *, as_of: date, currency: str | None = None) -> Figure:
    """The effect per matched member; with a currency the outcome is in minor units."""
    grade = graded(found.method, found.checks).grade
    definition = MATCHED_MONEY if currency else MATCHED_EFFECT
    return _figure(definition, found.effect, as_of=as_of, grade=grade, currency=currency)


def indexed_figure(found: Indexed, *, as_of: date) -> Figure:
    """The change beyond market and calendar: grade D, without an interval."""
    grade = graded(Method.INDEXED, ()).grade
    return Figure(INDEXED_EFFECT, found.value, as_of=as_of, n=1, method=found.method, grade=grade)


def _figure(definition: Definition, effect: Effect, *, currency: str | None, **told: Any) -> Figure:
    numbers = (effect.value, effect.low, effect.high)
    value, low, high = (
        numbers if currency is None else (major(round(number), currency) for number in numbers)
    )
    return Figure(
        definition,
        value,
        low=low,
        high=high,
        level=effect.level,
        n=effect.n_treated + effect.n_control,
        method=effect.method,
        currency=currency,
        **told,
    )
