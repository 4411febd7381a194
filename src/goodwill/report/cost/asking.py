"""What a person says beside the files, and what was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from goodwill.analytics.benefit.costing.ledger.views import View
from goodwill.analytics.benefit.costing.sharing.capacity import PRACTICAL_SHARE
from goodwill.analytics.benefit.costing.sharing.equations import DEFAULT_EQUATIONS, TimeEquation
from goodwill.analytics.benefit.costing.watching.flags import FollowUp
from goodwill.warehouse.reading import Read, Survey


@dataclass(frozen=True)
class EarlierFlag:
    """A row of an earlier flags.csv: what people wrote beside it, and the row as it stood."""

    identity: str
    follow_up: FollowUp
    row: Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """The question, as far as the files do not say it.

    Parameters
    ----------
    practical
        Practical minutes of each minute paid.
    first, last
        Months, 202603; None: from the first of the ledger, and to its last.
    lifetime
        What one customer won is worth over its life, for CLV : CAC.
    floor
        A difference smaller than this is not worth a person's time.
    budget_view
        Whether budgets were made for what is paid, or for what is used up.
    """

    practical: Decimal = PRACTICAL_SHARE
    first: int | None = None
    last: int | None = None
    lifetime: Decimal | None = None
    floor: Decimal | None = None
    budget_view: View = View.CASH
    equations: tuple[TimeEquation, ...] = DEFAULT_EQUATIONS
    earlier: tuple[EarlierFlag, ...] = ()


def _today() -> date:
    return datetime.now().astimezone().date()


@dataclass(frozen=True)
class Inputs:
    """The ledger and the tables beside it, as read; and the question."""

    surveys: Mapping[str, Survey]
    reads: Mapping[str, Read]
    asked: Asked
    as_of: date | None = None
    today: date = field(default_factory=_today)

    def has(self, table: str) -> bool:
        return table in self.reads

    def file(self, table: str) -> str:
        """What people call the table's file, in sentences about it."""
        return ", ".join(Path(source.file).name for source in self.surveys[table].sources)
