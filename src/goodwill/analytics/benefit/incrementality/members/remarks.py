"""What is said of each oddity of the files of members and costs: how many, and which rows."""

from __future__ import annotations

from collections.abc import Mapping

from goodwill.analytics.benefit.incrementality.members.findings import Examples, Saying
from goodwill.analytics.errors import Ambiguous, SettingRefused, Undefined
from goodwill.language import Sentence

UNCLEAR = (Ambiguous, SettingRefused, Undefined)
"""Every way in which the control arm can be unclear."""


def _unreadable_row(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} row of the members' file cannot be read and is left out: row {rows}.",
        "{n} rows of the members' file cannot be read and are left out: rows {rows} first.",
        n=n,
        rows=rows,
    )


def _no_campaign(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} row names no campaign, though others do, and is left out: row {rows}.",
        "{n} rows name no campaign, though others do, and are left out: rows {rows} first.",
        n=n,
        rows=rows,
    )


def _no_customer(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} row names no customer and is left out: row {rows}.",
        "{n} rows name no customer and are left out: rows {rows} first.",
        n=n,
        rows=rows,
    )


def _no_arm(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} row says no arm and is left out: row {rows}.",
        "{n} rows say no arm and are left out: rows {rows} first.",
        n=n,
        rows=rows,
    )


ROWS: Mapping[str, Saying] = {
    "unreadable_row": _unreadable_row,
    "no_campaign": _no_campaign,
    "no_customer": _no_customer,
    "no_arm": _no_arm,
}
"""Why a row of the members' file is set aside, in the order in which it is asked."""


def bad_date(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} row has a date that cannot be read; the member stays, the date counts as "
        "unknown: row {rows}.",
        "{n} rows have a date that cannot be read; the members stay, the date counts as "
        "unknown: rows {rows} first.",
        n=n,
        rows=rows,
    )


def spelling(n: int, found: str, usual: str) -> Sentence:
    return Sentence(
        "{n} row spells the arm {usual} as {found}; both are taken for one arm.",
        "{n} rows spell the arm {usual} as {found}; both are taken for one arm.",
        n=n,
        found=found,
        usual=usual,
    )


def in_two_arms(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} customer is in two arms of one campaign and is left out of both: row {rows}.",
        "{n} customers are in two arms of one campaign and are left out of all: rows {rows} first.",
        n=n,
        rows=rows,
    )


def in_two_arms_alarm(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} customer is in two arms of one campaign and is left out of both: row {rows}. That "
        "is more than 1 % of all: look at how the arms were drawn before you trust the result.",
        "{n} customers are in two arms of one campaign and are left out of all: rows {rows} "
        "first. That is more than 1 % of all: look at how the arms were drawn before you trust "
        "the result.",
        n=n,
        rows=rows,
    )


def repeated(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} member stands in several rows of the same arm and counts once, with the earliest "
        "dates: row {rows}.",
        "{n} members stand in several rows of the same arm and count once, with the earliest "
        "dates: rows {rows} first.",
        n=n,
        rows=rows,
    )


def differing(columns: tuple[str, ...]) -> Saying:
    def say(n: int, rows: Examples) -> Sentence:
        return Sentence(
            "The rows of {n} member say different things in {columns}; the lowest value was "
            "taken: row {rows}.",
            "The rows of {n} members say different things in some of {columns}; the lowest "
            "value was taken: rows {rows} first.",
            n=n,
            rows=rows,
            columns=Examples(columns),
        )

    return say


def contacted_holdout(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} member of the hold-out was contacted all the same. It stays in the hold-out, as "
        "drawn: row {rows}.",
        "{n} members of the hold-out were contacted all the same. They stay in the hold-out, as "
        "drawn, which makes the effect look smaller than it is: rows {rows} first.",
        n=n,
        rows=rows,
    )


def not_contacted(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} member who should have been contacted never was. It stays in its arm, as drawn: "
        "row {rows}.",
        "{n} members who should have been contacted never were. They stay in their arm, as "
        "drawn: rows {rows} first.",
        n=n,
        rows=rows,
    )


def contacted_early(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} member was contacted before the day on which the arms were drawn: row {rows}. Was "
        "the arm chosen, not drawn?",
        "{n} members were contacted before the day on which the arms were drawn: rows {rows} "
        "first. Were the arms chosen, not drawn?",
        n=n,
        rows=rows,
    )


def assigned_late(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} member was drawn after the campaign had begun; what it bought in between counts as "
        "the campaign's: row {rows}.",
        "{n} members were drawn after the campaign had begun; what they bought in between counts "
        "as the campaign's: rows {rows} first.",
        n=n,
        rows=rows,
    )


def assigned_long_ago(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} member was drawn more than a year before the campaign began. Is the date right? "
        "Row {rows}.",
        "{n} members were drawn more than a year before the campaign began. Are the dates right? "
        "Rows {rows} first.",
        n=n,
        rows=rows,
    )


def contacted_late(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} member was contacted only after the campaign's last day: row {rows}.",
        "{n} members were contacted only after the campaign's last day: rows {rows} first.",
        n=n,
        rows=rows,
    )


def empty_arm(arm: str) -> Sentence:
    return Sentence(
        "The arm {arm} was planned, and no member is in it: nothing can be said of it.", arm=arm
    )


def no_amount(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} cost entry has no amount that can be read: the cost is too low by it, and the "
        "return looks better than it is: row {rows}.",
        "{n} cost entries have no amount that can be read: the cost is too low by them, and the "
        "return looks better than it is: rows {rows} first.",
        n=n,
        rows=rows,
    )


def unknown_arm(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} cost entry names an arm that the campaign does not have, and is borne by all: row "
        "{rows}.",
        "{n} cost entries name an arm that the campaign does not have, and are borne by all: "
        "rows {rows} first.",
        n=n,
        rows=rows,
    )


def unknown_member(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} cost entry names a customer who is no member, and counts all the same: row {rows}.",
        "{n} cost entries name customers who are no members, and count all the same: rows {rows} "
        "first.",
        n=n,
        rows=rows,
    )


def negative_cost(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} cost entry is negative and lowers the cost, as money taken back: row {rows}.",
        "{n} cost entries are negative and lower the cost, as money taken back: rows {rows} first.",
        n=n,
        rows=rows,
    )


def unassigned_cost(n: int, rows: Examples) -> Sentence:
    return Sentence(
        "{n} cost entry belongs to no campaign that is measured, and no return bears it: row "
        "{rows}.",
        "{n} cost entries belong to no campaign that is measured, and no return bears them: rows "
        "{rows} first.",
        n=n,
        rows=rows,
    )
