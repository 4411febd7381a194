"""`goodwill audit`: whether anybody has rewritten history, and the first line that does not fit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from goodwill.cli.options import language_option
from goodwill.cli.serve import home_option
from goodwill.cli.terminal import Terminal
from goodwill.language import Language, speak

BROKEN = 1


def audit(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, home: Path, known: str) -> None:
        run_audit(Terminal(speak(language) if language else speaking), home, known)

    known = click.Option(
        ["--known"],
        default="",
        help=say(
            "A latest seal that was kept elsewhere: what was sealed then must still be there."
        ),
    )
    return click.Command(
        "audit",
        callback=run,
        help=say(
            "Check every line of history against its seal; exit code 1 if one was tampered with."
        ),
        params=[known, home_option(say), language_option(say)],
    )


def run_audit(terminal: Terminal, home: Path, known: str) -> None:
    """Say whether history is whole, or name the first line that is not."""
    from goodwill.crm.site import starting

    starting.load(home)
    from goodwill.crm.records import sealing

    verdict = sealing.verify(known)
    text = terminal.language.say(verdict.sentence)
    style = None if verdict.is_whole else "red"
    terminal.console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
    if not verdict.is_whole:
        sys.exit(BROKEN)
