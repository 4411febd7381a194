"""Tables as other programs export them: which column is what, known before anybody asks.

One file of data for each program. What it calls its columns is taken from its public
documentation; where an installation renamed a column, that column is recognised like any other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from goodwill.warehouse.reading.fitting import normal


@dataclass(frozen=True)
class Export:
    """One table that a program exports.

    Parameters
    ----------
    program
        What people call the program.
    source
        The word under which its ids are remembered.
    what
        What it calls that which a row tells of.
    shape
        The kind that a row becomes; empty where there is none yet.
    told_by
        Headings that together tell this table from others.
    columns
        Heading → target.
    instead
        Heading → cell → what we call it.
    """

    program: str
    source: str
    what: str
    shape: str
    told_by: tuple[str, ...]
    columns: Mapping[str, str]
    match: tuple[str, ...] = ()
    instead: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def target_of(self, heading: str) -> str:
        """What a column becomes; empty for one it does not know."""
        return self._spelt.get(normal(heading), "")

    def instead_for(self, headings: Iterable[str]) -> dict[str, dict[str, str]]:
        """What is read instead of cells, by the headings as they are spelt there."""
        known = {normal(heading): dict(cells) for heading, cells in self.instead.items()}
        return {one: known[normal(one)] for one in headings if normal(one) in known}

    @property
    def _spelt(self) -> Mapping[str, str]:
        return {normal(heading): target for heading, target in self.columns.items()}


@cache
def exports() -> tuple[Export, ...]:
    """All tables that are known."""
    files = resources.files(__name__).iterdir()
    return tuple(
        Export(
            told["name"],
            told["source"],
            one["what"],
            one["shape"],
            tuple(one["told_by"]),
            one.get("columns", {}),
            tuple(one.get("match", ())),
            one.get("instead", {}),
        )
        for file in sorted(files, key=lambda one: one.name)
        if file.name.endswith(".toml")
        for told in (tomllib.loads(file.read_text(encoding="utf-8")),)
        for one in told["exports"]
    )


def programs() -> tuple[str, ...]:
    """The programs whose exports are known."""
    return tuple(dict.fromkeys(one.program for one in exports()))


def export_of(headings: Iterable[str]) -> Export | None:
    """Which of them a table is; where several could be, the one that knows most of its columns."""
    there = {normal(heading) for heading in headings}
    fits = [one for one in exports() if {normal(told) for told in one.told_by} <= there]

    def known(one: Export) -> tuple[int, int]:
        return len({normal(heading) for heading in one.columns} & there), len(one.told_by)

    return max(fits, key=known, default=None)
