"""Where results go: checked before the work, and shown after it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Figure
from goodwill.cli.terminal import Terminal, link
from goodwill.language import Sentence


def check_writable(out: Path) -> None:
    """Before the work, not after it."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=out):
            pass
    except OSError as error:
        raise SettingRefused(
            Sentence(
                "The results cannot be written to {folder}: {error}. Name another folder with "
                "--out.",
                folder=str(out),
                error=error.strerror or str(error),
            )
        ) from error


def summarise(terminal: Terminal, figures: Sequence[Figure], files: Sequence[Path]) -> None:
    """The figures that somebody who reads nothing else should see, and where the rest is."""
    say = terminal.language.say
    rows = [
        (figure.definition.label, figure, figure.interval_said_in(terminal.language))
        for figure in figures
    ]
    if rows:
        terminal.table([say("Figure"), say("Result"), say("Interval")], rows, title="")
    for file in files:
        terminal.console.print(link(file), soft_wrap=True)
