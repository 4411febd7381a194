"""How each database is copied while in use, checked, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Protocol

from django.db import connection

from goodwill.crm.site.errors import CannotRun, Failed
from goodwill.language import Sentence


class Database(Protocol):
    """What backups ask of a database."""

    name: str
    member: str

    def copy_to(self, file: Path) -> None:
        """Write a consistent copy; people may go on working."""

    def check(self, file: Path) -> None:
        """See that a copy is whole."""

    def is_empty(self) -> bool:
        """Whether there is nothing in it that could be lost."""


class Sqlite:
    """The database is a file in the home folder."""

    name, member = "sqlite", "goodwill.sqlite3"

    @property
    def file(self) -> Path:
        return Path(str(connection.settings_dict["NAME"]))

    def copy_to(self, file: Path) -> None:
        with closing(sqlite3.connect(self.file, timeout=60)) as source:
            source.execute("VACUUM INTO ?", (str(file),))

    def check(self, file: Path) -> None:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            try:
                said = [row[0] for row in copy.execute("PRAGMA integrity_check(10)")]
                astray = copy.execute("PRAGMA foreign_key_check").fetchall()
            except sqlite3.DatabaseError as damaged:
                said, astray = [str(damaged)], []
        if said != ["ok"] or astray:
            raise Failed("SQLite", "; ".join(said) if said != ["ok"] else str(astray[:3]))

    def is_empty(self) -> bool:
        return _has_nobody()


class Postgresql:
    """The database is on a server; its own programs copy it and put it back."""

    name, member = "postgresql", "database.dump"

    def copy_to(self, file: Path) -> None:
        self._run("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges",
                  f"--file={file}")  # fmt: skip

    def check(self, file: Path) -> None:
        self._run("pg_restore", "--list", str(file), "--file=/dev/null")

    def is_empty(self) -> bool:
        return _has_nobody()

    def put_back(self, file: Path) -> None:
        """Replace everything in one transaction: all of it or nothing."""
        quoted = [
            connection.ops.quote_name(name) for name in connection.introspection.table_names()
        ]
        emptied = f"DROP TABLE IF EXISTS {', '.join(quoted)} CASCADE" if quoted else "SELECT 1"
        connection.close()
        script = file.with_suffix(".sql")
        self._run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges",
                  f"--file={script}", str(file))  # fmt: skip
        self._run("psql", "--no-psqlrc", "--quiet", "--single-transaction",
                  "--set=ON_ERROR_STOP=1", f"--command={emptied}", f"--file={script}")  # fmt: skip
        script.unlink()

    def _run(self, program: str, *arguments: str) -> None:
        settings = connection.settings_dict
        told = {"PGHOST": settings["HOST"], "PGPORT": settings["PORT"], "PGUSER": settings["USER"],
                "PGPASSWORD": settings["PASSWORD"], "PGDATABASE": settings["NAME"]}  # fmt: skip
        environment = {**os.environ, **{name: str(value) for name, value in told.items() if value}}
        done = subprocess.run(  # noqa: S603 (PostgreSQL's own programs)
            [_program(program), *arguments], env=environment, capture_output=True, check=False
        )
        if done.returncode:
            raise Failed(program, done.stderr.decode(errors="replace"))


def database() -> Sqlite | Postgresql:
    """The database of this installation."""
    return Postgresql() if connection.vendor == "postgresql" else Sqlite()


def _has_nobody() -> bool:
    from goodwill.crm.accounts.models import User

    if User._meta.db_table not in connection.introspection.table_names():
        return True
    return not User.objects.exists()


def _program(name: str) -> str:
    """PostgreSQL's newest; Debian keeps those of each version in a folder of its own."""
    own = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    found = str(own[-1]) if own else shutil.which(name)
    if not found:
        raise CannotRun(
            Sentence(
                "{program} is missing. Install PostgreSQL's client programs "
                "(on Debian: apt-get install postgresql-client).",
                program=name,
            )
        )
    return found


def _version(path: Path) -> int:
    digits = path.parts[-3]
    return int(digits) if digits.isdecimal() else 0
