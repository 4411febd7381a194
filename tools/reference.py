"""Writes docs/reference from the code; `make docs` runs it, a test checks it.

`tables.md` comes from the contract, `command.md` from the commands, `indicators.md` from the
definitions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from goodwill.analytics.benefit.indicators.catalogue import IndicatorDoc, indicator_docs
from goodwill.analytics.benefit.indicators.kernel.indicator import Group
from goodwill.analytics.information.measures import MEASURES
from goodwill.analytics.tables import TABLES, Column, Table
from goodwill.cli import commands
from goodwill.cli.library import speak_too
from goodwill.language import english

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
OPENING = """\
# The tables

<!-- Written by `make docs` from goodwill.analytics.tables. Change the contract there. -->

What Goodwill reads is turned into these tables, and everything it computes starts from
them. A table may have more columns than are listed: they are attributes to cut by.

Days are integers since 1970-01-01 and stand next to their date. Money is an integer in the
currency's minor unit (fen, cents), in a column ending `_minor`. Quantities are integers in
thousandths. So arithmetic is exact, and the same on every engine.

`goodwill.analytics.tables.check` holds a frame against its table and names everything that
is wrong, with counts and a few rows.
"""


COMMANDS = """\
# The command

<!-- Written by `make docs` from goodwill.cli. Change the options there. -->

Each command says the same with `--help` in your terminal, in your language. Progress and
questions go to standard error. A command ends with 0 if it did what was asked, 1 if it
refused (the reason is a sentence on standard error), 2 if the command line was not understood,
and 130 if it was stopped.

The language is that of `--language`, else of the variable `GOODWILL_LANGUAGE`, else of the shell.
"""


INDICATORS = """\
# The indicators

<!-- Written by `make docs` from goodwill.analytics.benefit.indicators. Change them there. -->

Each indicator is defined once, and its version grows whenever a value could change. For all of
them:

1. Nothing below the line is n/a, never 0; and so is growth on a base of zero or less.
2. A longer period or a whole is the ratio of sums, never a mean of ratios.
3. A period ends before its end day, in the company's time zone.
4. Every value keeps its numerator, denominator, n, version and the day of the data.
5. Below n = 30 a value is flagged. Of persons, below n = 5 it is hidden.
6. What compares before and after names its method, A to E.
7. Returns are taken off. Currencies are converted at the day of the entry.

The period is always one of the cuts. Where the table above the line tells a column and the one
below does not, all parts are divided by the same whole, so that they add up to it. Columns of
customers, products and users can be cut by wherever a table names them.
"""


def documents() -> dict[Path, str]:
    """Every file of the reference, with what should be in it."""
    return {
        FOLDER / "tables.md": tables(),
        FOLDER / "command.md": command(),
        FOLDER / "indicators.md": indicators(),
    }


def indicators() -> str:
    docs = indicator_docs(english())
    sections = [line for group in Group for line in _group(group, docs)]
    return "\n".join((INDICATORS, *sections))


def _group(group: Group, docs: list[IndicatorDoc]) -> Iterator[str]:
    ours = [doc for doc in docs if doc.group is group]
    if not ours:
        return
    yield f"## {english().say(group.label)}\n"
    for doc in ours:
        yield f"### {doc.id} {doc.label}\n"
        yield f"{doc.meaning}\n"
        yield "| | |"
        yield "| --- | --- |"
        yield from (_line(name, told) for name, told in _told(doc) if told)
        yield ""


def _told(doc: IndicatorDoc) -> Iterator[tuple[str, str]]:
    yield "formula", doc.formula
    yield "unit", doc.unit
    yield "better", doc.better
    yield "timing", doc.timing
    yield "cut by", ", ".join(f"`{name}`" for name in doc.cuts)
    yield "tables", ", ".join(f"`{name}`" for name in doc.tables)
    yield "edge cases", doc.edge
    yield "beside it", "; ".join(doc.beside)
    yield "benchmark", doc.benchmark
    yield "version", str(doc.version)


def tables() -> str:
    return "\n".join((OPENING, *(line for table in TABLES for line in _section(table))))


def command() -> str:
    speak_too(english())
    group = commands(english())
    sections = [line for name in group.commands for line in _usage(name, group.commands[name])]
    return "\n".join((COMMANDS, *sections, *_measures()))


def _usage(name: str, command: click.Command) -> Iterator[str]:
    """A command; or a group of commands, each in its turn."""
    context = click.Context(command, info_name=f"goodwill {name}")
    yield f"## goodwill {name}\n"
    yield f"{command.help}\n"
    if isinstance(command, click.Group):
        for each, under in command.commands.items():
            yield from _usage(f"{name} {each}", under)
        return
    yield f"    {command.get_usage(context).removeprefix('Usage: ')}\n"
    yield "| option | meaning | if not given |"
    yield "| --- | --- | --- |"
    options = [option for option in command.params if isinstance(option, click.Option)]
    yield from (_option(option, context) for option in options)
    yield ""


def _option(option: click.Option, context: click.Context) -> str:
    named = "" if option.is_flag else f" {option.make_metavar(context)}"
    default = f"`{option.default}`" if option.show_default else ""
    needed = "it must be given" if option.required else default
    return _line(f"`{', '.join(option.opts)}{named}`", option.help or "", needed)


def _measures() -> Iterator[str]:
    yield "## Measures to cut\n"
    yield "What `goodwill cut --measure` takes, with commas between.\n"
    yield "| measure | meaning | formula |"
    yield "| --- | --- | --- |"
    say = english().say
    for name, measure in MEASURES.items():
        told = measure.definition
        yield _line(f"`{name}`", say(told.meaning), say(told.formula))
    yield ""


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    yield f"{english().say(table.description)}\n"
    if table.key:
        yield f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | type | unit | may be empty | meaning |"
    yield "| --- | --- | --- | --- | --- |"
    yield from (_row(column) for column in table)
    yield ""


def _row(column: Column) -> str:
    empty = "yes" if column.nullable else "no"
    meaning = english().say(column.description)
    return f"| `{column.name}` | {column.dtype.__name__} | {column.unit} | {empty} | {meaning} |"


if __name__ == "__main__":
    for file, text in documents().items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(f"Written: docs/reference/{file.name}")
