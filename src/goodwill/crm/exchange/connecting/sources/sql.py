"""Tables, views and queries of PostgreSQL, MySQL, MariaDB and Microsoft SQL Server, only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from goodwill.crm.exchange.connecting.errors import CannotConnect, CannotRead, NotSetUp
from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.sources.source import (
    ROWS_AT_ONCE,
    SHOWN,
    Asked,
    Piece,
    Sample,
)
from goodwill.crm.exchange.connecting.sources.statements import read_only
from goodwill.language import Sentence
from goodwill.warehouse.reading.sources import as_text

if TYPE_CHECKING:
    import sqlalchemy as sa

    from goodwill.crm.exchange.connecting.models import Connection

CONNECT_SECONDS = 10
READ_SECONDS = 300
MOST_TABLES = 2000


@dataclass(frozen=True)
class System:
    """A sort of database server: what drives it, where it listens, how it is made to only read."""

    name: str
    drives: str
    port: int
    package: str


SYSTEMS: Mapping[str, System] = {
    "postgresql": System("PostgreSQL", "postgresql+psycopg", 5432, "psycopg"),
    "mysql": System("MySQL / MariaDB", "mysql+pymysql", 3306, "pymysql"),
    "mssql": System("Microsoft SQL Server", "mssql+pytds", 1433, "sqlalchemy_pytds"),
}


def opened(connection: Connection) -> Tables:
    """The database of a connection."""
    return Tables(connection.where, connection.opens.get("password", ""))


@dataclass(frozen=True)
class Tables:
    """A database server, and what is wanted of it."""

    where: Mapping[str, Any]
    password: str

    def sample(self) -> Sample:
        """The first rows of the table or query; without one, the tables there are."""
        with self._connected() as connection:
            tables = self._tables(connection)
            if not self._is_chosen:
                return Sample((), (), (), tables)
            answer = connection.execute(self._all(connection).limit(SHOWN))
            headings = tuple(answer.keys())
            rows = tuple(_row(headings, cells) for cells in answer)
        return Sample(headings, rows, (), tables)

    def pieces(self, asked: Asked) -> Iterator[Piece]:
        """Rows in the order of the mark, what has none first."""
        with self._connected() as connection:
            every = self._all(connection)
            if not asked.column:
                yield from self._streamed(connection, every, asked)
                yield Piece(completes=True)
                return
            column = _column(asked.column)
            yield from self._streamed(connection, every.where(column.is_(None)), asked)
            later = every.where(column.is_not(None))
            if not asked.is_whole:
                later = later.where(column >= _bound(asked.since))
            order = [column]
            if asked.id_column:
                order.append(_column(asked.id_column))
            yield from self._streamed(connection, later.order_by(*order), asked)
            yield Piece(completes=asked.is_whole)

    def ids(self, asked: Asked) -> Iterator[str]:
        """Every id there is now."""
        import sqlalchemy as sa

        column = _column(asked.id_column)
        with self._connected() as connection:
            wanted = sa.select(column).select_from(self._from(connection))
            for some in connection.execute(wanted).partitions(ROWS_AT_ONCE):
                yield from (text for text in (as_text(row[0]) for row in some) if text)

    def _streamed(
        self, connection: sa.Connection, wanted: sa.Select[Any], asked: Asked
    ) -> Iterator[Piece]:
        now = timezone.now()
        answer = connection.execute(wanted)
        headings = tuple(answer.keys())
        place = headings.index(asked.column) if asked.column in headings else -1
        for some in answer.partitions(ROWS_AT_ONCE):
            marks = [Mark.of(cells[place], is_typed=True) for cells in some] if place >= 0 else []
            reached = max((mark for mark in marks if not mark.is_ahead(now)), default=Mark())
            yield Piece(tuple(_row(headings, cells) for cells in some), reached)

    @property
    def _is_chosen(self) -> bool:
        return bool(self.where.get("table") or self.where.get("statement"))

    def _all(self, connection: sa.Connection) -> sa.Select[Any]:
        import sqlalchemy as sa

        return sa.select(sa.literal_column("*")).select_from(self._from(connection))

    def _from(self, connection: sa.Connection) -> Any:
        """The table or the query to read, as something to select from."""
        import sqlalchemy as sa

        if not self._is_chosen:
            raise NotSetUp(Sentence("Choose the table to read, or write a query."))
        if self.where.get("statement"):
            told = read_only(self.where["statement"]).replace(":", "\\:")
            return sa.text(f"({told}) AS asked")
        table = self.where["table"]
        schema, dot, name = table.rpartition(".")
        return sa.table(
            sa.sql.quoted_name(name, quote=True),
            schema=sa.sql.quoted_name(schema, quote=True) if dot else None,
        )

    def _tables(self, connection: sa.Connection) -> tuple[str, ...]:
        """Tables and views, those outside the usual schema with its name."""
        import sqlalchemy as sa

        asked = sa.inspect(connection)
        usual = asked.default_schema_name
        found: list[str] = []
        for schema in asked.get_schema_names():
            if schema.lower() in _OWN_SCHEMAS or schema.startswith(("pg_", "db_")):
                continue
            if self.where["system"] == "mysql" and schema != usual:
                continue
            names = [*asked.get_table_names(schema), *asked.get_view_names(schema)]
            found += names if schema == usual else [f"{schema}.{name}" for name in names]
        return tuple(sorted(found)[:MOST_TABLES])

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        """A connection in a transaction that may only read, and is never committed.

        Raises
        ------
        CannotConnect, CannotRead
            With what the server said.
        """
        import sqlalchemy as sa

        engine = _engine(self.where, self.password)
        try:
            connection = engine.connect()
        except (sa.exc.SQLAlchemyError, OSError, _driver_error(self.where)) as trouble:
            raise CannotConnect(
                Sentence(
                    "The database at {host} does not let us in: {said}",
                    host=str(self.where.get("host", "")),
                    said=_said(trouble, self.password),
                )
            ) from trouble
        try:
            with connection.execution_options(
                stream_results=True, max_row_buffer=ROWS_AT_ONCE
            ) as reading:
                yield reading
        except (sa.exc.SQLAlchemyError, OSError, _driver_error(self.where)) as trouble:
            raise CannotRead(
                Sentence("The database says: {said}", said=_said(trouble, self.password))
            ) from trouble
        finally:
            engine.dispose()


def _engine(where: Mapping[str, Any], password: str) -> sa.Engine:
    try:
        import sqlalchemy as sa
    except ModuleNotFoundError as missing:
        raise _not_installed(where["system"]) from missing
    system = SYSTEMS[where["system"]]
    host = str(where.get("host", ""))
    if not host or "/" in host or "," in host:
        raise NotSetUp(Sentence("{host} is not the name of a server.", host=host or "—"))
    url = sa.URL.create(
        system.drives,
        username=where.get("user") or None,
        password=password or None,
        host=host,
        port=int(where.get("port") or system.port),
        database=where.get("database") or None,
    )
    try:
        return sa.create_engine(
            url, poolclass=sa.NullPool, connect_args=_OPTIONS[where["system"]](where)
        )
    except ModuleNotFoundError as missing:
        raise _not_installed(where["system"]) from missing


def _for_postgresql(where: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "connect_timeout": CONNECT_SECONDS,
        "sslmode": "require" if where.get("is_encrypted") else "prefer",
        "application_name": "goodwill",
        "options": (
            f"-c default_transaction_read_only=on -c statement_timeout={READ_SECONDS}s"
            " -c idle_in_transaction_session_timeout=600s"
        ),
    }


def _for_mysql(where: Mapping[str, Any]) -> dict[str, Any]:
    import ssl

    options: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": READ_SECONDS,
        "write_timeout": READ_SECONDS,
        "charset": "utf8mb4",
        "local_infile": False,
        "init_command": "SET SESSION TRANSACTION READ ONLY",
    }
    if where.get("is_encrypted"):
        options["ssl"] = ssl.create_default_context()
        options["ssl"].check_hostname = False
        options["ssl"].verify_mode = ssl.CERT_NONE
    return options


def _for_mssql(where: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "login_timeout": CONNECT_SECONDS,
        "timeout": READ_SECONDS,
        "readonly": True,
        "appname": "goodwill",
    }


_OPTIONS = {"postgresql": _for_postgresql, "mysql": _for_mysql, "mssql": _for_mssql}
_OWN_SCHEMAS = {"information_schema", "sys", "guest", "performance_schema", "mysql"}


def _column(name: str) -> sa.ColumnClause[Any]:
    import sqlalchemy as sa

    return sa.column(sa.sql.quoted_name(name, quote=True))


def _row(headings: tuple[str, ...], cells: Any) -> dict[str, str]:
    return {name: as_text(cell) or "" for name, cell in zip(headings, cells, strict=True)}


def _bound(mark: Mark) -> Any:
    """A mark as the database compares it: moments without a zone stay so."""
    value = mark.value
    if isinstance(value, datetime | date | str) or value is None:
        return value
    return int(value) if value == value.to_integral_value() else value


def _driver_error(where: Mapping[str, Any]) -> type[Exception]:
    """What the driver itself may raise past SQLAlchemy."""
    if where.get("system") == "mssql":
        import pytds

        error: type[Exception] = pytds.Error
        return error
    return ConnectionError


def _said(trouble: BaseException, password: str) -> str:
    """The first line of what the server said, without what nobody shall read."""
    origin = getattr(trouble, "orig", None) or trouble
    arguments = getattr(origin, "args", ())
    told = str(arguments[-1] if arguments else origin).strip().splitlines()
    line = told[0] if told else type(origin).__name__
    return line.replace(password, "…") if password else line


def _not_installed(system: str) -> NotSetUp:
    return NotSetUp(
        Sentence(
            "This installation cannot speak with {system} yet. "
            "Its administrator installs what is missing with: pip install 'goodwill[sources]'",
            system=SYSTEMS[system].name,
        )
    )
