"""All that the cost report says, measured once: the numbers, before any words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.costfigures import CostOfView, costs_of
from goodwill.analytics.benefit.costing.ledger.page import DoesNotAddUp
from goodwill.analytics.benefit.costing.ledger.totals import CostLine, by_part
from goodwill.analytics.benefit.costing.ledger.views import View, seen
from goodwill.analytics.benefit.costing.sharing import costfigures_served as figures
from goodwill.analytics.benefit.costing.sharing.allocation import Allocation, allocate
from goodwill.analytics.benefit.costing.sharing.served import cost_to_serve
from goodwill.analytics.benefit.costing.sharing.settings import Settings
from goodwill.analytics.benefit.costing.stages.asking import Amount, Customers, Values
from goodwill.analytics.benefit.costing.stages.asking import Asked as AskedOfStages
from goodwill.analytics.benefit.costing.stages.spending import StageSpend, by_stage
from goodwill.analytics.benefit.costing.stages.stagecosts import stage_figures
from goodwill.analytics.errors import GoodwillError
from goodwill.analytics.figure import NO_CURRENCY, Definition, Figure, major, minor, money, ratio
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.report.cost.preparing import Ready, Window, last_months
from goodwill.report.cost.profiting import Profit, Sold, profit, sold
from goodwill.report.cost.serving import Served, served
from goodwill.report.cost.watching import Watching, watch
from goodwill.report.preparing import Step


@dataclass(frozen=True)
class Outside:
    """What the ledger has beyond the months of the report, in each view, minor units."""

    cash: int
    consumption: int


@dataclass(frozen=True)
class Measured:
    """Every result of the cost report.

    Parameters
    ----------
    cash, consumption
        The two views of the window, never added.
    parts
        Sub-categories in the consumption view and, by their code, in the cash view.
    to_serve
        The table COSTS: what `goodwill value --costs` reads.
    stages
        Of `stage_periods`; a refusal where no cost was assigned to any stage.
    """

    ready: Ready
    cash: CostOfView
    consumption: CostOfView
    parts: dict[View, tuple[CostLine[View], ...]]
    months: dict[View, tuple[CostLine[View], ...]]
    outside: Outside
    allocation: Allocation
    to_serve: Frame
    served: Served
    sold: Sold | GoodwillError | None
    profit: Profit | GoodwillError | None
    stages: tuple[Figure, ...] | GoodwillError
    stage_spend: StageSpend | None
    stage_periods: tuple[int, ...]
    watching: Watching

    @property
    def currency(self) -> str:
        return self.ready.currency

    @property
    def currency_unknown(self) -> bool:
        return self.currency == NO_CURRENCY

    @property
    def as_of(self) -> date:
        return self.ready.as_of

    @property
    def window(self) -> Window:
        return self.ready.window

    def money(self, definition: Definition, amount: int, n: int = 1, **more: Any) -> Figure:
        """An amount in minor units under its definition."""
        return money(definition, amount, self.currency, as_of=self.as_of, n=n, **more)

    def share(
        self, definition: Definition, above: int, below: int, n: int = 1, **more: Any
    ) -> Figure:
        """A share of two amounts in minor units."""
        parts = (major(above, self.currency), major(below, self.currency))
        return ratio(definition, *parts, as_of=self.as_of, n=n, **more)

    @property
    def unassigned_share(self) -> Figure:
        identity = self.allocation.identity
        return self.share(figures.UNASSIGNED_SHARE, identity.unassigned, identity.ledger)


def measure(ready: Ready, step: Step) -> Measured:
    """Ask every question of the report; each sends back sums, never entries.

    Raises
    ------
    GoodwillError
        Costs cannot be shared out: a driver is circular, capacity is told twice.
    """
    them = sold(ready, step)
    label = Sentence("Sharing out the costs")
    step(label, 0.0)
    settle = ready.warehouse.settle
    found = allocate(
        ready.ledger.frame,
        ready.activities,
        ready.capacity,
        ready.asked.equations,
        ready.drivers,
        stages=them.stages if isinstance(them, Sold) else None,
        settings=Settings(practical_share=ready.asked.practical),
        settle=settle,
    )
    step(label, 0.5)
    currency = None if ready.currency == NO_CURRENCY else ready.currency
    to_serve = settle(cost_to_serve(found.costs, currency=currency, settle=settle))
    customers = served(found, ready.warehouse, ready.scanned("customers"))
    step(label, 1.0)
    label = Sentence("Measuring costs")
    step(label, 0.0)
    views = {view: costs_of(ready.ledger, view) for view in View}
    outside = _outside(ready)
    _must_reconcile(ready, views, outside, found)
    gained = _profit(ready, them, to_serve)
    step(label, 0.4)
    spend, told, periods = _stages(ready, them, found)
    step(label, 0.6)
    watching = watch(ready, found.capacity)
    step(label, 1.0)
    return Measured(
        ready=ready,
        cash=views[View.CASH],
        consumption=views[View.CONSUMPTION],
        parts={view: _by(ready, view, "category", "subcategory") for view in View},
        months={view: _by(ready, view, "period") for view in View},
        outside=outside,
        allocation=found,
        to_serve=to_serve,
        served=customers,
        sold=them,
        profit=gained,
        stages=told,
        stage_spend=spend,
        stage_periods=periods,
        watching=watching,
    )


def _by(ready: Ready, view: View, *columns: str) -> tuple[CostLine[View], ...]:
    return by_part(seen(ready.ledger.frame, view), ready.currency, *columns)


def _outside(ready: Ready) -> Outside:
    beyond = ready.whole.frame.filter(~ready.window.holds(nw.col("period")))

    def summed(view: View) -> int:
        found = seen(beyond, view).frame.select(nw.col("amount_minor").sum().cast(nw.Int64))
        return int(found.collect("pyarrow").row(0)[0] or 0)

    return Outside(summed(View.CASH), summed(View.CONSUMPTION))


def _must_reconcile(
    ready: Ready, views: dict[View, CostOfView], outside: Outside, found: Allocation
) -> None:
    """The ledger's own bookkeeping, the total shown and the parts shared out are one amount."""
    page, identity = ready.whole.page, found.identity
    told = views[View.CONSUMPTION].total.value
    assert told is not None
    booked = page.consumption.amount_minor - outside.consumption
    shown = minor(told, ready.currency)  # type: ignore[arg-type]
    if not booked == shown == identity.ledger:
        raise DoesNotAddUp(f"{booked} booked, {shown} shown, {identity.ledger} shared out")


def _profit(
    ready: Ready, them: Sold | GoodwillError | None, costs: Frame
) -> Profit | GoodwillError | None:
    if not isinstance(them, Sold):
        return them
    try:
        return profit(ready, them, costs)
    except GoodwillError as refusal:
        return refusal


def _stages(
    ready: Ready, them: Sold | GoodwillError | None, found: Allocation
) -> tuple[StageSpend | None, tuple[Figure, ...] | GoodwillError, tuple[int, ...]]:
    periods = last_months(ready.window, ready.last_whole)
    try:
        spend = by_stage(found.costs)[0]
        inside = tuple(p for p in periods if spend.first <= p <= spend.last)
        return spend, stage_figures(spend, _asked_of_stages(ready, them, inside)), inside
    except GoodwillError as refusal:
        return None, refusal, periods


def _asked_of_stages(
    ready: Ready, them: Sold | GoodwillError | None, periods: tuple[int, ...]
) -> AskedOfStages:
    counted = isinstance(them, Sold) and them.periods == periods
    counts = them.counts if isinstance(them, Sold) and counted else Customers()
    lifetime = ready.asked.lifetime
    worth = None if lifetime is None else Amount(minor(lifetime, ready.currency), 1)
    return AskedOfStages(
        periods, counts, ready.currency, ready.as_of, values=Values(lifetime=worth)
    )
