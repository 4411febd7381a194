"""Many scores at once: put beside the customers whole, so that no list shows half of a valuation.

All rows are brought next to the database first, which keeps nobody waiting. Then one
transaction turns them into scores, lets go of those of customers who are not valued any more,
and says that the valuation is done. A process that dies leaves the scores before; one that
comes twice leaves the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction
from pyarrow import csv

from goodwill.crm.customers.models import Customer
from goodwill.crm.value.scoring.columns import COLUMNS, ID
from goodwill.crm.value.scoring.models import Score, Valuation

AT_ONCE = 20_000
STAGING = "score_staging"
Tell = Callable[[float], None]


def write(
    valuation: Valuation, scores: pa.Table, done: Callable[[int], None], tell: Tell = lambda _: None
) -> int:
    """Make these the scores of all customers; how many there are then.

    Parameters
    ----------
    scores
        What `columns.scores` and `columns.with_past` give.
    done
        Called inside of the transaction with the number of scores: what must be true together
        with them is kept here.
    """
    with _staged(scores, tell), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_upsert(), [valuation.pk, valuation.as_of])
        kept: int = Score.objects.filter(valuation=valuation).count()
        Score.objects.exclude(valuation=valuation).delete()
        done(kept)
    return kept


@contextmanager
def _staged(scores: pa.Table, tell: Tell) -> Iterator[None]:
    """The scores in a table that only this connection sees."""
    is_alone = not connection.in_atomic_block
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite" and is_alone:
            cursor.execute("PRAGMA temp_store=FILE")
        cursor.execute(f"DROP TABLE IF EXISTS {STAGING}")
        cursor.execute(f"CREATE TEMPORARY TABLE {STAGING} ({_described()})")
        try:
            _FILL[connection.vendor](cursor, scores, tell)
            yield
        finally:
            cursor.execute(f"DROP TABLE IF EXISTS {STAGING}")
            if connection.vendor == "sqlite" and is_alone:
                cursor.execute("PRAGMA temp_store=MEMORY")


def _fill_sqlite(cursor: Any, scores: pa.Table, tell: Tell) -> None:
    """In one transaction of the connection's own table: nobody else waits for it."""
    marks = ", ".join(["?"] * (1 + len(COLUMNS)))
    held = connection.connection
    held.execute("SAVEPOINT staging")
    written = 0
    identities = pc.replace_substring(scores[ID], "-", "")
    for batch in scores.set_column(0, ID, identities).to_batches(AT_ONCE):
        columns = [_plain(batch.column(place)) for place in range(batch.num_columns)]
        held.executemany(f"INSERT INTO {STAGING} VALUES ({marks})", zip(*columns, strict=True))
        written += batch.num_rows
        tell(written / max(1, scores.num_rows))
    held.execute("RELEASE staging")


def _plain(column: pa.Array) -> list[Any]:
    """As SQLite keeps it: days as text, ids without dashes."""
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())


def _fill_postgresql(cursor: Any, scores: pa.Table, tell: Tell) -> None:
    """As one stream of CSV."""
    written = 0
    with cursor.copy(f"COPY {STAGING} FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({_texts()}))") as out:
        for batch in scores.to_batches(AT_ONCE):
            buffer = io.BytesIO()
            csv.write_csv(
                pa.Table.from_batches([batch]), buffer, csv.WriteOptions(include_header=False)
            )
            out.write(buffer.getvalue())
            written += batch.num_rows
            tell(written / max(1, scores.num_rows))


_FILL = {"sqlite": _fill_sqlite, "postgresql": _fill_postgresql}


def _described() -> str:
    """The columns as the table of scores has them."""
    of = {one.column: one.db_type(connection) for one in Score._meta.concrete_fields}
    identity = Customer._meta.get_field("public_id").db_type(connection)
    return ", ".join([f"{ID} {identity}", *(f"{name} {of[name]}" for name in COLUMNS)])


def _texts() -> str:
    texts = {one.column for one in Score._meta.concrete_fields if one.get_internal_type() == _TEXT}
    return ", ".join(name for name in COLUMNS if name in texts)


_TEXT = "CharField"


def _upsert() -> str:
    """From the staging table to the scores; what each was before becomes `was_…`.

    In the order of the customers, so that rows come in the order of the table.
    """
    names = [one.column for one in Score._meta.concrete_fields]
    table, quote = Score._meta.db_table, connection.ops.quote_name
    given = {"customer_id": "c.id", "valuation_id": "%s", "as_of": "%s"}
    given |= dict.fromkeys(_WAS, "''") | {name: f"s.{name}" for name in COLUMNS}
    if connection.vendor == "postgresql":
        given["as_of"] = "%s::date"
    updates = {name: f"excluded.{name}" for name in names if name != "customer_id"}
    updates |= {name: f"{table}.{source}" for name, source in _WAS.items()}
    ordered = [*(name for name in names if name not in given), *given]
    assert len(ordered) == len(given), "every column has a source"
    return (
        f"INSERT INTO {quote(table)} ({', '.join(given)}) SELECT {', '.join(given.values())} "
        f"FROM {STAGING} s JOIN {quote(Customer._meta.db_table)} c ON c.public_id = s.{ID} "
        f"WHERE c.deleted_at IS NULL ORDER BY c.id ON CONFLICT (customer_id) DO UPDATE SET "
        + ", ".join(f"{name} = {value}" for name, value in updates.items())
    )


_WAS = {"was_stage": "stage", "was_class": "value_class"}
