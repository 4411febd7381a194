"""How a table becomes records: what a row holds, what each column means, how rows are matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any


class Mode(StrEnum):
    """What an import may do: only add, only change what is there, or both."""

    INSERT = "insert"
    UPDATE = "update"
    BOTH = "both"


@dataclass(frozen=True)
class Reading:
    """How a file is to be read; an empty text means: find out.

    Parameters
    ----------
    dates
        Order of the parts of a date that does not show it: `ymd`, `dmy` or `mdy`.
    decimal
        The decimal mark, `.` or `,`.
    currency
        ISO 4217 code of amounts that do not name theirs.
    time_zone
        IANA name of the zone that moments without one are in.
    """

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    dates: str = ""
    decimal: str = ""
    currency: str = ""
    time_zone: str = ""


@dataclass(frozen=True)
class Plan:
    """One way to bring in tables that look alike.

    Parameters
    ----------
    shape
        The kind that a row holds: `customers`, `orders` (with their lines) …
    columns
        Heading → target (`customers.name`, `contact_points.email`, `external_id` …). Headings
        that are not there are left out. Several may lead to the same target: each contact point
        and tag is taken, of others the first that is filled.
    match
        By what a row finds the record it is about, the surest first; targets joined by `+` must
        all fit: `("external_id", "customers.number", "customers.name+customers.city")`.
    source
        What the system is called that the table comes from; `external_id` is unique within it.
    makes
        Links whose missing records are made as the rows name them: `orders.customer`,
        `order_lines.product`, `products.family`.
    instead
        Heading → cell → what is read instead of it: `GTXPro` is another way to write `GTX Pro`.
    """

    shape: str
    columns: Mapping[str, str]
    match: tuple[str, ...] = ()
    mode: Mode = Mode.BOTH
    source: str = ""
    settings: Reading = field(default_factory=Reading)
    makes: tuple[str, ...] = ()
    instead: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The plan as plain JSON."""
        told = asdict(self)
        return {
            **told,
            "columns": dict(self.columns),
            "match": list(self.match),
            "mode": str(self.mode),
            "makes": list(self.makes),
            "instead": {heading: dict(cells) for heading, cells in self.instead.items()},
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Plan:
        """The plan that `to_json` told."""
        known = {one.name for one in fields(Reading)}
        settings = {name: text for name, text in told.get("settings", {}).items() if name in known}
        return cls(
            shape=told["shape"],
            columns=dict(told["columns"]),
            match=tuple(told.get("match", ())),
            mode=Mode(told.get("mode", Mode.BOTH)),
            source=told.get("source", ""),
            settings=Reading(**settings),
            makes=tuple(told.get("makes", ())),
            instead=dict(told.get("instead", {})),
        )

    def read(self, heading: str, cell: str) -> str:
        """The cell, or what is read instead of it."""
        return self.instead.get(heading, {}).get(cell, cell)

    def headings_of(self, target: str) -> tuple[str, ...]:
        """The headings that lead to a target, in the order of the table."""
        return tuple(heading for heading, name in self.columns.items() if name == target)

    @property
    def targets(self) -> frozenset[str]:
        """All that the columns lead to."""
        return frozenset(self.columns.values())
