"""What is abnormal: what was expected, why it differs, and who acts."""

from __future__ import annotations

from collections.abc import Sequence

from goodwill.analytics.benefit.costing.watching.anomaly_figures import (
    BUDGET_VARIANCE,
    Told,
    count_figure,
)
from goodwill.analytics.benefit.costing.watching.flags import Flag, Rule
from goodwill.analytics.benefit.costing.yearmonths import later
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import Figure, Unit, bare, major
from goodwill.language import Language, Sentence
from goodwill.report.cost import labels
from goodwill.report.cost.measuring import Measured
from goodwill.report.cost.preparing import month
from goodwill.report.cost.watching import Watched
from goodwill.report.finding import Chapter, Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import Amount, amount, money_column

LATELY = 12
"""Months whose flags are shown; older ones are in flags.csv."""


def abnormal(measured: Measured) -> Chapter:
    return Chapter("abnormal", Sentence("What is abnormal, and who acts"), _findings(measured))


def _findings(measured: Measured) -> list[Finding]:
    watched = measured.watching.watched
    if isinstance(watched, GoodwillError):
        said_so = Sentence("What is abnormal cannot be told")
        return [Finding("flags", said_so, text=[watched.sentence])]
    findings = [_flags(measured, watched)]
    if watched.flags:
        findings.append(_splits(measured, watched))
        findings.append(_who(measured, watched))
    if watched.found.not_judged:
        findings.append(_not_judged(watched))
    return findings


def said(measured: Measured, flag: Flag) -> Sentence:
    """One flag in a sentence."""
    where, when = labels.place(flag.where), month(flag.period)
    cost = Amount(major(flag.amount_minor, measured.currency), measured.currency)
    usual = Amount(major(flag.expected_minor, measured.currency), measured.currency)
    if flag.rule is Rule.DUPLICATE:
        return Sentence(
            "{where}, {when}: {cost} stands in the ledger twice within days ({entries}).",
            where=where,
            when=when,
            cost=cost,
            entries=", ".join(flag.entries),
        )
    if flag.rule is Rule.MISSING:
        return Sentence(
            "{where}, {when}: nothing came, usually {usual}.", where=where, when=when, usual=usual
        )
    return Sentence(
        "{where}, {when}: {cost} where {usual} was expected.",
        where=where,
        when=when,
        cost=cost,
        usual=usual,
    )


def recent(measured: Measured, flags: Sequence[Flag]) -> Sequence[Flag]:
    """Those of the last twelve months of the report, newest first."""
    first = later(measured.window.last, 1 - LATELY)
    return [flag for flag in flags if flag.period >= first]


def _shown(measured: Measured, watched: Watched) -> Sequence[Flag]:
    """New ones first, each part newest first; older ones only where there are no others."""
    new = {flag.identity for flag in watched.fresh}
    flags = recent(measured, watched.flags) or watched.flags
    return sorted(flags, key=lambda flag: flag.identity not in new)


def _flags(measured: Measured, watched: Watched) -> Finding:
    currency = measured.currency
    told = Told(currency, measured.as_of)
    count = count_figure(watched.flags, watched.found.judged, told)
    rows: list[tuple[Cell, ...]] = [
        (
            labels.place(flag.where),
            month(flag.period),
            amount(flag.amount_minor, currency),
            _expected(flag, currency),
            flag.rule.label,
            _state(watched, flag),
        )
        for flag in _shown(measured, watched)
    ]
    columns = [
        TableColumn(Sentence("Cost")),
        TableColumn(Sentence("Month")),
        money_column(Sentence("Amount"), currency),
        TableColumn(Sentence("Expected, {unit}", unit=currency), align="end"),
        TableColumn(Sentence("Why it stands here")),
        TableColumn(Sentence("State")),
    ]
    return Finding(
        "flags",
        _title(watched, count),
        text=[*_how(measured, watched)],
        table=Table(columns, rows, total=len(watched.flags), file="flags.csv") if rows else None,
    )


def _title(watched: Watched, count: Figure) -> Sentence:
    known = len(watched.flags) - len(watched.fresh)
    if not watched.flags:
        return Sentence("No cost looks wrong in these months")
    if not known:
        return Sentence("{count} costs look wrong, all of them new", count=count)
    return Sentence(
        "{count} costs look wrong: {new} new, {known} known from earlier",
        count=count,
        new=len(watched.fresh),
        known=known,
    )


class Range:
    """A range of amounts in a cell: `1,150 – 2,192`; costs are not expected below nothing."""

    def __init__(self, low: int, high: int, currency: str) -> None:
        self.ends = (major(max(low, 0), currency), major(max(high, 0), currency))

    def said_in(self, language: Language) -> str:
        low, high = (bare(round(end), Unit.NUMBER, language) for end in self.ends)
        return low if low == high else f"{low} – {high}"


def _expected(flag: Flag, currency: str) -> Sentence:
    if flag.rule is Rule.DUPLICATE:
        return Sentence("once")
    return Sentence("{range}", range=Range(flag.low_minor, flag.high_minor, currency))


def _state(watched: Watched, flag: Flag) -> Sentence:
    if flag.follow_up.owner:
        return Sentence("{owner} acts", owner=flag.follow_up.owner)
    if flag.identity in watched.known:
        return Sentence("Known, no owner")
    return Sentence("Not seen before")


def _how(measured: Measured, watched: Watched) -> list[Sentence]:
    text = [
        Sentence(
            "A cost stands here when it leaves its usual range (modified z-score above 3.5, the "
            "season taken out where two years allow it), when it differs from its budget by more "
            "than 10 %, when it seems entered twice, or when an entry that usually comes is "
            "missing. Where the work is known, the cost of one unit of work is judged, so that "
            "more work alone is no anomaly. Differences up to {floor} are not told.",
            floor=Amount(major(watched.floor_minor, measured.currency), measured.currency),
        )
    ]
    if watched.planned:
        text.append(
            Sentence(
                "{n} month was unusual and planned so in the budget: it is not told here.",
                "{n} months were unusual and planned so in the budget: they are not told here.",
                n=watched.planned,
            )
        )
    older = len(watched.flags) - len(_shown(measured, watched))
    if older:
        text.append(
            Sentence(
                "Shown are those of the last 12 months; {n} older one is in flags.csv.",
                "Shown are those of the last 12 months; {n} older ones are in flags.csv.",
                n=older,
            )
        )
    return text


def _splits(measured: Measured, watched: Watched) -> Finding:
    currency = measured.currency
    whole = sum(flag.split.total_minor for flag in watched.flags)
    over = measured.money(BUDGET_VARIANCE, whole, n=len(watched.flags), cut={"of": "flags"})
    told = [flag for flag in watched.flags if flag.split.total_minor != flag.split.unsplit_minor]
    rows: list[tuple[Cell, ...]] = [
        (
            labels.place(flag.where),
            month(flag.period),
            amount(flag.split.total_minor, currency),
            amount(flag.split.volume_minor, currency),
            amount(flag.split.efficiency_minor, currency),
            amount(flag.split.rate_minor, currency),
            amount(flag.split.unsplit_minor, currency),
        )
        for flag in told
    ]
    columns = [
        TableColumn(Sentence("Cost")),
        TableColumn(Sentence("Month")),
        money_column(Sentence("Difference"), currency),
        money_column(Sentence("Volume"), currency),
        money_column(Sentence("Efficiency"), currency),
        money_column(Sentence("Rate"), currency),
        money_column(Sentence("Not split"), currency),
    ]
    text = [
        Sentence(
            "Volume: more or less work. Efficiency: each piece of work took longer or "
            "shorter. Rate: a minute was dearer or cheaper. The parts add up to the difference, "
            "for every flag, in flags.csv."
        )
    ]
    if len(told) < len(watched.flags):
        text.append(
            Sentence(
                "{n} of the differences cannot be split: nobody counted the work that the cost "
                "was for, or what was planned of it.",
                n=len(watched.flags) - len(told),
            )
        )
    return Finding(
        "splits",
        Sentence("Together they differ from what was expected by {amount}", amount=over),
        text=text,
        table=Table(columns, rows, file="flags.csv") if rows else None,
    )


def _who(measured: Measured, watched: Watched) -> Finding:
    owned = [flag for flag in watched.flags if flag.follow_up.owner]
    late = [
        flag
        for flag in owned
        if flag.follow_up.due_on
        and flag.follow_up.due_on < measured.as_of
        and flag.follow_up.verified_minor is None
    ]
    text = [
        Sentence(
            "Fill in owner, cause, action, due_on and verified in flags.csv and give the file back "
            "with --flags: what was written stays, and nothing is flagged as new again."
        )
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            labels.place(flag.where),
            month(flag.period),
            flag.follow_up.owner,
            flag.follow_up.cause,
            flag.follow_up.action,
            flag.follow_up.due_on,
            None
            if flag.follow_up.verified_minor is None
            else amount(flag.follow_up.verified_minor, measured.currency),
        )
        for flag in owned
    ]
    columns = [
        TableColumn(Sentence("Cost")),
        TableColumn(Sentence("Month")),
        TableColumn(Sentence("Owner")),
        TableColumn(Sentence("Cause")),
        TableColumn(Sentence("Action")),
        TableColumn(Sentence("Due")),
        money_column(Sentence("Verified effect"), measured.currency),
    ]
    if not owned:
        title = Sentence("Nobody has taken any of them on yet")
    elif late:
        title = Sentence(
            "{owned} of {n} have an owner; {late} are past their day",
            owned=len(owned),
            n=len(watched.flags),
            late=len(late),
        )
    else:
        title = Sentence("{owned} of {n} have an owner", owned=len(owned), n=len(watched.flags))
    return Finding("who-acts", title, text=text, table=Table(columns, rows) if rows else None)


def _not_judged(watched: Watched) -> Finding:
    rows: list[tuple[Cell, ...]] = [
        (labels.place(each.cut), each.months, each.reason) for each in watched.found.not_judged
    ]
    columns = [
        TableColumn(Sentence("Cost")),
        TableColumn(Sentence("Months"), Unit.NUMBER),
        TableColumn(Sentence("What is missing")),
    ]
    return Finding(
        "not-judged",
        Sentence(
            "{n} part of the ledger is too young to be judged by its past",
            "{n} parts of the ledger are too young to be judged by their past",
            n=len(rows),
        ),
        text=[
            Sentence(
                "They are still held against their budget, and looked through for entries made "
                "twice or missing."
            )
        ],
        table=Table(columns, rows),
    )
