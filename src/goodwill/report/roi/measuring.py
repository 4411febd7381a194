"""Everything that is told of a programme, computed once for the report and the workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from goodwill.analytics.benefit.returns import alternatives
from goodwill.analytics.benefit.returns.alternatives import Advantage, advantage
from goodwill.analytics.benefit.returns.appraisal import Appraisal, appraise
from goodwill.analytics.benefit.returns.delays import (
    delay_cost,
    delay_figure,
    waiting_figure,
    years_of,
)
from goodwill.analytics.benefit.returns.evidence import Evidence, evidence
from goodwill.analytics.benefit.returns.progress import Progress, progress
from goodwill.analytics.benefit.returns.scenarios import Scenario, scenarios
from goodwill.analytics.benefit.returns.simulation import Simulation, simulate
from goodwill.analytics.benefit.returns.stakes.stake import Basis, Calculator, Stake
from goodwill.analytics.benefit.returns.stakes.valuing import values_at_stake
from goodwill.analytics.benefit.returns.tornado import Bar, tornado
from goodwill.analytics.errors import AnalyticsError, attempted
from goodwill.analytics.figure import Figure
from goodwill.language import Sentence
from goodwill.report.preparing import Step
from goodwill.report.roi.preparing import Ready

USUAL_DELAYS = tuple(map(Decimal, (3, 6, 12)))
YEAR = Decimal(12)
"""The delay that is told where the programme states none."""


@dataclass(frozen=True, eq=False)
class Measured:
    """A programme appraised.

    Parameters
    ----------
    planned
        The same with the costs as planned; None where no ledger was given.
    delays
        Cost of a delay by its months.
    advantage
        Over the best rejected alternative, in all and per year; n/a with the reason.
    """

    ready: Ready
    appraisal: Appraisal
    planned: Appraisal | None
    scenarios: tuple[Scenario, ...]
    bars: tuple[Bar, ...]
    simulation: Simulation
    evidence: Evidence
    progress: tuple[Progress, ...]
    delays: dict[Decimal, Figure]
    waiting: Figure | None
    compared: Advantage | AnalyticsError
    advantage: tuple[Figure, Figure]
    stakes: dict[Calculator, Stake | AnalyticsError]

    @property
    def is_uncertain(self) -> bool:
        """Whether any entry states how far it may miss its plan."""
        return any(line.triangle.low != line.triangle.high for line in self.appraisal.lines.all)

    @property
    def delay(self) -> tuple[Decimal, Figure]:
        """The delay that the programme states, or one of a year."""
        months = self.appraisal.programme.delay_months
        if months is None or months not in self.delays:
            months = YEAR
        return months, self.delays[months]


def measure(ready: Ready, step: Step) -> Measured:
    """Appraise, and answer every other question as far as it can be.

    Raises
    ------
    Undefined
        There are no costs, or no financial benefits.
    """
    label = Sentence("Appraising the programme")
    step(label, 0.0)
    programme = ready.programme
    appraisal = appraise(programme)
    terms, told_on = appraisal.terms, programme.told_on
    step(label, 0.2)
    simulation = simulate(appraisal)
    step(label, 0.6)
    compared = attempted(lambda: advantage(appraisal.flows, programme.alternatives, terms.rate))
    waiting = ready.inputs.waiting
    measured = Measured(
        ready,
        appraisal,
        appraise(ready.planned) if ready.actuals else None,
        scenarios(appraisal),
        tornado(appraisal),
        simulation,
        evidence(appraisal),
        progress(appraisal),
        _delays(appraisal),
        waiting_figure(waiting, currency=programme.currency, as_of=told_on) if waiting else None,
        compared,
        alternatives.figures(compared, currency=programme.currency, as_of=told_on),
        values_at_stake(ready.inputs.stakes, Basis(programme.currency, told_on)),
    )
    step(label, 1.0)
    return measured


def _delays(appraisal: Appraisal) -> dict[Decimal, Figure]:
    programme, flows = appraisal.programme, appraisal.flows
    stated = programme.delay_months
    wanted = {*USUAL_DELAYS, *([stated] if stated else [])}
    return {
        months: replace(
            delay_figure(
                delay_cost(flows, appraisal.terms.rate, years_of(months)),
                currency=programme.currency,
                as_of=programme.told_on,
                n=len(appraisal.lines.benefits),
            ),
            cut={"months": str(months)},
            part=Sentence("{months} months later", months=months),
        )
        for months in sorted(wanted)
    }
