"""What programmes cost and bring by year, and what else the capital could do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from goodwill.analytics.benefit.indicators.kernel.asking import Asked
from goodwill.analytics.benefit.indicators.kernel.cells import UNKNOWN
from goodwill.analytics.benefit.indicators.kernel.counting import Part
from goodwill.analytics.benefit.returns.flows import Flows, total
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Alternative
from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import major
from goodwill.analytics.tables import PROGRAMME_FLOWS
from goodwill.language import Sentence

NO_FLOWS = Sentence("No year of the programme itself is told.")


@dataclass(frozen=True)
class Year:
    """Benefits and costs of one year, unadjusted, in the major unit; risks None where unknown."""

    programme: str
    alternative: str
    year: int
    benefit: Decimal
    cost: Decimal
    benefit_risk: Decimal | None
    cost_risk: Decimal | None

    @property
    def risky_benefit(self) -> Decimal:
        return self.benefit * (1 - (self.benefit_risk or 0))

    @property
    def risky_cost(self) -> Decimal:
        return self.cost * (1 + (self.cost_risk or 0))


@dataclass(frozen=True)
class Plan:
    """A programme, or all of them together, with the alternatives not chosen."""

    years: tuple[Year, ...]
    others: tuple[Year, ...]

    @property
    def adjusted(self) -> Flows:
        """Benefits less their risk, costs with theirs."""
        return _flows(self.years, adjusted=True)

    @property
    def planned(self) -> Flows:
        """As planned, without risks."""
        return _flows(self.years, adjusted=False)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """Risk-adjusted, in the order of their names."""
        names = sorted({(year.programme, year.alternative) for year in self.others})
        return tuple(_alternative(name, self.others) for name in names)


def plans(asked: Asked) -> Mapping[Part, Plan]:
    """Every programme by its part; uncut all together.

    Raises
    ------
    Undefined
        The table is not there or tells no programme; a year, an amount or a risk cannot be.
    """
    years = asked.once("programme flows", lambda: list(_years(asked)))
    if not any(not year.alternative for year in years):
        raise Undefined(NO_FLOWS)
    names = sorted({year.programme for year in years}) if asked.by else [None]
    found: dict[Part, Plan] = {}
    for name in names:
        ours = [year for year in years if name is None or year.programme == name]
        own = tuple(year for year in ours if not year.alternative)
        if own:
            part = () if name is None else (name,)
            found[part] = Plan(own, tuple(year for year in ours if year.alternative))
    return found


def _years(asked: Asked) -> Iterator[Year]:
    columns = ("programme", "alternative", "year", "benefit_minor", "cost_minor")
    rows = asked.frame(PROGRAMME_FLOWS).select(*columns, "benefit_risk", "cost_risk")
    for row in rows.sort(*columns).collect("pyarrow").iter_rows(named=True):
        if row["year"] is None or row["year"] < 0:
            raise Undefined(
                Sentence("A year of the programme's flows is missing or before 0: correct it.")
            )
        _refuse_odd(row)
        yield Year(
            row["programme"] or UNKNOWN,
            row["alternative"] or "",
            int(row["year"]),
            major(row["benefit_minor"] or 0, asked.currency),
            major(row["cost_minor"] or 0, asked.currency),
            _risk(row["benefit_risk"]),
            _risk(row["cost_risk"]),
        )


def _refuse_odd(row: Mapping[str, Any]) -> None:
    amounts = (row["benefit_minor"] or 0, row["cost_minor"] or 0)
    risks = (row["benefit_risk"] or 0, row["cost_risk"] or 0)
    if min(amounts) < 0 or not all(0 <= risk <= 1 for risk in risks):
        raise Undefined(
            Sentence(
                "Benefits and costs of year {year} of {programme} must not be below 0, and their "
                "risks must lie between 0 and 1: correct the programme's flows.",
                year=row["year"],
                programme=row["programme"] or "",
            )
        )


def _risk(share: Any) -> Decimal | None:
    return None if share is None else Decimal(str(share))


def _flows(years: Sequence[Year], *, adjusted: bool) -> Flows:
    """By year up to the last; a year that nobody tells has nothing."""
    span = range(max(year.year for year in years) + 1)
    benefits, costs = [], []
    for number in span:
        ours = [year for year in years if year.year == number]
        benefits.append(total(y.risky_benefit if adjusted else y.benefit for y in ours))
        costs.append(total(y.risky_cost if adjusted else y.cost for y in ours))
    return Flows(tuple(benefits), tuple(costs))


def _alternative(name: tuple[str, str], years: Sequence[Year]) -> Alternative:
    ours = [year for year in years if (year.programme, year.alternative) == name]
    flows = _flows(ours, adjusted=True)
    return Alternative(name[1], Name(name[1]), flows.benefits, flows.costs)
