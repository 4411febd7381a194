"""What a reading brought, so that a report can reconcile to the source, to the row and cent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from goodwill.language import Sentence


@dataclass(frozen=True)
class Rejected:
    """One value that could not be read: where it stands, and why not."""

    file: str
    row: int
    column: str | None
    value: str
    reason: Sentence


@dataclass(frozen=True)
class Read:
    """The table written, and its totals.

    Parameters
    ----------
    rows
        Rows of the table. Where it has a `source_row`, every row of the sources.
    set_aside
        Rows of the sources that are not in the table: of a table with a row for each key, those
        without it, broken ones, and repeats of a key. `rows + set_aside` is the
        sources' rows.
    unreadable
        `row`, `date`, `amount`, `number` → how many rows are flagged so.
    exact_total
        Sum of the sources' amounts before rounding; None where the table has none.
    rounded_total_minor
        The same of the table, in minor units; currencies are summed together here, and
        apart in `currencies`.
    currencies
        Currency code (empty text for none) → rows.
    rejected
        A sample of what could not be read, at most some of each kind and source.
    attributes
        Columns beyond the contract that were kept.
    """

    table: Path
    rows: int
    source_rows: tuple[int, ...]
    set_aside: int
    unreadable: Mapping[str, int]
    exact_total: Decimal | None
    rounded_total_minor: int | None
    currency: str | None
    currencies: Mapping[str, int]
    rejected: tuple[Rejected, ...]
    attributes: tuple[str, ...]
