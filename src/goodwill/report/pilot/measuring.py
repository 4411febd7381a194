"""Every pilot measured by every method that its panel allows, and held against the criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from goodwill.analytics.benefit.pilots.criteria import Criterion, Verdict
from goodwill.analytics.benefit.pilots.estimate import Estimate
from goodwill.analytics.benefit.pilots.grading import Graded
from goodwill.analytics.benefit.pilots.measuring import PilotResult
from goodwill.analytics.benefit.pilots.measuring import measure as measure_panel
from goodwill.analytics.benefit.pilots.panel import Panel
from goodwill.analytics.benefit.pilots.pilot_figures import PILOT_WHOLE, PILOT_WHOLE_MONEY
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Definition, Figure, Unit
from goodwill.analytics.numerics.effects import Effect
from goodwill.language import Sentence
from goodwill.report.pilot.preparing import Ready, Trial
from goodwill.report.pilot.scale import Scale, finer
from goodwill.report.preparing import Step


@dataclass(frozen=True, eq=False)
class Measured:
    """What a pilot brought, as far as it can be told.

    Parameters
    ----------
    scale
        Of the effect, with decimals where they tell.
    each, whole
        The effect per unit and period, and in all; `whole` is None where periods do not
        add up.
    """

    trial: Trial
    panel: Panel
    result: PilotResult
    criterion: Criterion | None
    scale: Scale
    each: Figure
    whole: Figure | None

    @property
    def estimate(self) -> Estimate | None:
        best = self.result.recommended
        return best.estimate if best else None

    @property
    def graded(self) -> Graded | None:
        best = self.result.recommended
        return best.graded if best else None

    @property
    def verdict(self) -> Verdict | None:
        return self.result.verdict


@dataclass(frozen=True)
class Refused:
    """A pilot that cannot be measured, and why."""

    trial: Trial
    reason: GoodwillError


@dataclass(frozen=True)
class MeasuredAll:
    """Every pilot of the run, those that cannot be measured among them."""

    ready: Ready
    pilots: tuple[Measured | Refused, ...]

    @property
    def measured(self) -> list[Measured]:
        return [each for each in self.pilots if isinstance(each, Measured)]


def measure(ready: Ready, step: Step) -> MeasuredAll:
    """Measure one pilot after the other."""
    label = Sentence("Measuring pilots")
    step(label, 0.0)
    found = []
    for place, trial in enumerate(ready.trials, 1):
        found.append(_one(ready, trial))
        step(label, place / len(ready.trials))
    return MeasuredAll(ready, tuple(found))


def _one(ready: Ready, trial: Trial) -> Measured | Refused:
    panel = trial.panel
    if isinstance(panel, GoodwillError):
        return Refused(trial, panel)
    criterion = ready.asked.criterion("outcome")
    result = measure_panel(panel, criterion)
    best = result.recommended
    effect = best.estimate.effect if best and best.estimate else None
    scale = finer(trial.scale, effect)
    told: dict[str, Any] = {"as_of": ready.as_of}
    if len(ready.trials) > 1:
        told["cut"] = {"pilot": trial.identity}
        told["part"] = Sentence("{pilot}", pilot=trial.title)
    each = figure(scale.definition, effect, scale, result, told)
    whole = _whole(trial, effect, result, told)
    return Measured(trial, panel, result, criterion, scale, each, whole)


def figure(
    definition: Definition,
    effect: Effect | None,
    scale: Scale,
    result: PilotResult,
    told: dict[str, Any],
) -> Figure:
    """The effect as a figure; n/a with the reason where every method refused."""
    best = result.recommended
    if effect is None or best is None or best.graded is None:
        return Figure(
            definition, None, n=0, reason=result.sentence, currency=scale.currency, **told
        )
    value, low, high = (scale.number(x) for x in (effect.value, effect.low, effect.high))
    return Figure(
        definition,
        value,
        low=low,
        high=high,
        level=effect.level,
        n=effect.n_treated + effect.n_control,
        method=effect.method,
        grade=best.graded.grade,
        currency=scale.currency,
        **told,
    )


def _whole(
    trial: Trial, effect: Effect | None, result: PilotResult, told: dict[str, Any]
) -> Figure | None:
    if not trial.adds_up:
        return None
    definition = PILOT_WHOLE_MONEY if trial.whole.unit is Unit.MONEY else PILOT_WHOLE
    total = None if effect is None else effect.times(sum(trial.weights))
    return figure(definition, total, trial.whole, result, told)
