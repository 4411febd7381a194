"""From touches and conversions to what attribution is made of, by the engine, never by row.

A conversion's journey are all touches of the customer in the days up to it. A touch after
which nothing was bought belongs to a journey that led nowhere. What leaves the engine are
sums: per channel, per set of channels, per step from channel to channel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import narwhals as nw
import numpy as np

from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

LOOKBACK_DAYS = 30
HALF_LIFE_DAYS = 7.0
MOST_CHANNELS = 60
"""A set of channels is one bit each in a 64-bit integer."""

Settle = Callable[[Frame], Frame]
"""Computes a frame once where several steps build on it."""


class Rule(StrEnum):
    """Who gets the credit by a rule of thumb."""

    LAST = "last_touch"
    FIRST = "first_touch"
    LINEAR = "linear"
    DECAY = "time_decay"


@dataclass(frozen=True)
class Together:
    """Conversions whose journeys used exactly these channels; the amount in minor units."""

    channels: frozenset[str]
    conversions: int
    amount: int


@dataclass(frozen=True)
class Journeys:
    """Sums over all journeys.

    Parameters
    ----------
    channels
        In the order of their names.
    sets
        The sets of channels that led to a conversion.
    ruled
        Per rule the conversions and the amounts of each channel, shape (channels,).
    steps
        How often a journey went from one to the next, shape (channels + 1, channels + 2).
        The last row is the start; the last two columns are a conversion and nothing.
    untouched, untouched_amount
        Conversions without a touch in the days before; nobody gets credit for them.
    incomplete
        Touches left out because customer, channel or day is empty.
    """

    channels: tuple[str, ...]
    sets: tuple[Together, ...]
    ruled: Mapping[Rule, tuple[Floats, Floats]]
    steps: Floats
    untouched: int
    untouched_amount: int
    incomplete: int

    @property
    def conversions(self) -> int:
        """Conversions with a touch before them: those that are shared out."""
        return sum(one.conversions for one in self.sets)

    @property
    def amount(self) -> int:
        return sum(one.amount for one in self.sets)


def journeys(
    touches: Frame,
    conversions: Frame,
    settle: Settle,
    *,
    lookback_days: int = LOOKBACK_DAYS,
    half_life_days: float = HALF_LIFE_DAYS,
) -> Journeys:
    """What the touches before each conversion have in common.

    Parameters
    ----------
    touches
        One row per touch: `customer_id`, `channel`, `touched_day` (days since 1970-01-01).
        Touches of one day have no order among themselves; where one is needed it is that of
        the channels' names.
    conversions
        One row per purchase: `customer_id`, `day`, `amount_minor`.
    lookback_days
        A touch counts for conversions on its own day and the `lookback_days − 1` after it.
    half_life_days
        After as many days a touch counts half by the rule of time decay.

    Raises
    ------
    TooFew
        No conversion has a touch before it.
    Undefined
        There are more channels than can be told apart.
    """
    complete = ~nw.any_horizontal(*(nw.col(name).is_null() for name in _TOUCH), ignore_nulls=False)
    days = touches.filter(complete).group_by(*_TOUCH).agg(times=nw.len().cast(nw.Int64))
    touched = settle(days)
    bought = conversions.group_by("customer_id", "day").agg(
        n=nw.len().cast(nw.Int64), amount=nw.col("amount_minor").sum().cast(nw.Int64)
    )
    led = settle(_led(touched, bought, lookback_days))
    moves = _rows(_moves(led, _misled(touched, led, lookback_days)))
    channels = _channels(moves)
    sets = _sets(led, channels)
    if not sets:
        raise TooFew(Sentence("conversions with a touch in the days before"), 0, 1)
    missing = touches.select(incomplete=(~complete).cast(nw.Int64).sum())
    counts = _rows(_totals(bought).join(missing, how="cross"))[0]
    return Journeys(
        channels=channels,
        sets=sets,
        ruled=_ruled(led, channels, half_life_days),
        steps=_steps(moves, channels),
        untouched=int(counts["n"]) - sum(one.conversions for one in sets),
        untouched_amount=int(counts["amount"]) - sum(one.amount for one in sets),
        incomplete=int(counts["incomplete"] or 0),
    )


_TOUCH = ("customer_id", "channel", "touched_day")
_JOURNEY = ("customer_id", "journey")


def _led(touched: Frame, bought: Frame, lookback_days: int) -> Frame:
    """One row per touch and conversion that it is part of."""
    age = nw.col("day") - nw.col("touched_day")
    return (
        touched.join(bought, on="customer_id", how="inner")
        .filter(age >= 0, age < lookback_days)
        .with_columns(journey=nw.col("day").cast(nw.Int64), age=age.cast(nw.Float64))
        .select(*_TOUCH, "times", "journey", "age", "n", "amount")
    )


def _misled(touched: Frame, led: Frame, lookback_days: int) -> Frame:
    """One row per touch that led to nothing; a silence as long as the lookback ends a journey."""
    misled = touched.join(led.select(*_TOUCH).unique(), on=list(_TOUCH), how="anti")
    order = ["touched_day", "channel"]
    before = nw.col("touched_day").shift(1).over("customer_id", order_by=order)
    gaps = misled.with_columns(gap=nw.col("touched_day") - before)
    is_new = (nw.col("gap").fill_null(0) >= lookback_days).cast(nw.Int64)
    return gaps.with_columns(is_new=is_new).with_columns(
        journey=nw.col("is_new").cum_sum().over("customer_id", order_by=order).cast(nw.Int64)
    )


def _channels(moves: list[dict[str, Any]]) -> tuple[str, ...]:
    """The channels, each of which is in some move."""
    found = sorted({row["channel"] for row in moves})
    if len(found) > MOST_CHANNELS:
        raise Undefined(
            Sentence(
                "There are {count} channels; at most {most} can be told apart. Put some together.",
                count=len(found),
                most=MOST_CHANNELS,
            )
        )
    return tuple(found)


def _sets(led: Frame, channels: tuple[str, ...]) -> tuple[Together, ...]:
    flags = {
        f"bit_{place}": (nw.col("channel") == channel).cast(nw.Int64).max()
        for place, channel in enumerate(channels)
    }
    if not flags:
        return ()
    each = led.group_by(*_JOURNEY).agg(n=nw.col("n").max(), amount=nw.col("amount").max(), **flags)
    bits = nw.sum_horizontal(*(nw.col(name) * 2**place for place, name in enumerate(flags)))
    summed = (
        each.with_columns(mask=bits.cast(nw.Int64))
        .group_by("mask")
        .agg(n=nw.col("n").sum().cast(nw.Int64), amount=nw.col("amount").sum().cast(nw.Int64))
    )
    rows = sorted(_rows(summed), key=lambda row: row["mask"])
    return tuple(
        Together(
            frozenset(name for place, name in enumerate(channels) if row["mask"] >> place & 1),
            row["n"],
            row["amount"],
        )
        for row in rows
    )


def _ruled(
    led: Frame, channels: tuple[str, ...], half_life_days: float
) -> dict[Rule, tuple[Floats, Floats]]:
    age, times = nw.col("age"), nw.col("times").cast(nw.Float64)
    youngest, oldest = age.min().over(*_JOURNEY), age.max().over(*_JOURNEY)
    halved = (age * (-float(np.log(2)) / half_life_days)).exp()
    weights = {
        Rule.LAST: nw.when(age == youngest).then(times).otherwise(nw.lit(0.0)),
        Rule.FIRST: nw.when(age == oldest).then(times).otherwise(nw.lit(0.0)),
        Rule.LINEAR: times,
        Rule.DECAY: times * halved,
    }
    named = {rule.value: weight for rule, weight in weights.items()}
    shares = {name: nw.col(name) / nw.col(name).sum().over(*_JOURNEY) for name in named}
    sums = {f"{name}_{of}": (nw.col(name) * nw.col(of)).sum() for name in named for of in _OF}
    credit = led.with_columns(**named).with_columns(**shares).group_by("channel").agg(**sums)
    rows = {row["channel"]: row for row in _rows(credit)}
    nothing = dict.fromkeys(sums, 0.0)

    def column(name: str) -> Floats:
        return np.array([rows.get(channel, nothing)[name] for channel in channels], dtype=float)

    return {rule: (column(f"{rule}_n"), column(f"{rule}_amount")) for rule in Rule}


_OF = ("n", "amount")


def _moves(led: Frame, misled: Frame) -> Frame:
    """How often a channel followed another (or none), and whether the journey ended there."""
    names = [*_TOUCH, "journey", "n", "converted"]
    one = nw.lit(1, dtype=nw.Int64)
    both = nw.concat(
        [
            led.with_columns(converted=one).select(*names),
            misled.with_columns(n=one, converted=nw.lit(0, dtype=nw.Int64)).select(*names),
        ]
    )
    whole, order = [*_JOURNEY, "converted"], ["touched_day", "channel"]
    channel = nw.col("channel")
    after = channel.shift(-1).over(*whole, order_by=order)
    moves = both.with_columns(
        before=channel.shift(1).over(*whole, order_by=order),
        is_last=after.is_null().cast(nw.Int64),
    )
    return moves.group_by("before", "channel", "is_last", "converted").agg(
        n=nw.col("n").sum().cast(nw.Int64)
    )


def _steps(moves: list[dict[str, Any]], channels: tuple[str, ...]) -> Floats:
    place = {name: at for at, name in enumerate(channels)}
    found = np.zeros((len(channels) + 1, len(channels) + 2))
    for row in moves:
        here = place[row["channel"]]
        found[place.get(row["before"], len(channels)), here] += row["n"]
        if row["is_last"]:
            found[here, len(channels) + (0 if row["converted"] else 1)] += row["n"]
    return found


def _totals(bought: Frame) -> Frame:
    return bought.select(
        n=nw.col("n").sum().cast(nw.Int64), amount=nw.col("amount").sum().cast(nw.Int64)
    )


def _rows(frame: Frame) -> list[dict[str, Any]]:
    rows: Iterable[dict[str, Any]] = frame.collect("pyarrow").rows(named=True)
    return list(rows)
