"""How the files were read: what was odd, what was set aside, and why. It adds up to the row."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.benefit.incrementality.members.findings import Finding as Odd
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Unit
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.drawn import drawn
from goodwill.report.campaign.chapters.ranking import title_of
from goodwill.report.campaign.labels import Listed
from goodwill.report.campaign.results import Measured, MeasuredAll
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Label, Table, TableColumn
from goodwill.report.understanding import columns_understood, reading_notes, unreadable_values


def members(measured: MeasuredAll) -> Chapter:
    inputs = measured.ready.inputs
    told = [
        _rows(measured),
        _odd(measured),
        drawn(measured),
        _orders(measured),
        columns_understood(inputs.surveys, reading_notes(inputs.surveys)),
        unreadable_values(inputs.reads),
    ]
    findings = [finding for finding in told if finding is not None]
    return Chapter("members", Sentence("How the files were read"), findings)


def _rows(measured: MeasuredAll) -> Finding:
    found = measured.ready.membership
    used = sum(arm.members for arm in found.arms)
    columns = [
        TableColumn(Sentence("What became of them")),
        TableColumn(Sentence("Rows"), Unit.ROWS),
        TableColumn(Sentence("Why")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            Sentence("Members"),
            used,
            Sentence("One row each, by campaign."),
        ),
        (
            Sentence("Merged into another row of the same member"),
            found.rows_merged,
            Sentence("The same member in the same arm counts once."),
        ),
        (
            Sentence("Of members in two arms"),
            found.rows_in_two_arms,
            Sentence("Nobody can say which arm is theirs; they are compared in neither."),
        ),
        (
            Sentence("Set aside"),
            found.rows_set_aside,
            Sentence("They name no customer, no arm or no campaign, or cannot be read."),
        ),
        (Sentence("Read"), found.rows_read, Sentence("The sum of the lines above.")),
    ]
    return Finding(
        "member-rows",
        _rows_title(measured, used),
        text=[Sentence("Nothing is dropped in silence: the rows of the members' file add up.")],
        table=Table(columns, rows),
    )


def _rows_title(measured: MeasuredAll, used: int) -> Sentence:
    found = measured.ready.membership
    if used == found.rows_read:
        return Sentence("All {n} rows of the members' file could be used", n=used)
    return Sentence(
        "{rows} rows of the members' file are {members} members; {aside} could not be used",
        rows=found.rows_read,
        members=used,
        aside=found.rows_set_aside + found.rows_in_two_arms,
    )


def _odd(measured: MeasuredAll) -> Finding:
    found = list(_oddities(measured))
    if not found:
        return Finding(
            "oddities",
            Sentence("Nothing odd was found"),
            text=[
                Sentence(
                    "Looked for were, among others: members in two arms or twice, arms spelt in "
                    "several ways, contacts before the draw or in the hold-out, dates that cannot "
                    "be, orders of strangers, and costs of no campaign."
                )
            ],
        )
    several = len(measured.campaigns) > 1
    columns = [
        TableColumn(Sentence("What was found, and what was done")),
        *([TableColumn(Sentence("Campaign"))] if several else []),
        TableColumn(Sentence("How many"), Unit.NUMBER),
        TableColumn(Sentence("May make the result wrong")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            odd.sentence,
            *([name] if several else []),
            odd.n or None,
            Sentence("yes") if odd.is_alarm else Sentence("no"),
        )
        for name, odd in found
    ]
    alarms = sum(odd.is_alarm for _, odd in found)
    title = (
        Sentence("{n} thing was odd", "{n} things were odd", n=len(found))
        if not alarms
        else Sentence(
            "{n} thing was odd; {alarms} may make a result wrong",
            "{n} things were odd; {alarms} may make a result wrong",
            n=len(found),
            alarms=alarms,
        )
    )
    return Finding("oddities", title, table=Table(columns, rows))


def _oddities(measured: MeasuredAll) -> Iterator[tuple[Label, Odd]]:
    """Of the file, then of each campaign and its costs, the same of several once."""
    everything = Sentence("All")
    ready = measured.ready
    for odd in _alarms_first((*ready.membership.findings, *ready.cost_findings)):
        yield everything, odd
    said: dict[str, tuple[Odd, list[Label]]] = {}
    for each in measured.campaigns:
        own = [*each.trial.findings]
        if isinstance(each, Measured) and not isinstance(each.cost, AnalyticsError):
            own += each.cost.findings
        for odd in _alarms_first(tuple(own)):
            said.setdefault(f"{odd.code} {odd.sentence}", (odd, []))[1].append(title_of(each))
    for odd, names in said.values():
        yield Sentence("{campaigns}", campaigns=Listed(tuple(names))), odd


def _alarms_first(found: tuple[Odd, ...]) -> list[Odd]:
    return sorted(found, key=lambda odd: not odd.is_alarm)


def _orders(measured: MeasuredAll) -> Finding | None:
    bought = measured.ready.orders
    if bought is None:
        return None
    page = bought.quality
    columns = [
        TableColumn(Sentence("What became of them")),
        TableColumn(Sentence("Rows"), Unit.ROWS),
        TableColumn(Sentence("Why, and what to do")),
    ]
    rows: list[tuple[Cell, ...]] = [
        (Sentence("Used"), page.used.rows, None),
        *((each.reason.label, each.count.rows, each.reason.remedy) for each in page.set_aside),
        (Sentence("Read"), page.read.rows, None),
    ]
    title = (
        Sentence("All {rows} rows of the orders could be used", rows=page.read.rows)
        if not page.rows_set_aside
        else Sentence(
            "{aside} of {rows} rows of the orders were set aside, each for a reason",
            aside=page.rows_set_aside,
            rows=page.read.rows,
        )
    )
    return Finding("order-rows", title, table=Table(columns, rows))
