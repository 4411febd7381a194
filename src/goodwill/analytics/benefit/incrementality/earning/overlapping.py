"""Members who were in several campaigns at the same time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members.findings import Finding
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST_OVERLAP = 0.05
"""The share of members in several campaigns at once from which on sums are in doubt."""


@dataclass(frozen=True)
class Overlap:
    """Members of two campaigns that ran at the same time, and how many were treated in both."""

    one: str
    other: str
    members: int
    treated_in_both: int


def overlaps(
    members: Frame, windows: Mapping[str, tuple[int, int]]
) -> tuple[tuple[Overlap, ...], int]:
    """Pairs of campaigns that ran at the same time, and how many different members share them.

    Parameters
    ----------
    members
        `Membership.members`: one row per campaign and member.
    windows
        Campaign → its first day and the first day after it.
    """
    pairs = [
        (one, other)
        for one in sorted(windows)
        for other in sorted(windows)
        if one < other and max(windows[one][0], windows[other][0]) < _end(windows, one, other)
    ]
    if not pairs:
        return (), 0
    shared = _shared(members, sorted({name for pair in pairs for name in pair}))
    found = shared.group_by("one", "other").agg(
        members=nw.len().cast(nw.Int64), both=nw.col("both").sum().cast(nw.Int64)
    )
    counted = {
        (row["one"], row["other"]): (int(row["members"]), int(row["both"]))
        for row in found.collect("pyarrow").rows(named=True)
    }
    at_once = [Overlap(*pair, *counted[pair]) for pair in pairs if pair in counted]
    if not at_once:
        return (), 0
    where = nw.lit(False)
    for each in at_once:
        where = where | ((nw.col("one") == each.one) & (nw.col("other") == each.other))
    people = shared.filter(where).select("customer_id").unique().select(n=nw.len())
    return tuple(at_once), int(people.collect("pyarrow")["n"][0])


def overlap_findings(found: Sequence[Overlap], people: int, members: int) -> tuple[Finding, ...]:
    """What is said of members in several campaigns at once.

    Parameters
    ----------
    people
        Different members in several campaigns at once, as `overlaps` counts them.
    members
        Different members of all campaigns.
    """
    if not people:
        return ()
    largest = max(found, key=lambda each: each.members)
    sentence = Sentence(
        "{n} member was in several campaigns at the same time, most of all in {one} and {other}. "
        "Each campaign is measured rightly for itself; what they did together is in each of them, "
        "and their sum is less certain than it says.",
        "{n} members were in several campaigns at the same time, most of all in {one} and "
        "{other}. Each campaign is measured rightly for itself; what they did together is in each "
        "of them, and their sum is less certain than it says.",
        n=people,
        one=largest.one,
        other=largest.other,
    )
    return (Finding("overlap", people, sentence, is_alarm=people > MOST_OVERLAP * members),)


def _end(windows: Mapping[str, tuple[int, int]], one: str, other: str) -> int:
    return min(windows[one][1], windows[other][1])


def _shared(members: Frame, campaigns: list[str]) -> Frame:
    """One row per member and pair of its campaigns, the first in order of name first."""
    ours = members.filter(nw.col("campaign_id").is_in(campaigns))
    one = ours.select("customer_id", one=nw.col("campaign_id"), held=nw.col("is_control"))
    other = ours.select("customer_id", other=nw.col("campaign_id"), kept=nw.col("is_control"))
    pairs = one.join(other, on="customer_id", how="inner").filter(nw.col("one") < nw.col("other"))
    return pairs.with_columns(both=(1 - nw.col("held")) * (1 - nw.col("kept")))
