"""The command as a person calls it, in this process: what it said and how it ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
from undrawn import undrawn

from goodwill.cli import main

WIDE = "500"
"""Columns of the terminal, so that no sentence is broken where a word is looked for."""


@dataclass(frozen=True)
class Told:
    """Exit code and what stood on the two streams."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The refusal: the last thing said."""
        return self.err.strip().splitlines()[-1]


def goodwill(*arguments: object) -> Told:
    """Run `goodwill` with these arguments; charts keep their place but are not drawn.

    What charts look like is tested with the reports; drawing them takes a fifth of a run.
    """
    out, err, code = StringIO(), StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err), undrawn():
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Told(code, out.getvalue(), err.getvalue())


def valued(out: Path, *arguments: object) -> Valued:
    """`goodwill value … --out`; the test fails with what was said if it is refused."""
    told = goodwill("value", *arguments, "--out", out)
    assert told.code == 0, told.err
    return Valued(out, told)


@dataclass(frozen=True)
class Valued:
    """A folder that `goodwill value` wrote."""

    folder: Path
    told: Told

    @property
    def figures(self) -> dict[str, dict[str, Any]]:
        plain = json.loads((self.folder / "figures.json").read_text(encoding="utf-8"))
        return {each["receipt"]: each for each in plain}

    @property
    def run(self) -> dict[str, Any]:
        return json.loads((self.folder / "run.json").read_text(encoding="utf-8"))

    @property
    def html(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")

    def customers(self) -> dict[str, dict[str, Any]]:
        """Rows of customers.parquet by customer."""
        return {row["customer_id"]: row for row in rows(self.folder / "customers.parquet")}

    def asides(self) -> dict[str | None, int]:
        """How many lines were set aside for what; None counts those used."""
        found = duckdb.read_parquet(str(self.folder / "lines.parquet"))
        return dict(found.aggregate("set_aside, count(*)").fetchall())


def rows(file: Path) -> list[dict[str, Any]]:
    found = duckdb.read_parquet(str(file))
    return [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


def orders(file: Path, *lines: Sequence[object], heading: str = "") -> Path:
    """A small CSV of orders: order, customer, date and amount if no heading says otherwise."""
    text = [heading or "order_no,customer_id,order_date,amount"]
    text += [",".join(map(str, line)) for line in lines]
    file.write_text("\n".join(text) + "\n", encoding="utf-8")
    return file
