"""An own field as the database sees it: the one expression of lists, checks and indexes.

Its name stands in the SQL itself, since SQLite uses an index over an expression only where no
parameter stands in it; so the name is checked to be one that can do no harm.
"""

from __future__ import annotations

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DecimalField, Field, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

HARMLESS = re.compile(r"[a-z][a-z0-9_]{0,39}")

_TEXT: Field[Any, Any] = TextField(null=True)
_NUMBER: Field[Any, Any] = DecimalField(max_digits=24, decimal_places=6, null=True)


class Held(Func):
    """What a record holds in an own field, as text or as a number.

    Raises
    ------
    ValueError
        For a name that no own field can have.
    """

    arity = 1

    def __init__(
        self, *expressions: Any, name: str = "", is_number: bool = False, **extra: Any
    ) -> None:
        if not HARMLESS.fullmatch(name):
            raise ValueError(name)
        self.name, self.is_number = name, is_number
        extra.setdefault("output_field", _NUMBER if is_number else _TEXT)
        super().__init__(*(expressions or ("custom",)), **extra)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        sort = "NUMERIC" if self.is_number else "TEXT"
        held = f"CAST(JSON_EXTRACT(%(expressions)s, '$.\"{self.name}\"') AS {sort})"
        return self.as_sql(compiler, connection, template=held, **extra)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> Any:
        sort = "numeric" if self.is_number else "text"
        held = f"((%(expressions)s ->> '{self.name}')::{sort})"
        return self.as_sql(compiler, connection, template=held, **extra)
