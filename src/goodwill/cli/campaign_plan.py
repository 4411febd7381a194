"""`goodwill campaign plan`: who is in, what it will bring, what can be learned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from goodwill.analytics.campaigns.planning import Plan
from goodwill.analytics.errors import SettingRefused
from goodwill.cli.options import (
    engine_options,
    language_option,
    open_option,
    out_option,
    reading_options,
    settings_from,
)
from goodwill.cli.plan_tables import Named, Reader, named_files
from goodwill.cli.planfile import read_plan
from goodwill.cli.reading import read_all, surveyed, wanted
from goodwill.cli.results import check_writable, summarise
from goodwill.cli.terminal import Terminal, open_in_browser
from goodwill.language import Language, Sentence, speak
from goodwill.report.campaign.plan.budgeting import budget_of
from goodwill.report.campaign.plan.earlier import EARLIER, Earlier, earlier_assignment
from goodwill.report.campaign.plan.inputs import Inputs
from goodwill.report.campaign.plan.measuring import measure
from goodwill.report.campaign.plan.outputs import MEMBERS, REPORT, RESULTS, Written, write
from goodwill.report.campaign.plan.preparing import Prepared, ready
from goodwill.report.preparing import Inputs as OrderInputs
from goodwill.warehouse import open_warehouse
from goodwill.warehouse.reading import Survey


def planning(language: Language) -> click.Command:
    """`goodwill campaign plan`, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_plan(speak(language) if language else speaking, **options)

    return click.Command(
        "plan",
        callback=run,
        help=say(
            "Work out a campaign before a cent is spent: who is in and who is barred, what it "
            "will bring, what can be learned, how to divide a budget. PLAN is a TOML file."
        ),
        params=[
            click.Argument(["plan"], type=click.Path(dir_okay=False, path_type=Path)),
            click.Option(
                ["--orders"],
                multiple=True,
                help=say("What was bought until now, as for `goodwill value`."),
            ),
            click.Option(["--products"], help=say("What is sold, with unit costs.")),
            *reading_options(say),
            *engine_options(say),
            out_option(
                "campaign-plan", say("The folder for report.html, members.csv, audience.csv, …")
            ),
            open_option(say),
            language_option(say),
        ],
    )


def run_plan(
    language: Language,
    *,
    plan: Path,
    orders: tuple[str, ...],
    products: str | None,
    out: Path,
    as_of: date | None,
    engine: str,
    memory: str | None,
    show: bool,
    **said: Any,
) -> Written:
    """Read, draw, forecast, write, and say in the terminal what was found and where it is."""
    terminal = Terminal(language)
    planned = read_plan(plan)
    budget = budget_of(planned, str(plan))
    _refuse_nothing_to_do(planned, plan, has_budget=budget is not None)
    _refuse_products_alone(orders, products)
    files = named_files(planned, plan)
    _refuse_to_overwrite(files, (*orders, products or ""), out)
    check_writable(out)
    settings = settings_from(said)
    bought = surveyed(wanted(**settings, orders=orders, products=products), terminal, memory=memory)
    reader = Reader(planned, plan, terminal, settings, memory)
    surveys = reader.surveys(files)
    with open_warehouse(engine, memory=memory) as warehouse, terminal.progress() as step:
        reads = read_all(bought, warehouse.scratch, step, memory=memory)
        tables = reader.tables(files, surveys, warehouse, step)
        inputs = Inputs(
            plan=planned,
            file=plan,
            customers=tables.customers,
            contacts=tables.contacts,
            holdouts=tables.holdouts,
            orders=OrderInputs(bought, reads, as_of) if reads else None,
            budget=budget,
            as_of=as_of,
            earlier=earlier_assignment(out),
            sources=_sources(files, bought),
            notes=tuple(tables.notes),
        )
        prepared = ready(warehouse, inputs, step)
        written = write(measure(prepared, step), out, language, step)
    summarise(terminal, written.report.summary, written.files)
    _say_what_came_of(inputs.earlier, prepared, out, terminal)
    if show:
        open_in_browser(out / REPORT, terminal)
    return written


def _refuse_nothing_to_do(plan: Plan, file: Path, *, has_budget: bool) -> None:
    if plan.audience.customers is None and not has_budget:
        raise SettingRefused(
            Sentence(
                "{file}: there is nothing to plan. Name the customers' table with customers "
                "under [audience], or a budget under [budget].",
                file=str(file),
            )
        )


def _refuse_products_alone(orders: tuple[str, ...], products: str | None) -> None:
    if products and not orders:
        raise SettingRefused(
            Sentence("--products says what the orders cost, and there are none. Give --orders too.")
        )


def _refuse_to_overwrite(files: list[Named], others: tuple[str, ...], out: Path) -> None:
    """What is read may not lie where results go: it would be lost."""
    results = {(out / name).resolve() for name in RESULTS}
    for place in (*(each.location for each in files), *others):
        if place and "://" not in place and Path(place).resolve() in results:
            raise SettingRefused(
                Sentence(
                    "{file} is read, and would be overwritten by the results. Name another folder "
                    "with --out.",
                    file=place,
                )
            )


def _sources(files: list[Named], bought: Mapping[str, Survey]) -> dict[str, tuple[str, ...]]:
    read = {
        name: tuple(source.file for source in survey.sources) for name, survey in bought.items()
    }
    return {**{each.key: (each.location,) for each in files}, **read}


def _say_what_came_of(
    earlier: Earlier | None, prepared: Prepared, out: Path, terminal: Terminal
) -> None:
    if earlier is None:
        return
    if prepared.is_kept:
        terminal.say(
            "The members were drawn by this very plan before: {file} is left as it was.",
            style="yellow",
            file=str(out / MEMBERS),
        )
        return
    terminal.say(
        "The plan is not the one by which the members in this folder were drawn: those are now "
        "in {folder}.",
        style="yellow",
        folder=str(out / EARLIER / earlier.short),
    )
