"""All indicators, in the order of the catalogue, and what the reference says of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.analytics.benefit.indicators.adoption import adoption
from goodwill.analytics.benefit.indicators.cost import cost
from goodwill.analytics.benefit.indicators.efficiency import efficiency
from goodwill.analytics.benefit.indicators.employees import employees
from goodwill.analytics.benefit.indicators.kernel.indicator import Group, Indicator
from goodwill.analytics.benefit.indicators.loyalty import loyalty
from goodwill.analytics.benefit.indicators.marketing import marketing
from goodwill.analytics.benefit.indicators.risk import risk
from goodwill.analytics.benefit.indicators.sales import sales
from goodwill.analytics.benefit.indicators.satisfaction import satisfaction
from goodwill.analytics.benefit.indicators.service import service
from goodwill.analytics.benefit.indicators.value import value
from goodwill.language import Language, Sentence

ALL: tuple[Indicator, ...] = (
    *efficiency.INDICATORS,
    *satisfaction.INDICATORS,
    *loyalty.INDICATORS,
    *sales.INDICATORS,
    *marketing.INDICATORS,
    *service.INDICATORS,
    *cost.INDICATORS,
    *value.INDICATORS,
    *risk.INDICATORS,
    *adoption.INDICATORS,
    *employees.INDICATORS,
)

INDICATORS: Mapping[str, Indicator] = {indicator.id: indicator for indicator in ALL}


@dataclass(frozen=True)
class IndicatorDoc:
    """What the reference says of an indicator, in one language."""

    id: str
    group: Group
    version: int
    label: str
    meaning: str
    formula: str
    unit: str
    better: str
    timing: str
    cuts: tuple[str, ...]
    tables: tuple[str, ...]
    edge: str
    beside: tuple[str, ...]
    benchmark: str


def indicator_docs(language: Language) -> list[IndicatorDoc]:
    """A row for each indicator, in the order of the catalogue."""
    return [_doc(indicator, language) for indicator in ALL]


def _doc(indicator: Indicator, language: Language) -> IndicatorDoc:
    say = language.say
    better = say(indicator.direction.label)
    if indicator.target is not None:
        better = say(
            Sentence(
                "{better}: {low} to {high}",
                better=indicator.direction.label,
                low=indicator.target[0],
                high=indicator.target[1],
            )
        )
    return IndicatorDoc(
        id=indicator.id,
        group=indicator.group,
        version=indicator.version,
        label=say(indicator.label),
        meaning=say(indicator.meaning),
        formula=say(indicator.formula),
        unit=say(indicator.unit_words),
        better=better,
        timing=say(indicator.timing.label),
        cuts=indicator.cuts,
        tables=tuple(table.name for table in indicator.needs),
        edge=say(indicator.edge),
        beside=tuple(say(beside.label) for beside in indicator.beside),
        benchmark=say(indicator.benchmark) if indicator.benchmark else "",
    )
