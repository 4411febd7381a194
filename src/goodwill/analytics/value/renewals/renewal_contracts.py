"""Contracts as a fit sees them: read, checked, in one order, bounded in number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import ContractBroken, SettingRefused, TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.analytics.value import covariates as known
from goodwill.analytics.value.covariates import Design
from goodwill.language import Sentence

MOST = 100_000
FEWEST_ENDED = 20
ENDED_PER_COLUMN = 10
"""Peduzzi, Concato, Feinstein & Holford (1995), J Clin Epidemiol 48(12),
doi:10.1016/0895-4356(95)00048-8."""

YES = ("yes", "true", "1", "1.0")
NO = ("no", "false", "0", "0.0")

IMPOSSIBLE_DURATION = Sentence("a duration is missing, negative or not a number")


@dataclass(frozen=True, eq=False)
class Contracts:
    """What the fit sees, in ascending order of its values, whatever the order of rows was."""

    design: Design
    matrix: Floats
    duration: Floats
    ended: Floats
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.duration)

    def take(self, kept: Any) -> Contracts:
        return Contracts(self.design, self.matrix[kept], self.duration[kept], self.ended[kept])


def contracts(frame: Frame, duration: str, ended: str, covariates: Sequence[str]) -> Contracts:
    """Read, checked, in order; at most `MOST` of them."""
    if not covariates:
        raise SettingRefused(
            Sentence("Name at least one covariate; without any, the Kaplan–Meier curve says all.")
        )
    names = list(dict.fromkeys([duration, ended, *covariates]))
    known.read(frame.head(0), names)
    values = known.read(_some(frame.select(*names), names), names)
    lasted, over = _checked(values[duration], values[ended])
    order = _ordered([lasted, over, *(values[name] for name in covariates)])
    order = order[lasted[order] > 0]
    values = {name: values[name][order] for name in covariates}
    left, lasted, over = len(lasted) - len(order), lasted[order], over[order]
    _refuse_few(over, 1)
    design = known.learn(values, covariates)
    _refuse_few(over, len(design.columns))
    _refuse_separation(design, values, over)
    return Contracts(design, design.matrix(values), lasted, over, left)


def _ordered(columns: Sequence[Any]) -> Any:
    """Rows by their values, so that their order in the table changes not even a last digit."""
    ranks = [
        np.unique(c.astype(str) if known.is_words(c) else c, return_inverse=True)[1]
        for c in columns
    ]
    return np.lexsort(ranks[::-1])


def _some(frame: Frame, names: Sequence[str]) -> Frame:
    """All, or every nth in the order of their values: equal on every engine."""
    rows = int(frame.select(n=nw.len()).collect("pyarrow")["n"][0])
    nth = -(-rows // MOST)
    if nth < 2:
        return frame
    numbered = frame.with_columns(_one=nw.lit(1)).with_columns(
        _row=nw.col("_one").cum_sum().over(order_by=list(names))
    )
    return numbered.filter(nw.col("_row") % nth == 0).select(*names)


def _checked(lasted: Any, ended: Any) -> tuple[Floats, Floats]:
    wrong: list[Sentence] = []
    if known.is_words(lasted) or not np.isfinite(lasted).all() or (lasted < 0).any():
        wrong.append(IMPOSSIBLE_DURATION)
    words = np.char.lower(np.asarray(ended, dtype=str))
    over, running = np.isin(words, YES), np.isin(words, NO)
    if not (over | running).all():
        stranger = str(words[~(over | running)][0])
        wrong.append(
            Sentence(
                "whether a contract has ended is neither yes nor no but {found}", found=stranger
            )
        )
    if not wrong and (over & (lasted <= 0)).any():
        wrong.append(
            Sentence(
                "a contract ended after 0 periods: count the period in which it ended as lasted"
            )
        )
    if wrong:
        raise ContractBroken("contracts", tuple(wrong))
    return np.asarray(lasted, dtype=np.float64), over.astype(np.float64)


def _refuse_few(ended: Floats, columns: int) -> None:
    have, needed = int(ended.sum()), max(FEWEST_ENDED, ENDED_PER_COLUMN * columns)
    if have < needed:
        raise TooFew(
            Sentence("ended contracts for {columns} columns", columns=columns), have, needed
        )


def _refuse_separation(design: Design, values: dict[str, Any], ended: Floats) -> None:
    """Who has ended must not follow from one covariate: its effect would be without limit."""
    for name in design.names:
        if name in design.levels:
            _refuse_safe_level(name, design.levels[name], values[name], ended)
        elif _parts(values[name][ended > 0], values[name][ended == 0]):
            raise decides_alone(name)


def _refuse_safe_level(name: str, levels: Sequence[str], values: Any, ended: Floats) -> None:
    for level in levels:
        if not ended[values == level].any():
            raise Undefined(
                Sentence(
                    "No contract with {name} = {level} has ended, so how much longer they last "
                    "has no upper limit: join the level to another, or leave {name} out.",
                    name=name,
                    level=level,
                )
            )


def decides_alone(label: str) -> Undefined:
    return Undefined(
        Sentence(
            "{name} alone decides which contracts end, so its effect has no upper limit: leave "
            "it out, or see whether it was written down after the ending.",
            name=label,
        )
    )


def _parts(ended: Floats, running: Floats) -> bool:
    """Whether one number lies between all of one kind and all of the other."""
    if not running.size:
        return False
    return bool(ended.max() < running.min() or running.max() < ended.min())
