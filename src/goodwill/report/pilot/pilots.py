"""The file of pilots: which there are, where and from when each ran, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goodwill.analytics.errors import AnalyticsError, SettingRefused, TooFew, Undefined
from goodwill.analytics.information.calendar import date_of
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence


@dataclass(frozen=True)
class Pilot:
    """One pilot as its file tells it.

    Parameters
    ----------
    starts, rows
        Unit → the first day, as days since 1970-01-01, and the row of the file.
    ends_day
        The first day after it, of the unit where it ended first; None while it runs.
    """

    identity: str
    name: str
    unit_kind: str | None
    starts: Mapping[str, int]
    rows: Mapping[str, int]
    ends_day: int | None = None

    @property
    def title(self) -> str:
        return self.name or self.identity


def pilots_of(table: Frame, file: str) -> list[Pilot]:
    """Every pilot of the file, in its order.

    Raises
    ------
    Undefined
        A row has no unit or no readable day, or names a unit again.
    TooFew
        There is no row.
    """
    rows = sorted(table.collect("pyarrow").rows(named=True), key=lambda row: row["source_row"])
    if not rows:
        raise TooFew(Sentence("rows in {file}", file=file), 0, 1)
    _refuse_rows(rows, file)
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["pilot_id"] or row["name"] or "", []).append(row)
    return [_pilot(identity, group, file) for identity, group in groups.items()]


def wanted_of(pilots: Sequence[Pilot], names: Sequence[str], file: str) -> list[Pilot]:
    """Those asked for by id or name; all where nobody asked."""
    if not names:
        return list(pilots)
    known = {name for pilot in pilots for name in (pilot.identity, pilot.name)}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SettingRefused(
            Sentence(
                "{file} has no pilot {name}. There are: {known}.",
                file=file,
                name=", ".join(unknown),
                known=", ".join(pilot.identity or "—" for pilot in pilots),
            )
        )
    return [pilot for pilot in pilots if {pilot.identity, pilot.name} & set(names)]


def _refuse_rows(rows: Sequence[Mapping[str, Any]], file: str) -> None:
    for row in rows:
        told = {"file": file, "row": row["source_row"]}
        if not row["unit"]:
            raise Undefined(
                Sentence("{file}, row {row}: the unit is empty. Name where it ran.", **told)
            )
        if row["unreadable"] or row["starts_day"] is None:
            raise Undefined(
                Sentence(
                    "{file}, row {row}: from when the pilot ran in {unit} cannot be read. Write "
                    "the day as 2026-03-01.",
                    unit=row["unit"],
                    **told,
                )
            )


def _pilot(identity: str, rows: Sequence[Mapping[str, Any]], file: str) -> Pilot:
    places: dict[str, int] = {}
    for row in rows:
        if row["unit"] in places:
            raise Undefined(
                Sentence(
                    "{file}, row {row}: {unit} is in the pilot already, by row {other}. Keep one "
                    "of the two rows.",
                    file=file,
                    row=row["source_row"],
                    unit=row["unit"],
                    other=places[row["unit"]],
                )
            )
        places[row["unit"]] = row["source_row"]
    kinds = {row["unit_kind"] for row in rows}
    if len(kinds) > 1:
        raise Undefined(
            Sentence(
                "{file}: pilot {pilot} has units of several kinds. Make it several pilots, each "
                "with an id of its own.",
                file=file,
                pilot=identity or "—",
            )
        )
    starts = {row["unit"]: int(row["starts_day"]) for row in rows}
    ends = [int(row["ends_day"]) for row in rows if row["ends_day"] is not None]
    pilot = Pilot(
        identity, rows[0]["name"] or "", kinds.pop(), starts, places, min(ends, default=None)
    )
    _refuse_end(pilot, file)
    return pilot


def _refuse_end(pilot: Pilot, file: str) -> None:
    for unit, start in pilot.starts.items():
        if pilot.ends_day is not None and start >= pilot.ends_day:
            raise AnalyticsError(
                Sentence(
                    "{file}, row {row}: the pilot begins in {unit} on {start}, but ended on {end}. "
                    "Mend the dates, or leave the unit out.",
                    file=file,
                    row=pilot.rows[unit],
                    unit=unit,
                    start=date_of(start),
                    end=date_of(pilot.ends_day),
                )
            )
