"""`goodwill value`: from orders to what every customer is worth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from goodwill.cli.options import (
    Amount,
    engine_options,
    input_options,
    language_option,
    open_option,
    out_option,
    settings_from,
)
from goodwill.cli.reading import read_all, surveyed, wanted
from goodwill.cli.results import check_writable, summarise
from goodwill.cli.terminal import Terminal, open_in_browser
from goodwill.language import Language, speak
from goodwill.report.preparing import Inputs
from goodwill.report.value import running
from goodwill.report.value.outputs import REPORT, Written
from goodwill.report.value.running import DISCOUNT, Terms
from goodwill.warehouse import open_warehouse
from goodwill.warehouse.reading import refreshed


def value(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say

    def run(language: str | None, **options: Any) -> None:
        run_value(speak(language) if language else speaking, **options)

    speaking = language
    return click.Command(
        "value",
        callback=run,
        help=say(
            "Turn orders into what each customer is worth. ORDERS are files (CSV, TSV, XLSX, "
            "Parquet, Feather, JSON lines; also .gz and .zst), folders or patterns of them, or "
            "a database table such as sqlite:///shop.db?table=orders."
        ),
        params=[
            click.Argument(["orders"], nargs=-1, required=True),
            *input_options(say),
            *engine_options(say),
            out_option(
                "out", say("The folder for report.html, customers.csv, customers.parquet, …")
            ),
            click.Option(
                ["--discount"],
                type=click.FloatRange(0, 100),
                default=100 * DISCOUNT,
                show_default=True,
                metavar="PERCENT",
                help=say("By how much money of next year counts less than money of today."),
            ),
            click.Option(
                ["--acquisition-cost"],
                type=Amount(),
                metavar="80.00",
                help=say("What winning a customer costs, to tell CLV : CAC and payback."),
            ),
            open_option(say),
            language_option(say),
        ],
    )


def run_value(
    language: Language,
    *,
    orders: tuple[str, ...],
    out: Path,
    as_of: date | None,
    engine: str,
    memory: str | None,
    discount: float,
    acquisition_cost: Decimal | None,
    show: bool,
    **inputs: Any,
) -> Written:
    """Read, measure, write, and say in the terminal what was found and where it is."""
    terminal = Terminal(language)
    check_writable(out)
    known = refreshed(orders, {name: inputs[name] for name in ("customers", "products", "costs")})
    orders = (known.pop("order_lines"),) if known else orders
    inputs |= known
    surveys = surveyed(wanted(orders=orders, **settings_from(inputs)), terminal, memory=memory)
    with open_warehouse(engine, memory=memory) as warehouse, terminal.progress() as step:
        reads = read_all(surveys, warehouse.scratch, step, memory=memory)
        inputs_read = Inputs(surveys, reads, as_of)
        terms = Terms(discount / 100, acquisition_cost)
        written = running.run(warehouse, inputs_read, out, language, step, terms=terms).written
    summarise(terminal, written.report.summary, written.files)
    terminal.say(
        "Next: open the report, or cut further: goodwill cut {folder} --by month",
        style="dim",
        folder=str(out),
    )
    if show:
        open_in_browser(out / REPORT, terminal)
    return written
