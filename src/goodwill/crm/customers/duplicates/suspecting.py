"""Who a customer may be that somebody is about to enter, or who else one that is there may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.duplicates import keeping, weighing
from goodwill.crm.customers.duplicates.facts import Facts
from goodwill.crm.customers.duplicates.learning import weights_now
from goodwill.crm.customers.duplicates.looking import Likeness, counted, liken, meetings
from goodwill.crm.customers.duplicates.reasons import Reason, reasons
from goodwill.crm.customers.models import Customer
from goodwill.crm.customers.reaching.points import home
from goodwill.crm.customers.reaching.writing import written
from goodwill.crm.records.errors import Refused

MENTIONED = 0.04
"""From this score on somebody is worth mentioning to whoever enters a customer."""
FEW = 5
MOST = 40
"""So many likely ones are looked at for what lies within reach."""


@dataclass(frozen=True)
class Suspect:
    """A customer that may be the one in question."""

    record: Customer
    score: float
    because: list[Reason]
    levels: dict[str, str]


@dataclass(frozen=True)
class Draft:
    """What has been typed of a customer so far."""

    name: str = ""
    sort: str = "organisation"
    legal_name: str = ""
    city: str = ""
    country: str = ""
    born_on: str = ""
    phone: str = ""
    email: str = ""

    def facts(self) -> Facts:
        """What can be compared of it; numbers and addresses that are not whole yet are not."""
        from goodwill.crm.customers.duplicates.gathering import reached_by

        read = {sort: self._value(sort, getattr(self, sort)) for sort in ("phone", "email")}
        points = {sort: [value] for sort, value in read.items() if value}
        told = Facts(
            sort=self.sort or "organisation",
            name=self.name,
            legal_name=self.legal_name,
            city=self.city,
            country=self.country,
            born_on=self.born_on,
        )
        return replace(told, **reached_by(points))

    def _value(self, sort: str, text: str) -> str:
        try:
            return written(sort, text, self.country or home()).value if text.strip() else ""
        except Refused:
            return ""


def similar_to(draft: Draft | Facts, reach: Reach, *, least: float = MENTIONED) -> list[Suspect]:
    """Customers within reach that may be the one in question, the likeliest first."""
    facts = draft.facts() if isinstance(draft, Draft) else draft
    return suspects(likely(facts, least), reach)[:FEW]


def likely(facts: Facts, least: float = MENTIONED) -> list[Likeness]:
    """Everybody that the facts may be of, the likeliest first."""
    met = meetings([facts])[facts.pk]
    others = keeping.profiles(met)
    weights = weights_now()
    namesakes = counted([facts, *others.values()])
    found = [liken(facts, other, namesakes, weights) for other in others.values()]
    found = [one for one in found if one.score >= least]
    return sorted(found, key=lambda one: (-one.score, one.other.pk))[:MOST]


def suspects(found: Iterable[Likeness], reach: Reach) -> list[Suspect]:
    """Those within reach, with what speaks for and against them."""
    likelihoods = {one.other.pk: one for one in found}
    seen = Customer.objects.present().within(reach).filter(pk__in=[*likelihoods])
    records = {one.pk: one for one in seen.select_related("owner")}
    weights = weights_now()
    return [
        Suspect(records[pk], one.score, reasons(told_of(one), weights, reach), dict(one.levels))
        for pk, one in likelihoods.items()
        if pk in records
    ]


def told_of(one: Likeness) -> dict[str, float]:
    """What was weighed of a likeness."""
    return weighing.features(one.levels, is_person=one.one.is_person, namesakes=one.namesakes)


def of_record(customer: Customer) -> Facts:
    """The facts of a customer that is there, as they stand now."""
    keeping.refresh([customer.pk])
    return keeping.profiles([customer.pk]).get(customer.pk, replace(Facts(), pk=customer.pk))
