"""A programme as its file says it, and the cost ledger beside it as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goodwill.analytics.benefit.returns.delays import Waiting
from goodwill.analytics.benefit.returns.goals import Goal
from goodwill.analytics.benefit.returns.ledgercosts import LedgerLine
from goodwill.analytics.benefit.returns.programme import Programme
from goodwill.analytics.benefit.returns.stakes.valuing import AtStake
from goodwill.warehouse.reading import Read, Survey

NOT_ASKED = AtStake()


@dataclass(frozen=True)
class Inputs:
    """What is asked.

    Parameters
    ----------
    file
        What people call the programme's file, in sentences about it.
    ledger_lines
        Costs that say which entries of the ledger they are.
    surveys, reads
        The ledger, and exchange rates and assets if they were given, by table.
    """

    file: str
    programme: Programme
    goals: tuple[Goal, ...] = ()
    stakes: AtStake = NOT_ASKED
    waiting: Waiting | None = None
    ledger_lines: tuple[LedgerLine, ...] = ()
    surveys: Mapping[str, Survey] = field(default_factory=dict)
    reads: Mapping[str, Read] = field(default_factory=dict)
