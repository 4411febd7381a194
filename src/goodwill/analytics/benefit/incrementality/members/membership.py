"""Who was in which arm of a campaign, and what is wrong with the file that says so.

Nothing is dropped in silence: rows read = rows set aside + rows merged into another of the
same member + rows of people in two arms + members. Members stay in the arm they were drawn
into, whether they were contacted or not (intention to treat): moving those who were reached
by mistake, or leaving out those who could not be reached, would compare other people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.incrementality.members import oddities, remarks
from goodwill.analytics.benefit.incrementality.members.arms import control_arm, folded
from goodwill.analytics.benefit.incrementality.members.findings import (
    MOST_EXAMPLES,
    Examples,
    Finding,
    count,
    finding,
    first_rows,
)
from goodwill.analytics.benefit.incrementality.members.people import (
    ONLY,
    ArmCount,
    Spelling,
    Told,
    flagged,
    has_bad_date,
    people_of,
    respelled,
    trimmed,
    with_reasons,
)
from goodwill.analytics.errors import AnalyticsError, Undefined
from goodwill.analytics.information.pairing import Settle
from goodwill.analytics.tables import CAMPAIGN_MEMBERS, Frame
from goodwill.language import Sentence

__all__ = ["MOST_ARMS", "ONLY", "ArmCount", "IdsDoNotMatch", "Membership", "Told", "membership"]

MOST_ARMS = 50
"""More values than this are no arms: the wrong column was read."""


class IdsDoNotMatch(AnalyticsError):
    """The members' file and the orders' file do not call customers by the same ids."""


@dataclass(frozen=True)
class Membership:
    """The members as they are compared, and everything that was found odd.

    Parameters
    ----------
    members
        One row per campaign and member: `campaign_id` (empty text if the file names none),
        `customer_id`, `arm`, `assigned_day`, `contacted_day`, `contacted` (0 or 1),
        `is_control` (0 or 1), `source_row` (its first), `channel`, `cluster`, and the columns
        beyond the contract.
    arms
        Members and contacts by campaign and arm.
    controls
        Campaign → the arm that was left alone.
    refused
        Campaign → why its control arm cannot be told.
    rows_read, rows_set_aside, rows_merged, rows_in_two_arms
        `rows_read` = the other three + one row per member.
    extras
        The columns beyond the contract.
    """

    members: Frame
    arms: tuple[ArmCount, ...]
    controls: Mapping[str, str]
    refused: Mapping[str, AnalyticsError]
    findings: tuple[Finding, ...]
    rows_read: int
    rows_set_aside: int
    rows_merged: int
    rows_in_two_arms: int
    extras: tuple[str, ...] = ()

    @property
    def campaigns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(arm.campaign_id for arm in self.arms))

    def control(self, campaign_id: str = ONLY) -> str:
        """The campaign's control arm; raises what made it unclear."""
        if campaign_id in self.refused:
            raise self.refused[campaign_id]
        return self.controls[campaign_id]

    def treated(self, campaign_id: str = ONLY) -> tuple[str, ...]:
        """The campaign's other arms, by name."""
        control = self.control(campaign_id)
        arms = (arm.arm for arm in self.arms if arm.campaign_id == campaign_id)
        return tuple(arm for arm in arms if arm != control)

    def of(self, campaign_id: str = ONLY) -> Frame:
        """The members of one campaign."""
        return self.members.filter(nw.col("campaign_id") == campaign_id)

    def counts(self, campaign_id: str = ONLY) -> Mapping[str, int]:
        """Arm → members of one campaign."""
        return {arm.arm: arm.members for arm in self.arms if arm.campaign_id == campaign_id}


def membership(rows: Frame, settle: Settle, told: Told | None = None) -> Membership:
    """Members, arms and oddities of a CAMPAIGN_MEMBERS table of any number of campaigns.

    Parameters
    ----------
    rows
        The table as read; columns beyond the contract are kept.
    settle
        Computes a frame once where several questions are asked of it: `warehouse.settle`.

    Raises
    ------
    Undefined
        No row can be used, or the column of arms holds something else.
    """
    told = told or Told()
    extras = tuple(x for x in rows.collect_schema().names() if x not in CAMPAIGN_MEMBERS.names)
    sorted_rows = settle(with_reasons(trimmed(rows)))
    read, aside, row_findings = _rows_set_aside(sorted_rows)
    good = sorted_rows.filter(nw.col("set_aside") == "")
    spellings = _spellings(good)
    people = settle(people_of(respelled(good, spellings), extras))
    in_two = nw.col("arm") != nw.col("other_arm")
    counted = _arm_table(people.filter(~in_two))
    controls, refused = _controls(counted, told)
    members = settle(flagged(people.filter(~in_two), controls, told.windows, extras))
    totals = _totals(people)
    return Membership(
        members=members,
        arms=counted,
        controls=controls,
        refused=refused,
        findings=(
            *row_findings,
            *oddities.spelling_findings(spellings),
            *oddities.people_findings(people, totals, extras),
            *oddities.member_findings(members, counted, controls),
            *oddities.missing_arms(counted, told),
        ),
        rows_read=read,
        rows_set_aside=aside,
        rows_merged=totals["rows_one_arm"] - totals["one_arm"],
        rows_in_two_arms=totals["rows_two_arms"],
        extras=extras,
    )


def _rows_set_aside(rows: Frame) -> tuple[int, int, list[Finding]]:
    found = rows.group_by("set_aside").agg(
        n=nw.len().cast(nw.Int64), dateless=count(has_bad_date())
    )
    counts = {x["set_aside"]: x for x in found.collect("pyarrow").rows(named=True)}
    findings = [
        finding(code, int(counts[code]["n"]), say, first_rows(rows, nw.col("set_aside") == code))
        for code, say in remarks.ROWS.items()
        if code in counts
    ]
    dateless = int(counts.get("", {"dateless": 0})["dateless"] or 0)
    if dateless:
        where = has_bad_date() & (nw.col("set_aside") == "")
        findings.append(
            finding("unreadable_date", dateless, remarks.bad_date, first_rows(rows, where))
        )
    read = sum(int(x["n"]) for x in counts.values())
    used = int(counts.get("", {"n": 0})["n"])
    if not used and "no_arm" in counts:
        raise Undefined(
            Sentence(
                "The members' file says of nobody in which arm he was. Without members who were "
                "left alone, and a column that says who, nobody can say what would have happened "
                "anyway."
            )
        )
    if not used:
        raise Undefined(
            Sentence(
                "The members' file has {n} row, and none of them names a customer and an arm.",
                "The members' file has {n} rows, and none of them names a customer and an arm.",
                n=read,
            )
        )
    return read, read - used, findings


def _spellings(rows: Frame) -> list[Spelling]:
    """Arms' names that differ in nothing but capitals, spaces and hyphens, as one name."""
    found = rows.group_by("arm").agg(n=nw.len().cast(nw.Int64)).sort("arm").head(MOST_ARMS + 1)
    counts = {str(x["arm"]): int(x["n"]) for x in found.collect("pyarrow").rows(named=True)}
    if len(counts) > MOST_ARMS:
        raise Undefined(
            Sentence(
                "The column of arms has more than {most} different values, such as {arms}. "
                "That is no arm: name the right column.",
                most=MOST_ARMS,
                arms=Examples(tuple(counts)[:MOST_EXAMPLES]),
            )
        )
    usual: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        usual.setdefault(folded(name), name)
    return [Spelling(name, usual[folded(name)], n) for name, n in counts.items()]


def _arm_table(people: Frame) -> tuple[ArmCount, ...]:
    found = people.group_by("campaign_id", "arm").agg(
        members=nw.len().cast(nw.Int64), contacted=count(~nw.col("contacted_day").is_null())
    )
    rows: list[dict[str, Any]] = list(found.collect("pyarrow").rows(named=True))
    rows.sort(key=lambda row: (row["campaign_id"], row["arm"]))
    known = {row["campaign_id"] for row in rows if row["contacted"]}
    return tuple(
        ArmCount(
            row["campaign_id"],
            row["arm"],
            int(row["members"]),
            int(row["contacted"]) if row["campaign_id"] in known else None,
        )
        for row in rows
    )


def _controls(
    arms: tuple[ArmCount, ...], told: Told
) -> tuple[dict[str, str], dict[str, AnalyticsError]]:
    controls: dict[str, str] = {}
    refused: dict[str, AnalyticsError] = {}
    for campaign in dict.fromkeys(arm.campaign_id for arm in arms):
        names = [arm.arm for arm in arms if arm.campaign_id == campaign]
        try:
            controls[campaign] = control_arm(names, told.control)
        except remarks.UNCLEAR as unclear:
            refused[campaign] = Undefined(unclear.sentence)
    return controls, refused


def _totals(people: Frame) -> dict[str, int]:
    in_two = nw.col("arm") != nw.col("other_arm")
    rows = nw.col("rows")
    sums = people.select(
        one_arm=count(~in_two),
        two_arms=count(in_two),
        rows_one_arm=nw.when(~in_two).then(rows).otherwise(nw.lit(0)).sum().cast(nw.Int64),
        rows_two_arms=nw.when(in_two).then(rows).otherwise(nw.lit(0)).sum().cast(nw.Int64),
        repeated=count(~in_two & (rows > 1)),
        differ=count(~in_two & (nw.col("differs") == 1)),
    )
    row = sums.collect("pyarrow").rows(named=True)[0]
    totals = {name: int(value or 0) for name, value in row.items()}
    if not totals["one_arm"]:
        raise Undefined(
            Sentence(
                "Every customer of the members' file is in two arms at once: nobody is left "
                "to compare. Is the column of arms the right one?"
            )
        )
    return totals
