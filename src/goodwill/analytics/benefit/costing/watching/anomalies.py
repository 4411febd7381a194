"""Every cost that looks wrong, by all the rules, in every part of the ledger asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goodwill.analytics.benefit.costing.watching.budgets import Line, over_budget
from goodwill.analytics.benefit.costing.watching.duplicates import entered_twice
from goodwill.analytics.benefit.costing.watching.expected import Expectation, missing
from goodwill.analytics.benefit.costing.watching.flags import Cut, Flag, once_each
from goodwill.analytics.benefit.costing.watching.series import Series, series_of
from goodwill.analytics.benefit.costing.watching.unusual import Rules, unusual
from goodwill.analytics.errors import TooFew
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

CUTS: tuple[tuple[str, ...], ...] = (
    *(("category",), ("subcategory",), ("department",)),
    *(("channel",), ("campaign_id",), ("stage",)),
)
"""How the ledger is cut where nobody says otherwise."""


@dataclass(frozen=True)
class Asked:
    """Where to look.

    Parameters
    ----------
    last
        The last whole month, such as 202603.
    rules
        When a cost is flagged.
    cuts
        The parts of the ledger: one set of series for each tuple of columns.
    quantities
        For the cuts whose work is known: as `series.series_of` takes it.
    lines
        Plan against actual, from `budgets.compared`; for as many cuts as there are plans.
    agreed
        Entries agreed to come again, beside those that usually do.
    """

    last: int
    rules: Rules
    cuts: tuple[tuple[str, ...], ...] = CUTS
    quantities: Mapping[tuple[str, ...], Frame] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    agreed: tuple[Expectation, ...] = ()


@dataclass(frozen=True)
class NotJudged:
    """A part of the ledger whose months could not be judged against one another, and why."""

    cut: Cut
    months: int
    reason: Sentence


@dataclass(frozen=True)
class Anomalies:
    """The flags in order of time, and what could not be judged.

    `judged` counts the months that were, over all parts.
    """

    flags: tuple[Flag, ...]
    not_judged: tuple[NotJudged, ...]
    judged: int


def anomalies(entries: Frame, asked: Asked) -> Anomalies:
    """Every rule on every part.

    A part with fewer than 12 months is judged by its budget alone; entries that may have been
    entered twice or are missing are looked for whatever the length of the ledger.

    Parameters
    ----------
    entries
        Judged entries of one view.

    Raises
    ------
    NotTogether
        The entries mix the cash and the consumption view, or hold memo entries.
    """
    flags: list[Flag] = []
    left_out: list[NotJudged] = []
    judged = 0
    for by in asked.cuts:
        parts = series_of(entries, by, last=asked.last, quantities=asked.quantities.get(by))
        for part in parts:
            try:
                flags += unusual(part, asked.rules)
            except TooFew as refusal:
                left_out.append(NotJudged(part.cut, _months(part), refusal.sentence))
            else:
                judged += _months(part)
    flags += over_budget(asked.lines, asked.rules)
    flags += entered_twice(entries, asked.rules)
    flags += missing(entries, last=asked.last, agreed=asked.agreed)
    return Anomalies(once_each(flags), tuple(left_out), judged)


def _months(part: Series) -> int:
    if part.quantities is None:
        return len(part.periods)
    return int((part.quantities > 0).sum())
