"""`goodwill refresh`: the tables that analytics read, brought up to this moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from goodwill.cli.options import language_option
from goodwill.cli.serve import home_option
from goodwill.cli.terminal import Terminal
from goodwill.language import Language, Sentence, speak


def refresh(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_refresh(Terminal(speak(language) if language else speaking), **options)

    return click.Command(
        "refresh",
        callback=run,
        help=say(
            "Write what the CRM holds as tables for analysis, while people work: "
            "only what changed since the last time, all of it as of one moment."
        ),
        params=[
            home_option(say),
            click.Option(
                ["--anew"],
                is_flag=True,
                help=say("Look at every record, not only at those that changed."),
            ),
            language_option(say),
        ],
    )


def run_refresh(terminal: Terminal, home: Path, anew: bool) -> None:
    """Refresh, and say what there is now and where."""
    from goodwill.crm.site import starting

    starting.load(home)
    from goodwill.crm.exchange.refreshing.running import run_here
    from goodwill.crm.ui.showing import moment

    with terminal.progress() as step:
        made = run_here(
            anew=anew, tell=lambda share: step(Sentence("Refreshing the tables"), share)
        )
    say = terminal.language.say
    rows = [(name, one.rows, one.looked_at) for name, one in made.tables.items()]
    terminal.table([say("Table"), say("Rows"), say("Looked at")], rows, "")
    terminal.say("As of {moment}.", moment=moment(made.as_of))
    terminal.say(
        "Next: what the customers are worth: goodwill value {folder}",
        style="dim",
        folder=str(made.folder.parent),
    )
