"""`goodwill import`: bring tables into the CRM from the command line, or take one back."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from goodwill.analytics.errors import SettingRefused
from goodwill.cli.options import language_option
from goodwill.cli.serve import home_option
from goodwill.cli.terminal import Terminal
from goodwill.cli.toml_files import parsed
from goodwill.language import Language, Sayable, Sentence, speak

if TYPE_CHECKING:
    from goodwill.crm.accounts.models import User
    from goodwill.crm.exchange.importing.effects import Counts
    from goodwill.crm.exchange.importing.models import Import
    from goodwill.crm.exchange.importing.plan import Plan, Reading
    from goodwill.crm.exchange.importing.reading import Sample

SOME_REFUSED = 3
"""The exit code where rows were not taken."""
SHOWN = 10


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    shape: str = ""
    mapping: Path | None = None
    source: str = ""
    mode: str = ""
    dates: str = ""
    decimal: str = ""
    encoding: str = ""
    sheet: str = ""
    is_dry: bool = False
    email: str = ""
    taken_back: str = ""
    rejects: Path = Path("rejects.csv")


def import_(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, files: tuple[Path, ...], **options: Any) -> None:
        terminal = Terminal(speak(language) if language else speaking)
        home = options.pop("home")
        known = {name: value for name, value in options.items() if value is not None}
        run_import(terminal, home, files, Wanted(**known))

    return click.Command(
        "import",
        callback=run,
        help=say("Bring tables into the CRM: CSV, TSV, XLSX, Parquet or vCard, of any size."),
        params=[
            click.Argument(["files"], nargs=-1, type=click.Path(path_type=Path, exists=True)),
            click.Option(["--shape"], help=say("What a row is: customers, orders, products …")),
            click.Option(
                ["--map", "mapping"],
                type=click.Path(path_type=Path, dir_okay=False),
                metavar=say("FILE.toml"),
                help=say("What each column means: a [columns] table with heading = target."),
            ),
            click.Option(
                ["--source"], help=say("What the system is called that the ids are from.")
            ),
            click.Option(
                ["--mode"],
                type=click.Choice(["insert", "update", "both"]),
                help=say("Only add, only change what is there, or both."),
            ),
            *_reading_options(say),
            click.Option(
                ["--dry-run", "is_dry"],
                is_flag=True,
                default=False,
                help=say("Only say what would be done."),
            ),
            click.Option(
                ["--rejects"],
                type=click.Path(path_type=Path, dir_okay=False),
                default=Path("rejects.csv"),
                show_default=True,
                help=say("Where rows are written that are not taken, with the reason."),
            ),
            click.Option(["--as", "email"], default="", help=say("In whose name, by e-mail.")),
            click.Option(
                ["--undo", "taken_back"], default="", metavar="ID", help=say("Take an import back.")
            ),
            home_option(say),
            language_option(say),
        ],
    )


def _reading_options(say: Any) -> list[click.Option]:
    return [
        click.Option(
            ["--dates"],
            type=click.Choice(["dmy", "mdy", "ymd"]),
            help=say("The order of day and month, if the file leaves it open."),
        ),
        click.Option(["--decimal"], type=click.Choice([".", ","]), help=say("The decimal mark.")),
        click.Option(["--encoding"], help=say("The encoding, if it is not recognised.")),
        click.Option(["--sheet"], help=say("The sheet of a workbook.")),
    ]


def run_import(terminal: Terminal, home: Path, files: Sequence[Path], wanted: Wanted) -> None:
    """Bring the files in one after the other, or take an import back."""
    from goodwill.crm.site import starting

    if not files and not wanted.taken_back:
        raise SettingRefused(Sentence("Name at least one file, or an import with --undo."))
    starting.load(home)
    by = _person(wanted.email)
    if wanted.taken_back:
        _undo(terminal, by, wanted.taken_back)
        return
    refused: list[tuple[Path, Any]] = []
    for file in files:
        refused += [(file, one) for one in _bring(terminal, by, file, wanted)]
    if refused:
        _write(wanted.rejects, refused, terminal.language)
        terminal.say("Rows that were not taken are in {file}, with the reason.",
                     file=str(wanted.rejects))  # fmt: skip
        sys.exit(SOME_REFUSED)


def _bring(terminal: Terminal, by: User, file: Path, wanted: Wanted) -> Iterable[Any]:
    from goodwill.crm.exchange.importing import running
    from goodwill.crm.exchange.importing.models import Import, RefusedRow

    with terminal.busy(Sentence("Reading {file}", file=file.name)):
        sample = running.look(file, _reading(wanted))
        plan = _plan(sample, by, wanted)
        made = running.start(file, plan, by)
    _tell_plan(terminal, file, sample, plan)
    if wanted.is_dry:
        with terminal.busy(Sentence("Trying out {file}", file=file.name)):
            effect = running.dry_run(made)
        _tell(terminal, effect.counts, [(one.row, one.column, one.reason) for one in
                                        effect.rejected])  # fmt: skip
        made.forget_file()
        made.delete()
        return effect.rejected
    Import.objects.filter(pk=made.pk).update(state=Import.State.WAITING)
    _run(terminal, made)
    made.refresh_from_db()
    rows = list(RefusedRow.objects.filter(import_of=made).order_by("row"))
    from goodwill.crm.exchange.importing.effects import Counts

    _tell(terminal, Counts.from_json(made.counts), [(one.row, one.column, one.why) for one in rows])
    terminal.say(
        "Import {id}. To take it back: goodwill import --undo {id}", id=str(made.public_id)
    )
    return rows


def _run(terminal: Terminal, made: Import) -> None:
    """Bring it in here, and show how far it is."""
    import threading

    from django.db import connection

    from goodwill.crm.exchange.importing import running
    from goodwill.crm.exchange.importing.models import Import

    stop = threading.Event()

    def watch(step: Any) -> None:
        while not stop.wait(0.5):
            now = Import.objects.get(pk=made.pk)
            step(Sentence("Bringing in {file}", file=made.name), now.share_done)
        connection.close()

    with terminal.progress() as step:
        watching = threading.Thread(target=watch, args=(step,), daemon=True)
        watching.start()
        try:
            running.run(made.pk)
        finally:
            stop.set()
            watching.join()
    made.refresh_from_db()
    if made.state == Import.State.FAILED and made.why is not None:
        from goodwill.crm.exchange.importing.errors import Stopped

        raise Stopped(made.why)


def _undo(terminal: Terminal, by: User, public_id: str) -> None:
    import uuid

    from goodwill.crm.exchange.importing import running
    from goodwill.crm.exchange.importing.models import Import
    from goodwill.crm.records.changing import Actor

    try:
        found = Import.objects.filter(public_id=uuid.UUID(public_id)).first()
    except ValueError:
        found = None
    if found is None:
        raise SettingRefused(Sentence("There is no import {id}.", id=public_id))
    with terminal.busy(Sentence("Taking back {file}", file=found.name)):
        done = running.undo(found, Actor(by))
    terminal.say(
        "Taken back: {n} record. Left, since somebody changed them: {left}."
        if done.taken_back == 1
        else "Taken back: {n} records. Left, since somebody changed them: {left}.",
        n=done.taken_back,
        left=done.left,
    )


def _person(email: str) -> User:
    """In whose name it is brought in: the one named, else the first who may do everything."""
    from goodwill.crm.accounts.models import User

    people = User.objects.filter(is_active=True).order_by("pk")
    if email:
        people = people.filter(email__iexact=email)
    person = next((one for one in people if email or one.reach.may("*.*")), None)
    if person is None:
        raise SettingRefused(Sentence("There is nobody to bring this in. Name somebody by --as."))
    found: User = person
    return found


def _plan(sample: Sample, by: User, wanted: Wanted) -> Plan:
    from goodwill.crm.exchange.importing.plan import Mode, Plan
    from goodwill.crm.exchange.importing.proposing import propose

    if wanted.mapping:
        told: dict[str, Any] = {"shape": wanted.shape, **parsed(wanted.mapping)}
        plan = Plan.from_json(told)
    else:
        plan = propose(sample, by.reach, shape=wanted.shape, source=wanted.source)
    settings = _reading(wanted, plan.settings)
    settings = replace(settings, sheet=settings.sheet or sample.found.sheet)
    return replace(
        plan,
        source=wanted.source or plan.source,
        mode=Mode(wanted.mode) if wanted.mode else plan.mode,
        settings=settings,
    )


def _reading(wanted: Wanted, told: Reading | None = None) -> Reading:
    from goodwill.crm.exchange.importing.plan import Reading

    told = told or Reading()
    return replace(
        told,
        dates=wanted.dates or told.dates,
        decimal=wanted.decimal or told.decimal,
        encoding=wanted.encoding or told.encoding,
        sheet=wanted.sheet or told.sheet,
    )


def _tell_plan(terminal: Terminal, file: Path, sample: Sample, plan: Plan) -> None:
    say = terminal.language.say
    terminal.say("{file}: {format}, rows are {shape}.", file=file.name, format=sample.format,
                 shape=plan.shape)  # fmt: skip
    nothing = say(Sentence("left out"))
    rows = [(name, plan.columns.get(name, nothing)) for name in sample.headings]
    terminal.table([say(Sentence("Column")), say(Sentence("Becomes"))], rows, "")
    if plan.match:
        terminal.say("Records are found by {keys}.", keys=", ".join(plan.match))
    if heading := only_key(plan):
        terminal.say(
            "No column tells the name of a new customer, so only those that are there are changed. "
            "If {heading} is all they are called by, say so in a file for --map: {line}.",
            heading=heading,
            line=f'"{heading}" = "customers.name"',
        )


def only_key(plan: Plan) -> str:
    """The column by which customers are found, where none names those that are new."""
    from goodwill.crm.exchange.importing.plan import Mode

    named = {"customers.name", "customers.family_name", "customers.given_name"}
    if plan.shape != "customers" or plan.mode is Mode.UPDATE or named & plan.targets:
        return ""
    keys = ("customers.number", "external_id")
    return next((one for key in keys for one in plan.headings_of(key)), "")


def _tell(terminal: Terminal, counts: Counts, refused: Sequence[tuple[int, str, Sayable]]) -> None:
    say = terminal.language.say
    heading = [
        say(Sentence("Rows")), say(Sentence("Created")), say(Sentence("Updated")),
        say(Sentence("Unchanged")), say(Sentence("Passed over")), say(Sentence("Not taken")),
    ]  # fmt: skip
    numbers = (counts.rows, counts.created, counts.updated, counts.unchanged, counts.skipped,
               counts.rejected)  # fmt: skip
    terminal.table(heading, [numbers], "")
    told: Mapping[str, int] = counts.told
    if told:
        terminal.say(", ".join(f"{name} {n:,}" for name, n in sorted(told.items())))
    for row, column, why in refused[:SHOWN]:
        terminal.say("Row {row}, {column}: {why}", row=str(row), column=column or "—", why=why)


def _write(file: Path, refused: Sequence[tuple[Path, Any]], language: Language) -> None:
    """The cells as they came, so that the file can be mended and brought in again."""
    headings = list(dict.fromkeys(name for _, one in refused for name in one.cells))
    why, number = language.say(Sentence("What is wrong")), language.say(Sentence("Row in the file"))
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*headings, why, number])
        for _, one in refused:
            reason = getattr(one, "why", None) or one.reason
            cells = [one.cells.get(name, "") for name in headings]
            writer.writerow([*cells, reason.said_in(language), one.row])
