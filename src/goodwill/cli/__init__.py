"""`goodwill …`: the second shell, for people and machines without a browser.

Commands are built for the reader's language, so that help, questions and answers speak
it too: `--language`, else GOODWILL_LANGUAGE, else the shell's locale.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click
from rich.console import Console

from goodwill.analytics.errors import GoodwillError
from goodwill.cli.audit import audit
from goodwill.cli.backup import backup, restore, upgrade
from goodwill.cli.campaign import campaign
from goodwill.cli.check import check
from goodwill.cli.cost import cost
from goodwill.cli.cut import cut
from goodwill.cli.demo import demo
from goodwill.cli.import_ import import_
from goodwill.cli.indicators import indicators
from goodwill.cli.library import speak_too
from goodwill.cli.options import language_option, version_option
from goodwill.cli.pilot import pilot
from goodwill.cli.refresh import refresh
from goodwill.cli.revalue import revalue
from goodwill.cli.roi import roi
from goodwill.cli.serve import serve
from goodwill.cli.value import value
from goodwill.language import Language, of_the_environment, speak

REFUSED, STOPPED = 1, 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; a refusal is a sentence on standard error and exit code 1."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(arguments)
    speak_too(language)
    try:
        commands(language).main(arguments, prog_name="goodwill", standalone_mode=False)
    except GoodwillError as refusal:
        Console(stderr=True).print(
            language.say(refusal.sentence), style="red", markup=False, soft_wrap=True
        )
        sys.exit(REFUSED)
    except click.ClickException as misuse:
        misuse.show()
        sys.exit(misuse.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo(language.say("Stopped. Nothing that was there before has changed."), err=True)
        sys.exit(STOPPED)


def commands(language: Language) -> click.Group:
    """The whole command tree, speaking `language`."""
    say = language.say
    group = click.Group(
        "goodwill",
        help=say("Measure what customers, campaigns and the CRM are worth, with receipts."),
        params=[version_option(say), language_option(say)],
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    for command in (
        *(value(language), cut(language), campaign(language)),
        *(pilot(language), cost(language), indicators(language), roi(language)),
        *(demo(language), serve(language), check(language), audit(language)),
        *(
            import_(language),
            backup(language),
            restore(language),
            upgrade(language),
            refresh(language),
            revalue(language),
        ),
    ):
        group.add_command(command)
    return group


def _language(arguments: list[str]) -> Language:
    """The language asked for, found before the commands that speak it are built."""
    for position, argument in enumerate(arguments):
        if argument == "--language" and position + 1 < len(arguments):
            return speak(arguments[position + 1])
        if argument.startswith("--language="):
            return speak(argument.partition("=")[2])
    return of_the_environment()
