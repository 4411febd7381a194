"""What is known of each contract, as the columns a regression can take.

Numbers are centred and scaled; words become one column a level, against the most frequent
level. What is missing in words is a level of its own, `unknown`; a missing number is
refused, because any number put in its place would be a guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import AnalyticsError, ContractBroken, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

UNKNOWN = "unknown"
MOST_LEVELS = 30
TOGETHER = 1e-8
"""Singular values of the scaled columns below this share of the largest: one says another."""


@dataclass(frozen=True)
class Column:
    """One column of the regression: a number, or one level of a word against the reference."""

    name: str
    level: str | None
    reference: str | None
    centre: float
    scale: float

    @property
    def label(self) -> str:
        return self.name if self.level is None else f"{self.name} = {self.level}"


@dataclass(frozen=True)
class Design:
    """How a frame's covariates become columns, learnt once and used for every prediction.

    Parameters
    ----------
    names
        The covariates, in the order given.
    levels
        Of each covariate in words, all levels seen, the reference first.
    columns
        Of the regression, in order.
    """

    names: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]
    columns: tuple[Column, ...]

    def matrix(self, values: Mapping[str, Any]) -> Floats:
        """Scaled columns, shape (rows, columns).

        Raises
        ------
        ContractBroken
            A number is missing, or a word was not seen when the model was fitted.
        """
        refuse_missing(self, values)
        if not self.columns:
            return np.zeros((_rows(values), 0))
        raw = [_raw(column, values[column.name]) for column in self.columns]
        scaled = [
            (each - column.centre) / column.scale
            for column, each in zip(self.columns, raw, strict=True)
        ]
        return np.column_stack(scaled)


def read(frame: Frame, names: Sequence[str]) -> dict[str, Any]:
    """The columns as arrays: float64 for numbers and dates, text for words and yes/no."""
    schema = frame.collect_schema()
    missing = [name for name in names if name not in schema]
    if missing:
        raise AnalyticsError(
            Sentence(
                "There is no column {name}. There are: {possible}.",
                name=", ".join(missing),
                possible=", ".join(schema.names()),
            )
        )
    table = frame.select(*names).collect("pyarrow")
    return {name: _array(table[name]) for name in names}


def learn(values: Mapping[str, Any], names: Sequence[str]) -> Design:
    """Columns from the contracts fitted.

    Raises
    ------
    ContractBroken
        A number is missing.
    Undefined
        A covariate is the same for everybody, has too many levels, or repeats others.
    """
    levels = {name: _levels(name, values[name]) for name in names if is_words(values[name])}
    columns = [
        column for name in names for column in _columns(name, values[name], levels.get(name))
    ]
    design = Design(tuple(names), levels, tuple(columns))
    matrix = design.matrix(values)
    _refuse_repetition(design, matrix)
    return design


def is_words(values: Any) -> bool:
    return bool(values.dtype.kind in "OU")


def refuse_missing(design: Design, values: Mapping[str, Any]) -> None:
    wrong: list[Sentence] = []
    for name in design.names:
        if name in design.levels:
            strangers = sorted(set(values[name].tolist()) - set(design.levels[name]))
            wrong += [
                Sentence(
                    "{name}: {level} was not among the contracts fitted", name=name, level=level
                )
                for level in strangers[:3]
            ]
        elif not np.isfinite(values[name]).all():
            wrong.append(
                Sentence(
                    "{name}: {n} number is missing or infinite; fill it in or leave {name} out",
                    "{name}: {n} numbers are missing or infinite; fill them in or leave {name} out",
                    name=name,
                    n=int((~np.isfinite(values[name])).sum()),
                )
            )
    if wrong:
        raise ContractBroken("contracts", tuple(wrong))


def _array(series: nw.Series[Any]) -> Any:
    if series.dtype == nw.Boolean:
        words = [None if v is None else ("yes" if v else "no") for v in series.to_list()]
        return np.array([UNKNOWN if word is None else word for word in words], dtype=object)
    if series.dtype.is_numeric():
        return series.cast(nw.Float64).to_numpy().astype(np.float64)
    words = [None if v is None else str(v).strip() for v in series.to_list()]
    return np.array([word or UNKNOWN for word in words], dtype=object)


def _levels(name: str, values: Any) -> tuple[str, ...]:
    """The most frequent first; equally frequent ones in the order of the alphabet."""
    found, counts = np.unique(values.astype(str), return_counts=True)
    if len(found) > MOST_LEVELS:
        raise Undefined(
            Sentence(
                "{name} has {n} different values, more than {most}: put them into groups, or make "
                "numbers of them.",
                name=name,
                n=len(found),
                most=MOST_LEVELS,
            )
        )
    order = np.lexsort((found, -counts))
    return tuple(str(level) for level in found[order])


def _columns(name: str, values: Any, levels: tuple[str, ...] | None) -> list[Column]:
    if levels is None:
        if not np.isfinite(values).all():
            return [Column(name, None, None, 0.0, 1.0)]  # refused, by name, with the others
        spread = float(values.std())
        if spread <= 1e-12 * max(1.0, float(np.abs(values).max())):
            raise _all_the_same(name)
        return [Column(name, None, None, float(values.mean()), spread)]
    if len(levels) < 2:
        raise _all_the_same(name)
    share = {level: float((values == level).mean()) for level in levels}
    return [Column(name, level, levels[0], share[level], 1.0) for level in levels[1:]]


def _all_the_same(name: str) -> Undefined:
    return Undefined(Sentence("{name} is the same for every contract: leave it out.", name=name))


def _raw(column: Column, values: Any) -> Floats:
    if column.level is None:
        return np.asarray(values, dtype=np.float64)
    return np.asarray(values == column.level, dtype=np.float64)


def _rows(values: Mapping[str, Any]) -> int:
    return len(next(iter(values.values()))) if values else 0


def _refuse_repetition(design: Design, matrix: Floats) -> None:
    """Names the columns of a combination that adds up to nothing."""
    if matrix.shape[1] < 2:
        return
    unit = matrix / matrix.std(axis=0)
    _, sizes, directions = np.linalg.svd(unit.T @ unit / len(unit))
    if sizes[-1] > TOGETHER * sizes[0]:
        return
    share = np.abs(directions[-1])
    guilty = [
        column.label
        for column, part in zip(design.columns, share, strict=True)
        if part > 0.05 * share.max()
    ]
    raise Undefined(
        Sentence(
            "These say the same thing, so that their effects cannot be told apart: {columns}. "
            "Leave one of them out.",
            columns="; ".join(guilty),
        )
    )
