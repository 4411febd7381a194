"""`goodwill pilot`: from a panel, or from orders, to what a pilot brought and whether it passed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from goodwill.analytics.benefit.pilots.panel_reading import Incomplete
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Grade
from goodwill.cli.options import (
    engine_options,
    language_option,
    open_option,
    out_option,
    reading_options,
    settings_from,
)
from goodwill.cli.reading import read_all, surveyed, wanted
from goodwill.cli.results import check_writable, summarise
from goodwill.cli.terminal import Terminal, open_in_browser
from goodwill.language import Language, Sentence, speak
from goodwill.report.pilot.asking import METRICS, Asked, Inputs
from goodwill.report.pilot.chapters.answers import title
from goodwill.report.pilot.measuring import MeasuredAll, Refused, measure
from goodwill.report.pilot.outputs import REPORT, Written, write
from goodwill.report.pilot.preparing import ready
from goodwill.warehouse import open_warehouse

INCOMPLETE = {
    "refuse": Incomplete.REFUSE,
    "leave-out": Incomplete.LEAVE_OUT,
    "nought": Incomplete.NOUGHT,
}
READING = ("mappings", "currency", "dates", "decimal", "encoding")


def pilot(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_pilot(speak(language) if language else speaking, **options)

    return click.Command(
        "pilot",
        callback=run,
        help=say(
            "Measure what a pilot in some regions, branches or channels brought, against units "
            "that went without, and whether it passed. From a panel (unit, period, outcome, "
            "treated), or from orders and a file that says where and from when it ran."
        ),
        params=[
            click.Argument(["panel"], required=False),
            *_file_options(say),
            *_question_options(say),
            *_criterion_options(say),
            *reading_options(say),
            *engine_options(say),
            out_option(
                "pilot-out", say("The folder for report.html, figures.json, estimates.csv, …")
            ),
            open_option(say),
            language_option(say),
        ],
    )


def run_pilot(
    language: Language,
    *,
    panel: str | None,
    orders: tuple[str, ...],
    pilots: str | None,
    customers: str | None,
    products: str | None,
    out: Path,
    as_of: date | None,
    engine: str,
    memory: str | None,
    show: bool,
    **said: Any,
) -> Written:
    """Read, measure, write, and say in the terminal what was found and where it is."""
    _refuse_sources(panel, orders, pilots)
    terminal = Terminal(language)
    check_writable(out)
    reading = settings_from({name: said.pop(name) for name in READING})
    asked = _asked(said)
    surveys = surveyed(
        wanted(
            **reading,
            orders=orders,
            customers=customers,
            products=products,
            panel=panel,
            pilots=pilots,
        ),
        terminal,
        memory=memory,
    )
    with open_warehouse(engine, memory=memory) as warehouse, terminal.progress() as step:
        reads = read_all(surveys, warehouse.scratch, step, memory=memory)
        measured = measure(ready(warehouse, Inputs(surveys, reads, asked, as_of), step), step)
        written = write(measured, out, language, step)
    _say_verdicts(measured, terminal)
    summarise(terminal, written.report.summary, written.files)
    if show:
        open_in_browser(out / REPORT, terminal)
    return written


def _refuse_sources(panel: str | None, orders: tuple[str, ...], pilots: str | None) -> None:
    if panel and (orders or pilots):
        raise SettingRefused(
            Sentence("Give a panel, or --orders with --pilots: not both, for one would be ignored.")
        )
    if panel:
        return
    if not orders:
        raise SettingRefused(
            Sentence(
                "Nothing to measure. Give a panel (unit, period, outcome, treated), or --orders "
                "FILE with --pilots FILE."
            )
        )
    if not pilots:
        raise SettingRefused(
            Sentence(
                "Nothing says where and from when the pilot ran. Give --pilots FILE, with a row "
                "per unit: unit, starts_on."
            )
        )


def _say_verdicts(measured: MeasuredAll, terminal: Terminal) -> None:
    for each in measured.pilots:
        finding = each.reason.sentence if isinstance(each, Refused) else title(each)
        if each.trial.title:
            terminal.say("{pilot}: {finding}", pilot=each.trial.title, finding=finding)
        else:
            terminal.say("{finding}", finding=finding)


def _file_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--orders"], multiple=True, help=say("What was bought, as for `goodwill value`.")
        ),
        click.Option(["--pilots"], help=say("Where it ran and from when: unit, starts_on.")),
        click.Option(["--customers"], help=say("Who they are, with attributes to cut by.")),
        click.Option(["--products"], help=say("What is sold, with unit costs.")),
    ]


def _question_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--pilot", "chosen"],
            multiple=True,
            metavar=say("NAME"),
            help=say("Only this pilot of the file, by its id or name; may be given again."),
        ),
        click.Option(
            ["--unit"],
            metavar="region",
            help=say(
                "What tells units apart in the orders, where the file of pilots does not say: "
                "region, department, channel, or an attribute of customers."
            ),
        ),
        click.Option(
            ["--metric"],
            type=click.Choice(list(METRICS)),
            default=METRICS[0],
            show_default=True,
            help=say("What is made of the orders."),
        ),
        click.Option(
            ["--period"],
            type=click.Choice(["month", "week"]),
            default="month",
            show_default=True,
            help=say("How long a period of the orders is."),
        ),
        click.Option(
            ["--ran"],
            multiple=True,
            metavar=say("UNIT"),
            help=say("A unit of the panel in which it ran, if no column says it; with --since."),
        ),
        click.Option(
            ["--since"],
            type=Period(),
            metavar="2024-03",
            help=say("The first period of the panel in which it ran: 1970, 2024-03, 2024-03-01."),
        ),
        click.Option(
            ["--relative/--absolute"],
            default=None,
            help=say(
                "Compare shares of what each unit had before, or amounts; by default shares with "
                "orders and amounts with a panel."
            ),
        ),
        click.Option(
            ["--incomplete"],
            type=click.Choice(list(INCOMPLETE)),
            help=say(
                "What becomes of units that miss periods; by default a panel is refused, and "
                "periods without orders count as nought."
            ),
        ),
    ]


def _criterion_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--minimum"],
            type=Minimum(),
            metavar="0.05",
            help=say(
                "What it must bring at least per unit and period to pass, as fixed beforehand; "
                "a share where shares are compared."
            ),
        ),
        click.Option(["--decrease"], is_flag=True, help=say("Less is better.")),
        click.Option(
            ["--after"],
            type=click.IntRange(1),
            metavar="N",
            help=say("Judge it only after so many periods with the pilot."),
        ),
        click.Option(
            ["--grade"],
            type=click.Choice([grade.value for grade in Grade]),
            help=say("The weakest evidence that lets it pass; B if any criterion is given."),
        ),
    ]


def _asked(said: Mapping[str, Any]) -> Asked:
    return Asked(
        unit=said["unit"],
        metric=said["metric"],
        period=said["period"],
        pilots=tuple(said["chosen"]),
        minimum=said["minimum"],
        after=said["after"],
        grade=Grade(said["grade"]) if said["grade"] else None,
        relative=said["relative"],
        decrease=said["decrease"],
        ran=tuple(said["ran"]),
        since=said["since"],
        incomplete=INCOMPLETE[said["incomplete"]] if said["incomplete"] else None,
    )


class Minimum(click.ParamType[float]):
    """A number that is not below nought; `5%` is 0.05."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        text = str(value).strip()
        try:
            number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        except ValueError:
            number = -1.0
        if 0 <= number < float("inf"):
            return number
        raise SettingRefused(
            Sentence(
                "{value} is not what a pilot can bring at least. Write an amount as 500, a share "
                "as 0.05; with --decrease it is by how much less.",
                value=text,
            )
        )


class Period(click.ParamType[int]):
    """A period as panels count them: `1970`, `2024-03` as 202403, a date as days since 1970."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value).strip()
        if re.fullmatch(r"-?\d+", text):
            return int(text)
        if re.fullmatch(r"\d{4}-\d{2}", text):
            return int(text.replace("-", ""))
        try:
            return (date.fromisoformat(text) - date(1970, 1, 1)).days
        except ValueError:
            raise SettingRefused(
                Sentence(
                    "{value} is no period. Write a year as 1970, a month as 2024-03, a day as "
                    "2024-03-01, or the number that the panel has.",
                    value=text,
                )
            ) from None
