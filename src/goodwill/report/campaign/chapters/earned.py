"""What a campaign earned: incremental money beside its cost, and what is only attributed."""

from __future__ import annotations

from collections.abc import Iterator

from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.report.campaign.chapters.ranking import FIGURES, with_ends
from goodwill.report.campaign.labels import End, Ends
from goodwill.report.campaign.results import Measured
from goodwill.report.finding import Finding
from goodwill.report.tables import Cell, Table, TableColumn
from goodwill.report.words import find

SHOWN = (
    *("MK02", "incremental_buyers", "incremental_orders", "incremental_revenue"),
    *("incremental_margin", "campaign_cost", "incremental_profit", "MK03", "gross_campaign_roi"),
    *("cost_per_incremental_order", "cost_per_incremental_buyer"),
    *("break_even_margin", "break_even_uplift"),
)

CAUSES = ("incremental_margin", "campaign_cost")
"""Without these nothing else of the money can be told."""


def earned(measured: Measured) -> Finding | None:
    """Nothing where no orders were given: then there is no money to speak of."""
    if measured.trial.outcomes is None:
        return None
    told = {figure.definition.id: figure for figure in measured.whole.figures}
    asked = [told[name] for name in SHOWN if name in told]
    known = [figure for figure in asked if figure.value is not None]
    return Finding(
        "earned",
        _title(measured),
        text=list(_text(measured, told)),
        figures=known,
        table=_by_arm(measured) if len(measured.arms) > 1 else None,
        warnings=_missing(asked),
    )


def _missing(asked: list[Figure]) -> list[Sentence]:
    """Each reason once, however many figures it keeps back; without margin only that and cost."""
    told = {figure.definition.id: figure for figure in asked}
    has_margin = told["incremental_margin"].value is not None
    looked_at = asked if has_margin else [told[name] for name in CAUSES]
    reasons = {str(each.reason): each.reason for each in looked_at if each.value is None}
    return [reason for reason in reasons.values() if reason is not None]


def _title(measured: Measured) -> Sentence:
    figures = measured.whole.figures
    margin, cost = find(figures, "incremental_margin"), find(figures, "campaign_cost")
    profit = find(figures, "incremental_profit")
    if margin.value is None:
        return _without_margin(find(figures, "incremental_revenue"))
    said = {"margin": margin, "ends": Ends(margin), "cost": cost, "profit": profit}
    if profit.value is None or profit.low is None or profit.high is None:
        return Sentence("It brought {margin} in margin ({ends}); what it cost is not known", **said)
    if profit.low > 0:
        return Sentence("It brought {margin} in margin for a cost of {cost}: it paid", **said)
    if profit.high < 0:
        return Sentence(
            "It brought {margin} in margin for a cost of {cost}: it lost {profit}", **said
        )
    return Sentence(
        "It brought between {low} and {high} in margin for a cost of {cost}: whether it paid is "
        "open",
        low=End(margin),
        high=End(margin, is_high=True),
        **said,
    )


def _without_margin(revenue: Figure) -> Sentence:
    if revenue.value is None:
        return Sentence("What it brought in money cannot be told")
    return Sentence(
        "It brought {revenue} in revenue ({ends}); what of it was earned is not known",
        revenue=revenue,
        ends=Ends(revenue),
    )


def _text(measured: Measured, told: dict[str, Figure]) -> Iterator[Sentence]:
    gross, real = told["gross_campaign_roi"], told["MK03"]
    if real.value is not None and gross.value is not None:
        yield Sentence(
            "The return on its cost is {real} ({ends}), counting only what would not have come "
            "anyway. Attributed, not incremental, it would be {gross}: as if treated members had "
            "bought nothing without it.",
            real=real,
            ends=Ends(real),
            gross=gross,
        )
    uplift = told["break_even_uplift"]
    if uplift.value is not None and "MK02" in told:
        yield Sentence(
            "It just pays where {needed} more of the members buy; {found} more did ({ends}).",
            needed=uplift,
            found=told["MK02"],
            ends=Ends(told["MK02"]),
        )


def _by_arm(measured: Measured) -> Table:
    columns = [
        TableColumn(Sentence("Arm")),
        *(TableColumn(label, align="end") for label in _HEADS),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            Sentence("All treated") if each.arm is None else each.arm,
            *(with_ends(each.figure(name)) for name in FIGURES),
        )
        for each in (measured.whole, *measured.arms)
    ]
    note = Sentence(
        "Arms share one hold-out, so their lines do not add up to that of all treated; costs do."
    )
    return Table(columns, rows, note)


_HEADS = (
    Sentence("More buyers"),
    Sentence("More margin"),
    Sentence("Cost"),
    Sentence("Profit"),
    Sentence("Return"),
)
