"""From the programme's file and the cost ledger to the programme as it is appraised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from goodwill.analytics.benefit.costing.ledger.judging import Judged, judged
from goodwill.analytics.benefit.returns.programme import Programme
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import ASSETS, COST_ENTRIES, EXCHANGE_RATES
from goodwill.language import Sentence
from goodwill.report.preparing import Step
from goodwill.report.roi.actuals import Actuals, actuals, as_paid
from goodwill.report.roi.asking import Inputs
from goodwill.warehouse import Warehouse


@dataclass(frozen=True)
class Ready:
    """A programme ready to be appraised.

    Parameters
    ----------
    programme
        With what was paid in the place of what was planned, where a ledger was given.
    planned
        As the file has it.
    """

    inputs: Inputs
    programme: Programme
    ledger: Judged | None = None
    actuals: Actuals | None = None

    @property
    def planned(self) -> Programme:
        return self.inputs.programme


def ready(inputs: Inputs, step: Step, warehouse: Warehouse | None = None) -> Ready:
    """The programme, with the ledger's amounts where one was read.

    Raises
    ------
    SettingRefused
        A cost is taken from the ledger alone, and there is none.
    AnalyticsError
        The ledger has nothing to say, or says it twice.
    """
    if warehouse is None or COST_ENTRIES.name not in inputs.reads:
        _refuse_without_ledger(inputs)
        return Ready(inputs, inputs.programme)
    label = Sentence("Judging the cost ledger")
    step(label, 0.0)
    programme = inputs.programme
    beside: dict[str, Any] = {
        name: warehouse.scan(inputs.reads[table.name].table)
        for name, table in (("rates", EXCHANGE_RATES), ("assets", ASSETS))
        if table.name in inputs.reads
    }
    ledger = judged(
        warehouse.scan(inputs.reads[COST_ENTRIES.name].table),
        currency=programme.currency,
        as_of=programme.told_on,
        settle=warehouse.settle,
        **beside,
    )
    step(label, 0.7)
    found = actuals(ledger.frame, programme, inputs.ledger_lines)
    step(label, 1.0)
    return Ready(inputs, as_paid(programme, found), ledger, found)


def _refuse_without_ledger(inputs: Inputs) -> None:
    lacking = [line.cost_id for line in inputs.ledger_lines if not line.is_planned]
    if lacking:
        raise SettingRefused(
            Sentence(
                "{file}: the cost {cost} is taken from the cost ledger, and there is none. Give "
                "--ledger FILE, or `ledger` at the top of the programme; or plan its `amounts`.",
                file=inputs.file,
                cost=lacking[0],
            )
        )
