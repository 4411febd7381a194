"""Rows of a members' file as people: trimmed, sorted out, one row each, and flagged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members.findings import count
from goodwill.analytics.tables import Frame

ONLY = ""
"""The campaign of a file that names none."""

LONGEST_WAIT = 366
"""Days between the draw and the campaign beyond which the date is hardly right."""


@dataclass(frozen=True)
class ArmCount:
    """Members of one arm of one campaign, and how many of them were contacted.

    `contacted` is None where the file names no contact of anybody in the campaign.
    """

    campaign_id: str
    arm: str
    members: int
    contacted: int | None

    @property
    def contact_rate(self) -> float | None:
        return None if self.contacted is None or not self.members else self.contacted / self.members


@dataclass(frozen=True)
class Told:
    """What the person or the plan says beside the members' file.

    Parameters
    ----------
    control
        The control arm's name in every campaign, where it cannot be recognised.
    windows
        Campaign → its first day and the first day after it; of a file that names no
        campaign the one key is the empty text.
    planned
        Campaign → the arms that were planned.
    """

    control: str | None = None
    windows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    planned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Spelling:
    """An arm's name as some rows spell it, and as most rows do."""

    found: str
    usual: str
    rows: int


def trimmed(rows: Frame) -> Frame:
    """Text without spaces around it; text that is only spaces is no text."""
    texts = ("campaign_id", "customer_id", "arm", "channel", "cluster", "unreadable")
    stripped = {name: nw.col(name).cast(nw.String).str.strip_chars() for name in texts}
    return rows.with_columns(
        **{name: nw.when(text.str.len_chars() > 0).then(text) for name, text in stripped.items()}
    )


def with_reasons(rows: Frame) -> Frame:
    """Adds `set_aside`: the first reason why a row names no member, or empty text."""
    names_campaigns = nw.col("campaign_id").is_null() & (nw.col("named") > 0)
    named = rows.select(named=count(~nw.col("campaign_id").is_null()))
    reason = (
        nw.when((nw.col("unreadable") == "row").fill_null(False))
        .then(nw.lit("unreadable_row"))
        .otherwise(
            nw.when(names_campaigns)
            .then(nw.lit("no_campaign"))
            .otherwise(
                nw.when(nw.col("customer_id").is_null())
                .then(nw.lit("no_customer"))
                .otherwise(
                    nw.when(nw.col("arm").is_null()).then(nw.lit("no_arm")).otherwise(nw.lit(""))
                )
            )
        )
    )
    return (
        rows.join(named, how="cross")
        .with_columns(set_aside=reason, campaign_id=nw.col("campaign_id").fill_null(ONLY))
        .drop("named")
    )


def has_bad_date() -> nw.Expr:
    return ~nw.col("unreadable").is_null() & (nw.col("unreadable") != "row")


def respelled(rows: Frame, spellings: list[Spelling]) -> Frame:
    arm = nw.col("arm")
    for each in spellings:
        if each.found != each.usual:
            arm = nw.when(nw.col("arm") == each.found).then(nw.lit(each.usual)).otherwise(arm)
    return rows.with_columns(arm=arm)


def people_of(rows: Frame, extras: tuple[str, ...]) -> Frame:
    """One row per campaign and customer, of however many rows and arms.

    `arm` and `other_arm` differ where the customer is in two; `differs` is 1 where several
    rows say different things in a column beyond the contract. Then the lowest value is kept.
    """
    kept = ("channel", "cluster", *extras)
    grouped = rows.group_by("campaign_id", "customer_id").agg(
        nw.col("source_row").min(),
        nw.col("arm").min(),
        nw.col("assigned_day").min(),
        nw.col("contacted_day").min(),
        *(nw.col(name).min() for name in kept),
        *(nw.col(name).max().alias(f"{name}__most") for name in extras),
        other_arm=nw.col("arm").max(),
        rows=nw.len().cast(nw.Int64),
    )
    differs = nw.lit(0)
    for name in extras:
        unlike = (nw.col(name) != nw.col(f"{name}__most")).fill_null(False)
        differs = nw.when(unlike).then(nw.lit(1)).otherwise(differs)
    return grouped.with_columns(differs=differs).drop([f"{name}__most" for name in extras])


def flagged(
    people: Frame,
    controls: Mapping[str, str],
    windows: Mapping[str, tuple[int, int]],
    extras: tuple[str, ...],
) -> Frame:
    contacted, assigned = nw.col("contacted_day"), nw.col("assigned_day")
    was = (~contacted.is_null()).cast(nw.Int64)
    dated = _with_windows(people, windows)
    return dated.with_columns(
        is_control=_is_one_of(controls).cast(nw.Int64),
        contacted=was,
        contacted_early=(contacted < assigned).fill_null(False),
        assigned_late=(assigned > nw.col("starts")).fill_null(False),
        assigned_long_ago=(assigned < nw.col("starts") - LONGEST_WAIT).fill_null(False),
        contacted_late=(contacted >= nw.col("ends")).fill_null(False),
    ).select(
        *("campaign_id", "customer_id", "arm", "source_row", "assigned_day", "contacted_day"),
        *(
            "contacted",
            "is_control",
            "contacted_early",
            "assigned_late",
            "assigned_long_ago",
            "contacted_late",
        ),
        *("channel", "cluster", *extras),
    )


def _is_one_of(controls: Mapping[str, str]) -> nw.Expr:
    by_arm: dict[str, list[str]] = {}
    for campaign, arm in controls.items():
        by_arm.setdefault(arm, []).append(campaign)
    found = nw.lit(False)
    for arm, campaigns in by_arm.items():
        found = found | ((nw.col("arm") == arm) & nw.col("campaign_id").is_in(campaigns))
    return found


def _with_windows(people: Frame, windows: Mapping[str, tuple[int, int]]) -> Frame:
    """Adds `starts` and `ends` of each member's campaign; unknown where nobody said."""
    starts = ends = nw.lit(None, dtype=nw.Int64)
    for campaign, (start, end) in windows.items():
        is_it = nw.col("campaign_id") == campaign
        starts = nw.when(is_it).then(nw.lit(start, dtype=nw.Int64)).otherwise(starts)
        ends = nw.when(is_it).then(nw.lit(end, dtype=nw.Int64)).otherwise(ends)
    return people.with_columns(starts=starts, ends=ends)
