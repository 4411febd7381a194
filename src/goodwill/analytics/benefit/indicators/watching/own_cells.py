"""Cells of own indicators: numbers put into formulas that have been read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from goodwill.analytics.benefit.indicators.kernel.calculating import FEW_REMARK
from goodwill.analytics.benefit.indicators.kernel.cells import FEW, HIDDEN, Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Direction, Group, Timing
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.benefit.indicators.watching.own_formulas import Source
from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Number
from goodwill.analytics.formulas import ONE, Dimension, Formula
from goodwill.analytics.formulas.evaluating import value as evaluated
from goodwill.analytics.formulas.tree import Part
from goodwill.language import Sentence

Key = tuple[Period, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Parameter:
    """A number that a company names once, with its unit."""

    value: Number
    unit: Dimension = ONE


@dataclass(frozen=True, kw_only=True)
class Own:
    """An indicator of the company's own.

    Parameters
    ----------
    id
        A name by which formulas may name it too: letters of any script, digits, `_`.
    text
        The formula: `MK04 / SL06`, `SV08_numerator / SL08`, `hours * rate`. Of an indicator
        there are the value (`EF01`), `EF01_numerator` and `EF01_denominator`.
    unit
        What the formula must give; None takes what it gives.
    is_share
        Whether it is shown in per cent; its formula must give a plain number.
    target
        The band that is right, where `direction` is TARGET.
    """

    id: str
    label: Name
    text: str
    meaning: Name | None = None
    unit: Dimension | None = None
    is_share: bool = False
    group: Group = Group.VALUE
    direction: Direction = Direction.WATCH
    timing: Timing = Timing.LAGGING
    target: tuple[float, float] | None = None
    version: int = 1


@dataclass(frozen=True)
class Ready:
    """An own indicator whose formula has been read.

    Parameters
    ----------
    parameters
        The numbers that its formula names.
    sources
        The indicators that it names.
    ratio
        Numerator and denominator, where it is a ratio of sums.
    """

    own: Own
    formula: Formula
    parameters: Mapping[str, Decimal]
    sources: Mapping[str, Source]
    ratio: tuple[Part, Part] | None
    is_money: bool


def cells_of(ready: Ready, told: Mapping[str, Mapping[Key, Cell]]) -> Iterator[Cell]:
    """A cell for each period and part of any of the indicators that it is made of."""
    codes = list(dict.fromkeys(source.indicator_id for source in ready.sources.values()))
    keys = dict.fromkeys(key for code in codes for key in told.get(code, {}))
    for key in keys:
        yield _cell(ready, key, {code: told.get(code, {}).get(key) for code in codes})


def _cell(ready: Ready, key: Key, made_of: Mapping[str, Cell | None]) -> Cell:
    period, cut = key
    there = [cell for cell in made_of.values() if cell is not None]
    bare = Cell(
        ready.own.id,
        period,
        dict(cut),
        None,
        version=ready.own.version,
        as_of=max(cell.as_of for cell in there),
    )
    reason = _untold(ready, made_of)
    if reason is not None:
        return replace(bare, reason=reason)
    n = min(cell.n for cell in there)
    try:
        numbers = _numbers(ready, made_of)
        value = _number(ready.formula.value(numbers), ready.is_money)
        above, below = _sides(ready, numbers)
    except Undefined as refusal:
        return replace(bare, n=n, reason=refusal.sentence)
    remark = FEW_REMARK if n < FEW else None
    return replace(bare, value=value, numerator=above, denominator=below, n=n, remark=remark)


def _untold(ready: Ready, made_of: Mapping[str, Cell | None]) -> Sentence | None:
    """Why it cannot be told: the first of those it is made of that cannot."""
    for source in ready.sources.values():
        cell = made_of[source.indicator_id]
        if cell is not None and cell.reason == HIDDEN:
            return HIDDEN
        if cell is None or source.number(cell) is None:
            told = Sentence("It is not told here.")
            return Sentence(
                "{indicator}: {reason}",
                indicator=source.indicator_id,
                reason=told if cell is None or cell.reason is None else cell.reason,
            )
    return None


def _numbers(ready: Ready, made_of: Mapping[str, Cell | None]) -> dict[str, Decimal]:
    found = dict(ready.parameters)
    for name, source in ready.sources.items():
        cell = made_of[source.indicator_id]
        told = None if cell is None else source.number(cell)
        if told is not None:
            found[name] = exactly(told)
    return found


def _sides(
    ready: Ready, numbers: Mapping[str, Decimal]
) -> tuple[Number, Number] | tuple[None, None]:
    """Numerator and denominator of a ratio of sums, exact."""
    if ready.ratio is None:
        return None, None
    above, below = (evaluated(part, ready.formula.text, numbers) for part in ready.ratio)
    return above, below


def _number(found: Number, is_money: bool) -> Number:
    return exactly(found) if is_money else float(found)


def key_of(cell: Cell) -> Key:
    return cell.period, tuple(sorted(cell.cut.items()))
