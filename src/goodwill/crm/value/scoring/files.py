"""Where the files of valuations lie: those of the last one, and what earlier ones said."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from django.conf import settings

from goodwill.crm.value.scoring.models import Valuation

FOLDER = "value"
PAST = "past"
"""A small table per day valued: customer, class, stage, expected value, chance to be one."""
KEPT = 60
"""So many days of the past are kept."""


def place() -> Path:
    """Where this installation keeps its valuations."""
    return Path(settings.CONFIGURATION.home) / FOLDER


def folder_of(valuation: Valuation) -> Path | None:
    """What `goodwill value` left of a valuation; None once a later one replaced it."""
    folder = place() / valuation.folder
    return folder if valuation.folder and folder.is_dir() else None


def past(before: date) -> tuple[date, Path] | None:
    """The latest table of the past that is of this day or earlier; else the earliest there is."""
    known = sorted((place() / PAST).glob("*.parquet"))
    days = [(date.fromisoformat(file.stem), file) for file in known]
    earlier = [each for each in days if each[0] <= before]
    return earlier[-1] if earlier else None


def keep_past(as_of: date, written: Path) -> None:
    """Put a table of scores among those of the past, and let go of the oldest."""
    folder = place() / PAST
    folder.mkdir(parents=True, exist_ok=True)
    written.replace(folder / f"{as_of.isoformat()}.parquet")
    for old in sorted(folder.glob("*.parquet"))[:-KEPT]:
        old.unlink(missing_ok=True)


def take_over(earlier: Path, later: Path) -> None:
    """Let files of an earlier folder stand in a later one too."""
    if not earlier.is_dir():
        return
    later.mkdir(parents=True, exist_ok=True)
    for file in sorted(earlier.glob("*.parquet"))[-KEPT:]:
        os.link(file, later / file.name)
