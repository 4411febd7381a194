"""`goodwill check`: what is unsafe about an installation, and how to mend it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from goodwill.cli.options import language_option
from goodwill.cli.serve import home_option
from goodwill.cli.terminal import Terminal
from goodwill.language import Language, speak

UNSAFE = 1


def check(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, home: Path) -> None:
        run_check(Terminal(speak(language) if language else speaking), home)

    return click.Command(
        "check",
        callback=run,
        help=say("Say what is unsafe about this installation; exit code 1 if anything is."),
        params=[home_option(say), language_option(say)],
    )


def run_check(terminal: Terminal, home: Path) -> None:
    """Say each thing found; warnings alone leave the exit code at 0."""
    from goodwill.crm.site import starting

    starting.load(home)
    from goodwill.crm.site.checking import Weight
    from goodwill.crm.site.checking import check as look

    found = look()
    for one in found:
        is_error = one.weight is Weight.ERROR
        text = terminal.language.show(one.sentence)
        mark = terminal.language.say("unsafe") if is_error else terminal.language.say("note")
        terminal.console.print(
            f"{mark}: {text}", style="red" if is_error else "yellow", markup=False, soft_wrap=True
        )
    if not found:
        terminal.say("All is well.")
    if any(one.weight is Weight.ERROR for one in found):
        sys.exit(UNSAFE)
