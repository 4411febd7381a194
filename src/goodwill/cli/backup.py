"""`goodwill backup`, `restore` and `upgrade`: keeping an installation safe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from goodwill.cli.options import language_option
from goodwill.cli.serve import home_option
from goodwill.cli.terminal import Terminal
from goodwill.language import Language, Sentence, speak


def backup(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, home: Path, file: Path | None) -> None:
        run_backup(Terminal(speak(language) if language else speaking), home, file)

    return click.Command(
        "backup",
        callback=run,
        help=say(
            "Copy the CRM into one file while people work: database, attachments, settings. "
            "The secret key is left out; where the file is restored, everyone logs in anew."
        ),
        params=[
            click.Argument(
                ["file"], required=False, type=click.Path(dir_okay=False, path_type=Path)
            ),
            home_option(say),
            language_option(say),
        ],
    )


def restore(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, **options: Any) -> None:
        run_restore(Terminal(speak(language) if language else speaking), **options)

    return click.Command(
        "restore",
        callback=run,
        help=say("Put a backup back: checked first, then all of it or nothing."),
        params=[
            click.Argument(["file"], type=click.Path(dir_okay=False, exists=True, path_type=Path)),
            home_option(say),
            click.Option(
                ["--replace"],
                is_flag=True,
                help=say("Put it in the place of what is there, which is kept beside it."),
            ),
            language_option(say),
        ],
    )


def upgrade(language: Language) -> click.Command:
    """The command, with help in `language`."""
    say = language.say
    speaking = language

    def run(language: str | None, home: Path) -> None:
        run_upgrade(Terminal(speak(language) if language else speaking), home)

    return click.Command(
        "upgrade",
        callback=run,
        help=say(
            "Bring the database to this version: backup, change, check; "
            "back to where it was if anything fails."
        ),
        params=[home_option(say), language_option(say)],
    )


def run_backup(terminal: Terminal, home: Path, file: Path | None) -> None:
    from goodwill.crm.site import starting

    starting.load(home)
    from goodwill.crm.site.keeping.backing_up import back_up

    with terminal.busy(Sentence("Writing the backup")):
        written = back_up(home, file)
    terminal.say(
        "The backup is {file} ({megabytes} MB). Keep a copy of it on another machine.",
        file=str(written),
        megabytes=round(written.stat().st_size / 1e6, 1),
    )


def run_restore(terminal: Terminal, home: Path, file: Path, replace: bool) -> None:
    from goodwill.crm.site import starting
    from goodwill.crm.site.keeping.locking import alone

    with alone(home):
        starting.load(home)
        from goodwill.crm.site.keeping.restoring import restore as put_back

        with terminal.busy(Sentence("Checking the backup and putting it back")):
            restored = put_back(home, file, replace=replace)
            starting.bring_up_to_date()
    terminal.say("Restored as of {moment}.", moment=restored.manifest.made_at)
    if restored.before.is_dir():
        terminal.say("What was there before is in {folder}.", folder=str(restored.before))


def run_upgrade(terminal: Terminal, home: Path) -> None:
    from goodwill.crm.site import starting
    from goodwill.crm.site.keeping.locking import alone

    with alone(home):
        starting.load(home)
        from goodwill.crm.site.keeping.upgrading import upgrade as bring_forward

        with terminal.busy(Sentence("Upgrading the installation")):
            written = bring_forward(home)
    terminal.say("Up to date. The backup made before is {file}.", file=str(written))
