"""Indicators that a company makes itself, by a formula over others.

`Own(id, label, text, …)`; `checked(owns, indicators, currency, parameters) -> Owns`;
`Owns.cells(cells) -> list[Cell]`, `.needs` the indicators that must be computed first,
`.indicators` as `Indicator`s to show them by; `Owns.rolled_up(cells, own_id, into) -> Cell`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.kernel.calculations import Custom
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Group, Indicator
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.benefit.indicators.kernel.rolling import rolled_up
from goodwill.analytics.benefit.indicators.watching.counted_in import UNITS, Units
from goodwill.analytics.benefit.indicators.watching.own_cells import (
    Key,
    Own,
    Parameter,
    Ready,
    cells_of,
    key_of,
)
from goodwill.analytics.benefit.indicators.watching.own_formulas import (
    Names,
    Side,
    Source,
    in_order,
    said_of,
)
from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Unit
from goodwill.analytics.formulas import ONE, parse
from goodwill.analytics.formulas.typing_signs import same_name
from goodwill.language import Sentence

__all__ = ["Own", "Owns", "Parameter", "checked"]

BY_WORD = {word: unit for unit, word in UNITS.items() if unit is not Unit.MONEY}


@dataclass(frozen=True)
class Owns:
    """Own indicators whose formulas fit together.

    Parameters
    ----------
    needs
        The ids of the indicators, none of them own, that they are made of in the end.
    indicators
        Themselves, to calculate alone and to show.
    """

    ready: tuple[Ready, ...] = ()
    needs: tuple[str, ...] = ()
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    others: Mapping[str, Indicator] = field(default_factory=dict)

    def cells(self, cells: Iterable[Cell]) -> list[Cell]:
        """The own indicators' cells, for each period and part of those that they are made of.

        A value that is missing, hidden, or divided by zero makes it n/a, with the reason.
        """
        told: dict[str, dict[Key, Cell]] = {}
        for cell in cells:
            told.setdefault(cell.indicator_id, {})[key_of(cell)] = cell
        found: list[Cell] = []
        for ready in self.ready:
            made = list(cells_of(ready, told))
            told[ready.own.id] = {key_of(cell): cell for cell in made}
            found += made
        return found

    def rolled_up(self, cells: Sequence[Cell], own_id: str, into: Period) -> Cell:
        """One cell of an own indicator, from the cells of those that it is made of.

        They are added up first, then the formula is applied: a ratio of sums stays one.

        Raises
        ------
        NotTogether
            One of those is no ratio of sums: ask for the longer period instead.
        """
        sums = [
            rolled_up([cell for cell in cells if cell.indicator_id == code], indicator, into)
            for code in self.made_of(own_id)
            for indicator in [self.others[code]]
        ]
        return next(cell for cell in self.cells(sums) if cell.indicator_id == own_id)

    def made_of(self, own_id: str) -> tuple[str, ...]:
        """The indicators, none of them own, that one is made of."""
        sources = {each.own.id: each.sources.values() for each in self.ready}
        found: dict[str, None] = {}
        for source in sources[own_id]:
            code = source.indicator_id
            found |= dict.fromkeys(self.made_of(code) if code in sources else (code,))
        return tuple(found)


def checked(
    owns: Sequence[Own],
    indicators: Mapping[str, Indicator],
    currency: str,
    parameters: Mapping[str, Parameter] | None = None,
) -> Owns:
    """The own indicators, in an order in which they can be computed.

    Raises
    ------
    SettingRefused
        A name that is unknown or taken, units that do not fit, a formula that hangs on itself
        or names no indicator: says of which, and what to do.
    """
    units = Units(currency)
    given = {same_name(name): parameter for name, parameter in (parameters or {}).items()}
    names = Names.of(indicators, units)
    for name, parameter in given.items():
        names.add(name, parameter.unit)
    by_id = _by_id(owns)
    ready: list[Ready] = []
    texts = {code: own.text for code, own in by_id.items()}
    for code in in_order(texts, tuple(names.units)):
        with said_of(code):
            one = _ready(by_id[code], names, given, units)
            adds_up = names.adds_up(one.formula.part)
            names.add(code, one.formula.unit, Source(code, Side.VALUE, adds_up))
        ready.append(one)
    return _shown(ready, tuple(by_id), indicators)


def _by_id(owns: Sequence[Own]) -> dict[str, Own]:
    found: dict[str, Own] = {}
    for own in owns:
        code = same_name(own.id)
        if code in found:
            raise SettingRefused(
                Sentence("There is a {name} already: take another name.", name=code)
            )
        found[code] = replace(own, id=code)
    return found


def _ready(own: Own, names: Names, given: Mapping[str, Parameter], units: Units) -> Ready:
    formula = parse(own.text, names.units, unit=own.unit)
    sources = {name: names.sources[name] for name in formula.names if name in names.sources}
    if not sources:
        raise SettingRefused(
            Sentence("Its formula names no indicator. Name one, such as SL06 or SL06_numerator.")
        )
    if own.is_share and formula.unit != ONE:
        raise SettingRefused(
            Sentence(
                "A share is a plain number; its formula gives {unit}. Divide it by as much, or "
                "leave out that it is a share.",
                unit=formula.unit,
            )
        )
    parameters = {n: exactly(given[n].value) for n in formula.names if n in given}
    is_money = any(power for power in units.money.powers if power in formula.unit.powers)
    return Ready(own, formula, parameters, sources, names.ratio(formula.part), is_money)


def _shown(ready: Sequence[Ready], order: Sequence[str], others: Mapping[str, Indicator]) -> Owns:
    """With the indicators to show them by, in the order in which they were given."""
    shown: dict[str, Indicator] = {}
    found = Owns(tuple(ready), (), shown, others)
    needs = dict.fromkeys(code for each in ready for code in found.made_of(each.own.id))
    found = replace(found, needs=tuple(needs))
    by_id = {each.own.id: each for each in ready}
    shown |= {code: _indicator(by_id[code], found) for code in order}
    return found


def _indicator(ready: Ready, owns: Owns) -> Indicator:
    own = ready.own
    made_of = [owns.others[code] for code in owns.made_of(own.id)]
    cuts = [cut for cut in made_of[0].cuts if all(cut in each.cuts for each in made_of)]

    def told(asked: Asked) -> Iterator[Cell]:
        for cell in owns.cells(calculate(made_of, asked)):
            if cell.indicator_id == own.id:
                yield cell

    return Indicator(
        id=own.id,
        version=own.version,
        label=_words(own.label),
        meaning=_words(own.meaning or own.label),
        formula=Sentence("{formula}", formula=ready.formula.said),
        group=own.group,
        unit=_unit(ready),
        unit_words=Sentence("{unit}", unit=ready.formula.unit),
        direction=own.direction,
        timing=own.timing,
        cuts=tuple(cuts),
        edge=Sentence("Cannot be told where one of those that it is made of cannot."),
        calculation=Custom(told),
        target=own.target,
        needs=tuple(dict.fromkeys(table for each in made_of for table in each.needs)),
        about_persons=any(each.about_persons or each.group is Group.EMPLOYEES for each in made_of),
    )


def _words(name: Name) -> Sentence:
    return Sentence("{name}", name=name)


def _unit(ready: Ready) -> Unit:
    if ready.own.is_share:
        return Unit.SHARE
    if ready.is_money:
        return Unit.MONEY
    return BY_WORD.get(str(ready.formula.unit), Unit.NUMBER)
