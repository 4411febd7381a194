"""What else the money could do: opportunity cost as the best alternative that was rejected.

The discount rate charges the normal return already, so an alternative is compared with, and
not added to the costs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from goodwill.analytics.benefit.returns import returnfigures
from goodwill.analytics.benefit.returns.appraisal import Appraisal
from goodwill.analytics.benefit.returns.flows import Flows
from goodwill.analytics.benefit.returns.measuring import Returns, returns
from goodwill.analytics.benefit.returns.programme import Alternative
from goodwill.analytics.errors import AnalyticsError, NotTogether, attempted
from goodwill.analytics.figure import Definition, Figure
from goodwill.language import Sentence


@dataclass(frozen=True)
class Compared:
    """A programme beside an alternative.

    Parameters
    ----------
    advantage
        NPV − NPV of the alternative; n/a where the horizons differ.
    annual_advantage
        The same by equivalent annual values, for any horizons.
    """

    alternative: Alternative
    returns: Returns
    advantage: Figure
    annual_advantage: Figure


def alternatives(appraisal: Appraisal) -> tuple[Compared, ...]:
    """Every alternative beside the programme, the one worth most a year first."""
    compared = [_compared(appraisal, each) for each in appraisal.programme.alternatives]
    return tuple(sorted(compared, key=_worth))


def best_rejected(appraisal: Appraisal) -> Compared | None:
    """The opportunity cost: the best of the alternatives that were rejected, if there is one."""
    found = alternatives(appraisal)
    return next((each for each in found if each.alternative.is_rejected), None)


def _worth(compared: Compared) -> tuple[float, str]:
    value = compared.returns.equivalent_annual.value
    return (-float(value) if value is not None else float("inf"), compared.alternative.id)


def _compared(appraisal: Appraisal, alternative: Alternative) -> Compared:
    part = Sentence("{entry}", entry=alternative.name)
    cut = {"alternative": alternative.id}
    terms = replace(appraisal.terms, n=1, grade=None, cut=cut, part=part)
    theirs = returns(Flows(alternative.benefits, alternative.costs), terms)
    ours = appraisal.returns

    def difference(definition: Definition, one: Figure, other: Figure) -> Figure:
        return terms.money(definition, attempted(lambda: _less(one, other)))

    advantage = difference(returnfigures.ADVANTAGE, ours.npv, theirs.npv)
    if ours.flows.horizon != theirs.flows.horizon:
        refusal: AnalyticsError = _unequal(appraisal, alternative)
        advantage = terms.money(returnfigures.ADVANTAGE, refusal)
    annual = difference(
        returnfigures.ANNUAL_ADVANTAGE, ours.equivalent_annual, theirs.equivalent_annual
    )
    return Compared(alternative, theirs, advantage, annual)


def _less(one: Figure, other: Figure) -> float:
    for figure in (one, other):
        if figure.value is None:
            raise NotTogether(figure.reason or Sentence("One of the two cannot be told."))
    assert one.value is not None
    assert other.value is not None
    return float(one.value) - float(other.value)


def _unequal(appraisal: Appraisal, alternative: Alternative) -> NotTogether:
    return NotTogether(
        Sentence(
            "The programme runs to year {ours} and {alternative} to year {theirs}: net present "
            "values of unequal horizons cannot be compared. Compare the equivalent annual values.",
            ours=appraisal.flows.horizon,
            alternative=alternative.name,
            theirs=alternative.horizon,
        )
    )
