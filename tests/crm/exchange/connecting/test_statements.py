"""Nothing but reading gets through to another system's database."""

from __future__ import annotations

import pytest

from goodwill.crm.exchange.connecting.errors import NotReadOnly
from goodwill.crm.exchange.connecting.sources.statements import read_only


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM kunden",
        "select id, name from kunden where name = 'O''Neil (' ;",
        "WITH a AS (SELECT 1 AS id) SELECT * FROM a",
        "SELECT \"a)\" FROM t WHERE x = ')' AND y IN (SELECT [z(] FROM `q)`)",
    ],
)
def test_a_query_is_let_through(statement: str) -> None:
    assert read_only(statement) == statement.strip().rstrip(";").strip()


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "DELETE FROM kunden",
        "UPDATE kunden SET name = 'x'",
        "SELECT 1; DROP TABLE kunden",
        "SELECT 1) AS a; DROP TABLE kunden --",
        "SELECT 1 AS a) x DROP TABLE kunden SELECT * FROM (SELECT 1 AS b",
        "SELECT 1 /* ) */",
        "SELECT 1 -- )",
        "SELECT 'a\\') x DROP TABLE kunden SELECT (\\''",
        "SELECT $$ ' $$ ) x",
        "SELECT $tag$ ' $tag$",
        "SELECT (1",
        "SELECT 'never closed",
        "selection",
        "CALL clear_all()",
    ],
)
def test_anything_else_is_refused(statement: str) -> None:
    with pytest.raises(NotReadOnly):
        read_only(statement)
