"""What a person says beside the files, and what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from goodwill.analytics.benefit.indicators.kernel.asking import Settings
from goodwill.analytics.benefit.indicators.kernel.cells import Cell
from goodwill.analytics.benefit.indicators.kernel.indicator import Indicator
from goodwill.analytics.benefit.indicators.kernel.lengths import Length
from goodwill.analytics.benefit.indicators.watching.own import Owns
from goodwill.analytics.benefit.indicators.watching.targets import Target
from goodwill.analytics.errors import GoodwillError
from goodwill.language import Sentence
from goodwill.warehouse.reading import Read, Survey


class TargetsSaid(Protocol):
    """Targets of a file, of which the baselines may still have to be measured."""

    def with_baselines(
        self, cells: Sequence[Cell], indicators: Mapping[str, Indicator]
    ) -> tuple[Target, ...]: ...

    def unmeasured(
        self, cells: Sequence[Cell], indicators: Mapping[str, Indicator]
    ) -> tuple[Sentence, ...]: ...


@dataclass(frozen=True)
class Asked:
    """The question, as far as the files do not say it.

    Parameters
    ----------
    by
        Columns to cut by, each for itself.
    first, last
        None: the usual number of whole periods up to the day of the report.
    only
        Ids of indicators, or groups of them; empty: all.
    """

    by: tuple[str, ...] = ()
    length: Length = Length.MONTH
    first: date | None = None
    last: date | None = None
    only: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)


def _today() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True)
class Inputs:
    """Every table of the folder, as read; and the question.

    Parameters
    ----------
    refused
        Tables whose file cannot be used, and why.
    remarks
        What is to be said of files that are named for no table.
    owns, targets
        Indicators of the company's own, and where indicators should be.
    """

    surveys: Mapping[str, Survey]
    reads: Mapping[str, Read]
    asked: Asked
    as_of: date | None = None
    currency: str | None = None
    refused: Mapping[str, GoodwillError] = field(default_factory=dict)
    remarks: tuple[Sentence, ...] = ()
    owns: Owns = field(default_factory=Owns)
    targets: TargetsSaid | None = None
    today: date = field(default_factory=_today)

    def has(self, table: str) -> bool:
        return table in self.reads

    def file(self, table: str) -> str:
        """What people call the table's file, in sentences about it."""
        return ", ".join(Path(source.file).name for source in self.surveys[table].sources)
