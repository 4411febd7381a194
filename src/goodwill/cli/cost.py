"""`goodwill cost`: from a cost ledger to what CRM costs, on whom, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from goodwill.analytics.benefit.costing.ledger.views import View
from goodwill.analytics.benefit.costing.sharing.equations import (
    DEFAULT_EQUATIONS,
    STANDARD_COLUMNS,
    TimeEquation,
)
from goodwill.analytics.errors import InputError, SettingRefused
from goodwill.analytics.tables import ACTIVITIES, COST_ENTRIES, EXCHANGE_RATES
from goodwill.cli.equations import Written as Equation
from goodwill.cli.equations import further_names, read_equations, time_equations
from goodwill.cli.options import (
    Amount,
    engine_options,
    language_option,
    open_option,
    out_option,
    reading_options,
    settings_from,
)
from goodwill.cli.reading import FIRST_NAMES, read_all, surveyed, wanted
from goodwill.cli.results import check_writable, summarise
from goodwill.cli.terminal import Terminal, open_in_browser
from goodwill.language import Language, Sentence, speak
from goodwill.report.cost.asking import Asked, EarlierFlag, Inputs
from goodwill.report.cost.flagging import read_flags
from goodwill.report.cost.measuring import measure
from goodwill.report.cost.outputs import FLAGS, REPORT, TO_SERVE, Written, write
from goodwill.report.cost.preparing import currency_of, ready
from goodwill.warehouse import Warehouse, open_warehouse
from goodwill.warehouse.reading import Survey

CALLED = {**FIRST_NAMES, "ledger": COST_ENTRIES.name, "rates": EXCHANGE_RATES.name}
READING = ("mappings", "currency", "dates", "decimal", "encoding")
NEAR = 0.8
"""How alike two names are, 1 for the same, when one is probably the other misspelt."""
FILES = (
    *("activities", "capacity", "drivers", "assets", "rates", "budgets"),
    *("customers", "orders", "products"),
)


def cost(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_cost(speak(language) if language else speaking, **options)

    return click.Command(
        "cost",
        callback=run,
        help=say(
            "Tell what CRM costs from a cost ledger: on what, on whom and at which stage, what "
            "was paid for and not used, what looks wrong and who acts. Whatever is left out "
            "beside the ledger, the report says what is missing because of it."
        ),
        params=[
            click.Argument(["ledger"], nargs=-1, required=True),
            *_file_options(say),
            *_question_options(say),
            *reading_options(say),
            *engine_options(say),
            out_option(
                "cost-out", say("The folder for report.html, cost_to_serve.csv, flags.csv, …")
            ),
            click.Option(["--pdf"], is_flag=True, help=say("Set the report as a PDF too.")),
            open_option(say),
            language_option(say),
        ],
    )


def run_cost(
    language: Language,
    *,
    ledger: tuple[str, ...],
    equations: Path | None,
    flags: Path | None,
    out: Path,
    as_of: date | None,
    engine: str,
    memory: str | None,
    pdf: bool,
    show: bool,
    **said: Any,
) -> Written:
    """Read, measure, write, and say in the terminal what was found and where it is."""
    terminal = Terminal(language)
    check_writable(out)
    written = read_equations(equations) if equations else ()
    names = further_names(written)
    reading = settings_from({name: said.pop(name) for name in READING})
    sources = {name: said.pop(name) for name in FILES}
    measures = {ACTIVITIES.name: names} if names and sources["activities"] else {}
    named = wanted(**reading, ledger=ledger, **sources, measures=measures, called=CALLED)
    try:
        surveys = surveyed(named, terminal, memory=memory)
    except InputError:
        _refuse_misspelt(written, names)
        raise
    own = time_equations(written, _there(surveys, names)) if written else DEFAULT_EQUATIONS
    with open_warehouse(engine, memory=memory) as warehouse, terminal.progress() as step:
        reads = read_all(surveys, warehouse.scratch, step, memory=memory)
        inputs = Inputs(surveys, reads, Asked(), as_of)
        earlier = _earlier(flags, out, warehouse, inputs)
        asked = _asked(said, own, earlier)
        measured = measure(ready(warehouse, Inputs(surveys, reads, asked, as_of), step), step)
        results = write(measured, out, language, step, paper=pdf)
    summarise(terminal, results.report.summary, results.files)
    terminal.say(
        "Next: what customers are worth after this cost: goodwill value ORDERS --costs {file}",
        style="dim",
        file=str(out / TO_SERVE),
    )
    if show:
        open_in_browser(out / REPORT, terminal)
    return results


def _refuse_misspelt(written: tuple[Equation, ...], names: tuple[str, ...]) -> None:
    """A name that the file lacks and that is almost one of ours is probably that one."""
    near = {name for name in names if get_close_matches(name, STANDARD_COLUMNS, cutoff=NEAR)}
    if near:
        time_equations(written, frozenset(names) - near)


def _there(surveys: Mapping[str, Survey], names: tuple[str, ...]) -> frozenset[str]:
    """Of the further names, those that the activities' files have."""
    found = surveys.get(ACTIVITIES.name)
    if found is None:
        return frozenset()
    return frozenset(name for name in names if any(source.column(name) for source in found.sources))


def _earlier(
    flags: Path | None, out: Path, warehouse: Warehouse, inputs: Inputs
) -> tuple[EarlierFlag, ...]:
    """Of the file named; else of the folder written to, so that nothing people wrote is lost."""
    file = flags or out / FLAGS
    if flags is None and not file.is_file():
        return ()
    tables = {name: warehouse.scan(read.table) for name, read in inputs.reads.items()}
    return read_flags(file, currency_of(inputs, tables))


def _asked(
    said: Mapping[str, Any], equations: tuple[TimeEquation, ...], earlier: tuple[EarlierFlag, ...]
) -> Asked:
    return Asked(
        practical=said["practical"],
        first=said["first"],
        last=said["last"],
        lifetime=said["lifetime"],
        floor=said["floor"],
        budget_view=View(said["budget_view"]),
        equations=equations,
        earlier=earlier,
    )


def _file_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(["--activities"], help=say("Work done for customers: visits, orders, …")),
        click.Option(
            ["--capacity"], help=say("People and paid minutes of departments, month by month.")
        ),
        click.Option(
            ["--drivers"], help=say("What direct costs are shared out by: touches, points, …")
        ),
        click.Option(["--assets"], help=say("What was bought to be used for years.")),
        click.Option(["--rates"], help=say("What other currencies were worth, by day.")),
        click.Option(["--budgets"], help=say("What was planned, month by month.")),
        click.Option(["--customers"], help=say("Who they are, with attributes to cut by.")),
        click.Option(
            ["--orders"], multiple=True, help=say("What was bought, as for `goodwill value`.")
        ),
        click.Option(["--products"], help=say("What is sold, with unit costs.")),
        click.Option(
            ["--equations"],
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="EQUATIONS.toml",
            help=say("How many minutes activities take that nobody measured."),
        ),
        click.Option(
            ["--flags"],
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FLAGS.csv",
            help=say(
                "flags.csv of an earlier run, with owners and causes filled in; by default the "
                "one in the folder that is written to."
            ),
        ),
    ]


def _question_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--from", "first"],
            type=InMonth(),
            metavar="2026-01",
            help=say("The first month; by default the first of the ledger."),
        ),
        click.Option(
            ["--until", "last"],
            type=InMonth(),
            metavar="2026-06",
            help=say("The last month; by default the last of the ledger."),
        ),
        click.Option(
            ["--practical"],
            type=Share(),
            default="0.80",
            show_default=True,
            help=say("The share of paid time in which people can practically work."),
        ),
        click.Option(
            ["--lifetime-value", "lifetime"],
            type=Amount(),
            metavar="1200.00",
            help=say("What a customer won is worth over its life, to tell CLV : CAC."),
        ),
        click.Option(
            ["--floor"],
            type=Amount(),
            metavar="500.00",
            help=say(
                "A difference up to this is never flagged; by default 1 % of a usual month's cost."
            ),
        ),
        click.Option(
            ["--budget-view"],
            type=click.Choice([view.value for view in View]),
            default=View.CASH.value,
            show_default=True,
            help=say("What the budget was made for: what is paid, or what is used up."),
        ),
    ]


class InMonth(click.ParamType[int]):
    """A month as people write it: `2026-03` is 202603."""

    name = "month"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(-\d{2})?", str(value).strip())
        if found:
            return int(found[1]) * 100 + int(found[2])
        raise SettingRefused(
            Sentence("{value} is not a month. Write it as 2026-03.", value=str(value))
        )


class Share(click.ParamType[Decimal]):
    """A share above 0 and at most 1, exact; `80%` is 0.80."""

    name = "share"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Decimal:
        text = str(value).strip()
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(%?)", text)
        share = Decimal(found[1]) / (100 if found[2] else 1) if found else Decimal(0)
        if 0 < share <= 1:
            return share
        raise SettingRefused(
            Sentence(
                "The share of paid time that is practical must be above 0 and at most 1, such as "
                "0.8: {share} is not.",
                share=text,
            )
        )
