"""A pilot's panel out of order lines, with everything that is wrong with it a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import narwhals as nw

from goodwill.analytics.benefit.pilots.panel import Panel, named
from goodwill.analytics.benefit.pilots.panel_lines import panel_of
from goodwill.analytics.benefit.pilots.panel_reading import Incomplete
from goodwill.analytics.errors import AnalyticsError, SettingRefused, Undefined
from goodwill.analytics.information.calendar import date_of, day_of, first_of_month, month_index
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.pilot.asking import Asked
from goodwill.report.pilot.pilots import Pilot

HIDDEN = frozenset(
    {"row_hash", "order_id", "line_id", "return_of", "customer_id", "product_id", "description"}
    | {"currency", "status", "unreadable", "set_aside", "counted_order", "kind"}
)
"""Columns of text in order lines that part no units."""


@dataclass(frozen=True)
class Sold:
    """Order lines that panels are made of, and the days they cover.

    Parameters
    ----------
    last_day
        The last day that is complete.
    file
        What people call the file of pilots.
    """

    lines: Frame
    first_day: int
    last_day: int
    file: str
    asked: Asked


@dataclass(frozen=True)
class Made:
    """A panel, and what had to be left out of it."""

    panel: Panel
    kind: str
    notes: tuple[Sentence, ...]


def made(pilot: Pilot, others: Sequence[Pilot], sold: Sold) -> Made:
    """The panel of one pilot.

    Raises
    ------
    SettingRefused
        Nothing says what tells units apart, or the orders have no such column.
    AnalyticsError
        A unit of the pilot is in no order, its dates are beyond the orders, or the panel
        itself refuses.
    """
    kind = _kind(pilot, sold)
    until = min(sold.last_day + 1, pilot.ends_day or sold.last_day + 1)
    _refuse_days(pilot, sold)
    _refuse_not_run(pilot, until, sold)
    unnamed = sold.lines.filter(nw.col(kind).is_null() | (nw.col(kind).cast(nw.String) == ""))
    lines = sold.lines.filter(~nw.col(kind).is_null() & (nw.col(kind).cast(nw.String) != ""))
    _refuse_unknown(pilot, kind, _units(lines, kind), sold)
    busy = _busy(pilot, others, kind, sold, until)
    if busy:
        lines = lines.filter(~nw.col(kind).is_in(sorted(busy)))
    panel = panel_of(
        lines,
        kind,
        sold.asked.metric,
        pilot.starts,
        sold.asked.period,
        until_day=until,
        incomplete=sold.asked.incomplete or Incomplete.NOUGHT,
    )
    return Made(panel, kind, tuple(_notes(_count(unnamed), busy, pilot, sold)))


def _kind(pilot: Pilot, sold: Sold) -> str:
    kind = pilot.unit_kind or sold.asked.unit
    schema = sold.lines.collect_schema()
    known = [name for name, kind in schema.items() if kind == nw.String and name not in HIDDEN]
    if kind is None:
        raise SettingRefused(
            Sentence(
                "Nothing says what tells the units of a pilot apart. Give --unit with one of "
                "{known}, or a column unit_kind in {file}.",
                known=", ".join(known),
                file=sold.file,
            )
        )
    if kind not in known:
        raise SettingRefused(
            Sentence(
                "The orders have no column {unit} that tells units apart. There are: {known}. "
                "Name one with --unit, or map it with --map {unit}=NAME.",
                unit=kind,
                known=", ".join(known),
            )
        )
    return kind


def _units(lines: Frame, kind: str) -> list[str]:
    return sorted(lines.select(kind).unique().collect("pyarrow")[kind].to_list())


def _count(lines: Frame) -> int:
    return int(lines.select(n=nw.len().cast(nw.Int64)).collect().item())


def _refuse_unknown(pilot: Pilot, kind: str, units: Sequence[str], sold: Sold) -> None:
    for unit in pilot.starts:
        if unit in units:
            continue
        near = get_close_matches(unit, units, n=1)
        told = {"file": sold.file, "row": pilot.rows[unit], "unit": unit, "kind": kind}
        if near:
            raise Undefined(
                Sentence(
                    "{file}, row {row}: no order has {unit} as its {kind}. Is {near} meant? Write "
                    "it as the orders do.",
                    near=near[0],
                    **told,
                )
            )
        raise Undefined(
            Sentence(
                "{file}, row {row}: no order has {unit} as its {kind}. The orders have: {units}.",
                units=named(units),
                **told,
            )
        )


def _refuse_days(pilot: Pilot, sold: Sold) -> None:
    for unit, start in pilot.starts.items():
        told = {
            "file": sold.file,
            "row": pilot.rows[unit],
            "unit": unit,
            "start": date_of(start),
            "first": date_of(sold.first_day),
            "last": date_of(sold.last_day),
        }
        if start > sold.last_day:
            raise AnalyticsError(
                Sentence(
                    "{file}, row {row}: the pilot begins in {unit} on {start}, after the last day "
                    "of the orders, {last}. Give later orders, or wait.",
                    **told,
                )
            )
        if start <= sold.first_day:
            raise AnalyticsError(
                Sentence(
                    "{file}, row {row}: the pilot begins in {unit} on {start}, and the orders "
                    "only on {first}: what was before is not known. Give earlier orders.",
                    **told,
                )
            )


def _refuse_not_run(pilot: Pilot, until: int, sold: Sold) -> None:
    for unit, start in pilot.starts.items():
        if _end(start, sold.asked.period) > until:
            raise AnalyticsError(
                Sentence(
                    "{file}, row {row}: the pilot in {unit} has not run to the end of a {period} "
                    "that the orders cover. Wait, measure by week, or take the row out.",
                    file=sold.file,
                    row=pilot.rows[unit],
                    unit=unit,
                    period=PERIODS[sold.asked.period],
                )
            )


def _end(day: int, period: str) -> int:
    """The first day after the period in which `day` is."""
    on = date_of(day)
    if period == "month":
        return day_of(first_of_month(month_index(on) + 1))
    return day + 7 - on.weekday()


PERIODS: Mapping[str, Sentence] = {"month": Sentence("month"), "week": Sentence("week")}


def _busy(
    pilot: Pilot, others: Sequence[Pilot], kind: str, sold: Sold, until: int
) -> frozenset[str]:
    """Units in which another pilot ran meanwhile: they are no controls."""
    return frozenset(
        unit
        for other in others
        if other is not pilot and (other.unit_kind or sold.asked.unit) == kind
        for unit, start in other.starts.items()
        if start < until and (other.ends_day or until) > sold.first_day
    ) - set(pilot.starts)


def _notes(unnamed: int, busy: frozenset[str], pilot: Pilot, sold: Sold) -> list[Sentence]:
    notes = []
    if unnamed:
        notes.append(
            Sentence(
                "{n} order line names no unit and is not counted.",
                "{n} order lines name no unit and are not counted.",
                n=unnamed,
            )
        )
    if busy:
        notes.append(
            Sentence(
                "Another pilot ran in {units}: left out, for they are no comparison.",
                units=named(sorted(busy)),
            )
        )
    within = [unit for unit, start in pilot.starts.items() if _is_within(start, sold.asked.period)]
    if within:
        notes.append(
            Sentence(
                "In {units} it began within a {period}, which counts as one with the pilot: the "
                "effect of that {period} is diluted.",
                units=named(within),
                period=PERIODS[sold.asked.period],
            )
        )
    if pilot.ends_day is not None and pilot.ends_day <= sold.last_day:
        notes.append(
            Sentence(
                "It ended on {day}: later periods are neither with it nor without, and not "
                "counted.",
                day=date_of(pilot.ends_day),
            )
        )
    return notes


def _is_within(day: int, period: str) -> bool:
    on = date_of(day)
    return on.day != 1 if period == "month" else on.weekday() != 0
