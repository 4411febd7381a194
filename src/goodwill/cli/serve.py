"""`goodwill serve`: the CRM in the browser, with its worker, in one command."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from goodwill.cli.options import language_option
from goodwill.cli.terminal import Terminal
from goodwill.language import Language, Sentence, speak


@dataclass(frozen=True)
class Where:
    """Where the site answers, and with how many processes."""

    host: str
    port: int
    workers: int


def home_option(say: Any) -> click.Option:
    """The folder that holds all that belongs to an installation."""
    return click.Option(
        ["--home"],
        type=click.Path(file_okay=False, path_type=Path),
        envvar="GOODWILL_HOME",
        default=Path("goodwill-home"),
        show_default=True,
        help=say("The folder with all that belongs to this installation."),
    )


def serve(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_serve(speak(language) if language else speaking, **options)

    return click.Command(
        "serve",
        callback=run,
        help=say("Start the CRM for the browser: the site and the worker for its jobs."),
        params=[
            home_option(say),
            click.Option(
                ["--host"],
                default="127.0.0.1",
                show_default=True,
                help=say("The network address to answer at; 0.0.0.0 for every one."),
            ),
            click.Option(
                ["--port"],
                type=click.IntRange(1, 65535),
                default=8000,
                show_default=True,
                help=say("The port to answer at."),
            ),
            click.Option(
                ["--workers"],
                type=click.IntRange(1),
                default=min(4, os.cpu_count() or 1),
                show_default=True,
                help=say("How many processes answer."),
            ),
            click.Option(
                ["--demo"],
                type=click.Path(file_okay=False, path_type=Path),
                metavar=say("FOLDER"),
                help=say(
                    "Fill an empty installation with the simulated company of this folder; "
                    "what `goodwill demo` writes."
                ),
            ),
            language_option(say),
        ],
    )


def run_serve(
    language: Language, *, home: Path, host: str, port: int, workers: int, demo: Path | None
) -> None:
    """Make the installation ready, fill it if asked, and serve it until stopped."""
    from goodwill.crm.site import serving, starting
    from goodwill.crm.site.keeping.locking import alone

    terminal = Terminal(language)
    serving.be_free(host, port)
    os.environ.setdefault("GOODWILL_ADDRESS", f"http://localhost:{port}")
    with alone(home):
        if demo:
            _be_a_demo(home)
        starting.load(home)
        with terminal.busy(Sentence("Making the installation ready")):
            starting.prepare(home)
            starting.collect_static()
        if demo:
            _fill(terminal, demo)
        _serve(terminal, home, Where(host, port, workers))


def _serve(terminal: Terminal, home: Path, where: Where) -> None:
    from django.conf import settings
    from django.db import connections

    from goodwill.crm.site import serving

    connections.close_all()
    stop = serving.stop_on_signals()
    name = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "localhost").lstrip(".")
    is_told = False

    def tell_once() -> None:
        nonlocal is_told
        if not is_told and serving.answers(where.host, where.port, name):
            is_told = True
            _welcome(terminal)

    running = serving.children(home, where.host, where.port, where.workers)
    serving.supervise(running, stop, each_look=tell_once)
    terminal.say("Stopped. Everything that was saved is kept.")


def _welcome(terminal: Terminal) -> None:
    from django.conf import settings

    from goodwill.crm.accounts import beginning

    terminal.say(
        "Open {address} in a browser. Ctrl-C stops.", address=settings.CONFIGURATION.address
    )
    if beginning.is_ahead():
        terminal.say(
            "Nobody has begun yet. From another machine, begin at {address}",
            address=beginning.address(),
        )
    if settings.CONFIGURATION.demo:
        _say_whom(terminal)


def _say_whom(terminal: Terminal) -> None:
    from goodwill.crm.site.filling import who_may_log_in

    people = who_may_log_in()
    if not people:
        return
    terminal.say("This is a demonstration: everyone knows these logins. The password is {password}",
                 password=people[0].password)  # fmt: skip
    rows = [(person.role, person.name, person.email) for person in people]
    heading = [terminal.language.say(word) for word in ("Role", "Name", "E-mail")]
    terminal.table(heading, rows, "")


def _be_a_demo(home: Path) -> None:
    """Note in the home folder that this is a demonstration, unless it has settings of its own."""
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "goodwill.toml"
    if not settings.exists():
        settings.write_text("demo = true\n", encoding="utf-8")


def _fill(terminal: Terminal, folder: Path) -> None:
    from goodwill.crm.site import filling
    from goodwill.demo import simulate

    if not filling.is_empty():
        return
    with terminal.progress() as step:
        if not (folder / "customers.parquet").is_file():
            simulate(
                folder,
                progress=lambda fraction: step(Sentence("Simulating the company"), fraction),
            )
        filling.fill(
            folder,
            language=terminal.language.tag,
            progress=lambda fraction: step(Sentence("Filling the CRM"), fraction),
        )
