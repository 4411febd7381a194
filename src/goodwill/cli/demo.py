"""`goodwill demo`: a simulated company whose true effects are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from goodwill.cli.options import language_option, open_option, out_option
from goodwill.cli.terminal import Terminal, link
from goodwill.cli.value import run_value
from goodwill.demo import DemoCompany, simulate
from goodwill.language import Language, Sentence, speak


def demo(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_demo(speak(language) if language else speaking, **options)

    return click.Command(
        "demo",
        callback=run,
        help=say("Simulate a company whose true effects are known, to try everything on."),
        params=[
            out_option("demo-company", say("The folder to write the company to.")),
            click.Option(
                ["--customers"],
                type=click.IntRange(1),
                default=5000,
                show_default=True,
                help=say("How many customers it has."),
            ),
            click.Option(
                ["--seed"],
                type=int,
                default=7,
                show_default=True,
                help=say("The same seed gives the same company."),
            ),
            click.Option(
                ["--value", "valued"],
                is_flag=True,
                help=say("Value the company too, as `goodwill value` does."),
            ),
            open_option(say),
            language_option(say),
        ],
    )


def run_demo(
    language: Language, *, out: Path, customers: int, seed: int, valued: bool, show: bool
) -> None:
    """Simulate the company; with `valued`, value it as a user would, from its files."""
    terminal = Terminal(language)
    with terminal.progress() as step:
        company = simulate(
            out,
            customers=customers,
            seed=seed,
            progress=lambda fraction: step(Sentence("Simulating the company"), fraction),
        )
    terminal.say("The company is in {folder}", folder=link(out))
    if valued or show:
        _value(language, company, show)


def _value(language: Language, company: DemoCompany, show: bool) -> None:
    folder = company.folder
    run_value(
        language,
        orders=(str(folder / "order_lines.parquet"),),
        customers=str(folder / "customers.parquet"),
        products=str(folder / "products.parquet"),
        costs=str(folder / "costs.parquet"),
        out=folder / "value",
        as_of=company.as_of,
        currency=company.currency,
        mappings=(),
        dates=None,
        decimal=None,
        encoding=None,
        engine="duckdb",
        memory=None,
        discount=10.0,
        acquisition_cost=None,
        show=show,
    )
