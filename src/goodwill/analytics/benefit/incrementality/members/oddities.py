"""What is odd about the people of a members' file, counted and said."""

from __future__ import annotations

from collections.abc import Mapping

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members import remarks
from goodwill.analytics.benefit.incrementality.members.arms import folded
from goodwill.analytics.benefit.incrementality.members.findings import (
    Finding,
    Saying,
    count,
    finding,
    first_rows,
)
from goodwill.analytics.benefit.incrementality.members.people import ArmCount, Spelling, Told
from goodwill.analytics.tables import Frame

MOST_IN_TWO_ARMS = 0.01
"""The share of members in two arms from which on the draw itself is in doubt."""


def spelling_findings(spellings: list[Spelling]) -> list[Finding]:
    return [
        Finding("spelling", each.rows, remarks.spelling(each.rows, each.found, each.usual))
        for each in spellings
        if each.found != each.usual
    ]


def people_findings(
    people: Frame, totals: dict[str, int], extras: tuple[str, ...]
) -> list[Finding]:
    in_two = nw.col("arm") != nw.col("other_arm")
    found: list[Finding] = []
    if totals["two_arms"]:
        share = totals["two_arms"] / (totals["two_arms"] + totals["one_arm"])
        is_alarm = share > MOST_IN_TWO_ARMS
        say: Saying = remarks.in_two_arms_alarm if is_alarm else remarks.in_two_arms
        rows = first_rows(people, in_two)
        found.append(finding("in_two_arms", totals["two_arms"], say, rows, is_alarm=is_alarm))
    if totals["repeated"]:
        rows = first_rows(people, ~in_two & (nw.col("rows") > 1))
        found.append(finding("repeated", totals["repeated"], remarks.repeated, rows))
    if totals["differ"]:
        rows = first_rows(people, ~in_two & (nw.col("differs") == 1))
        say = remarks.differing(extras)
        found.append(finding("differing", totals["differ"], say, rows, is_alarm=True))
    return found


def member_findings(
    members: Frame, arms: tuple[ArmCount, ...], controls: Mapping[str, str]
) -> list[Finding]:
    contacts_known = [arm.campaign_id for arm in arms if arm.contacted is not None]
    known = nw.col("campaign_id").is_in(contacts_known) & nw.col("campaign_id").is_in(
        list(controls)
    )
    held, reached = nw.col("is_control") == 1, nw.col("contacted") == 1
    asked: list[tuple[str, nw.Expr, Saying, bool]] = [
        ("contacted_holdout", held & reached, remarks.contacted_holdout, False),
        ("contacted_early", nw.col("contacted_early"), remarks.contacted_early, True),
        ("assigned_late", nw.col("assigned_late"), remarks.assigned_late, True),
        ("assigned_long_ago", nw.col("assigned_long_ago"), remarks.assigned_long_ago, True),
        ("contacted_late", nw.col("contacted_late"), remarks.contacted_late, False),
    ]
    if contacts_known and controls:
        asked.insert(1, ("not_contacted", known & ~held & ~reached, remarks.not_contacted, False))
    sums = members.select(**{code: count(where) for code, where, _, _ in asked})
    counts = sums.collect("pyarrow").rows(named=True)[0]
    return [
        finding(code, int(counts[code]), say, first_rows(members, where), is_alarm=is_alarm)
        for code, where, say, is_alarm in asked
        if counts[code]
    ]


def missing_arms(arms: tuple[ArmCount, ...], told: Told) -> list[Finding]:
    have = {(arm.campaign_id, folded(arm.arm)) for arm in arms}
    return [
        Finding("empty_arm", 0, remarks.empty_arm(arm), is_alarm=True)
        for campaign, planned in told.planned.items()
        for arm in planned
        if (campaign, folded(arm)) not in have
    ]
