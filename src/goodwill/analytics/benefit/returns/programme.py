"""A CRM programme as it is put before those who decide: costs, benefits, alternatives, rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from goodwill.analytics.benefit.returns.checks import (
    check_amounts,
    check_different,
    check_number,
    check_share,
    check_years,
)
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.register import Benefit
from goodwill.analytics.benefit.returns.risk import Risk, check_risk
from goodwill.analytics.errors import SettingRefused
from goodwill.language import Sentence

DEFAULT_HORIZON = 3
DEFAULT_RATE = Decimal("0.10")
DEFAULT_RECAPTURED = Decimal("0.50")
DEFAULT_DRAWS = 100_000
DEFAULT_SEED = 20_260_101
LONGEST_HORIZON = 50


@dataclass(frozen=True)
class Cost:
    """What the programme costs by year in cash: capital at payment, no depreciation.

    Parameters
    ----------
    amounts
        As planned, for each of the years 0 … horizon, in the currency's major unit.
    category, stage
        Codes of the cost ledger, where it is known.
    risk
        By how much it may run over.
    """

    id: str
    name: Name
    amounts: tuple[Decimal, ...]
    category: str = ""
    stage: str = ""
    owner: str = ""
    evidence: str = ""
    risk: Risk = Decimal(0)

    def __post_init__(self) -> None:
        check_amounts(self.amounts, "amounts", self.id)
        check_risk(self.risk, self.id)


@dataclass(frozen=True)
class Alternative:
    """What else could be done with the capital: its benefits and costs by year from 0 on.

    Both rows have one number for each year of its own horizon. Amounts are risk-adjusted.
    """

    id: str
    name: Name
    benefits: tuple[Decimal, ...]
    costs: tuple[Decimal, ...]
    is_rejected: bool = True
    why: str = ""

    def __post_init__(self) -> None:
        check_amounts(self.benefits, "benefits", self.id)
        check_amounts(self.costs, "costs", self.id)
        if not self.benefits:
            raise SettingRefused(
                Sentence(
                    "The alternative {alternative} has no years: enter its benefits and costs "
                    "for each year from 0 on.",
                    alternative=self.id,
                )
            )
        check_years(self.costs, self.horizon, "costs", self.id)

    @property
    def horizon(self) -> int:
        return len(self.benefits) - 1


@dataclass(frozen=True)
class Payment:
    """Money that came in (above 0) or went out (below 0) on a day."""

    on: date
    amount: Decimal


@dataclass(frozen=True)
class Hazard:
    """What may go wrong with the programme: its chance, what it would cost, what is done."""

    id: str
    name: Name
    kind: str = ""
    phase: str = ""
    owner: str = ""
    probability: Decimal = Decimal(0)
    impact: Decimal = Decimal(0)
    action: str = ""

    def __post_init__(self) -> None:
        check_share(self.probability, "probability", self.id)
        check_amounts((self.impact,), "impact", self.id)

    @property
    def expected(self) -> Decimal:
        """Chance × what it would cost."""
        return self.probability * self.impact


@dataclass(frozen=True)
class Simulating:
    """How often chance is asked, and from which seed, so that it answers the same again."""

    draws: int = DEFAULT_DRAWS
    seed: int = DEFAULT_SEED

    def __post_init__(self) -> None:
        if not 1_000 <= self.draws <= 10_000_000 or self.seed < 0:
            raise SettingRefused(
                Sentence(
                    "{draws} draws from seed {seed} cannot be made: between 1,000 and 10,000,000 "
                    "draws and a seed not below 0 are meant.",
                    draws=self.draws,
                    seed=self.seed,
                )
            )


@dataclass(frozen=True)
class Programme:
    """A whole programme.

    Parameters
    ----------
    starts_on
        The day of year 0. Year t is t years later.
    as_of
        The day as of which it is told; None: `starts_on`.
    horizon
        The last year that counts.
    rate
        The discount rate for a year, as a share.
    recaptured
        Which share of released time is put to use, where a benefit does not say.
    missed
        What would be missed without the programme (R314). It is the same money as the
        benefits, and so is refused beside them.
    payments
        What was really paid and received, for returns by day.
    delay_months
        By how much later the benefits may come than planned, for the cost of a delay.
    """

    id: str
    name: Name
    currency: str
    starts_on: date
    costs: tuple[Cost, ...] = ()
    benefits: tuple[Benefit, ...] = ()
    as_of: date | None = None
    horizon: int = DEFAULT_HORIZON
    rate: Decimal = DEFAULT_RATE
    recaptured: Decimal = DEFAULT_RECAPTURED
    alternatives: tuple[Alternative, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    payments: tuple[Payment, ...] = ()
    missed: tuple[Decimal, ...] = ()
    delay_months: Decimal | None = None
    simulating: Simulating = Simulating()

    def __post_init__(self) -> None:
        _check_terms(self)
        check_different(
            (*(cost.id for cost in self.costs), *(benefit.id for benefit in self.benefits))
        )
        check_different(alternative.id for alternative in self.alternatives)
        check_different(hazard.id for hazard in self.hazards)
        for cost in self.costs:
            check_years(cost.amounts, self.horizon, "amounts", cost.id)
        for benefit in self.benefits:
            benefit.check(self.horizon)
        _refuse_missed_twice(self)

    @property
    def told_on(self) -> date:
        return self.as_of or self.starts_on


def _check_terms(programme: Programme) -> None:
    if not 1 <= programme.horizon <= LONGEST_HORIZON:
        raise SettingRefused(
            Sentence(
                "The horizon is {horizon} years: a whole number from 1 to {longest} is meant.",
                horizon=programme.horizon,
                longest=LONGEST_HORIZON,
            )
        )
    check_number(programme.rate, "rate", programme.id)
    if not -1 < programme.rate < 10:
        raise SettingRefused(
            Sentence(
                "The discount rate is {rate}: a share is meant, such as 0.1 for 10 %.",
                rate=str(programme.rate),
            )
        )
    check_share(programme.recaptured, "recaptured", programme.id)
    if programme.delay_months is not None:
        check_amounts((programme.delay_months,), "delay_months", programme.id)


def _refuse_missed_twice(programme: Programme) -> None:
    if not programme.missed:
        return
    raise SettingRefused(
        Sentence(
            "What would be missed without the programme is what the programme brings: leave out "
            "`missed` and keep it among the benefits, as an avoided loss. An alternative use of "
            "the capital belongs under `alternatives`."
        )
    )
