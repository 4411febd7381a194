"""How opportunities went through the stages, as arrays; and how that looked on any earlier day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

Flags = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""A day that has not come: still in the stage, still open."""


@dataclass(frozen=True)
class Journeys:
    """Opportunities and their stays in stages; days are integers since 1970-01-01.

    Parameters
    ----------
    opened, closed, won, group
        Shape (deals,): the first day, the day of the decision or `NEVER`, whether it was won,
        and whose it is, a place in whatever the forecast is told by.
    worth
        What each would bring, in minor units, as known last; shape (deals,).
    deal, stage, entered, left, thought, chance
        Shape (stays,), by deal and in the order of time: which deal, the place of the stage, the
        days on which it was entered and left (`NEVER` if it is there still), the amount and the
        chance as thought on entering; a chance that nobody said is -1.
    stages
        How many stages there are in which opportunities are open.
    place
        Where each deal stood among those told of, shape (deals,).
    """

    opened: Integers
    closed: Integers
    won: Flags
    group: Integers
    worth: Integers
    deal: Integers
    stage: Integers
    entered: Integers
    left: Integers
    thought: Integers
    chance: Floats
    stages: int
    place: Integers

    @property
    def deals(self) -> int:
        return len(self.opened)

    @property
    def is_open(self) -> Flags:
        return np.asarray(self.closed == NEVER)

    def last_stay(self) -> Integers:
        """The place of each deal's last stay, shape (deals,)."""
        return np.searchsorted(self.deal, np.arange(self.deals), side="right") - 1

    def known_on(self, day: int) -> Journeys:
        """How it looked at the end of that day: nobody knows what came after."""
        begun = (self.opened <= day) & (np.bincount(self.deal, self._until(day), self.deals) > 0)
        number = np.cumsum(begun) - 1
        stays = self._until(day) & begun[self.deal]
        stay = np.flatnonzero(stays)
        closed = np.where(self.closed[begun] <= day, self.closed[begun], NEVER)
        seen = replace(
            self,
            opened=self.opened[begun],
            closed=closed,
            won=self.won[begun] & (closed != NEVER),
            group=self.group[begun],
            place=self.place[begun],
            worth=self.worth[begun],
            deal=number[self.deal[stay]],
            stage=self.stage[stay],
            entered=self.entered[stay],
            left=np.where(self.left[stay] <= day, self.left[stay], NEVER),
            thought=self.thought[stay],
            chance=self.chance[stay],
        )
        still = seen.is_open
        return replace(seen, worth=np.where(still, seen.thought[seen.last_stay()], seen.worth))

    def of(self, wanted: Flags) -> Journeys:
        """Only some of the deals, shape (deals,)."""
        number = np.cumsum(wanted) - 1
        stay = np.flatnonzero(wanted[self.deal])
        return replace(
            self,
            **{name: getattr(self, name)[wanted] for name in _OF_DEALS},
            **{name: getattr(self, name)[stay] for name in _OF_STAYS},
            deal=number[self.deal[stay]],
        )

    def _until(self, day: int) -> Flags:
        return np.asarray(self.entered <= day)


_OF_DEALS = ("opened", "closed", "won", "group", "worth", "place")
_OF_STAYS = ("stage", "entered", "left", "thought", "chance")


def journeys(
    deals: Mapping[str, Sequence[Any]], stays: Mapping[str, Sequence[Any]], *, stages: int
) -> Journeys:
    """Histories in an order that does not depend on that of the rows.

    Parameters
    ----------
    deals
        `id` (anything that sorts), `opened`, `closed` (None while open), `won`, `worth` and
        `group`, each one value for each opportunity.
    stays
        `id` of the opportunity, `stage` (its place), `entered`, `left` (None while there),
        `thought` and `chance` (None if nobody said). Stays of opportunities not in `deals`
        are left out; an opportunity without any is taken to have been in the first stage
        all the time.

    Raises
    ------
    ContractBroken
        A stay ends before it began, or a stage is none of those there are.
    """
    identity = np.asarray(deals["id"])
    order = np.argsort(identity, kind="stable")
    identity = identity[order]
    stays = _with_the_silent(deals, stays)
    told = np.asarray(stays["id"])
    place = np.minimum(np.searchsorted(identity, told), max(len(identity) - 1, 0))
    known = identity[place] == told if len(identity) else np.zeros(len(told), np.bool_)
    entered, left = _days(stays["entered"]), _days(stays["left"])
    stage = np.asarray(stays["stage"], dtype=np.int64)
    _refuse_what_cannot_be(stage, entered, left, stages)
    by_time = np.lexsort((stage, left, entered, place))
    by_time = by_time[known[by_time]]
    chance = [-1.0 if one is None else float(one) for one in stays["chance"]]
    return Journeys(
        opened=_days(deals["opened"])[order],
        closed=_days(deals["closed"])[order],
        won=np.asarray(deals["won"], dtype=np.bool_)[order],
        group=np.asarray(deals["group"], dtype=np.int64)[order],
        worth=np.asarray(deals["worth"], dtype=np.int64)[order],
        deal=place[by_time],
        stage=stage[by_time],
        entered=entered[by_time],
        left=left[by_time],
        thought=np.asarray(stays["thought"], dtype=np.int64)[by_time],
        chance=np.asarray(chance, dtype=np.float64)[by_time],
        stages=stages,
        place=order.astype(np.int64),
    )


def _with_the_silent(
    deals: Mapping[str, Sequence[Any]], stays: Mapping[str, Sequence[Any]]
) -> Mapping[str, Sequence[Any]]:
    """The stays, and one for each opportunity of which no stay is known."""
    told = np.isin(np.asarray(deals["id"]), np.asarray(stays["id"]))
    silent = np.flatnonzero(~told).tolist()
    if not silent:
        return stays
    added: dict[str, list[Any]] = {
        "id": [deals["id"][at] for at in silent],
        "stage": [0] * len(silent),
        "entered": [deals["opened"][at] for at in silent],
        "left": [deals["closed"][at] for at in silent],
        "thought": [deals["worth"][at] for at in silent],
        "chance": [None] * len(silent),
    }
    return {name: [*stays[name], *more] for name, more in added.items()}


def _days(told: Sequence[Any]) -> Integers:
    return np.array([NEVER if day is None else day for day in told], dtype=np.int64)


def _refuse_what_cannot_be(stage: Integers, entered: Integers, left: Integers, stages: int) -> None:
    if np.any(left < entered):
        raise ContractBroken(
            "stage_changes", (Sentence("An opportunity left a stage before it came into it."),)
        )
    if len(stage) and not 0 <= stage.min() <= stage.max() < stages:
        raise ContractBroken("stage_changes", (Sentence("A stage is none of those there are."),))
