"""What takes an entry back: never more than it, at its rate, in its place."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.exchange import with_converted
from goodwill.analytics.tables import Frame

OWN = ("entry_id", "source_row", "served_day", "period", "currency", "reverses")
"""What a reversal says itself; all else it has from the entry that it takes back."""


def judged_reversals(reversals: Frame, entries: Frame) -> Frame:
    """The reversals with what they take back so far and with it, and `set_aside`.

    They are asked in the order of their days, then of their numbers: one that would take
    back more than is left is set aside, and so are those after it.

    Parameters
    ----------
    reversals
        `amount_minor` negative, in the currency of the row.
    entries
        What can be taken back: one row a number, with `source_minor`, `currency` and
        `billionths`.
    """
    backs = entries.select(
        reverses=nw.col("entry_id"),
        entered_minor=nw.col("source_minor"),
        entered_currency=nw.col("currency"),
        billionths=nw.col("billionths"),
    )
    own = reversals.select(*OWN, back_minor=-nw.col("amount_minor"))
    found = own.join(backs, on="reverses", how="left")
    is_known = ~nw.col("entered_minor").is_null()
    is_same = (nw.col("currency") == nw.col("entered_currency")).fill_null(False)
    told = found.with_columns(
        set_aside=nw.when(~is_known)
        .then(nw.lit("unknown_reversed"))
        .when(~is_same)
        .then(nw.lit("reversal_in_other_currency")),
        counted=nw.when(is_known & is_same).then(nw.col("back_minor")).otherwise(0),
    )
    summed = told.with_columns(
        until_now=nw.col("counted")
        .cum_sum()
        .over("reverses", order_by=["served_day", "entry_id", "source_row"])
        .cast(nw.Int64)
    )
    too_much = (nw.col("until_now") > nw.col("entered_minor")).fill_null(False)
    return summed.with_columns(
        set_aside=nw.coalesce("set_aside", nw.when(too_much).then(nw.lit("reverses_too_much"))),
        before=nw.col("until_now") - nw.col("counted"),
    )


def at_the_rate_of_the_entry(judged: Frame) -> Frame:
    """Reversals in the company's currency: what is taken back with each less before it."""
    home = with_converted(judged, after_home="until_now", before_home="before")
    return home.select(
        *OWN,
        "set_aside",
        amount_minor=nw.col("before_home") - nw.col("after_home"),
        source_minor=-nw.col("back_minor"),
        nth=nw.lit(0, dtype=nw.Int64),
    )


def in_the_place_of_the_entry(backs: Frame, entries: Frame, inherited: list[str]) -> Frame:
    """Reversals with all that they have from the entries that they take back."""
    places = entries.select(reverses=nw.col("entry_id"), **{n: nw.col(n) for n in inherited})
    return backs.join(places, on="reverses", how="left")
