"""Why two customers are suspected of being one, and what speaks against it, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.duplicates import weighing
from goodwill.crm.customers.duplicates.weighing import Weights
from goodwill.language import Sentence

FOR: Mapping[str, Sentence] = {
    "name.same": Sentence("The same name"),
    "name.sound": Sentence("Names that sound alike"),
    "name.nearly": Sentence("Names that differ by a slip"),
    "name.initial": Sentence("The same family name and initial"),
    "name.short": Sentence("One name is short for the other"),
    "name.brand": Sentence("The same first word in the name"),
    "name.family": Sentence("The same family name, another given name"),
    "name.different": Sentence("Different names"),
    "name.common": Sentence("Others have this name too"),
    "phone.same": Sentence("The same phone number"),
    "phone.nearly": Sentence("Phone numbers that differ by one digit"),
    "phone.different": Sentence("Different phone numbers"),
    "mail.same": Sentence("The same e-mail address"),
    "mail.nearly": Sentence("E-mail addresses that differ by a slip"),
    "mail.box": Sentence("The same mailbox at another provider"),
    "mail.different": Sentence("Different e-mail addresses"),
    "account.same": Sentence("The same WeChat account"),
    "account.different": Sentence("Different WeChat accounts"),
    "domain.same": Sentence("The same web domain"),
    "domain.different": Sentence("Different web domains"),
    "address.same": Sentence("The same address"),
    "address.nearly": Sentence("Nearly the same address"),
    "address.different": Sentence("Different addresses"),
    "city.same": Sentence("The same city"),
    "city.different": Sentence("Different cities"),
    "country.different": Sentence("Different countries"),
    "born.same": Sentence("The same date of birth"),
    "born.nearly": Sentence("Dates of birth that differ by a slip"),
    "born.different": Sentence("Different dates of birth"),
    "employer.same": Sentence("They work for the same customer"),
    "employer.different": Sentence("They work for different customers"),
    "sort.different": Sentence("One is a person, the other is not"),
    "tie.known": Sentence("One belongs to the other"),
    "numeral.different": Sentence("Different numbers in the name"),
    "place.different": Sentence("Different places in the name"),
}

_NEEDS_POINTS = frozenset({"phone", "mail", "account", "domain", "address"})
_NEEDS_RELATIONS = frozenset({"employer", "tie"})
_FIELDS = {"name": "name", "city": "city", "country": "country", "born": "born_on", "sort": "sort"}
LEAST = 0.3
"""A weight below this in logits is not worth saying."""


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for it or against it, and how much it weighs, in logits."""

    words: Sentence
    weight: float

    @property
    def is_for(self) -> bool:
        return self.weight > 0


def reasons(told: Mapping[str, float], weights: Weights, reach: Reach) -> list[Reason]:
    """What speaks for it and against it, the weightiest first; only what the person may see."""
    found = []
    for name, weight in weighing.weigh(told, weights).parts.items():
        word = name.partition(".")[2]
        if word in FOR and abs(weight) >= LEAST and _may_see(word.partition(".")[0], reach):
            found.append(Reason(FOR[word], weight))
    return sorted(found, key=lambda one: -abs(one.weight))


def _may_see(what: str, reach: Reach) -> bool:
    if what in _NEEDS_POINTS:
        return reach.may("contact_points.view")
    if what in _NEEDS_RELATIONS:
        return reach.may("relations.view")
    return reach.sees("customers", _FIELDS.get(what, what))
