"""A table of PostgreSQL filled anew beside the one in use, and put in its place at the end.

Updating each of a million rows keeps every index up row by row; a fresh table has its indexes
built once. Readers have the rows of before until the transaction ends, writers wait. A table
that something else hangs on (a view, a trigger, a publication, a foreign key of another table),
or that belongs to another role, is left alone, and so is one that somebody reads for long at the
moment of change, such as a backup: the caller then has to update it row by row.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, transaction

TRIES = 10
WAIT_SECONDS = 0.3
"""So long does a try at the change wait for readers, who come behind it, and rest after that."""


def swapped(cursor: Any, table: str, fill: Callable[[str], None]) -> bool:
    """Whether `table` now has what `fill`, told the name of a fresh table, wrote into that.

    Parameters
    ----------
    cursor
        Inside of a transaction, which nobody else's writing to the table comes between.
    """
    cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
    if _is_bound(cursor, table):
        return False
    fresh = f"{table}_fresh"
    made = transaction.savepoint()
    cursor.execute(
        f"CREATE TABLE {fresh} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS "
        "INCLUDING STORAGE INCLUDING COMMENTS)"
    )
    fill(fresh)
    names = _indexed(cursor, table, fresh)
    cursor.execute(f"ANALYZE {fresh}")
    rest = [*_granted(cursor, table, fresh), *_related(cursor, table, fresh)]
    rest += [f"DROP TABLE {table}", f"ALTER TABLE {fresh} RENAME TO {table}"]
    rest += [f"ALTER INDEX {new} RENAME TO {name}" for new, name in names]
    if _done(cursor, rest):
        transaction.savepoint_commit(made)
        return True
    transaction.savepoint_rollback(made)
    return False


def _is_bound(cursor: Any, table: str) -> bool:
    """Whether more hangs on the table than a fresh one would have."""
    cursor.execute(
        """
        SELECT (SELECT relowner <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
                    OR relrowsecurity FROM pg_class WHERE oid = %(table)s::regclass)
            OR EXISTS (SELECT 1 FROM pg_depend WHERE refobjid = %(table)s::regclass
                       AND classid = 'pg_rewrite'::regclass)
            OR EXISTS (SELECT 1 FROM pg_constraint WHERE confrelid = %(table)s::regclass)
            OR EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = %(table)s::regclass
                       AND NOT tgisinternal)
            OR EXISTS (SELECT 1 FROM pg_publication_rel WHERE prrelid = %(table)s::regclass)
        """,
        {"table": table},
    )
    return bool(cursor.fetchone()[0])


def _indexed(cursor: Any, table: str, fresh: str) -> list[tuple[str, str]]:
    """The fresh table has the indexes of the table; the names they have and should have."""
    cursor.execute(
        "SELECT relname, pg_get_indexdef(indexrelid), indisunique, indisprimary "
        "FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE indrelid = %s::regclass ORDER BY NOT indisprimary, relname",
        [table],
    )
    names = []
    for place, (name, described, is_unique, is_primary) in enumerate(cursor.fetchall()):
        new, unique = f"{fresh}_{place}", "UNIQUE " if is_unique else ""
        _, using, columns = described.partition(" USING ")
        cursor.execute(f"CREATE {unique}INDEX {new} ON {fresh}{using}{columns}")
        if is_primary:
            cursor.execute(
                f"ALTER TABLE {fresh} ADD CONSTRAINT {new} PRIMARY KEY USING INDEX {new}"
            )
        names.append((new, f'"{name}"'))
    return names


def _granted(cursor: Any, table: str, fresh: str) -> list[str]:
    """What others may do with the table."""
    cursor.execute(
        "SELECT privilege_type, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, "
        "is_grantable FROM pg_class, aclexplode(relacl) "
        "WHERE oid = %s::regclass AND grantee <> relowner",
        [table],
    )
    return [
        f"GRANT {may} ON {fresh} TO {who}{' WITH GRANT OPTION' if is_grantable else ''}"
        for may, who, is_grantable in cursor.fetchall()
    ]


def _related(cursor: Any, table: str, fresh: str) -> list[str]:
    """The foreign keys of the table."""
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid = %s::regclass AND contype = 'f'",
        [table],
    )
    return [
        f'ALTER TABLE {fresh} ADD CONSTRAINT "{name}" {described}'
        for name, described in cursor.fetchall()
    ]


def _done(cursor: Any, statements: list[str]) -> bool:
    """All of them, as soon as nobody reads or writes the tables they touch."""
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = '{round(WAIT_SECONDS * 1000)}ms'")
                for statement in statements:
                    cursor.execute(statement)
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
        except OperationalError as failed:
            if not _is_lock(failed):
                raise
            time.sleep(WAIT_SECONDS)
        else:
            return True
    return False


def _is_lock(failed: OperationalError) -> bool:
    """PostgreSQL's code for a lock that was not to be had in time."""
    return getattr(failed.__cause__, "sqlstate", "") == "55P03"
