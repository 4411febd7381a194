"""How much of each driver every customer, campaign and channel had in a month."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.naming.kinds import Driver
from goodwill.analytics.benefit.costing.periods import month_of_date
from goodwill.analytics.benefit.costing.sharing.dividing import MOST_WEIGHT
from goodwill.analytics.benefit.costing.sharing.equations import THOUSANDTHS
from goodwill.analytics.benefit.costing.yearmonths import said
from goodwill.analytics.errors import SettingRefused, Undefined
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST_QUANTITY = MOST_WEIGHT // THOUSANDTHS
"""Beyond it, or where it is no number, the sum of the month is refused."""

KEYS = ("driver", "period", "of_campaign", "of_channel")


@dataclass(frozen=True)
class Scope:
    """The campaign and channel that a quantity is of; empty texts for none."""

    campaign: str
    channel: str


@dataclass(frozen=True)
class Quantities:
    """Quantities by target, and their sums by scope.

    Parameters
    ----------
    frame
        `driver`, `period`, `of_customer`, `of_campaign`, `of_channel` (empty texts for none),
        `weight` (1/1000, Int64, positive).
    sums
        (driver, period) → scope → weight.
    """

    frame: Frame
    sums: Mapping[tuple[str, int], Mapping[Scope, int]]

    def serving(self, driver: str, period: int, wanted: Scope) -> Mapping[Scope, int]:
        """The scopes that an entry of this campaign and channel is shared out over.

        Those of its campaign; if there are none, those that name no campaign; all if it names
        none itself. The same for the channel.
        """
        scopes = self.sums.get((driver, period), {})
        of_campaign = _narrowed(scopes, wanted.campaign, lambda scope: scope.campaign)
        return _narrowed(of_campaign, wanted.channel, lambda scope: scope.channel)


def quantities(
    drivers: Frame | None,
    work: Frame,
    asked: Collection[str],
    settle: Callable[[Frame], Frame],
) -> Quantities:
    """Quantities of DRIVERS, and working time from the activities where DRIVERS has none.

    Parameters
    ----------
    work
        As `work.worked` returns it.
    asked
        The drivers that entries are to be shared out by.

    Notes
    -----
    Rows that name no customer, campaign or channel have nobody to bear anything and are left
    out, as are rows without a month or a quantity.

    Raises
    ------
    Undefined
        A quantity is negative.
    """
    frames = [] if drivers is None else [_of_table(drivers)]
    if Driver.TIME in asked and (drivers is None or not _has_time(drivers)):
        frames.append(_of_work(work))
    if not frames or not asked:
        return Quantities(_of_work(work).head(0), {})
    frame = settle(nw.concat(frames) if len(frames) > 1 else frames[0])
    sums: dict[tuple[str, int], dict[Scope, int]] = {}
    summed = frame.group_by(*KEYS).agg(
        weight=nw.col("weight").sum().cast(nw.Int64), least=nw.col("weight").min()
    )
    for row in summed.collect("pyarrow").rows(named=True):
        _refuse_negative(row)
        scope = Scope(row["of_campaign"], row["of_channel"])
        sums.setdefault((row["driver"], int(row["period"])), {})[scope] = int(row["weight"])
    return Quantities(frame, sums)


def _narrowed(
    scopes: Mapping[Scope, int], wanted: str, part: Callable[[Scope], str]
) -> Mapping[Scope, int]:
    if not wanted:
        return scopes
    own = {scope: weight for scope, weight in scopes.items() if part(scope) == wanted}
    return own or {scope: weight for scope, weight in scopes.items() if not part(scope)}


def _of_table(drivers: Frame) -> Frame:
    named = drivers.filter(
        ~nw.col("period_on").is_null(),
        ~nw.col("quantity").is_null(),
        ~(
            nw.col("customer_id").is_null()
            & nw.col("campaign_id").is_null()
            & nw.col("channel").is_null()
        ),
    )
    quantity = nw.col("quantity")
    is_sound = (quantity >= -MOST_QUANTITY) & (quantity <= MOST_QUANTITY)
    weight = (
        nw.when(is_sound)
        .then((quantity * THOUSANDTHS + 0.5).floor().cast(nw.Int64))
        .otherwise(nw.lit(MOST_WEIGHT + 1, dtype=nw.Int64))
    )
    coded = named.with_columns(
        driver=_coded(drivers), weight=weight, period=month_of_date("period_on")
    )
    return _summed(coded)


def _of_work(work: Frame) -> Frame:
    costed = work.filter(nw.col("reason").is_null())
    return _summed(costed.with_columns(driver=nw.lit(Driver.TIME.value)))


def _summed(frame: Frame) -> Frame:
    placed = frame.select(
        "driver",
        "period",
        "weight",
        of_customer=nw.col("customer_id").fill_null(""),
        of_campaign=nw.col("campaign_id").fill_null(""),
        of_channel=nw.col("channel").fill_null(""),
    )
    summed = placed.group_by(*KEYS, "of_customer").agg(nw.col("weight").sum().cast(nw.Int64))
    return summed.filter(nw.col("weight") != 0).select(*KEYS, "of_customer", "weight")


def _has_time(drivers: Frame) -> bool:
    return Driver.TIME in {_code(word) for word in _words(drivers)}


def _words(drivers: Frame) -> list[str]:
    found = drivers.select("driver").unique().collect("pyarrow")
    return sorted(word for word in found["driver"].to_list() if word is not None)


def _coded(drivers: Frame) -> nw.Expr:
    """The driver's code for the word that the table has; few words, so one case each."""
    words = {word: _code(word) for word in _words(drivers)}
    other = [
        nw.when(nw.col("driver") == word).then(nw.lit(code))
        for word, code in words.items()
        if word != code
    ]
    return nw.coalesce(*other, nw.col("driver"))


def _code(word: str) -> str:
    """A word that is no driver we know stays: no entry can ask for it."""
    try:
        return Driver.of_word(word).value
    except SettingRefused:
        return word


def _refuse_negative(row: Mapping[str, Any]) -> None:
    if row["least"] < 0:
        raise Undefined(
            Sentence(
                "The driver {driver} has a negative quantity in {period}: nobody can bear less "
                "than nothing. Correct the drivers table.",
                driver=row["driver"],
                period=said(int(row["period"])),
            )
        )
