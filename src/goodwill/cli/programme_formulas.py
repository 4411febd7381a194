"""A benefit by a formula over named drivers with units, such as customers × margin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any

from goodwill.analytics.benefit.returns.checks import exactly
from goodwill.analytics.campaigns.entries import Entries, is_number
from goodwill.analytics.formulas.dimension import ONE, Dimension
from goodwill.analytics.formulas.formula import parse
from goodwill.analytics.formulas.reading import read
from goodwill.analytics.formulas.tree import names_in
from goodwill.cli.programme_values import placed
from goodwill.language import Sentence

Row = tuple[Decimal, ...]

DRIVER = ("value", "unit", "formula", "source")


def by_formula(entries: Entries, horizon: int, currency: str) -> Row:
    """The formula in each of the years 0 … horizon.

    A driver with one number has it in every year from 1 on; in year 0 the formula brings
    nothing unless a driver has its own number for that year.

    Raises
    ------
    SettingRefused
        The formula or a driver's own cannot be read, units do not make the currency, a driver
        is not used, hangs on itself, or the result is below 0.
    """
    drivers = entries.under("drivers")
    known = _Known(horizon)
    for name in _in_order(entries, drivers):
        known.take(drivers, name)
    amounts = known.row(entries, "formula", Dimension.of(currency))
    _refuse_loss(entries, amounts)
    return amounts


@dataclass
class _Known:
    """The drivers told so far: their units and their numbers by year."""

    horizon: int
    units: dict[str, Dimension] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)
    begins_at_once: bool = False

    def take(self, drivers: Entries, name: str) -> None:
        told = _told(drivers, name)
        unit = None
        if told.has("unit"):
            with placed(told, "unit"):
                unit = Dimension.of(told.text("unit"))
        if told.has("formula"):
            self.rows[name] = self.row(told, "formula", unit, name)
            return
        self.units[name] = unit or ONE
        self.rows[name] = self._numbers(drivers, name, told.table.get("value"))

    def row(self, entries: Entries, key: str, unit: Dimension | None, name: str = "") -> Row:
        """A formula in each year, over the drivers known."""
        with placed(entries, key):
            formula = parse(entries.text(key), self.units, unit=unit)
            self.units[name] = formula.unit
            first = 0 if self.begins_at_once or name else 1
            values = [
                exactly(formula.value({each: row[year] for each, row in self.rows.items()}))
                for year in range(first, self.horizon + 1)
            ]
        return (*[Decimal(0)] * first, *values)

    def _numbers(self, drivers: Entries, name: str, found: Any) -> Row:
        needed = self.horizon + 1
        if is_number(found):
            return (exactly(found),) * needed
        if isinstance(found, list) and len(found) == needed and all(map(is_number, found)):
            self.begins_at_once = True
            return tuple(map(exactly, found))
        raise drivers.refused(
            name,
            Sentence(
                "a number, a list with one for each of the years 0 to {horizon}, or a table such "
                "as {example}",
                horizon=self.horizon,
                example='{value = 310, unit = "CNY/customer", source = "value report"}',
            ),
        )


def _told(drivers: Entries, name: str) -> Entries:
    """A driver as a table; a bare number or list is its value."""
    if not isinstance(drivers.table[name], dict):
        return Entries({"value": drivers.table[name]}, drivers.file, f"{drivers.place}{name}.")
    told = drivers.under(name).only(*DRIVER)
    told.text_or_none("source")
    if told.has("value") == told.has("formula"):
        raise drivers.refused(name, Sentence("a table with either a value or a formula"))
    return told


def _in_order(entries: Entries, drivers: Entries) -> Iterator[str]:
    """The drivers, each after those that it hangs on."""
    needs = {name: _needs(_told(drivers, name), drivers) for name in drivers.table}
    used = set(_needs(entries, drivers)).union(*needs.values())
    for name in needs:
        if name not in used:
            raise drivers.refused(name, Sentence("left out, or named in the formula"))
    try:
        yield from list(TopologicalSorter(needs).static_order())
    except CycleError as circle:
        names = list(circle.args[1])
        raise drivers.refused(
            names[0],
            Sentence(
                "a driver that does not hang on itself: {circle}. Give one of them a value",
                circle=" → ".join(names),
            ),
        ) from None


def _needs(told: Entries, drivers: Entries) -> tuple[str, ...]:
    """The names in a formula."""
    if not told.has("formula"):
        return ()
    with placed(told, "formula"):
        return names_in(read(told.text("formula"), list(drivers.table)))


def _refuse_loss(entries: Entries, amounts: Row) -> None:
    for year, amount in enumerate(amounts):
        if amount < 0:
            raise entries.refused(
                "formula",
                Sentence(
                    "a formula that is not negative in any year; in year {year} it gives "
                    "{amount}. What a benefit costs is a cost",
                    year=year,
                    amount=str(amount),
                ),
            )
