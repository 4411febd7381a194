"""What was sold against targets: orders or opportunities won, by person and by team."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Sum

from goodwill.analytics.figure import Definition, Figure, Unit, major, ratio
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.commerce.models import Order, OrderLine, Product
from goodwill.crm.sales.opportunities.models import Opportunity, OpportunityLine
from goodwill.crm.sales.periods import Period
from goodwill.crm.sales.targets.models import Target
from goodwill.crm.sales.teamwork import sellers
from goodwill.language import Sentence

ATTAINED = Definition(
    id="SL09",
    version=1,
    label=Sentence("Target attained"),
    meaning=Sentence("How much of its target a person, a team or the company has sold."),
    formula=Sentence("sold ÷ target"),
    unit=Unit.SHARE,
)

NobodyOr = int | None


@dataclass(frozen=True)
class Sold:
    """Minor units of the company's currency by person, and by the team of what was sold."""

    by_person: dict[NobodyOr, int] = field(default_factory=dict)
    by_team: dict[NobodyOr, int] = field(default_factory=dict)
    n: dict[NobodyOr, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.by_person.values())

    def of_teams(self, teams: Iterable[int]) -> int:
        return sum(self.by_team.get(team, 0) for team in teams)


def orders(reach: Reach, first: date, last: date) -> Any:
    """Binding orders and returns of these days, in the company's currency."""
    return (
        Order.objects.present()
        .within(reach)
        .exclude(status__in=Order.NOT_BINDING)
        .filter(ordered_on__gte=first, ordered_on__lte=last, currency=company().currency)
    )


def won(reach: Reach, first: date, last: date) -> Any:
    """Opportunities won on these days, in the company's currency."""
    return (
        Opportunity.objects.present()
        .within(reach)
        .won()
        .filter(closed_on__gte=first, closed_on__lte=last, currency=company().currency)
    )


def sold(
    reach: Reach, measure: str, first: date, last: date, product: Product | None = None
) -> Sold:
    """What was sold on these days, of a product or of all, as far as the person sees it."""
    found: Any
    lines: Any
    if measure == Target.Measure.WON:
        found, prefix = won(reach, first, last), ""
        lines, of = OpportunityLine.objects.filter(opportunity__in=found), "opportunity__"
    else:
        found, prefix = orders(reach, first, last), "customer__"
        lines, of = OrderLine.objects.filter(order__in=found), "order__customer__"
    if product is not None:
        found, prefix = lines.filter(product=product), of
    rows = found.values(who=F(f"{prefix}owner_id"), whose=F(f"{prefix}team_id"))
    by_person: dict[NobodyOr, int] = {}
    by_team: dict[NobodyOr, int] = {}
    for row in rows.order_by().annotate(sum=Sum("amount_minor")):
        amount = row["sum"] or 0
        by_person[row["who"]] = by_person.get(row["who"], 0) + amount
        by_team[row["whose"]] = by_team.get(row["whose"], 0) + amount
    return Sold(by_person, by_team)


@dataclass(frozen=True)
class Wanted:
    """The targets of a period in minor units: by person, by team, of the company."""

    by_person: dict[int, int] = field(default_factory=dict)
    by_team: dict[int, int] = field(default_factory=dict)
    company: int | None = None


def wanted(reach: Reach, measure: str, over: Period, product: Product | None = None) -> Wanted:
    """What is to be sold in a period, of a product or of all, as far as the person sees it."""
    rows = (
        Target.objects.present()
        .within(reach)
        .between(over.first, over.last)
        .filter(measure=measure, product=product, currency=company().currency)
    )
    found = Wanted()
    whole: list[int] = []
    for level, owner, team, amount in rows.values_list("level", "owner", "team", "amount_minor"):
        if level == Target.Level.PERSON:
            found.by_person[owner] = found.by_person.get(owner, 0) + amount
        elif level == Target.Level.TEAM:
            found.by_team[team] = found.by_team.get(team, 0) + amount
        else:
            whole.append(amount)
    return Wanted(found.by_person, found.by_team, sum(whole) if whole else None)


def whole_target(reach: Reach, aimed: Wanted) -> int | None:
    """The target of what the person sees: the company's, the teams', or the people's."""
    if reach.is_everything and aimed.company is not None:
        return aimed.company
    seen = sellers(reach)
    teams = {place.team.pk for place in seen.teams}
    tops = {place.team.pk for place in seen.teams if place.team.parent_id not in teams}
    of_teams = [aimed.by_team[team] for team in tops if team in aimed.by_team]
    if tops and len(of_teams) == len(tops):
        return sum(of_teams)
    own = [aimed.by_person[one.pk] for one in seen.people if one.pk in aimed.by_person]
    return sum(own) if own else None


def attained(amount: int, target: int | None, as_of: date) -> Figure:
    """What was sold of a target; n/a without one."""
    currency = company().currency
    if target is None:
        reason = Sentence("There is no target for this period.")
        return Figure(ATTAINED, None, as_of=as_of, n=0, reason=reason)
    below = major(target, currency)
    return ratio(ATTAINED, major(amount, currency), below, as_of=as_of, n=1, currency=currency)
