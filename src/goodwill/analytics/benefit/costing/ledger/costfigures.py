"""What CRM costs in all, as figures: each view for itself, by category, estimates told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goodwill.analytics.benefit.costing.ledger.judging import Judged
from goodwill.analytics.benefit.costing.ledger.totals import by_part, total
from goodwill.analytics.benefit.costing.ledger.views import Cost, View, seen
from goodwill.analytics.benefit.costing.naming.catalogue import Category
from goodwill.analytics.benefit.costing.naming.stagekinds import PERSONNEL_SCALE
from goodwill.analytics.figure import Definition, Figure, Unit, major, money, ratio
from goodwill.language import Sentence

TOTAL_CASH = Definition(
    "CO01_cash",
    1,
    Sentence("Total cost, as paid"),
    Sentence("All that was paid for CRM; assets count when they are paid."),
    Sentence("Σ entries paid, assets bought included"),
    Unit.MONEY,
)
TOTAL_CONSUMPTION = Definition(
    "CO01_consumption",
    1,
    Sentence("Total cost, as used up"),
    Sentence("All that was used up for CRM; assets count while they are used."),
    Sentence("Σ entries paid, without assets bought + depreciation + imputed costs"),
    Unit.MONEY,
)
SHARE_CASH = Definition(
    "CO01_cash_share",
    1,
    Sentence("Share of the total cost, as paid"),
    Sentence("Which part of all that was paid for CRM was paid for this."),
    Sentence("cost of the category, as paid ÷ total cost, as paid"),
    Unit.SHARE,
    PERSONNEL_SCALE,
)
SHARE_CONSUMPTION = Definition(
    "CO01_consumption_share",
    1,
    Sentence("Share of the total cost, as used up"),
    Sentence("Which part of all that was used up for CRM was used up for this."),
    Sentence("cost of the category, as used up ÷ total cost, as used up"),
    Unit.SHARE,
    PERSONNEL_SCALE,
)
ESTIMATED_CASH = Definition(
    "CO01_cash_estimated",
    1,
    Sentence("How much of the cost is estimated, as paid"),
    Sentence("Which part of the cost rests on estimates and on no invoice, payroll or time study."),
    Sentence("Σ entries paid that are estimates ÷ Σ entries paid"),
    Unit.SHARE,
)
ESTIMATED_CONSUMPTION = Definition(
    "CO01_consumption_estimated",
    1,
    Sentence("How much of the cost is estimated, as used up"),
    Sentence("Which part of the cost rests on estimates and on no invoice, payroll or time study."),
    Sentence("Σ entries used up that are estimates ÷ Σ entries used up"),
    Unit.SHARE,
)

DEFINITIONS = (
    *(TOTAL_CASH, SHARE_CASH, ESTIMATED_CASH),
    *(TOTAL_CONSUMPTION, SHARE_CONSUMPTION, ESTIMATED_CONSUMPTION),
)

OF_VIEW: Mapping[View, tuple[Definition, Definition, Definition]] = {
    View.CASH: (TOTAL_CASH, SHARE_CASH, ESTIMATED_CASH),
    View.CONSUMPTION: (TOTAL_CONSUMPTION, SHARE_CONSUMPTION, ESTIMATED_CONSUMPTION),
}
"""Total, share and estimated part; no definition serves both views, so no sum can mix them."""


@dataclass(frozen=True)
class PartOfCost:
    """What one category costs, its share of all, and how much of it is estimated."""

    category: Category
    cost: Figure
    share: Figure
    estimated: Figure


@dataclass(frozen=True)
class CostOfView:
    """What all costs in one view, and each category that costs anything, largest first."""

    view: View
    total: Figure
    estimated: Figure
    parts: tuple[PartOfCost, ...]


def costs_of(ledger: Judged, view: View) -> CostOfView:
    """The total cost of ownership in one view, by category."""
    entries = seen(ledger.frame, view)
    whole = total(entries, ledger.currency)
    lines = by_part(entries, ledger.currency, "category")
    ordered = sorted(lines, key=lambda line: (-line.cost.amount_minor, str(line.part[0])))
    parts = (_part(Category(str(line.part[0])), line.cost, whole, ledger) for line in ordered)
    figure, estimated = cost_figure(whole, ledger.as_of), estimated_figure(whole, ledger.as_of)
    return CostOfView(view, figure, estimated, tuple(parts))


def cost_figure(
    cost: Cost[View],
    as_of: date,
    cut: Mapping[str, str] | None = None,
    part: Sentence | None = None,
) -> Figure:
    """An amount of one view, under the definition of that view."""
    definition = OF_VIEW[cost.view][0]
    return money(
        definition, cost.amount_minor, cost.currency,
        as_of=as_of, n=cost.entries, cut=cut or {}, part=part,
    )  # fmt: skip


def estimated_figure(
    cost: Cost[View],
    as_of: date,
    cut: Mapping[str, str] | None = None,
    part: Sentence | None = None,
) -> Figure:
    """How much of a cost rests on estimates."""
    above, below = _major(cost, cost.estimated_minor), _major(cost, cost.amount_minor)
    definition = OF_VIEW[cost.view][2]
    return ratio(definition, above, below, as_of=as_of, n=cost.entries, cut=cut or {}, part=part)


def _part(category: Category, cost: Cost[View], whole: Cost[View], ledger: Judged) -> PartOfCost:
    cut = {"category": category.value}
    share = ratio(
        OF_VIEW[cost.view][1],
        _major(cost, cost.amount_minor),
        _major(whole, whole.amount_minor),
        as_of=ledger.as_of,
        n=cost.entries,
        cut=cut,
        part=category.label,
    )
    return PartOfCost(
        category,
        cost_figure(cost, ledger.as_of, cut, category.label),
        share,
        estimated_figure(cost, ledger.as_of, cut, category.label),
    )


def _major(cost: Cost[View], amount_minor: int) -> Decimal:
    return major(amount_minor, cost.currency)
