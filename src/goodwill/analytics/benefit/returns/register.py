"""The benefit register: what the programme is to bring, who says so and on what evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from goodwill.analytics.benefit.returns.checks import (
    check_amounts,
    check_number,
    check_share,
    check_years,
)
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.realisation import Realisation
from goodwill.analytics.benefit.returns.risk import Risk, check_risk
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Grade
from goodwill.language import Sentence


class Kind(StrEnum):
    """By which way a benefit becomes money."""

    REVENUE_MARGIN = "revenue margin"
    COST_AVOIDED = "cost avoided"
    TIME_RELEASED = "time released"
    RISK_AVOIDED = "risk avoided"
    INTANGIBLE = "intangible"

    @property
    def label(self) -> Sentence:
        return KINDS[self]


class Rung(StrEnum):
    """How explicit a benefit is; only a financial one has money that counts."""

    OBSERVABLE = "observable"
    MEASURABLE = "measurable"
    QUANTIFIABLE = "quantifiable"
    FINANCIAL = "financial"

    @property
    def label(self) -> Sentence:
        return RUNGS[self]


class Status(StrEnum):
    """How far a benefit has come; finance confirms it."""

    PLANNED = "planned"
    MEASURED = "measured"
    CONFIRMED = "confirmed"
    CLOSED = "closed"

    @property
    def label(self) -> Sentence:
        return STATUSES[self]


class Link(StrEnum):
    """The place in the chain satisfaction → retention → cross-sell, where it has one."""

    SATISFACTION = "satisfaction"
    RETENTION = "retention"
    CROSS_SELL = "cross-sell"

    @property
    def label(self) -> Sentence:
        return LINKS[self]


@dataclass(frozen=True)
class Baseline:
    """What was before: a value, the days [starts_on, ends_on) it is of, and how it was found."""

    value: Decimal
    starts_on: date | None = None
    ends_on: date | None = None
    method: str = ""


@dataclass(frozen=True)
class Competing:
    """Several causes of one benefit, and what sets of them would bring alone.

    Parameters
    ----------
    programme
        Which of the causes is this programme.
    worths
        By set of causes; a set that is left out brings nothing. All causes together must be
        there, with a number above 0.
    """

    programme: str
    worths: Mapping[frozenset[str], Decimal]

    @property
    def causes(self) -> tuple[str, ...]:
        return tuple(sorted(frozenset().union(*self.worths)))


@dataclass(frozen=True)
class Benefit:
    """One entry of the register.

    Parameters
    ----------
    amounts
        In full and before anything is taken off, for each of the years 0 … horizon, in the
        currency's major unit. May be empty where the benefit is not financial.
    margin_rate
        Of revenue: which share of `amounts` is margin; 1 where they are margin already.
    recaptured
        Of released time: which share is put to use; None takes the programme's.
    attribution
        Grades D and E: the share that the programme has caused, if no `competing` causes are
        stated.
    is_rolled_out, transfer
        Grades A to C: whether the measured effect is projected beyond its sample, and which
        share of it carries over.
    overlap_groups
        Benefits of one group claim the same effect; only one group is allowed.
    overlap
        Which share of it another benefit of the group counts already.
    risk
        By how much it may fall short.
    """

    id: str
    name: Name
    kind: Kind
    amounts: tuple[Decimal, ...] = ()
    rung: Rung = Rung.FINANCIAL
    is_direct: bool = True
    driver: str = ""
    formula: str = ""
    owner: str = ""
    stage: str = ""
    segment: str = ""
    baseline: Baseline | None = None
    target: Decimal | None = None
    measured: Decimal | None = None
    grade: Grade = Grade.EXPERT_ESTIMATE
    attribution: Decimal | None = None
    competing: Competing | None = None
    is_rolled_out: bool = False
    transfer: Decimal | None = None
    margin_rate: Decimal | None = None
    recaptured: Decimal | None = None
    link: Link | None = None
    overlap_groups: tuple[str, ...] = ()
    overlap: Decimal | None = None
    realisation: Realisation = field(default_factory=Realisation)
    risk: Risk = Decimal(0)
    evidence: str = ""
    status: Status = Status.PLANNED

    def __post_init__(self) -> None:
        for name, share in self._shares().items():
            check_share(share, name, self.id)
        for name, number in (("target", self.target), ("measured", self.measured)):
            if number is not None:
                check_number(number, name, self.id)
        check_amounts(self.amounts, "amounts", self.id)
        check_risk(self.risk, self.id)
        _check_one_group(self)
        _check_status(self)

    @property
    def is_financial(self) -> bool:
        return self.rung is Rung.FINANCIAL

    @property
    def overlap_group(self) -> str | None:
        return self.overlap_groups[0] if self.overlap_groups else None

    def check(self, horizon: int) -> None:
        """Refuse what does not fit the programme's years."""
        if self.is_financial or self.amounts:
            check_years(self.amounts, horizon, "amounts", self.id)
        self.realisation.check(horizon, self.id)

    def _shares(self) -> dict[str, Decimal | None]:
        return {
            "attribution": self.attribution,
            "transfer": self.transfer,
            "margin_rate": self.margin_rate,
            "recaptured": self.recaptured,
            "overlap": self.overlap,
        }


def _check_one_group(benefit: Benefit) -> None:
    if len(benefit.overlap_groups) > 1:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} is in the overlap groups {one} and {other}. One unit of "
                "effect belongs to one benefit: keep it in one group, or split the benefit.",
                benefit=benefit.id,
                one=benefit.overlap_groups[0],
                other=benefit.overlap_groups[1],
            )
        )


def _check_status(benefit: Benefit) -> None:
    if benefit.grade is not Grade.EXPERT_ESTIMATE:
        return
    if benefit.status in {Status.CONFIRMED, Status.CLOSED}:
        raise SettingRefused(
            Sentence(
                "The benefit {benefit} is an expert estimate (grade E) and cannot be confirmed or "
                "closed. Measure it against what would have happened anyway, or keep it planned.",
                benefit=benefit.id,
            )
        )


KINDS = {
    Kind.REVENUE_MARGIN: Sentence("Margin on more revenue"),
    Kind.COST_AVOIDED: Sentence("Cost avoided"),
    Kind.TIME_RELEASED: Sentence("Time released"),
    Kind.RISK_AVOIDED: Sentence("Risk avoided"),
    Kind.INTANGIBLE: Sentence("Not to be held in money"),
}
RUNGS = {
    Rung.OBSERVABLE: Sentence("Can be seen"),
    Rung.MEASURABLE: Sentence("Can be measured"),
    Rung.QUANTIFIABLE: Sentence("Can be forecast in numbers"),
    Rung.FINANCIAL: Sentence("Can be put in money"),
}
STATUSES = {
    Status.PLANNED: Sentence("Planned"),
    Status.MEASURED: Sentence("Measured"),
    Status.CONFIRMED: Sentence("Confirmed by finance"),
    Status.CLOSED: Sentence("Closed"),
}
LINKS = {
    Link.SATISFACTION: Sentence("Satisfaction"),
    Link.RETENTION: Sentence("Retention"),
    Link.CROSS_SELL: Sentence("Cross-selling"),
}
