"""Whether the arms were drawn as planned, were alike beforehand, and how sure the numbers are."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.benefit.incrementality.believing.counting import counts_of
from goodwill.analytics.benefit.incrementality.believing.ratiocheck import (
    Ratio,
    RatioCheck,
    SliceRatio,
)
from goodwill.analytics.benefit.incrementality.earning.receipts import CONTACT_RATE, Receipt
from goodwill.analytics.errors import AnalyticsError
from goodwill.analytics.figure import Figure, Unit, ratio
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.likeness import balance, mixes
from goodwill.report.campaign.chapters.surety import surety
from goodwill.report.campaign.labels import column_label, p_said, value_label
from goodwill.report.campaign.results import Measured
from goodwill.report.charts import Chart, Item, bars
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn

MOST_SLICES = 12
"""Slices shown of those that may have lost members."""


def believing(measured: Measured) -> list[Finding]:
    told = [
        _ratio(measured),
        _lost(measured),
        balance(measured),
        mixes(measured),
        _contacts(measured),
        surety(measured),
    ]
    return [finding for finding in told if finding is not None]


def _ratio(measured: Measured) -> Finding:
    found = measured.judged.ratio
    if isinstance(found, AnalyticsError):
        return Finding(
            "ratio", Sentence("The sizes of the arms cannot be checked"), text=[found.sentence]
        )
    said = [found.sentence]
    return Finding(
        "ratio",
        _RATIOS[found.verdict],
        text=[] if found.is_flagged else said,
        chart=_sizes(found),
        table=_planned(found),
        warnings=said if found.is_flagged else [],
    )


_RATIOS = {
    Ratio.KEPT: Sentence("The arms are as large as planned"),
    Ratio.DOUBTFUL: Sentence("The sizes of the arms are doubtful"),
    Ratio.BROKEN: Sentence("The split is broken: no effect can be believed"),
    Ratio.NOT_CHECKED: Sentence("Whether the arms are as large as planned cannot be checked"),
}


def _sizes(found: RatioCheck) -> Chart:
    return bars(
        [Item(arm.arm, arm.n) for arm in found.arms],
        description=Sentence("Members of each arm."),
        label=Sentence("Arm"),
        measure=Sentence("Members"),
        unit=Unit.CUSTOMERS,
    )


def _planned(found: RatioCheck) -> Table:
    total = sum(arm.n for arm in found.arms)
    columns = [
        TableColumn(Sentence("Arm")),
        TableColumn(Sentence("Members"), Unit.CUSTOMERS),
        TableColumn(Sentence("Share"), Unit.SHARE),
        TableColumn(
            Sentence("Share supposed") if found.is_guess else Sentence("Share planned"), Unit.SHARE
        ),
        TableColumn(Sentence("Members expected"), Unit.CUSTOMERS),
        TableColumn(Sentence("Too many or too few"), Unit.CUSTOMERS),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            arm.arm,
            arm.n,
            arm.n / total,
            arm.expected / total,
            round(arm.expected),
            round(arm.excess),
        )
        for arm in found.arms
    ]
    return Table(columns, rows)


def _lost(measured: Measured) -> Finding | None:
    """Where members went missing, if they did."""
    slices = [(name, each) for name, checks in measured.judged.lost for each in checks]
    if not slices:
        return None
    slices.sort(key=lambda pair: (pair[1].adjusted, pair[1].check.p))
    guilty = [(name, each) for name, each in slices if each.is_responsible]
    return Finding(
        "lost",
        _lost_title(guilty),
        text=[
            Sentence(
                "Each part of the members is checked by itself, counting how many parts are. Look "
                "first at the step of the campaign that only those parts went through: a filter, a "
                "list, a redirection."
            )
        ],
        table=_lost_table(slices[:MOST_SLICES]),
    )


def _lost_title(guilty: list[tuple[str, SliceRatio]]) -> Sentence:
    if not guilty:
        return Sentence("No part of the members stands out: they were lost everywhere alike")
    name, worst = guilty[0]
    return Sentence(
        "Most surely broken is the split where “{column}” is “{value}”",
        column=column_label(name),
        value=value_label(name, worst.slice),
    )


def _lost_table(shown: list[tuple[str, SliceRatio]]) -> Table:
    columns = [
        TableColumn(Sentence("Part of the members")),
        TableColumn(Sentence("Value")),
        TableColumn(Sentence("Arm farthest off")),
        TableColumn(Sentence("Members"), Unit.CUSTOMERS),
        TableColumn(Sentence("Members expected"), Unit.CUSTOMERS),
        TableColumn(Sentence("Too many or too few"), Unit.CUSTOMERS),
        TableColumn(Sentence("p"), align="end"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            column_label(name),
            value_label(name, each.slice),
            each.check.worst.arm,
            each.check.worst.n,
            round(each.check.worst.expected),
            round(each.check.worst.excess),
            p_said(each.adjusted),
        )
        for name, each in shown
    ]
    return Table(columns, rows)


def _contacts(measured: Measured) -> Finding | None:
    """How many of each arm were really contacted; nothing where the file names no contact."""
    figures = list(contact_rates(measured))
    if not figures:
        return None
    control = measured.judged.experiment.control
    reached = next(figure for figure in figures if figure.cut["arm"] == control)
    if reached.value:
        title = Sentence("{share} of the hold-out was contacted all the same", share=reached)
    else:
        title = Sentence("Nobody of the hold-out was contacted")
    return Finding(
        "contacts",
        title,
        text=[
            Sentence(
                "Members stay in the arm they were drawn into, reached or not. To move them would "
                "compare people who answer with people who do not."
            )
        ],
        figures=figures,
        warnings=[
            Sentence(
                "Contacts in the hold-out make the effect look smaller than it is; see that the "
                "list of contacts leaves it out."
            )
        ]
        if reached.value
        else [],
    )


def contact_rates(measured: Measured) -> Iterator[Figure]:
    if isinstance(measured.cost, AnalyticsError) or not any(measured.cost.contacts.values()):
        return
    for arm, members in counts_of(measured.judged.cells[0]).items():
        receipt = measured.receipt
        cut = {**receipt.cut, "arm": arm}
        told = Receipt(receipt.currency, receipt.as_of, receipt.grade, cut, None)
        drawn = measured.cost.members.get(arm, members)
        common = told.common(drawn) | {"grade": None, "part": Sentence("{arm}", arm=arm)}
        yield ratio(CONTACT_RATE, measured.cost.contacts.get(arm, 0), drawn, **common)
