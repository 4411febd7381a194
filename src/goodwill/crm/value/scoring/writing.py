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
from goodwill.crm.value.scoring import swapping
from goodwill.crm.value.scoring.columns import COLUMNS, ID
from goodwill.crm.value.scoring.models import Score, Valuation

AT_ONCE = 20_000
MANY = 20_000
"""From so many scores on, indexes are made anew rather than kept up row by row."""
STAGING = "score_staging"
KEY = "customer_id"
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
    placed = _placed(scores)
    with _staged(placed, tell), transaction.atomic(), connection.cursor() as cursor:
        if not _swapped(cursor, valuation, placed.num_rows):
            _updated(cursor, valuation, placed.num_rows)
        kept: int = Score.objects.filter(valuation=valuation).count()
        done(kept)
    return kept


def _updated(cursor: Any, valuation: Valuation, rows: int) -> None:
    """Row by row in the table that is there."""
    indexes = _without_indexes(cursor, rows)
    cursor.execute(_upsert(), [valuation.pk, valuation.as_of])
    gone = Score.objects.exclude(valuation=valuation)
    gone._raw_delete(gone.db)
    for index in indexes:
        cursor.execute(index)


def _swapped(cursor: Any, valuation: Valuation, rows: int) -> bool:
    """On PostgreSQL, whether a table of its own could take the place of the one that is there."""
    if connection.vendor != "postgresql" or rows < MANY:
        return False
    table = Score._meta.db_table
    given = _given() | {name: f"coalesce(before.{source}, '')" for name, source in _WAS.items()}
    given |= {name: f"{STAGING}.{name}" for name in (KEY, *COLUMNS)}

    def fill(fresh: str) -> None:
        cursor.execute(
            f"INSERT INTO {fresh} ({', '.join(given)}) SELECT {', '.join(given.values())} "
            f"FROM {STAGING} LEFT JOIN {table} before USING ({KEY}) ORDER BY {KEY}",
            [valuation.pk, valuation.as_of],
        )

    return swapping.swapped(cursor, table, fill)


def _placed(scores: pa.Table) -> pa.Table:
    """By the customers' keys, in their order; without those who are not there any more."""
    known = _customers()
    place = pc.index_in(
        pc.replace_substring(scores[ID], "-", "").combine_chunks(), value_set=known[ID]
    )
    keys = known[KEY].combine_chunks().take(place)
    placed = scores.drop_columns([ID]).add_column(0, KEY, keys)
    return placed.filter(pc.is_valid(placed[KEY])).sort_by(KEY)


def _customers() -> pa.Table:
    """The key of every customer by their public id."""
    asked = Customer.objects.present().values_list("pk", "public_id").order_by()
    ids, keys = [], []
    with connection.cursor() as cursor:
        cursor.execute(*asked.query.sql_with_params())
        while rows := cursor.fetchmany(AT_ONCE):
            ids.append(pa.array([getattr(told, "hex", told) for _, told in rows], pa.string()))
            keys.append(pa.array([key for key, _ in rows], pa.int64()))
    made = {ID: pa.chunked_array(ids, pa.string()), KEY: pa.chunked_array(keys, pa.int64())}
    return pa.table(made)


def _without_indexes(cursor: Any, rows: int) -> list[str]:
    """On SQLite, where readers have the tables of before meanwhile: what makes them anew."""
    if connection.vendor != "sqlite" or rows < MANY:
        return []
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s "
        "AND sql IS NOT NULL",
        [Score._meta.db_table],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    return [sql for _, sql in found]


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
            if not connection.needs_rollback:
                cursor.execute(f"DROP TABLE IF EXISTS {STAGING}")
            if connection.vendor == "sqlite" and is_alone:
                cursor.execute("PRAGMA temp_store=MEMORY")


def _fill_sqlite(cursor: Any, scores: pa.Table, tell: Tell) -> None:
    """In one transaction of the connection's own table: nobody else waits for it."""
    marks = ", ".join(["?"] * (1 + len(COLUMNS)))
    held = connection.connection
    held.execute("SAVEPOINT staging")
    written = 0
    for batch in scores.to_batches(AT_ONCE):
        columns = [_plain(batch.column(place)) for place in range(batch.num_columns)]
        held.executemany(f"INSERT INTO {STAGING} VALUES ({marks})", zip(*columns, strict=True))
        written += batch.num_rows
        tell(written / max(1, scores.num_rows))
    held.execute("RELEASE staging")


def _plain(column: pa.Array) -> list[Any]:
    """As SQLite keeps it: days as text."""
    if pa.types.is_date(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())


def _fill_postgresql(cursor: Any, scores: pa.Table, tell: Tell) -> None:
    """As one stream of CSV."""
    written = 0
    with cursor.copy(f"COPY {STAGING} FROM STDIN (FORMAT csv, FORCE_NOT_NULL ({_texts()}))") as out:
        for batch in scores.to_batches(AT_ONCE):
            buffer = io.BytesIO()
            rows = pa.Table.from_batches([batch])
            csv.write_csv(rows, buffer, csv.WriteOptions(include_header=False))
            out.write(buffer.getvalue())
            written += batch.num_rows
            tell(written / max(1, scores.num_rows))


_FILL = {"sqlite": _fill_sqlite, "postgresql": _fill_postgresql}


def _described() -> str:
    """The columns as the table of scores has them."""
    of = {one.column: one.db_type(connection) for one in Score._meta.concrete_fields}
    return ", ".join(f"{name} {of[name]}" for name in (KEY, *COLUMNS))


def _texts() -> str:
    texts = {one.column for one in Score._meta.concrete_fields if one.get_internal_type() == _TEXT}
    return ", ".join(name for name in COLUMNS if name in texts)


_TEXT = "CharField"


def _upsert() -> str:
    """From the staging table to the scores; what each was before becomes `was_…`.

    Who went into the bin meanwhile has a score all the same: it goes with the next valuation.
    """
    table, given = Score._meta.db_table, _given()
    updates = {name: f"excluded.{name}" for name in given if name != KEY}
    updates |= {name: f"{table}.{source}" for name, source in _WAS.items()}
    return (
        f"INSERT INTO {table} ({', '.join(given)}) SELECT {', '.join(given.values())} "
        f"FROM {STAGING} WHERE true ON CONFLICT ({KEY}) DO UPDATE SET "
        + ", ".join(f"{name} = {value}" for name, value in updates.items())
    )


def _given() -> dict[str, str]:
    """Where each column of a score that is not there yet comes from."""
    as_of = "%s::date" if connection.vendor == "postgresql" else "%s"
    given = {KEY: KEY, "valuation_id": "%s", "as_of": as_of}
    given |= dict.fromkeys(_WAS, "''") | {name: name for name in COLUMNS}
    assert set(given) == {one.column for one in Score._meta.concrete_fields}, "each has a source"
    return given


_WAS = {"was_stage": "stage", "was_class": "value_class"}
