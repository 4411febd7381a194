"""From tables as read to panels: one per pilot, with the outcome in units that people say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import narwhals as nw
import numpy as np

from goodwill.analytics.benefit.pilots.panel import Panel
from goodwill.analytics.benefit.pilots.scaling import relative
from goodwill.analytics.errors import AnalyticsError, GoodwillError, Undefined
from goodwill.analytics.figure import NO_CURRENCY, Unit, minor_digits
from goodwill.analytics.information.measures import MEASURES
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence
from goodwill.report.pilot.asking import Asked, Inputs
from goodwill.report.pilot.from_orders import Sold, made
from goodwill.report.pilot.from_panel import last_day, outcome_name, panel_from
from goodwill.report.pilot.pilots import Pilot, pilots_of, wanted_of
from goodwill.report.pilot.scale import Scale
from goodwill.report.preparing import Inputs as OrderInputs
from goodwill.report.preparing import Prepared, Step, prepare
from goodwill.warehouse import Warehouse

NOT_ADDED = frozenset({"customers", "average_order"})
"""Customers of several months are not as many customers, and means do not add up."""
COUNTED = {
    "orders": Sentence("Number of orders"),
    "customers": Sentence("Number of customers"),
    "units": Sentence("Number of pieces"),
}
"""Where the measure's own name is a plural, which sentences about the outcome are not."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One pilot, ready to be measured, or why it cannot be.

    Parameters
    ----------
    panel
        As it is compared: shares of what was before, if so asked.
    scale
        Of `panel`; `whole` is that of the outcome itself.
    weights
        What an effect of 1 in one period is of the outcome, for each treated unit.
    """

    identity: str
    title: str
    panel: Panel | GoodwillError
    scale: Scale
    whole: Scale
    kind: str = ""
    notes: tuple[Sentence, ...] = ()
    weights: tuple[float, ...] = ()
    before: tuple[float, ...] = ()
    adds_up: bool = True


@dataclass(frozen=True)
class Ready:
    """Every pilot of the run."""

    warehouse: Warehouse
    inputs: Inputs
    as_of: date
    currency: str
    trials: tuple[Trial, ...]

    @property
    def asked(self) -> Asked:
        return self.inputs.asked


def ready(warehouse: Warehouse, inputs: Inputs, step: Step) -> Ready:
    """The panel of the file, or one panel per pilot out of the orders.

    Raises
    ------
    GoodwillError
        Not one pilot can be measured: what the first one misses.
    """
    if "panel" in inputs.reads:
        return _of_panel(warehouse, inputs)
    orders = _orders(warehouse, inputs, step)
    label = Sentence("Making panels of the orders")
    step(label, 0.0)
    file = inputs.file("pilots")
    every = pilots_of(warehouse.scan(inputs.reads["pilots"].table), file)
    sold = _sold(orders, inputs, file)
    trials = []
    chosen = wanted_of(every, inputs.asked.pilots, file)
    for place, pilot in enumerate(chosen, 1):
        trials.append(_of_orders(pilot, every, sold, orders.currency))
        step(label, place / len(chosen))
    _refuse_all(trials)
    return Ready(warehouse, inputs, orders.as_of, orders.currency, tuple(trials))


def _of_panel(warehouse: Warehouse, inputs: Inputs) -> Ready:
    survey = inputs.surveys["panel"]
    panel = panel_from(warehouse.scan(inputs.reads["panel"].table), inputs)
    currency = survey.settings.currency or NO_CURRENCY
    is_money = currency != NO_CURRENCY
    outcome = Scale(
        outcome_name(survey),
        Unit.MONEY if is_money else Unit.NUMBER,
        currency if is_money else None,
    )
    kind = survey.sources[0].column("unit") or ""
    told = Trial("", "", panel, outcome, outcome, kind, adds_up=not _are_rates(panel))
    trial = _trial(told, relatively=bool(inputs.asked.relative))
    return Ready(
        warehouse,
        inputs,
        inputs.as_of or last_day(panel.periods) or inputs.today,
        currency,
        (trial,),
    )


def _are_rates(panel: Panel) -> bool:
    """Numbers between 0 and 1 alone: rates of several periods are no rate together."""
    return bool((np.abs(panel.outcome) <= 1).all())


def _orders(warehouse: Warehouse, inputs: Inputs, step: Step) -> Prepared:
    names = [name for name in ("order_lines", "customers", "products") if name in inputs.reads]
    surveys = {name: inputs.surveys[name] for name in names}
    reads = {name: inputs.reads[name] for name in names}
    return prepare(warehouse, OrderInputs(surveys, reads, inputs.as_of), step)


def _sold(orders: Prepared, inputs: Inputs, file: str) -> Sold:
    lines = orders.used_with_attributes()
    first = lines.select(nw.col("counted_day").min()).collect().item()
    if inputs.asked.metric == "margin":
        _refuse_costless(orders)
    return Sold(orders.warehouse.settle(lines), int(first), orders.as_of_day, file, inputs.asked)


def _refuse_costless(orders: Prepared) -> None:
    known = (~nw.col("cost_minor").is_null()).cast(nw.Int64).sum()
    if not orders.used.select(n=known).collect().item():
        raise Undefined(
            Sentence(
                "No order line has a cost, so there is no margin. Give --products with unit "
                "costs, or --metric revenue."
            )
        )


def _of_orders(pilot: Pilot, every: Sequence[Pilot], sold: Sold, currency: str) -> Trial:
    measure = MEASURES[sold.asked.metric].definition
    is_money = measure.unit is Unit.MONEY
    outcome = Scale(
        COUNTED.get(sold.asked.metric, measure.label),
        Unit.MONEY if is_money else Unit.NUMBER,
        currency if is_money else None,
    )
    told = Trial(
        pilot.identity,
        pilot.title,
        AnalyticsError(Sentence("Not measured.")),
        outcome,
        outcome,
        adds_up=sold.asked.metric not in NOT_ADDED,
    )
    try:
        found = made(pilot, every, sold)
        digits = minor_digits(currency) if is_money else 0
        panel = replace(found.panel, outcome=found.panel.outcome / 10**digits)
        whole = replace(told, panel=panel, kind=found.kind, notes=found.notes)
        return _trial(whole, relatively=sold.asked.relative is not False)
    except AnalyticsError as reason:
        return replace(told, panel=reason)


MOST_APART = 3.0
"""How many times the smallest unit the largest may be before amounts are no fair comparison."""


def _trial(trial: Trial, *, relatively: bool) -> Trial:
    """With shares of what was before in the outcome's place; else with a warning if it matters."""
    panel = trial.panel
    assert isinstance(panel, Panel)
    first = min(start for start in panel.starts if start is not None)
    before = panel.outcome[:, :first].mean(axis=1)
    ran = [len(panel.periods) - (panel.starts[i] or 0) for i in panel.treated]
    if not relatively:
        return replace(
            trial,
            before=tuple(before),
            weights=tuple(map(float, ran)),
            notes=(*trial.notes, *_unequal(before)),
        )
    return replace(
        trial,
        panel=relative(panel),
        scale=Scale(trial.whole.label, Unit.SHARE),
        before=tuple(before),
        weights=tuple(np.array(ran) * before[list(panel.treated)]),
    )


def _unequal(before: Floats) -> tuple[Sentence, ...]:
    """Large units grow by more than small ones without any pilot."""
    if before.min() <= 0 or before.max() <= MOST_APART * before.min():
        return ()
    sentence = Sentence(
        "Units are of very different size: the largest had {times} times what the smallest had "
        "before. Large ones grow by more than small ones anyway; compare shares with --relative.",
        times=round(float(before.max() / before.min()), 1),
    )
    return (sentence,)


def _refuse_all(trials: Sequence[Trial]) -> None:
    reasons = [trial.panel for trial in trials if isinstance(trial.panel, GoodwillError)]
    if len(reasons) == len(trials):
        raise reasons[0]
