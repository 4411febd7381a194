"""`goodwill roi`: from a programme's file, and the cost ledger, to whether it is worth it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from goodwill.analytics.errors import SettingRefused
from goodwill.cli.options import (
    engine_options,
    language_option,
    open_option,
    out_option,
    reading_options,
    settings_from,
)
from goodwill.cli.programme import ProgrammeFile, read_programme
from goodwill.cli.reading import FIRST_NAMES, read_all, surveyed, wanted
from goodwill.cli.results import check_writable, summarise
from goodwill.cli.terminal import Terminal, open_in_browser
from goodwill.language import Language, Sentence, speak
from goodwill.report.preparing import Step
from goodwill.report.roi.asking import Inputs
from goodwill.report.roi.chapters.answers import verdict
from goodwill.report.roi.measuring import measure
from goodwill.report.roi.outputs import REPORT, Written, write
from goodwill.report.roi.preparing import Ready, ready
from goodwill.warehouse import open_warehouse
from goodwill.warehouse.reading import Survey

READING = ("mappings", "currency", "dates", "decimal", "encoding")
CALLED = {
    **FIRST_NAMES,
    "ledger": "cost_entries",
    "rates": "exchange_rates",
}


def roi(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_roi(speak(language) if language else speaking, **options)

    return click.Command(
        "roi",
        callback=run,
        help=say(
            "Tell whether a CRM programme is worth it: net present value, return, payback and the "
            "chance of a loss, what decides it, and what is to be done now. From a file that says "
            "what it costs and what it brings; with the cost ledger, what was paid stands in the "
            "place of what was planned."
        ),
        params=[
            click.Argument(["programme"], type=click.Path(path_type=Path)),
            *_file_options(say),
            *(option for option in reading_options(say) if option.name in READING),
            *engine_options(say),
            out_option(
                "roi-out",
                say("The folder for report.html, report.pdf, model.xlsx, figures.json, …"),
            ),
            open_option(say),
            language_option(say),
        ],
    )


def run_roi(
    language: Language,
    *,
    programme: Path,
    ledger: tuple[str, ...],
    rates: str | None,
    assets: str | None,
    out: Path,
    engine: str,
    memory: str | None,
    show: bool,
    **said: Any,
) -> Written:
    """Read, appraise, write, and say in the terminal what was found and where it is."""
    terminal = Terminal(language)
    read = read_programme(programme)
    check_writable(out)
    files = {"ledger": _ledgers(read, ledger), "rates": rates, "assets": assets}
    reading = settings_from(dict(said))
    surveys = _surveyed(files, reading, terminal, memory)
    with terminal.progress() as step:
        found = _ready(read, surveys, step, engine=engine, memory=memory)
        measured = measure(found, step)
        written = write(measured, out, language, step)
    terminal.say("{finding}.", finding=verdict(measured))
    summarise(terminal, written.report.summary, written.files)
    for reason in written.lacking:
        terminal.say(reason, style="yellow")
    if show:
        open_in_browser(out / REPORT, terminal)
    return written


def _ledgers(read: ProgrammeFile, given: tuple[str, ...]) -> tuple[str, ...]:
    """As asked for, else as the programme says, beside which it stands."""
    if given or read.ledger is None:
        return given
    return (str(read.file.parent / read.ledger),)


def _surveyed(
    files: Mapping[str, Any], reading: Mapping[str, Any], terminal: Terminal, memory: str | None
) -> dict[str, Survey]:
    if files["ledger"]:
        asked = wanted(**reading, called=CALLED, **files)
        return surveyed(asked, terminal, memory=memory)
    for option in ("rates", "assets"):
        if files[option]:
            raise SettingRefused(
                Sentence(
                    "--{option} belongs to the cost ledger, and there is none: give --ledger FILE "
                    "too.",
                    option=option,
                )
            )
    return {}


def _ready(
    read: ProgrammeFile,
    surveys: Mapping[str, Survey],
    step: Step,
    *,
    engine: str,
    memory: str | None,
) -> Ready:
    told: dict[str, Any] = {
        "file": read.file.name,
        "programme": read.programme,
        "goals": read.goals,
        "stakes": read.stakes,
        "waiting": read.waiting,
        "ledger_lines": read.ledger_lines,
    }
    if not surveys:
        return ready(Inputs(**told), step)
    with open_warehouse(engine, memory=memory) as warehouse:
        reads = read_all(surveys, warehouse.scratch, step, memory=memory)
        return ready(Inputs(**told, surveys=surveys, reads=reads), step, warehouse)


def _file_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--ledger"],
            multiple=True,
            help=say("What was paid for it, entry by entry; may be given again."),
        ),
        click.Option(["--rates"], help=say("Exchange rates by day, for entries in others.")),
        click.Option(["--assets"], help=say("What was bought for several years.")),
    ]
