"""`goodwill value`: from orders to what every customer is worth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import click

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import minor
from goodwill.cli.options import (
    engine_options,
    input_options,
    language_option,
    open_option,
    settings_from,
)
from goodwill.cli.reading import read_all, surveyed, wanted
from goodwill.cli.terminal import Terminal, link, open_in_browser
from goodwill.language import Language, Sentence, speak
from goodwill.report.value.forecasting import Asked
from goodwill.report.value.measuring import measure
from goodwill.report.value.outputs import REPORT, Written, earlier_equity, write
from goodwill.report.value.preparing import Inputs, prepare
from goodwill.warehouse import open_warehouse


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
            click.Option(
                ["--out"],
                type=click.Path(file_okay=False, path_type=Path),
                default=Path("out"),
                show_default=True,
                help=say("The folder for report.html, customers.csv, customers.parquet, …"),
            ),
            click.Option(
                ["--discount"],
                type=click.FloatRange(0, 100),
                default=10.0,
                show_default=True,
                metavar="PERCENT",
                help=say("By how much money of next year counts less than money of today."),
            ),
            click.Option(
                ["--acquisition-cost"],
                type=_Amount(),
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
    _check_writable(out)
    surveys = surveyed(wanted(orders=orders, **settings_from(inputs)), terminal, memory=memory)
    with open_warehouse(engine, memory=memory) as warehouse, terminal.progress() as step:
        reads = read_all(surveys, warehouse.scratch, step, memory=memory)
        prepared = prepare(warehouse, Inputs(surveys, reads, as_of), step)
        earlier = earlier_equity(warehouse, out, prepared.as_of)
        won_for = _minor(acquisition_cost, prepared.currency)
        measured = measure(prepared, step, Asked(discount / 100, earlier, won_for))
        written = write(warehouse, measured, out, language, step)
    _summarise(terminal, written)
    if show:
        open_in_browser(out / REPORT, terminal)
    return written


class _Amount(click.ParamType[Decimal]):
    name = "amount"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        try:
            amount = Decimal(str(value))
        except InvalidOperation:
            amount = Decimal(-1)
        if amount.is_finite() and amount >= 0:
            return amount
        raise SettingRefused(
            Sentence("{value} is not an amount of money. Write it as 80.00.", value=value)
        )


def _minor(amount: Decimal | None, currency: str) -> int | None:
    return None if amount is None else minor(amount, currency)


def _check_writable(out: Path) -> None:
    """Before the work, not after it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=out):
            pass
    except OSError as error:
        raise SettingRefused(
            Sentence(
                "The results cannot be written to {folder}: {error}. Name another folder with "
                "--out.",
                folder=str(out),
                error=error.strerror or str(error),
            )
        ) from error


def _summarise(terminal: Terminal, written: Written) -> None:
    say = terminal.language.say
    rows = [
        (figure.definition.label, figure, figure.interval_said_in(terminal.language))
        for figure in written.report.summary
    ]
    terminal.table([say("Figure"), say("Result"), say("Interval")], rows, title="")
    for file in written.files:
        terminal.console.print(link(file), soft_wrap=True)
    terminal.say(
        "Next: open the report, or cut further: goodwill cut {folder} --by month",
        style="dim",
        folder=str(written.files[0].parent),
    )
