"""What a person sees in the terminal: progress, tables, where things are."""

from __future__ import annotations

import os
import sys
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from goodwill.language import Language, Sentence

Step = Callable[[Sentence, float], None]


class Terminal:
    """Speaks to standard error; standard output stays free for results."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.console = Console(stderr=True, highlight=False)

    def say(self, sentence: Sentence | str, style: str = "", **values: object) -> None:
        text = self.language.say(sentence, **values)
        self.console.print(text, style=style, markup=False)

    def table(self, heading: Sequence[str], rows: Sequence[Sequence[object]], title: str) -> None:
        if title:
            self.console.print(title, style="bold", markup=False, soft_wrap=True)
        table = Table(box=None, pad_edge=False)
        for name in heading:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(_plain(self.language.show(cell)) for cell in row))
        self.console.print(table)

    def ask(self, sentence: Sentence, choices: Sequence[str]) -> str | None:
        """The person's choice, or None when nobody is there to ask."""
        if not self.console.is_terminal:
            return None
        from rich.prompt import Prompt

        return Prompt.ask(
            _plain(self.language.say(sentence)), choices=list(choices), console=self.console
        )

    @contextmanager
    def busy(self, what: Sentence) -> Iterator[None]:
        """Shows that work goes on whose length is not known."""
        with self.console.status(_plain(self.language.say(what))):
            yield

    @contextmanager
    def progress(self) -> Iterator[Step]:
        """Yields `step(what, fraction)`: one line per piece of work, with a bar and its time."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=self.console) as bars:
            known: dict[str, int] = {}

            def step(what: Sentence, fraction: float) -> None:
                text = self.language.say(what)
                if text not in known:
                    known[text] = bars.add_task(text, total=1.0)
                bars.update(known[text], completed=min(fraction, 1.0))  # type: ignore[arg-type]

            yield step


def open_in_browser(page: Path, terminal: Terminal) -> None:
    """Open the page; where there is no screen, say its address instead."""
    if not _has_screen() or not webbrowser.open(link(page)):
        terminal.say("Open this address in a browser: {address}", address=link(page))


def _has_screen() -> bool:
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def link(path: Path) -> str:
    """A file's address that a terminal makes clickable."""
    return path.resolve().as_uri()


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
