"""The full-text index beside `Entry`: FTS5 on SQLite, a generated tsvector on PostgreSQL.

Django makes neither, so they are made after every migration, where they are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet

from goodwill.crm.records.models import Entry

Phrases = Sequence[Sequence[str]]

TABLE = Entry._meta.db_table
TEXT = "records_entry_text"


def make() -> None:
    """Make the index if it is not there, and fill it from the entries."""
    _do(_MADE)


@contextmanager
def made_afterwards() -> Iterator[None]:
    """What is entered inside is indexed at the end, all at once, for much less.

    Until then it is not found: for installations that nobody uses yet.
    """
    _do(_SET_ASIDE)
    yield
    make()
    _do(_MADE_ANEW)


def matching(phrases: Phrases, reach: Sequence[str], limit: int) -> QuerySet[Entry]:
    """Entries in which every phrase begins a word and one of the marks of reach stands.

    The newest first on SQLite, which reads them in that order; on PostgreSQL in any order,
    because sorting many matches would take longer than finding them.
    """
    if connection.vendor == "sqlite":
        asked = " AND ".join([*(_fts5(phrase) for phrase in phrases), *_any(reach, '"{}"', "OR")])
        rows = f"SELECT rowid FROM {TEXT} WHERE {TEXT} MATCH %s ORDER BY rowid DESC LIMIT %s"
    else:
        asked = " & ".join([*(_tsquery(phrase) for phrase in phrases), *_any(reach, "{}", "|")])
        rows = f"SELECT id FROM {TABLE} WHERE text @@ to_tsquery('simple', %s) LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(rows, [asked, limit])
        return Entry.objects.filter(pk__in=[row[0] for row in cursor.fetchall()])


def _do(statements: Mapping[str, Sequence[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def _fts5(phrase: Sequence[str]) -> str:
    *whole, last = phrase
    return " + ".join([*(f'"{word}"' for word in whole), f'"{last}" *'])


def _tsquery(phrase: Sequence[str]) -> str:
    *whole, last = phrase
    return "(" + " <-> ".join([*(f"'{word}'" for word in whole), f"'{last}':*"]) + ")"


def _any(marks: Sequence[str], quoted: str, or_: str) -> list[str]:
    return [f"({f' {or_} '.join(quoted.format(mark) for mark in marks)})"] if marks else []


_MADE = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TEXT} USING fts5(words, content='{TABLE}', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3 4')",
        f"CREATE TRIGGER IF NOT EXISTS {TEXT}_made AFTER INSERT ON {TABLE} BEGIN "
        f"INSERT INTO {TEXT}(rowid, words) VALUES (new.id, new.words); END",
        f"CREATE TRIGGER IF NOT EXISTS {TEXT}_gone AFTER DELETE ON {TABLE} BEGIN "
        f"INSERT INTO {TEXT}({TEXT}, rowid, words) VALUES ('delete', old.id, old.words); END",
        f"CREATE TRIGGER IF NOT EXISTS {TEXT}_changed AFTER UPDATE OF words ON {TABLE} BEGIN "
        f"INSERT INTO {TEXT}({TEXT}, rowid, words) VALUES ('delete', old.id, old.words); "
        f"INSERT INTO {TEXT}(rowid, words) VALUES (new.id, new.words); END",
    ),
    "postgresql": (
        f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS text tsvector "
        "GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED",
        f"CREATE INDEX IF NOT EXISTS {TEXT} ON {TABLE} USING gin (text)",
    ),
}

_SET_ASIDE = {
    "sqlite": (f"DROP TRIGGER IF EXISTS {TEXT}_made",),
    "postgresql": (f"DROP INDEX IF EXISTS {TEXT}",),
}

# FTS5 sorts as many bytes in memory as it is allowed before it writes a part of its index.
_MADE_ANEW = {
    "sqlite": (
        f"INSERT INTO {TEXT}({TEXT}, rank) VALUES ('hashsize', {64 * 2**20})",
        f"INSERT INTO {TEXT}({TEXT}) VALUES ('rebuild')",
        f"INSERT INTO {TEXT}({TEXT}, rank) VALUES ('hashsize', {2**20})",
    ),
    "postgresql": (),
}
