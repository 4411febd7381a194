"""Whether members and buyers are called by the same ids."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members.findings import (
    MOST_EXAMPLES,
    Examples,
    Finding,
    count,
)
from goodwill.analytics.benefit.incrementality.members.membership import IdsDoNotMatch
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

FEWEST_KNOWN = 0.05
"""The share of members who must have ordered at some time, unless told otherwise."""


def matched(members: Frame, orders: Frame, *, fewest: float = FEWEST_KNOWN) -> tuple[Finding, ...]:
    """How many members never ordered, which is fine as long as they are not nearly all.

    Raises
    ------
    IdsDoNotMatch
        Fewer members than the share `fewest` occur in the orders, or none at all.
    """
    buyers = orders.select("customer_id").unique().with_columns(known=nw.lit(1))
    sums = members.join(buyers, on="customer_id", how="left").select(
        n=nw.len().cast(nw.Int64), known=count(~nw.col("known").is_null())
    )
    row = sums.collect("pyarrow").rows(named=True)[0]
    n, known = int(row["n"]), int(row["known"] or 0)
    if n and known < fewest * n:
        raise _refusal(members, orders, n, known)
    sentence = Sentence(
        "{n} member never ordered, as far as the orders reach, and counts as having bought "
        "nothing.",
        "{n} members never ordered, as far as the orders reach, and count as having bought "
        "nothing.",
        n=n - known,
    )
    return (Finding("never_ordered", n - known, sentence),) if n > known else ()


def _refusal(members: Frame, orders: Frame, n: int, known: int) -> IdsDoNotMatch:
    told = {"known": known, "n": n, "ours": _some(members), "theirs": _some(orders)}
    if _alike(members, orders) > known:
        return IdsDoNotMatch(
            Sentence(
                "Only {known} of {n} members occur in the orders. Members are called {ours}, the "
                "orders' customers {theirs}. More would match without capitals, spaces and "
                "leading zeros: write the ids alike.",
                **told,
            )
        )
    return IdsDoNotMatch(
        Sentence(
            "Only {known} of {n} members occur in the orders. Members are called {ours}, the "
            "orders' customers {theirs}. Are these the ids of the same customers? If most "
            "members really never ordered, allow it with --fewest-known.",
            **told,
        )
    )


def _alike(members: Frame, orders: Frame) -> int:
    """How many members would be known if ids were compared without their spelling."""
    ours, theirs = (_plain(frame).unique() for frame in (members, orders))
    return int(ours.join(theirs, on="plain", how="semi").select(n=nw.len()).collect()["n"][0] or 0)


def _plain(frame: Frame) -> Frame:
    text = nw.col("customer_id").cast(nw.String).str.to_lowercase()
    bare = text.str.replace_all(r"\s+", "").str.replace_all("^0+", "")
    return frame.select(plain=bare)


def _some(frame: Frame) -> Examples:
    names = frame.select("customer_id").unique().sort("customer_id").head(MOST_EXAMPLES)
    return Examples(tuple(names.collect("pyarrow")["customer_id"].to_list()))
