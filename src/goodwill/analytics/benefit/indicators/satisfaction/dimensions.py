"""Satisfaction by dimension: each on its own, or all together by their weights."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculations import NO_ROWS
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key, counted
from goodwill.analytics.benefit.indicators.satisfaction.scores import FULL, scores
from goodwill.analytics.errors import SettingRefused, Undefined
from goodwill.analytics.tables import SURVEY_ANSWERS
from goodwill.language import Sentence

QUESTION = "question"


def by_dimension(asked: Asked) -> Iterator[Cell]:
    """SA03: of each dimension where the question is cut by, else the weighted index.

    Raises
    ------
    SettingRefused
        A weight is negative, or all are zero.
    Undefined
        The answers do not tell a column cut by.
    """
    weights = asked.settings.dimensions
    if any(weight < 0 for weight in weights.values()) or not sum(weights.values()):
        raise SettingRefused(
            Sentence("The weights of the dimensions must not be negative, nor all zero.")
        )
    named = tuple(name for name in asked.by if name != QUESTION)
    found = _scores(replace(asked, by=(QUESTION, *named)))
    if QUESTION in asked.by:
        yield from _apart(asked, found, named)
        return
    together: dict[Key, dict[str, Answer]] = defaultdict(dict)
    for (place, whole), answer in found.items():
        together[place, whole[1:]][whole[0]] = answer
    keys = sorted(together) if asked.by else [(place, ()) for place in range(len(asked.periods))]
    for place, part in keys:
        cut = dict(zip(asked.by, part, strict=True))
        empty = Cell("SA03", asked.periods[place], cut, None)
        yield _index(empty, together.get((place, part), {}), asked)


def _scores(asked: Asked) -> dict[Key, Answer]:
    """The score of each dimension, by period and part; the question is the first of the part."""
    dimensions = list(asked.settings.dimensions)
    measured = scores(SURVEY_ANSWERS, lambda _: nw.col(QUESTION).is_in(dimensions))
    found = counted((measured.scaled, measured.answers), asked)
    scaled, answers = found[measured.scaled], found[measured.answers]
    if QUESTION not in scaled.by:
        return {}
    if scaled.by != asked.by:
        raise Undefined(Sentence("The survey answers do not tell a column cut by."))
    return {
        key: measured.mean.quotient(scaled.readings[key].value, read.value, read.n)
        for key, read in sorted(answers.readings.items())
        if read.n
    }


def _apart(asked: Asked, found: dict[Key, Answer], named: tuple[str, ...]) -> Iterator[Cell]:
    for (place, part), answer in found.items():
        told = dict(zip((QUESTION, *named), part, strict=True))
        cell = Cell("SA03", asked.periods[place], {name: told[name] for name in asked.by}, None)
        yield replace(
            cell,
            value=answer.value,
            numerator=answer.numerator,
            denominator=answer.denominator,
            n=answer.n,
        )


def _index(cell: Cell, scored: dict[str, Answer], asked: Asked) -> Cell:
    """The weighted mean of the dimensions answered; weights are stored as given."""
    weights = {name: asked.settings.dimensions[name] for name in sorted(scored)}
    total = sum(weights.values())
    if not total:
        return replace(cell, reason=NO_ROWS)
    above = sum(weight * float(scored[name].value or 0) for name, weight in weights.items())
    silent = [
        name for name, weight in asked.settings.dimensions.items() if weight and name not in scored
    ]
    remark = None
    if silent:
        remark = Sentence("Nobody answered about: {missing}.", missing=", ".join(silent))
    n = sum(answer.n for answer in scored.values())
    value = min(above / total, float(FULL))
    return replace(cell, value=value, numerator=above, denominator=total, n=n, remark=remark)
