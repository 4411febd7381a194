"""`goodwill revalue`: every customer of the CRM valued from its orders, as of this moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from goodwill.cli.options import language_option
from goodwill.cli.serve import home_option
from goodwill.cli.terminal import Terminal
from goodwill.language import Language, Sentence, speak


def revalue(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_revalue(Terminal(speak(language) if language else speaking), **options)

    return click.Command(
        "revalue",
        callback=run,
        help=say(
            "Value all customers of the CRM again, as the worker does every night: what they "
            "brought, what is expected of them, and who may be leaving."
        ),
        params=[home_option(say), language_option(say)],
    )


def run_revalue(terminal: Terminal, home: Path) -> None:
    """Value, and say what came of it and where it is."""
    from goodwill.crm.site import starting

    starting.load(home)
    from goodwill.analytics.errors import GoodwillError
    from goodwill.crm.customers.notices import wording
    from goodwill.crm.value.scoring import files
    from goodwill.crm.value.scoring.running import run_here

    with terminal.progress() as step:
        made = run_here(tell=lambda share: step(Sentence("Valuing all customers"), share))
    if made.trouble:
        raise GoodwillError(wording.revived(made.trouble))
    done = Sentence(
        "{n} customer valued as of {day}.",
        "{n} customers valued as of {day}.",
        n=made.customers,
        day=made.as_of,
    )
    terminal.say(done)
    terminal.say("The report: {file}", style="dim", file=str(files.place() / made.folder))
