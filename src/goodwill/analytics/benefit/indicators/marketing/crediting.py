"""Purchases shared out among the channels that were there before them (MK09).

Attributed, not incremental: most of them would have happened anyway.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.incrementality.attribution.credit import LABEL, Credit
from goodwill.analytics.benefit.incrementality.attribution.journeys import (
    MOST_CHANNELS,
    Journeys,
    Together,
)
from goodwill.analytics.benefit.incrementality.attribution.shapley import shapley
from goodwill.analytics.benefit.indicators.frames import purchases
from goodwill.analytics.benefit.indicators.kernel.answers import cell_of, rows_by_period
from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import Answer, Cell
from goodwill.analytics.benefit.indicators.kernel.counting import Key
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import major
from goodwill.analytics.information.combinations import combinations
from goodwill.analytics.tables import TOUCHES, Frame
from goodwill.language import Sentence

NO_JOURNEY = Sentence("No purchase of this period has a touch in the days before it.")

_TOUCH = ("customer_id", "channel", "touched_day")


def channel_credit(asked: Asked) -> Iterator[Cell]:
    """MK09: purchases with a touch before them; by channel, each one's Shapley value.

    Raises
    ------
    Undefined
        A table is missing, or there are more channels than can be told apart.
    """
    by = tuple(name for name in asked.by if name != "channel")
    plain = replace(asked, by=by)
    credits = _credits(plain)
    for key in _keys(credits, plain):
        place, part = key
        cut = dict(zip(by, part, strict=True))
        credit = credits.get(key)
        if credit is None:
            yield cell_of("MK09", asked, place, cut, Answer(None, reason=NO_JOURNEY))
        elif by == asked.by:
            yield cell_of("MK09", asked, place, cut, _all(credit, asked.currency))
        else:
            for answer, channel in _each(credit, asked.currency):
                yield cell_of("MK09", asked, place, {**cut, "channel": channel}, answer)


def _keys(credits: Mapping[Key, Credit], asked: Asked) -> list[Key]:
    if asked.by:
        return sorted(credits)
    return [(place, ()) for place in range(len(asked.periods))]


def _all(credit: Credit, currency: str) -> Answer:
    conversions = float(credit.conversions.sum())
    beside = {
        channel: float(n) for channel, n in zip(credit.channels, credit.conversions, strict=True)
    }
    amount = major(round(float(credit.amount.sum())), currency)
    return Answer(
        conversions, n=round(conversions), remark=LABEL, beside={**beside, "amount": amount}
    )


def _each(credit: Credit, currency: str) -> Iterator[tuple[Answer, str]]:
    n = round(float(credit.conversions.sum()))
    for channel, value, amount in zip(
        credit.channels, credit.conversions, credit.amount, strict=True
    ):
        beside = {"amount": major(round(float(amount)), currency)}
        yield Answer(float(value), n=n, remark=LABEL, beside=beside), channel


def _credits(asked: Asked) -> dict[Key, Credit]:
    touches = asked.frame(TOUCHES).filter(*(~nw.col(name).is_null() for name in _TOUCH))
    days = combinations(touches, *_TOUCH)
    channels = _channels(days)
    if not channels:
        return {}
    rows = _journeys(days, channels, asked)
    sums = {name: nw.col(name).sum().cast(nw.Int64) for name in ("orders", "amount_minor")}
    found: dict[Key, list[Together]] = defaultdict(list)
    for key, row in rows_by_period(rows, "day", asked, sums, by=("mask",)):
        names = frozenset(name for at, name in enumerate(channels) if row["mask"] >> at & 1)
        found[key].append(Together(names, row["orders"], row["amount_minor"]))
    nothing = np.zeros((0, 0))
    return {
        key: shapley(Journeys(channels, tuple(sets), {}, nothing, 0, 0, 0))
        for key, sets in found.items()
    }


def _channels(days: Frame) -> tuple[str, ...]:
    rows = combinations(days, "channel").collect("pyarrow").rows()
    found = tuple(sorted(row[0] for row in rows))
    if len(found) > MOST_CHANNELS:
        raise Undefined(
            Sentence(
                "There are {count} channels; at most {most} can be told apart. Put some together.",
                count=len(found),
                most=MOST_CHANNELS,
            )
        )
    return found


def _journeys(days: Frame, channels: Sequence[str], asked: Asked) -> Frame:
    """Purchase days with a touch before them, and the channels touched as bits of `mask`."""
    bought = purchases.of(asked).filter(nw.col("orders") > 0)
    first = min(period.start_day for period in asked.periods)
    last = max(period.end_day for period in asked.periods)
    inside = bought.filter(nw.col("day") >= first, nw.col("day") < last)
    age = nw.col("day") - nw.col("touched_day")
    key = (*purchases.key_of(asked), "day")
    near = inside.join(days, on="customer_id", how="inner")
    led = near.filter(age >= 0, age < asked.settings.touch_days)
    bits = {
        f"bit_{at}": (nw.col("channel") == channel).cast(nw.Int64).max()
        for at, channel in enumerate(channels)
    }
    sums = {name: nw.col(name).max() for name in ("orders", "amount_minor")}
    each = led.group_by(*key).agg(**bits, **sums)
    mask = nw.sum_horizontal(*(nw.col(name) * 2**at for at, name in enumerate(bits)))
    return each.with_columns(mask=mask.cast(nw.Int64))
