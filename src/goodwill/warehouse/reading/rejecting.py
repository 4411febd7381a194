"""A sample of what could not be read, each with its place and the reason in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from goodwill.language import Sentence
from goodwill.warehouse.reading.cells import parsed, written
from goodwill.warehouse.reading.converted import Rejected
from goodwill.warehouse.reading.converting import TROUBLES, Conversion
from goodwill.warehouse.reading.pieces import RAW, ROW
from goodwill.warehouse.reading.roles import CHECKED, Kind, kind_of

SAMPLE_ROWS = 5  # of each kind and piece


def rejected(
    conversion: Conversion, relation: str, cursor: duckdb.DuckDBPyConnection
) -> list[Rejected]:
    """Some rows of each kind of trouble in a piece."""
    checked = conversion.of(*CHECKED)
    columns = ", ".join(
        f"{written(role)}, {parsed(role, conversion.table)} IS NULL" for role in checked
    )
    rows = cursor.execute(
        f"SELECT {ROW}, unreadable, problem, {RAW}, {_whole(conversion)}"
        f"{', ' + columns if columns else ''} FROM ({conversion.lines(relation)})"
        " WHERE unreadable IS NOT NULL QUALIFY row_number() OVER"
        f" (PARTITION BY unreadable, problem ORDER BY {ROW}) <= {SAMPLE_ROWS} ORDER BY {ROW}"
    ).fetchall()
    return [one for row in rows for one in _explained(conversion, checked, row)]


def _whole(conversion: Conversion) -> str:
    width = min(len(conversion.source.source.names), 12)
    return "concat_ws(' | ', " + ", ".join(f"CAST(c{n} AS VARCHAR)" for n in range(width)) + ")"


def _explained(
    conversion: Conversion, checked: list[str], row: tuple[object, ...]
) -> Iterator[Rejected]:
    number, unreadable, problem, raw, whole, *cells = row
    file, at = conversion.source.file, int(str(number))
    if unreadable == "row":
        reason = reason_of(str(problem), len(conversion.source.source.names), conversion)
        yield Rejected(file, at, None, str(raw if raw is not None else whole), reason)
        return
    wanted = conversion.of(*TROUBLES[str(unreadable)])
    for role, text, is_missing in zip(checked, cells[0::2], cells[1::2], strict=True):
        if role in wanted and is_missing and text is not None and str(text).strip():
            column = conversion.source.column(role)
            yield Rejected(
                file, at, column, str(text), _cell_reason(kind_of(role, conversion.table))
            )


def _cell_reason(kind: Kind) -> Sentence:
    if kind is Kind.DATE:
        return Sentence("This is no date, or not one in the order of the others.")
    if kind is Kind.PERIOD:
        return Sentence("This is no period, or not one written like most of the others.")
    if kind is Kind.FLAG:
        return Sentence("This is neither yes nor no, neither 1 nor 0.")
    return Sentence("This is no number, or not one written like the others.")


def reason_of(problem: str, width: int, conversion: Conversion) -> Sentence:
    """Why a whole row is set aside."""
    if problem.startswith("fields"):
        return Sentence(
            "It has {found} fields where the heading has {wanted}.",
            found=int(problem.split()[1]),
            wanted=width,
        )
    if problem == "bytes":
        return Sentence(
            "It holds bytes that are no text in {encoding}.",
            encoding=conversion.source.encoding or "utf-8",
        )
    if problem == "total" and conversion.table.name != "order_lines":
        return Sentence("It is a line of totals.")
    return _REASONS[problem]


_REASONS = {
    "quote": Sentence("A quotation mark is opened and never closed."),
    "json": Sentence("It is not a JSON object."),
    "total": Sentence("It is a line of totals, not an order."),
    "heading": Sentence("It is the heading again."),
}
