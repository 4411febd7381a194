"""The columns of a connection and what they may become, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.setting_up import EXTERNAL_ID
from goodwill.crm.exchange.importing import showing
from goodwill.crm.exchange.importing.recognising import columns_of
from goodwill.crm.exchange.importing.targets import Target
from goodwill.language import Sayable

SAMPLES = 3


@dataclass(frozen=True)
class Line:
    """One column: its heading, what it holds, what it becomes."""

    place: int
    heading: str
    samples: tuple[str, ...]
    target: str


def lines(
    connection: Connection, columns: Mapping[str, str], wanted: Sequence[Target]
) -> list[Line]:
    """Every column, in its order."""
    holds = columns_of(connection.headings, connection.rows)
    names = {one.name for one in wanted}
    return [
        Line(
            place,
            heading,
            tuple(dict.fromkeys(holds[heading]))[:SAMPLES],
            columns.get(heading, "") if columns.get(heading) in names else "",
        )
        for place, heading in enumerate(connection.headings)
    ]


def groups(shape: str, wanted: Sequence[Target]) -> list[tuple[Sayable, list[Target]]]:
    """What columns may become, without the id, which is asked for apart."""
    return showing.groups(shape, [one for one in wanted if one.name != EXTERNAL_ID])


def chosen(told: Mapping[str, str], connection: Connection) -> dict[str, str]:
    """What a form says of each column; the one with the id holds nothing else."""
    columns = {
        heading: told.get(f"column-{place}", "")
        for place, heading in enumerate(connection.headings)
    }
    columns = {heading: to for heading, to in columns.items() if to and to != EXTERNAL_ID}
    id_column = told.get("id_column", "")
    return columns | ({id_column: EXTERNAL_ID} if id_column in connection.headings else {})
