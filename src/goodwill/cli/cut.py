"""`goodwill cut`: any measures by any columns, from orders or from an earlier run's folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import shown
from goodwill.cli.options import engine_options, input_options, language_option, settings_from
from goodwill.cli.reading import read_all, surveyed, wanted
from goodwill.cli.terminal import Terminal, link
from goodwill.language import Language, Sentence, speak
from goodwill.report.preparing import Inputs, prepare
from goodwill.report.tables import Cell, TableColumn
from goodwill.report.value.cutting import Slices, cut_table, slices
from goodwill.report.value.outputs import is_output, used_lines
from goodwill.warehouse import open_warehouse
from goodwill.warehouse.delivering import whole, write_rows

SHOWN = 60


def cut(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_cut(speak(language) if language else speaking, **options)

    return click.Command(
        "cut",
        callback=run,
        help=say(
            "Cut measures by any columns. ORDERS are as for `goodwill value`, or the folder "
            "that it wrote."
        ),
        params=[
            click.Argument(["orders"], nargs=-1, required=True),
            click.Option(
                ["--by"],
                required=True,
                help=say("Columns to cut by, with commas: region,product_id"),
            ),
            click.Option(
                ["--measure"],
                default="customers,orders,revenue",
                show_default=True,
                help=say("Measures, with commas: margin,repeat_rate"),
            ),
            *input_options(say),
            *engine_options(say),
            click.Option(
                ["--out"],
                type=click.Path(dir_okay=False, path_type=Path),
                help=say("Write every slice to this .csv or .json file too."),
            ),
            language_option(say),
        ],
    )


def run_cut(
    language: Language,
    *,
    orders: tuple[str, ...],
    by: str,
    measure: str,
    out: Path | None,
    as_of: date | None,
    engine: str,
    memory: str | None,
    **inputs: Any,
) -> Slices:
    """Cut, show the first slices in the terminal, write all of them to `out`."""
    terminal = Terminal(language)
    names, measures = _names(by), _names(measure)
    _check_suffix(out)
    with open_warehouse(engine, memory=memory) as warehouse:
        if len(orders) == 1 and is_output(Path(orders[0])):
            lines, currency = used_lines(warehouse, Path(orders[0]))
        else:
            surveys = surveyed(
                wanted(orders=orders, **settings_from(inputs)), terminal, memory=memory
            )
            with terminal.progress() as step:
                reads = read_all(surveys, warehouse.scratch, step, memory=memory)
                prepared = prepare(warehouse, Inputs(surveys, reads, as_of), step)
            lines, currency = prepared.used_with_attributes(), prepared.currency
        found = slices(lines, names, measures, currency)
    _show(found, terminal)
    if out:
        _write(found, out)
        terminal.console.print(link(out), soft_wrap=True)
    return found


def _names(listed: str) -> list[str]:
    """`region, product` → both; `product` is short for `product_id`, `customer` likewise."""
    short = {"product": "product_id", "customer": "customer_id"}
    names = [name.strip() for name in listed.split(",") if name.strip()]
    return [short.get(name, name) for name in names]


def _check_suffix(out: Path | None) -> None:
    if out and out.suffix not in {".csv", ".json"}:
        raise SettingRefused(
            Sentence("{file} should end in .csv or .json: nothing else is written.", file=str(out))
        )


def _show(found: Slices, terminal: Terminal) -> None:
    table, language = cut_table(found), terminal.language
    terminal.table(
        [language.show(column.label) for column in table.columns],
        [
            [_cell(cell, column, language) for cell, column in zip(row, table.columns, strict=True)]
            for row in table.rows[:SHOWN]
        ],
        title="",
    )
    if len(table.rows) > SHOWN:
        terminal.say(
            "The first {shown} of {total} slices. Write all of them with --out slices.csv.",
            shown=SHOWN,
            total=len(table.rows),
        )


def _cell(cell: Cell, column: TableColumn, language: Language) -> str:
    if isinstance(cell, int | float | Decimal) and column.unit:
        return shown(cell, column.unit, language, currency=column.currency)
    return "—" if cell is None else language.show(cell)


def _write(found: Slices, out: Path) -> None:
    """Every slice with plain numbers; names that a spreadsheet would run are defused."""
    rows = [_plain(row, found) for row in found.rows]
    with whole(out) as unfinished:
        if out.suffix == ".json":
            text = json.dumps(rows, ensure_ascii=False, indent=1, default=str)
            unfinished.write_text(text + "\n", encoding="utf-8")
        else:
            write_rows(unfinished, rows)


def _plain(row: Mapping[str, object], found: Slices) -> dict[str, object]:
    named: dict[str, object] = {name: row[name] for name in found.by}
    return named | {name: found.value(row, name) for name in found.measures} | {"n": row["n"]}
