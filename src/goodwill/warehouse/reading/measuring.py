"""More columns of a file as numbers: what a campaign's members did, what a unit was like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import narwhals as nw

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import Column, Table
from goodwill.language import Sentence


def with_measures(table: Table, names: Sequence[str]) -> Table:
    """The table with columns of floats beside its own, each read from the column of that name.

    Survey and read it like any other; a value that is no number is told and its row
    marked `number` in `unreadable`. Yes and no become 1 and 0.

    Raises
    ------
    SettingRefused
        The table has a column of that name.
    """
    names = list(dict.fromkeys(names))
    taken = {name.casefold() for name in table.names}
    for name in names:
        if name.casefold() in taken:
            raise SettingRefused(
                Sentence(
                    "{column} cannot be measured: {table} has a column of this name already. "
                    "Rename it in the file.",
                    column=name,
                    table=table.name,
                )
            )
        taken.add(name.casefold())
    meaning = Sentence("A number of the file, as asked for.")
    columns = (Column(name, nw.Float64, meaning) for name in names)
    return replace(table, columns=(*table.columns, *columns)) if names else table
