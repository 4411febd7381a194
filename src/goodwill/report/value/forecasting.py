"""What is told of the future: models chosen and fitted, and what managers read off them.

Whatever the data cannot answer stands here as the refusal itself, so that the report says
the reason in the place of the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.errors import AnalyticsError, TooFew, attempted
from goodwill.analytics.figure import Figure
from goodwill.analytics.tables import Frame
from goodwill.analytics.value import bgcnbd, paretonbd
from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.choosing import (
    choosing,
    frequencies,
    independence,
    splitting,
    tracking,
)
from goodwill.analytics.value.choosing.frequencies import Conditional
from goodwill.analytics.value.family import Family
from goodwill.analytics.value.outlook import (
    churnrisk,
    elasticity,
    equity,
    equitychange,
    fan,
    leaving,
    lifetime,
    portfolio,
    potential,
    presence,
    prospects,
    residualclasses,
    slowerleaving,
    worklists,
)
from goodwill.analytics.value.spending import from_frame, spend_groups
from goodwill.analytics.value.today import migration, whale
from goodwill.analytics.value.today.portrait import RANKS
from goodwill.analytics.value.triples import triples
from goodwill.language import Sentence
from goodwill.report.preparing import Prepared, Step
from goodwill.report.value.advising import Advice, advise
from goodwill.report.value.repaying import Paying, paying

LABEL = Sentence("Foretelling what customers will bring")
LISTED = 20
YEAR = 365
FEWEST_REPEATERS = 10
"""With fewer customers who ever came back, nothing is told of the future."""


@dataclass(frozen=True)
class Forecast:
    """Every result about the future; a refusal stands where there is none.

    `customers` has a row for everybody, with all columns of the forecast.
    """

    annual: float
    choice: choosing.Choice | AnalyticsError
    outlook: lifetime.Outlook
    customers: Frame
    base: portfolio.Portfolio
    fan: Sequence[fan.Step]
    presence: presence.Presence
    bands: Sequence[churnrisk.Band]
    silence_figures: Sequence[Figure]
    prospects: Sequence[Figure]
    independence: independence.Independence | AnalyticsError
    tracking: tracking.Tracking | AnalyticsError
    frequencies: frequencies.Frequencies | AnalyticsError
    conditional: Sequence[Conditional]
    whale: whale.Whale
    whale_figures: Sequence[Figure]
    grid: potential.Grid
    grid_figures: Sequence[Figure]
    classes: Sequence[residualclasses.ResidualRow]
    class_figures: Sequence[Figure]
    treasured: Sequence[worklists.Treasured]
    at_risk: Sequence[worklists.AtRisk]
    list_figures: Sequence[Figure]
    equity_figures: Sequence[Figure]
    migration: migration.Matrix | AnalyticsError
    sensitivity: Sequence[Figure]
    paying: Paying
    advice: Advice


@dataclass(frozen=True)
class Asked:
    """What the forecast needs to be told.

    Parameters
    ----------
    annual
        Discount rate per year.
    earlier
        `customer_id`, `residual_value_minor`, `p_alive` of the run before this one.
    won_for_minor
        Mean acquisition cost of a customer, minor units; None where it is not known.
    retained
        The retention rate (RL01) as measured.
    """

    annual: float = 0.1
    earlier: Frame | None = None
    won_for_minor: int | None = None
    retained: Figure | None = None


def forecast(
    prepared: Prepared, customers: Frame, step: Step, asked: Asked
) -> Forecast | AnalyticsError:
    """Choose a model, fit it to everything, and ask it; or say why nothing can be told.

    `customers` is the portrait's, with `value_minor`.
    """
    found = attempted(lambda: _forecast(prepared, customers, step, asked))
    step(LABEL, 1.0)
    return found


def _forecast(prepared: Prepared, customers: Frame, step: Step, asked: Asked) -> Forecast:
    step(LABEL, 0.0)
    _refuse_a_handful(customers)
    settle = prepared.warehouse.settle
    told: Any = {"currency": prepared.currency, "as_of": prepared.as_of}
    known = attempted(lambda: _held_out(prepared))
    choice = _choice(known)
    step(LABEL, 0.3)
    outlook = lifetime.outlook(
        customers,
        settle,
        family=_family(choice),
        model=_regular(choice, customers),
        annual=asked.annual,
    )
    step(LABEL, 0.5)
    base = portfolio.portfolio(outlook)
    step(LABEL, 0.6)
    cuts = potential.cuts(outlook.customers)
    ranked = settle(residualclasses.ranked(outlook.customers.drop(*RANKS)))
    classified = residualclasses.classified(outlook.customers, residualclasses.cutoffs(ranked))
    placed = settle(worklists.with_risk(potential.placed(classified, cuts)))
    classes = residualclasses.table(placed)
    grid = potential.grid(placed, cuts)
    expected = whale.curve(ranked, Basis.RESIDUAL)
    step(LABEL, 0.8)
    return Forecast(
        annual=asked.annual,
        choice=choice,
        outlook=outlook,
        customers=placed,
        base=base,
        fan=fan.fan(outlook),
        presence=presence.presence(outlook),
        bands=churnrisk.bands(placed),
        silence_figures=churnrisk.figures(
            churnrisk.silences(outlook), outlook, as_of=prepared.as_of
        ),
        prospects=prospects.figures(base, outlook, **told),
        independence=attempted(lambda: _independent(customers)),
        tracking=attempted(lambda: _tracking(prepared, choice, outlook)),
        frequencies=attempted(lambda: _frequencies(known, choice, outlook)),
        conditional=_conditional(known, choice),
        whale=expected,
        whale_figures=whale.figures(expected, **told),
        grid=grid,
        grid_figures=potential.figures(grid, prepared.basis, **told),
        classes=classes,
        class_figures=residualclasses.figures(classes, **told),
        treasured=worklists.treasured(
            worklists.treasures(placed), LISTED, currency=prepared.currency
        ),
        at_risk=worklists.at_risk(worklists.about_to_be_lost(placed), LISTED),
        list_figures=worklists.figures(placed, **told),
        equity_figures=_equity(placed, base, asked.earlier, told),
        migration=attempted(lambda: _migration(prepared)),
        sensitivity=_sensitivity(outlook, base, asked.retained, told),
        paying=paying(
            prepared, outlook, placed, won_for_minor=asked.won_for_minor, interval=_ends(base)
        ),
        advice=advise(prepared, placed, _family(choice)),
    )


def _refuse_a_handful(customers: Frame) -> None:
    """A model would answer, and the answer would be its prior."""
    came_back = (nw.col("repeats") > 0).cast(nw.Int64).sum()
    found = int(customers.select(n=came_back).collect().item() or 0)
    if found < FEWEST_REPEATERS:
        raise TooFew(Sentence("customers who came back"), found, FEWEST_REPEATERS)


def _held_out(prepared: Prepared) -> splitting.Split:
    return splitting.split(prepared.orders, as_of_day=prepared.as_of_day)


def _choice(known: splitting.Split | AnalyticsError) -> choosing.Choice | AnalyticsError:
    if isinstance(known, AnalyticsError):
        return known
    return attempted(lambda: choosing.choose(known))


def _family(choice: choosing.Choice | AnalyticsError) -> Family:
    """Too little history to compare models is enough for the default to be asked."""
    if isinstance(choice, AnalyticsError) or choice.chosen.family is None:
        return paretonbd
    return choice.chosen.family


def _regular(choice: choosing.Choice | AnalyticsError, customers: Frame) -> Any:
    """Regular buyers keep the regularity that the comparison found; other models fit anew."""
    if isinstance(choice, AnalyticsError) or choice.chosen.family is not bgcnbd:
        return None
    seen = triples(customers)
    return bgcnbd.fit(seen.x, seen.t_x, seen.T, seen.weight, k=choice.chosen.model.k)


def _independent(customers: Frame) -> independence.Independence:
    groups = spend_groups(customers, "purchase_days", "gross_minor")
    return independence.independence(from_frame(groups, "purchases", "mean_value", "customers"))


def _tracking(
    prepared: Prepared, choice: choosing.Choice | AnalyticsError, outlook: lifetime.Outlook
) -> tracking.Tracking:
    """Of the model that had not seen the hold-out, where there was one."""
    told = {"as_of_day": prepared.as_of_day}
    if isinstance(choice, AnalyticsError):
        seen = tracking.daily(prepared.orders, **told)
        return tracking.tracking(seen, outlook.family, outlook.model)
    end, chosen = choice.calibration_end_day, choice.chosen
    seen = tracking.daily(prepared.orders, acquired_by_day=end, **told)
    return tracking.tracking(seen, _family(choice), chosen.model, calibration_end_day=end)


def _frequencies(
    known: splitting.Split | AnalyticsError,
    choice: choosing.Choice | AnalyticsError,
    outlook: lifetime.Outlook,
) -> frequencies.Frequencies:
    """Of the model that was judged, where one was."""
    if isinstance(known, AnalyticsError) or isinstance(choice, AnalyticsError):
        return frequencies.frequencies(outlook.histories, outlook.family, outlook.model)
    seen = known.calibration.histories
    return frequencies.frequencies(seen, _family(choice), choice.chosen.model)


def _conditional(
    known: splitting.Split | AnalyticsError, choice: choosing.Choice | AnalyticsError
) -> Sequence[Conditional]:
    if isinstance(known, AnalyticsError) or isinstance(choice, AnalyticsError):
        return ()
    return frequencies.conditional_expectations(known, _family(choice), choice.chosen.model)


def _equity(
    placed: Frame, base: portfolio.Portfolio, earlier: Frame | None, told: Any
) -> Sequence[Figure]:
    ends = _ends(base)
    change = None if earlier is None else equitychange.changed(earlier, placed)
    return (
        *equity.figures(equity.equity(placed, interval=ends), **told),
        *equitychange.figures(change, customers=base.customers, **told),
    )


def _ends(base: portfolio.Portfolio) -> equity.Interval:
    return equity.Interval(round(base.equity.low), round(base.equity.high), base.equity.level)


def _migration(prepared: Prepared) -> migration.Matrix:
    """Between loyalty stages, over the last year or the second half of shorter data."""
    first = prepared.orders.select(nw.col("day").min()).collect().item()
    end = prepared.as_of_day
    start = max(end - YEAR, (int(first) + end) // 2)
    settle = prepared.warehouse.settle
    before, after = (settle(migration.stage_at(prepared.orders, day)) for day in (start, end))
    return migration.migration(before, after, migration.Kind.STAGE, start_day=start, end_day=end)


def _sensitivity(
    outlook: lifetime.Outlook, base: portfolio.Portfolio, retained: Figure | None, told: Any
) -> Sequence[Figure]:
    """On the retention rate that the report measured (RL01), and through the model."""

    def closed() -> elasticity.Sensitivity:
        if retained is None or retained.numerator is None or not retained.denominator:
            raise TooFew(Sentence("customers at the start of the period"), 0, 1)
        return elasticity.sensitivity(
            int(retained.numerator),
            int(retained.denominator),
            annual=outlook.annual,
            days=_days(retained),
        )

    modelled = attempted(lambda: slowerleaving.through_model(*leaving.scenarios(outlook)))
    worth = round(base.equity.value)
    return (
        *elasticity.figures(attempted(closed), equity_minor=worth, **told),
        *slowerleaving.figures(modelled, customers=base.customers, **told),
    )


def _days(retained: Figure) -> int:
    """The length of the period that the retention rate speaks of."""
    return (retained.as_of - date.fromisoformat(retained.cut["from"])).days + 1
