"""A campaign cut by what is known of its members: effects by slice, and whether they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from goodwill.analytics.benefit.incrementality.believing.counting import counts_by_slice
from goodwill.analytics.benefit.incrementality.believing.heterogeneity import (
    Heterogeneity,
    heterogeneity,
    unlike,
)
from goodwill.analytics.benefit.incrementality.believing.multiplicity import holm
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.effectfigures import metric_figure
from goodwill.analytics.benefit.incrementality.effects.comparing import Comparison, Outcome
from goodwill.analytics.benefit.incrementality.experiment import Metric
from goodwill.analytics.benefit.incrementality.judging import Judged, best
from goodwill.analytics.benefit.incrementality.members.summing import BUYERS
from goodwill.analytics.errors import AnalyticsError, attempted
from goodwill.analytics.figure import Figure, Unit, major, shown
from goodwill.analytics.numerics.effects import LEVEL, Effect
from goodwill.language import Language, Sentence
from goodwill.report.campaign.labels import column_label, metric_label, value_label
from goodwill.report.campaign.results import Measured


@dataclass(frozen=True)
class Part:
    """One slice of the members in one arm.

    Parameters
    ----------
    p
        Adjusted for the number of slices; None where there is no effect.
    figure
        The effect, or why there is none.
    """

    arm: str
    value: str | None
    n_treated: int
    n_control: int
    outcome: Outcome
    p: float | None
    figure: Figure
    better: int
    level: float = LEVEL

    @property
    def effect(self) -> Effect | None:
        return self.outcome if isinstance(self.outcome, Effect) else None

    @property
    def is_sure(self) -> bool:
        return self.p is not None and self.p < 1 - self.level

    @property
    def worked(self) -> bool:
        """Whether it surely moved members the way it should."""
        return self.is_sure and self.effect is not None and self.effect.value * self.better > 0

    @property
    def harmed(self) -> bool:
        return self.is_sure and not self.worked


@dataclass(frozen=True)
class Cut:
    """A campaign cut by one column.

    Parameters
    ----------
    tests
        Arm → whether its slices differ, or why that cannot be told.
    p
        Arm → p-value of that, adjusted for the number of cuts.
    """

    name: str
    metric: Metric
    parts: tuple[Part, ...]
    tests: Mapping[str, Heterogeneity | AnalyticsError]
    p: Mapping[str, float]
    level: float

    def of(self, arm: str) -> list[Part]:
        return [part for part in self.parts if part.arm == arm]

    def is_unlike(self, arm: str) -> bool:
        return arm in self.p and self.p[arm] < 1 - self.level

    @property
    def unlike_arms(self) -> list[str]:
        return [arm for arm in self.tests if self.is_unlike(arm)]

    def furthest(self, arm: str) -> tuple[Part, Part] | None:
        """Of an arm that differs: the two parts most surely apart, the better first."""
        told = [part for part in self.of(arm) if part.effect is not None]
        pairs = unlike([part.effect for part in told if part.effect is not None])
        if not self.is_unlike(arm) or not pairs:
            return None
        more, less, p = min(pairs, key=lambda pair: pair[2])
        if p >= 1 - self.level:
            return None
        found = told[more], told[less]
        return found if found[0].better > 0 else (found[1], found[0])


def cuts_of(measured: Measured) -> tuple[Cut, ...]:
    """Every cut of the campaign, in the order of its columns."""
    judged = measured.judged
    found = [_cut(measured, name) for name in judged.experiment.slices]
    asked = [
        (place, arm, test.p)
        for place, cut in enumerate(found)
        for arm, test in cut.tests.items()
        if isinstance(test, Heterogeneity)
    ]
    adjusted = holm([p for *_, p in asked])
    kept: list[dict[str, float]] = [{} for _ in found]
    for (place, arm, _), p in zip(asked, adjusted, strict=True):
        kept[place][arm] = float(p)
    return tuple(
        Cut(cut.name, cut.metric, cut.parts, cut.tests, p, cut.level)
        for cut, p in zip(found, kept, strict=True)
    )


def is_one_of_many(measured: Measured) -> bool:
    """Whether the report is of several campaigns, and so has room for the chief things only."""
    return "campaign" in measured.receipt.cut


def _cut(measured: Measured, name: str) -> Cut:
    judged = measured.judged
    metric = _metric(measured, name)
    level = _level(judged.comparisons)
    parts = tuple(
        _part(measured, each, place, level)
        for place, each in enumerate(judged.comparisons)
        if each.slice_name == name and each.metric.name == metric.name
    )
    tests = {
        arm: attempted(
            lambda arm=arm: heterogeneity(  # type: ignore[misc]
                [part.effect for part in parts if part.arm == arm and part.effect is not None]
            )
        )
        for arm in judged.experiment.treated
    }
    return Cut(name, metric, parts, tests, {}, level)


def _metric(measured: Measured, name: str) -> Metric:
    """The decisive one; whether members bought where money cannot be told slice by slice."""
    decisive, judged = measured.whole.decisive, measured.judged
    named = {metric.name: metric for metric in judged.experiment.metrics}
    if BUYERS not in named or decisive.name == BUYERS:
        return decisive
    money, buyers = (_told(judged, name, metric) for metric in (decisive.name, BUYERS))
    return named[BUYERS] if money < 2 <= buyers else decisive


def _told(judged: Judged, name: str, metric: str) -> int:
    """In how many slices of the best known arm there is an effect."""
    return max(
        sum(isinstance(best(each), Effect) for each in judged.by(name, arm, metric))
        for arm in judged.experiment.treated
    )


def _part(measured: Measured, each: Comparison, place: int, level: float) -> Part:
    judged, value = measured.judged, each.slice_value
    counts = _counts(judged, each.slice_name or "").get(value, {})
    n = counts.get(each.arm, 0), counts.get(judged.experiment.control, 0)
    outcome = best(each)
    return Part(
        each.arm,
        value,
        *n,
        outcome,
        judged.slice_p.get(place),
        metric_figure(
            each.metric,
            outcome,
            _receipt(measured, each),
            is_adjusted=isinstance(each.adjusted, Effect),
        ),
        each.metric.better,
        level,
    )


def _receipt(measured: Measured, each: Comparison) -> Receipt:
    """In codes for whoever reads figures by program, in words for whoever reads receipts."""
    name, receipt = each.slice_name or "", measured.receipt
    words: list[object] = [measured.trial.title] if is_one_of_many(measured) else []
    cut = {**receipt.cut, "metric": each.metric.name, name: each.slice_value or ""}
    if len(measured.judged.experiment.treated) > 1:
        cut["arm"] = each.arm
        words.append(each.arm)
    words += [
        metric_label(each.metric.name),
        column_label(name),
        value_label(name, each.slice_value),
    ]
    return replace(receipt, cut=cut, part=Sentence("{words}", words=Dotted(tuple(words))))


@dataclass(frozen=True)
class Dotted:
    """Labels one after another: “Margin · Region · East”."""

    items: tuple[object, ...]

    def said_in(self, language: Language) -> str:
        return " · ".join(language.show(item) for item in self.items)


@dataclass(frozen=True)
class Rough:
    """An amount in minor units inside a sentence, in whole units of its currency."""

    minor: float
    currency: str

    def said_in(self, language: Language) -> str:
        value = major(round(self.minor), self.currency)
        whole = abs(value) >= ROUGH
        return shown(value, Unit.MONEY, language, currency=self.currency, whole=whole)


ROUGH = 100
"""From this amount on, cents are left out."""


def _counts(judged: Judged, name: str) -> Mapping[str | None, Mapping[str, int]]:
    return next((counts_by_slice(x, name) for x in judged.cells if name in x.by), {})


def _level(comparisons: Iterable[Comparison]) -> float:
    found = (best(each) for each in comparisons)
    return next((each.level for each in found if isinstance(each, Effect)), LEVEL)
