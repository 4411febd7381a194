"""`goodwill indicators`: from a folder of tables to how the company stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from goodwill.analytics.benefit.indicators.catalogue import INDICATORS
from goodwill.analytics.benefit.indicators.kernel.asking import Settings
from goodwill.analytics.benefit.indicators.kernel.lengths import Length
from goodwill.analytics.errors import GoodwillError, SourceUnreadable
from goodwill.cli.indicator_files import read_own, read_targets
from goodwill.cli.indicator_settings import read_settings
from goodwill.cli.options import (
    Day,
    engine_options,
    language_option,
    open_option,
    out_option,
    reading_options,
    settings_from,
)
from goodwill.cli.reading import NAMES, read_all, surveyed, wanted
from goodwill.cli.results import check_writable, summarise
from goodwill.cli.terminal import Terminal, open_in_browser
from goodwill.language import Language, Sentence, speak
from goodwill.report.indicators.asking import Asked, Inputs
from goodwill.report.indicators.currencies import currency_of
from goodwill.report.indicators.measuring import Measured, measure
from goodwill.report.indicators.outputs import REPORT, Written, refuse_to_overwrite, write
from goodwill.report.indicators.preparing import ready
from goodwill.warehouse import open_warehouse
from goodwill.warehouse.reading import TablesIn, tables_in

READING = ("mappings", "currency", "dates", "decimal", "encoding")


def indicators(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_indicators(speak(language) if language else speaking, **options)

    return click.Command(
        "indicators",
        callback=run,
        help=say(
            "Tell how the company stands: the indicators of the catalogue, period by period, "
            "from whatever tables are there. A table that is missing costs only the indicators "
            "that need it."
        ),
        params=[
            *_file_options(say),
            *_question_options(say),
            *reading_options(say),
            *engine_options(say),
            out_option(
                "indicators-out", say("The folder for report.html, indicators.csv, figures.json, …")
            ),
            click.Option(["--pdf", "paper"], is_flag=True, help=say("Write report.pdf too.")),
            open_option(say),
            language_option(say),
        ],
    )


def run_indicators(
    language: Language,
    *,
    tables: Path,
    targets: Path | None,
    own: Path | None,
    out: Path,
    as_of: date | None,
    engine: str,
    memory: str | None,
    paper: bool,
    show: bool,
    **said: Any,
) -> Written:
    """Read, compute, write, and say in the terminal what was found and where it is."""
    terminal = Terminal(language)
    said["settings_file"] = _beside(tables, "settings.toml", said["settings_file"])
    targets, own = _beside(tables, "targets.toml", targets), _beside(tables, "indicators.toml", own)
    asked = _asked(said)
    folder = tables_in(tables)
    refuse_to_overwrite(tables, out)
    check_writable(out)
    refused: dict[str, GoodwillError] = {}
    reading = settings_from({name: said[name] for name in READING})
    sources: dict[str, Any] = {name: str(path) for name, path in folder.items()}
    surveys = surveyed(wanted(**reading, **sources), terminal, memory=memory, refused=refused)
    with open_warehouse(engine, memory=memory) as warehouse, terminal.progress() as step:
        reads = read_all(surveys, warehouse.scratch, step, memory=memory, refused=refused)
        _refuse_nothing(refused, reads)
        inputs = Inputs(
            surveys={name: surveys[name] for name in reads},
            reads=reads,
            asked=asked,
            as_of=as_of,
            currency=said["currency"],
            refused=refused,
            remarks=folder.remarks,
        )
        inputs = _with_files(inputs, targets, own)
        measured = measure(ready(warehouse, inputs, step), step)
        written = write(measured, out, language, step, paper=paper)
    _say(terminal, measured, folder)
    summarise(terminal, written.report.summary, written.files)
    if show:
        open_in_browser(out / REPORT, terminal)
    return written


def _beside(tables: Path, name: str, told: Path | None) -> Path | None:
    """The file that was told, else the one of that name among the tables."""
    there = tables / name
    return told or (there if there.is_file() else None)


def _with_files(inputs: Inputs, targets: Path | None, own: Path | None) -> Inputs:
    """With the company's own indicators and its targets."""
    currency = currency_of(inputs.reads, inputs.currency)
    if own is not None:
        inputs = replace(inputs, owns=read_own(own, INDICATORS, currency))
    if targets is not None:
        every = {**INDICATORS, **inputs.owns.indicators}
        inputs = replace(inputs, targets=read_targets(targets, every))
    return inputs


def _refuse_nothing(refused: dict[str, GoodwillError], reads: dict[str, Any]) -> None:
    """With not one table read, the reasons are all there is to say."""
    if reads:
        return
    name, why = next(iter(refused.items()))
    raise SourceUnreadable(
        Sentence(
            "No table could be read. {table}: {reason}", table=NAMES[name], reason=why.sentence
        )
    )


def _say(terminal: Terminal, measured: Measured, folder: TablesIn) -> None:
    for name, why in measured.ready.inputs.refused.items():
        terminal.say(
            Sentence("Not read: {table}. {reason}", table=NAMES[name], reason=why.sentence),
            style="yellow",
        )
    for remark in measured.ready.remarks:
        terminal.say(remark, style="yellow")
    terminal.say(
        "{told} of {n} indicators can be told from {tables} tables.",
        told=len(measured.told),
        n=len(measured.rows),
        tables=len(folder),
    )


def _file_options(say: Callable[[str], str]) -> list[click.Option]:
    file = click.Path(dir_okay=False, path_type=Path)
    return [
        click.Option(
            ["--tables"],
            required=True,
            type=click.Path(file_okay=False, path_type=Path),
            help=say(
                "The folder of tables, each file named for its table: orders.csv, cases.xlsx."
            ),
        ),
        click.Option(
            ["--targets"],
            type=file,
            help=say("Where indicators should be; targets.toml among the tables by default."),
        ),
        click.Option(
            ["--own"],
            type=file,
            help=say("Indicators of your own, by formulas; indicators.toml by default."),
        ),
        click.Option(
            ["--settings", "settings_file"],
            type=file,
            help=say(
                "Windows and assumptions that only the company knows; settings.toml by default."
            ),
        ),
    ]


def _question_options(say: Callable[[str], str]) -> list[click.Option]:
    return [
        click.Option(
            ["--by"],
            metavar=say("COLUMNS"),
            help=say("Columns to tell parts apart by, with commas: department,channel."),
        ),
        click.Option(
            ["--period"],
            type=click.Choice([length.value for length in Length]),
            default=Length.MONTH.value,
            show_default=True,
            help=say("How long a period is."),
        ),
        click.Option(
            ["--from", "first"], type=Day(), metavar=say("DATE"), help=say("The first day.")
        ),
        click.Option(
            ["--until", "last"], type=Day(), metavar=say("DATE"), help=say("The last day.")
        ),
        click.Option(
            ["--only"],
            metavar=say("IDS"),
            help=say("Only these indicators or groups, with commas: SV01,sales."),
        ),
    ]


def _asked(said: dict[str, Any]) -> Asked:
    settings = said["settings_file"]
    return Asked(
        by=_listed(said["by"]),
        length=Length(said["period"]),
        first=said["first"],
        last=said["last"],
        only=tuple(_known(word) for word in _listed(said["only"])),
        settings=read_settings(settings) if settings else Settings(),
    )


def _listed(said: str | None) -> tuple[str, ...]:
    words: Sequence[str] = (said or "").replace("，", ",").split(",")
    return tuple(dict.fromkeys(word.strip() for word in words if word.strip()))


def _known(word: str) -> str:
    """Ids are written in capitals and groups are not, however they are typed."""
    return word.upper() if word.upper() in INDICATORS else word
