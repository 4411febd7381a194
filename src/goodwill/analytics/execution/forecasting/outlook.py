"""The forecast: what is won already, what open opportunities bring, what is still to come.

Sets of chances are drawn from their posterior; with each, fates and amounts of the open
opportunities and of new ones are drawn. All groups are drawn together, so what is told of a
team is the sum of its people, draw by draw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from goodwill.analytics.errors import SettingRefused, TooFew
from goodwill.analytics.execution.forecasting import varying
from goodwill.analytics.execution.forecasting.arrivals import arrivals
from goodwill.analytics.execution.forecasting.chances import OLDEST, Chances, chances
from goodwill.analytics.execution.forecasting.journeys import Journeys
from goodwill.analytics.execution.forecasting.moves import seen
from goodwill.analytics.execution.forecasting.pace import by_pace
from goodwill.analytics.execution.forecasting.worths import Worths, worths
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

LEVEL = 0.8
"""The interval told: in 8 of 10 cases the sum lies within it."""
FEWEST_DECIDED, FEWEST_WON, FEWEST_DAYS = 30, 10, 90
LONGEST_DAYS = 400


@dataclass(frozen=True)
class Asked:
    """Which period, as of which day, and how carefully.

    Parameters
    ----------
    start_day, end_day
        The period, its end not included.
    as_of_day
        The last day of which the histories tell.
    groups
        How many groups there are; `Journeys.group` is a place among them.
    window_days
        How far back stays are learned from.
    draws, fates
        Sets of chances, and how many times each is played through.
    """

    start_day: int
    end_day: int
    as_of_day: int
    groups: int = 1
    window_days: int = 730
    draws: int = 200
    fates: int = 10
    seed: int = 1

    @property
    def days_left(self) -> int:
        return max(self.end_day - 1 - self.as_of_day, 0)


@dataclass(frozen=True)
class Band:
    """A forecast sum in minor units with its interval of `LEVEL`."""

    expected: int
    low: int
    high: int
    middle: int


@dataclass(frozen=True)
class Outlook:
    """What the period may bring.

    `won` is what it has brought already, shape (groups,). `of_open` and `of_new` are draws of
    what open and new opportunities bring by its end, shape (draws, groups). `chance` is that of
    each open opportunity to be won by then, with `chance_low` and `chance_high`, and `places`
    says which of the deals known they are.
    """

    asked: Asked
    known: Journeys
    won: Integers
    of_open: Floats
    of_new: Floats
    places: Integers
    chance: Floats
    chance_low: Floats
    chance_high: Floats
    learned: dict[str, int] = field(default_factory=dict)

    def sums(self, groups: Sequence[int] | None = None) -> Floats:
        """Draws of the whole sum of some groups, or of all; shape (draws,)."""
        which = list(range(self.asked.groups)) if groups is None else list(groups)
        coming = self.of_open[:, which].sum(axis=1) + self.of_new[:, which].sum(axis=1)
        return np.asarray(self.won[which].sum() + coming)

    def band(self, groups: Sequence[int] | None = None) -> Band:
        """The whole sum with its interval."""
        return band(self.sums(groups))

    def band_of(self, part: str, groups: Sequence[int] | None = None) -> Band:
        """What `open` or `new` opportunities bring."""
        draws = {"open": self.of_open, "new": self.of_new}[part]
        which = list(range(self.asked.groups)) if groups is None else list(groups)
        return band(draws[:, which].sum(axis=1))

    def chance_of(self, target: int, groups: Sequence[int] | None = None) -> float:
        """The chance that the sum reaches a target in minor units."""
        return float((self.sums(groups) >= target).mean())


def band(sums: Floats) -> Band:
    """Mean, middle and interval of drawn sums."""
    low, middle, high = np.quantile(sums, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
    return Band(*(round(float(one)) for one in (sums.mean(), low, high, middle)))


def foretell(them: Journeys, asked: Asked) -> Outlook:
    """What the period may bring, from what was known at the end of `as_of_day`.

    Raises
    ------
    TooFew
        The history is too short, or too few opportunities were decided or won in it.
    SettingRefused
        The period ends too far ahead.
    """
    if asked.days_left > LONGEST_DAYS:
        raise SettingRefused(Sentence("A forecast reaches {n} days ahead at most.", n=LONGEST_DAYS))
    known = them.known_on(asked.as_of_day)
    first_day = asked.as_of_day - asked.window_days
    learned = _learned(known, asked, first_day)
    rng = np.random.default_rng(asked.seed)
    paced = by_pace(known)
    moves = seen(paced, first_day, asked.as_of_day)
    solved = chances(*moves.drawn(rng, asked.draws), asked.days_left)
    own = worths(known, first_day, asked.groups)
    places = np.flatnonzero(known.is_open)
    stays = known.last_stay()[places]
    stage = known.stage[stays]
    age = np.minimum(asked.as_of_day - known.entered[stays], OLDEST)
    reach, shape = (first_day, asked.as_of_day), (asked.draws, asked.groups)
    apart = varying.of_groups(rng, paced, moves, reach, shape)
    alike = solved.within[:, paced.stage[stays], age]
    each = 1 - (1 - alike) ** apart[:, known.group[places]]
    low, high = np.quantile(each, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    differing = varying.of_winning(paced, moves, asked.days_left, reach)
    common = np.repeat(varying.shocks(rng, differing, asked.draws), asked.fates, axis=0)
    return Outlook(
        asked=asked,
        known=known,
        won=won_so_far(known, asked),
        of_open=common * _of_open(rng, known, places, (each, stage), (own, asked)),
        of_new=common * _of_new(rng, paced, (solved, apart), own, asked),
        places=places,
        chance=each.mean(axis=0),
        chance_low=low,
        chance_high=high,
        learned=learned,
    )


def won_so_far(known: Journeys, asked: Asked) -> Integers:
    """What was won in the period up to the day, by group; shape (groups,)."""
    inside = known.won & (known.closed >= asked.start_day) & (known.closed < asked.end_day)
    sums = np.zeros(asked.groups, np.int64)
    np.add.at(sums, known.group[inside], known.worth[inside])
    return sums


def _learned(known: Journeys, asked: Asked, first_day: int) -> dict[str, int]:
    """From how much is learned; refuses where that is too little."""
    decided = ~known.is_open & (known.closed >= first_day)
    won = decided & known.won
    begins = int(known.opened.min()) if known.deals else asked.as_of_day
    days = min(asked.as_of_day - begins + 1, asked.window_days)
    for what, have, needed in (
        (Sentence("days of history of opportunities"), days, FEWEST_DAYS),
        (Sentence("opportunities won or lost"), int(decided.sum()), FEWEST_DECIDED),
        (Sentence("opportunities won"), int(won.sum()), FEWEST_WON),
    ):
        if have < needed:
            raise TooFew(what, have, needed)
    return {"days": days, "decided": int(decided.sum()), "won": int(won.sum())}


def _of_open(
    rng: np.random.Generator,
    known: Journeys,
    places: Integers,
    standing: tuple[Floats, Integers],
    how: tuple[Worths, Asked],
) -> Floats:
    """Fates and amounts of the open opportunities; shape (draws, groups)."""
    (each, stage), (own, asked) = standing, how
    group, thought = known.group[places], known.worth[places]
    sums = np.zeros((asked.draws, asked.fates, asked.groups))
    for draw in range(asked.draws):
        fate, deal = np.nonzero(rng.random((asked.fates, len(places))) < each[draw])
        amount = own.again(rng).final(rng, stage[deal], thought[deal])
        cell = fate * asked.groups + group[deal]
        sums[draw] = np.bincount(cell, amount, asked.fates * asked.groups).reshape(
            asked.fates, asked.groups
        )
    return sums.reshape(-1, asked.groups)


def _of_new(
    rng: np.random.Generator,
    known: Journeys,
    how: tuple[Chances, Floats],
    own: Worths,
    asked: Asked,
) -> Floats:
    """Numbers and amounts of opportunities that come and are won in time; (draws, groups)."""
    solved, apart = how
    came = arrivals(known, asked.as_of_day, asked.days_left, asked.groups)
    if not asked.days_left or not came.came:
        return np.zeros((asked.draws * asked.fates, asked.groups))
    begin = came.beginning(rng, asked.draws)
    in_time = np.einsum("dhs,ds->d", solved.fresh[:, : asked.days_left], begin)
    rate = came.rates(rng, asked.draws) * np.minimum(in_time[:, None] * apart, asked.days_left)
    counts = rng.poisson(rate[:, None, :], (asked.draws, asked.fates, asked.groups))
    sums = np.zeros(counts.shape)
    for draw in range(asked.draws):
        cell = np.repeat(np.arange(asked.fates * asked.groups), counts[draw].ravel())
        brought = own.again(rng).new(rng, len(cell))
        sums[draw].flat = np.bincount(cell, brought, asked.fates * asked.groups)
    return np.asarray(sums.reshape(-1, asked.groups) * own.by_group)


def method(draws: int) -> Sentence:
    """How the forecast is made."""
    return Sentence(
        "Chances of every day in a stage from own history (competing risks), with what is not "
        "known well drawn at random: {draws} draws.",
        draws=draws,
    )


__all__ = ["LEVEL", "Asked", "Band", "Outlook", "band", "foretell", "method", "won_so_far"]
