"""What my day says of targets: how far I am, and whether we will reach them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Scope
from goodwill.crm.customers.my_day.blocks import Block
from goodwill.crm.sales.forecasting import keeping
from goodwill.crm.sales.forecasting.models import Foretold
from goodwill.crm.sales.periods import Period, period
from goodwill.crm.sales.targets import attaining
from goodwill.crm.sales.targets.kinds import MEASURES
from goodwill.language import Sentence


@dataclass(frozen=True)
class Own:
    """One own target of the month: what was sold of it, and the days that are left."""

    measure: Sentence
    word: str
    sold_minor: int
    target_minor: int
    currency: str
    days_left: int
    forecast: Foretold | None

    @property
    def share(self) -> float:
        return self.sold_minor / self.target_minor if self.target_minor else 0.0

    @property
    def missing_minor(self) -> int:
        return max(self.target_minor - self.sold_minor, 0)


@dataclass(frozen=True)
class Reaching:
    """Whether those whom somebody leads will reach the target of a period."""

    over: Period
    measure: Sentence
    word: str
    kept: Foretold


def my_target(person: User, today: date) -> list[Own] | None:
    """The person's targets of the month; left out where there is none."""
    over = period("", today, 1)
    found = []
    for measure, name in MEASURES.items():
        target = attaining.wanted(person.reach, measure, over).by_person.get(person.pk)
        if not target:
            continue
        sold = attaining.sold(person.reach, measure, over.first, today).by_person
        left = (over.last - today).days + 1
        kept = keeping.latest(f"person:{person.pk}", measure, over)
        own = sold.get(person.pk, 0)
        found.append(Own(name, measure, own, target, company().currency, left, kept))
    return found or None


def reaching(person: User, today: date) -> list[Reaching] | None:
    """Month and quarter of the team, or of the company for who sees all of it."""
    scope = person.reach.scope
    if scope is Scope.OWN or (scope is not Scope.ALL and person.team_id is None):
        return None
    whose = keeping.COMPANY if scope is Scope.ALL else f"team:{person.team_id}"
    found = []
    for months in (1, 3):
        over = period("", today, months)
        for measure, name in MEASURES.items():
            kept = keeping.latest(whose, measure, over)
            if kept is not None and kept.target_minor is not None:
                found.append(Reaching(over, name, measure, kept))
    return found or None


BLOCKS = (
    Block(
        "my_target",
        Sentence("How far am I from my target?"),
        "flag",
        15,
        my_target,
        "sales/my_day/_my_target.html",
        "targets.view",
    ),
    Block(
        "reaching",
        Sentence("Will we reach the target?"),
        "presentation-chart-line",
        16,
        reaching,
        "sales/my_day/_reaching.html",
        "targets.view",
        roles=("sales_manager", "administrator", "executive", "finance_controller", "analyst"),
    ),
)
