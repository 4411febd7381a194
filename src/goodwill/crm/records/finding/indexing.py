"""The full-text index beside `Entry`: FTS5 on SQLite, a generated tsvector on PostgreSQL.

Django makes neither, so they are made after every migration, where they are missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models import QuerySet

from goodwill.crm.records.finding.spelling import has_han
from goodwill.crm.records.models import Entry

Phrases = Sequence[Sequence[str]]

TABLE = Entry._meta.db_table
TEXT = "records_entry_text"
READY = 4
"""FTS5 keeps beginnings of so many letters and fewer ready."""
LOOKED_THROUGH = 1000
ENOUGH = 30
"""So many found on some pages are as good as all that were asked for: the word is a common one."""


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
    ask = _newest if connection.vendor == "sqlite" else _any_order
    return Entry.objects.filter(pk__in=ask(phrases, reach, limit))


def has(words: str, phrase: Sequence[str]) -> bool:
    """Whether a phrase begins a word of those that are entered."""
    return f" {' '.join(phrase)}" in f" {words}"


def _newest(phrases: Phrases, reach: Sequence[str], limit: int) -> list[int]:
    """FTS5 puts all places of a long beginning together before it tells the first of them.

    Of beginnings up to `READY` letters it keeps them ready: many have one of those, so the newest
    of them are looked through first. That is enough where much is found; where little is, to ask
    for the whole beginning is quick.
    """
    rows = f"SELECT rowid FROM {TEXT} WHERE {TEXT} MATCH %s ORDER BY rowid DESC LIMIT %s"
    with connection.cursor() as cursor:
        if any(len(phrase[-1]) > READY for phrase in phrases):
            cut = [(*whole, last[:READY]) for *whole, last in phrases]
            near = f"SELECT id, words FROM ({rows}) JOIN {TABLE} ON id = rowid"
            cursor.execute(near, [_match(cut, reach), LOOKED_THROUGH])
            seen = cursor.fetchall()
            found = [pk for pk, words in seen if all(has(words, phrase) for phrase in phrases)]
            if len(found) >= limit or len(seen) < LOOKED_THROUGH:
                return sorted(found, reverse=True)[:limit]
        cursor.execute(rows, [_match(phrases, reach), limit])
        return [row[0] for row in cursor.fetchall()]


def _any_order(phrases: Phrases, reach: Sequence[str], limit: int) -> list[int]:
    """GIN notes all places of a word before it tells the first of them.

    Of a word that many have, some pages of the table hold enough.
    """
    asked = " & ".join([*(_tsquery(phrase) for phrase in phrases), *_any(reach, "{}", "|")])
    fits = "WHERE text @@ to_tsquery('simple', %s) LIMIT %s"
    is_one_word = len(phrases) == 1 and len(phrases[0]) == 1
    with connection.cursor() as cursor:
        if is_one_word and not reach:
            cursor.execute(f"SELECT id FROM ({_SOME_PAGES}) AS pages {fits}", [asked, limit])
            some = [row[0] for row in cursor.fetchall()]
            if len(some) >= min(limit, ENOUGH):
                return some
        cursor.execute(f"SELECT id FROM {TABLE} {fits}", [asked, limit])
        return [row[0] for row in cursor.fetchall()]


def _match(phrases: Phrases, reach: Sequence[str]) -> str:
    return " AND ".join([*(_fts5(phrase) for phrase in phrases), *_any(reach, '"{}"', "OR")])


def _do(statements: Mapping[str, Sequence[str]]) -> None:
    with connection.cursor() as cursor:
        for statement in statements[connection.vendor]:
            cursor.execute(statement)


def _fts5(phrase: Sequence[str]) -> str:
    *whole, last = phrase
    return " + ".join([*(f'"{word}"' for word in whole), f'"{last}" *'])


def _tsquery(phrase: Sequence[str]) -> str:
    """A Chinese character is a word of its own: asking for what begins with it takes four times."""
    *whole, last = phrase
    end = f"'{last}'" if has_han(last) else f"'{last}':*"
    return "(" + " <-> ".join([*(f"'{word}'" for word in whole), end]) + ")"


def _any(marks: Sequence[str], quoted: str, or_: str) -> list[str]:
    return [f"({f' {or_} '.join(quoted.format(mark) for mark in marks)})"] if marks else []


_SOME_PAGES = (
    f"SELECT id, text FROM {TABLE} TABLESAMPLE SYSTEM (LEAST(100, 100.0 * {4 * LOOKED_THROUGH} / "
    f"GREATEST((SELECT reltuples FROM pg_class WHERE oid = '{TABLE}'::regclass), 1))) "
    f"REPEATABLE (0) LIMIT {8 * LOOKED_THROUGH}"
)
"""No more than so many rows, even where PostgreSQL does not know yet how many there are."""
_MADE = {
    "sqlite": (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TEXT} USING fts5(words, content='{TABLE}', "
        "content_rowid='id', tokenize='unicode61 remove_diacritics 0', "
        f"prefix='{' '.join(str(letters) for letters in range(1, READY + 1))}')",
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
