"""Databases of other systems: a real MariaDB and a real PostgreSQL, and the words for a third."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from mariadb_server import PASSWORD

from goodwill.crm.exchange.connecting.errors import CannotConnect, CannotRead, NotSetUp
from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.sources.source import Asked
from goodwill.crm.exchange.connecting.sources.sql import Tables, _engine


@dataclass(frozen=True)
class Erp:
    """A table of customers in another system, and who may write to it there."""

    engine: sa.Engine
    where: dict[str, Any]
    password: str

    def does(self, *statements: str) -> None:
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))

    def tables(self, **more: Any) -> Tables:
        return Tables({**self.where, **more}, self.password)


@pytest.fixture(
    params=[
        pytest.param("mysql", marks=pytest.mark.mariadb),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ]
)
def erp(request: pytest.FixtureRequest) -> Iterator[Erp]:
    if request.param == "mysql":
        port = request.getfixturevalue("mariadb_port")
        where = {"system": "mysql", "user": "reader", "database": "erp"}
        password = PASSWORD
        drives = "mysql+pymysql"
    else:
        port = urlsplit(request.getfixturevalue("postgresql_url")).port
        where = {"system": "postgresql", "user": "goodwill", "database": "postgres"}
        password, drives = "", "postgresql+psycopg"
    where |= {"host": "127.0.0.1", "port": port}
    url = sa.URL.create(
        drives, where["user"], password or None, "127.0.0.1", port, where["database"]
    )
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    erp = Erp(engine, {**where, "table": "kunden"}, password)
    erp.does(
        "DROP TABLE IF EXISTS kunden",
        "CREATE TABLE kunden (id int PRIMARY KEY, name varchar(80), saldo decimal(18,4),"
        " geaendert timestamp NULL)",
        "INSERT INTO kunden VALUES"
        " (3, '上海恒泰', 1234567890.1000, '2026-03-01 12:00:00'),"
        " (1, 'O''Neil & Söhne 100%', -1, '2026-03-01 10:00:00'),"
        " (2, 'Never touched', NULL, NULL)",
    )
    yield erp
    engine.dispose()


def rows_of(tables: Tables, asked: Asked) -> list[str]:
    return [row["id"] for piece in tables.pieces(asked) for row in piece.rows]


def test_the_first_rows_and_the_tables_are_shown(erp: Erp) -> None:
    sample = erp.tables().sample()
    assert sample.headings == ("id", "name", "saldo", "geaendert")
    assert {row["name"] for row in sample.rows} == {
        "上海恒泰", "O'Neil & Söhne 100%", "Never touched",
    }  # fmt: skip
    row = next(row for row in sample.rows if row["id"] == "3")
    assert (row["saldo"], row["geaendert"]) == ("1234567890.1000", "2026-03-01 12:00:00")
    assert "kunden" in sample.choices
    assert erp.tables(table="").sample().choices == sample.choices


def test_what_changed_since_comes_in_order_and_what_never_did_comes_always(erp: Erp) -> None:
    whole = Asked(column="geaendert", id_column="id")
    assert rows_of(erp.tables(), whole) == ["2", "1", "3"]
    since = Asked(Mark.of("2026-03-01T11:00:00"), "geaendert", "id")
    assert rows_of(erp.tables(), since) == ["2", "3"]
    pieces = list(erp.tables().pieces(since))
    assert max(piece.mark for piece in pieces) == Mark.of("2026-03-01T12:00:00")
    assert not any(piece.completes for piece in pieces)
    assert list(erp.tables().pieces(whole))[-1].completes


def test_a_row_from_the_future_comes_and_moves_no_mark(erp: Erp) -> None:
    erp.does("INSERT INTO kunden VALUES (9, 'Clock', 0, '2037-01-01 00:00:00')")
    pieces = list(erp.tables().pieces(Asked(column="geaendert", id_column="id")))
    assert "9" in [row["id"] for piece in pieces for row in piece.rows]
    assert max(piece.mark for piece in pieces) == Mark.of("2026-03-01T12:00:00")


def test_a_number_that_only_grows_is_a_mark_as_well(erp: Erp) -> None:
    assert rows_of(erp.tables(), Asked(Mark.of(2), "id", "id")) == ["2", "3"]


def test_a_query_is_read_like_a_table(erp: Erp) -> None:
    statement = "SELECT id, name AS wer FROM kunden WHERE name LIKE 'O%' AND '1:2' <> ':x'"
    tables = erp.tables(table="", statement=statement)
    assert tables.sample().headings == ("id", "wer")
    assert rows_of(tables, Asked(column="id", id_column="id")) == ["1"]


def test_every_id_can_be_had(erp: Erp) -> None:
    assert sorted(erp.tables().ids(Asked(id_column="id"))) == ["1", "2", "3"]


def test_the_transaction_can_only_read(erp: Erp) -> None:
    """Even if a statement got through, the database itself refuses it."""
    with pytest.raises(CannotRead), erp.tables()._connected() as connection:
        connection.exec_driver_sql("DELETE FROM kunden")
    assert len(rows_of(erp.tables(), Asked())) == 3


def test_what_the_database_says_is_told_without_the_password(erp: Erp) -> None:
    with pytest.raises(CannotRead) as told:
        erp.tables(table="there_is_none").sample()
    assert "there_is_none" in str(told.value.sentence)
    with pytest.raises(CannotConnect) as told:
        Tables({**erp.where, "user": "nobody", "port": erp.where["port"]}, "s3cret-x").sample()
    assert "s3cret-x" not in str(told.value.sentence)


def test_a_server_that_is_not_there_is_told(unused_tcp_port: int) -> None:
    where = {"system": "mysql", "host": "127.0.0.1", "port": unused_tcp_port, "database": "erp"}
    with pytest.raises(CannotConnect, match=r"127\.0\.0\.1"):
        Tables(where, "").sample()


@pytest.mark.parametrize("host", ["", "/var/run/postgresql", "one,two"])
def test_only_names_of_servers_are_called(host: str) -> None:
    with pytest.raises(NotSetUp):
        Tables({"system": "postgresql", "host": host}, "").sample()


def test_sql_server_is_asked_in_its_own_words(db: None) -> None:
    """There is no such server for these tests; its dialect and driver write what would be sent."""
    engine = _engine({"system": "mssql", "host": "erp.example", "database": "x"}, "p")
    tables = Tables({"table": "dbo.Kunden Stamm"}, "")
    wanted = tables._all(None).where(sa.column("Geändert", sa.DateTime) >= sa.func.now()).limit(20)
    told = str(wanted.compile(engine))
    assert "SELECT TOP" in told
    assert "[dbo].[Kunden Stamm]" in told
    assert engine.dialect.driver == "pytds"


@pytest.fixture
def unused_tcp_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
