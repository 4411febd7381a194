"""Options that several commands share, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from goodwill import __version__
from goodwill.analytics.errors import SettingRefused
from goodwill.language import LANGUAGES, Sentence, of_the_environment
from goodwill.warehouse.reading import Settings


def input_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(["--customers"], help=say("Who they are, with attributes to cut by.")),
        click.Option(["--products"], help=say("What is sold, with unit costs.")),
        click.Option(["--costs"], help=say("What was spent on whom beyond the goods.")),
        *reading_options(say),
    ]


def reading_options(say: Callable[[str], str]) -> list[click.Option]:
    """How files are to be read: what a command on any tables takes."""
    return [
        click.Option(
            ["--map", "mappings"],
            multiple=True,
            metavar=say("COLUMN=NAME"),
            help=say(
                "Which column of your file is meant: amount=Umsatz, customers.region=省份; "
                "or a mapping file written by an earlier run."
            ),
        ),
        click.Option(
            ["--as-of"],
            type=Day(),
            metavar=say("DATE"),
            help=say("Measure as on this day; by default the last day in the orders."),
        ),
        click.Option(
            ["--currency"], metavar="CNY", help=say("The currency, if the file has none.")
        ),
        click.Option(
            ["--dates"],
            type=click.Choice(["dmy", "mdy", "ymd"]),
            help=say("The order of day and month, if the file leaves it open."),
        ),
        click.Option(
            ["--decimal"],
            type=click.Choice([".", ","]),
            help=say("The decimal mark, if the file leaves it open."),
        ),
        click.Option(["--encoding"], help=say("The encoding, if it is not recognised.")),
    ]


def engine_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--engine"],
            default="duckdb",
            show_default=True,
            help=say("What computes: duckdb, or a Spark master such as spark://host:7077."),
        ),
        click.Option(
            ["--memory"],
            type=_Memory(),
            metavar="2GB",
            help=say("The most memory to take before working from disk."),
        ),
    ]


def out_option(folder: str, help_text: str) -> click.Option:
    """Where the results go: `help_text` says in the reader's language what will be there."""
    return click.Option(
        ["--out"],
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(folder),
        show_default=True,
        help=help_text,
    )


def open_option(say: Callable[[str], str]) -> click.Option:
    return click.Option(
        ["--open", "show"], is_flag=True, help=say("Open the report when it is ready.")
    )


def language_option(say: Callable[[str], str]) -> click.Option:
    return click.Option(
        ["--language"],
        type=click.Choice(list(LANGUAGES)),
        help=say("The language to speak; by default that of the shell."),
        expose_value=True,
    )


def version_option(say: Callable[[str], str]) -> click.Option:
    def show(context: click.Context, _: click.Parameter, wanted: bool) -> None:
        if wanted:
            click.echo(f"goodwill {__version__}")
            context.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=show,
        help=say("Show the version."),
    )


class Amount(click.ParamType[Decimal]):
    """An amount of money that is not negative."""

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


class _Memory(click.ParamType[str]):
    name = "memory"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if re.fullmatch(r"\d+(\.\d+)?\s*[KMGT]i?B", str(value), re.IGNORECASE):
            return str(value)
        raise SettingRefused(
            Sentence("{value} is not an amount of memory. Write it as 2GB.", value=value)
        )


class Day(click.ParamType[date]):
    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            sentence = Sentence("{value} is not a date. Write it as 2026-06-30.", value=value)
            self.fail(of_the_environment().say(sentence), param, ctx)


def settings_from(inputs: dict[str, Any]) -> dict[str, Any]:
    """The options of `reading_options`, with those that say how to read gathered in `Settings`."""
    reading = {name: inputs.pop(name) for name in ("currency", "dates", "decimal", "encoding")}
    return {**inputs, "settings": Settings(**reading)}
