"""A card file whose truth is known, as facts, and what is found in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goodwill.crm.customers.duplicates import blocking
from goodwill.crm.customers.duplicates.facts import Facts
from goodwill.crm.customers.duplicates.gathering import reached_by
from goodwill.crm.customers.duplicates.keys import keys_of, name_key
from goodwill.crm.customers.duplicates.looking import SUSPECTED, Likeness, liken
from goodwill.crm.customers.duplicates.weighing import WEIGHTS, Weights
from goodwill.demo.doubling import Entry


@dataclass(frozen=True)
class Measured:
    """How much of what was suspected is one, and how much of what is one was suspected."""

    precision: float
    recall: float
    pairs: int


def facts_of(cards: Sequence[Entry]) -> dict[int, Facts]:
    """The cards as they are compared, by their place in the file."""
    return {place: _facts(place, card) for place, card in enumerate(cards)}


def likenesses(facts: dict[int, Facts], weights: Weights = WEIGHTS) -> Iterator[Likeness]:
    """Every pair that shares a telling key, compared and weighed."""
    namesakes = Counter(key for one in facts.values() if (key := name_key(one)) is not None)
    for a, b in blocking.pairs({place: keys_of(one) for place, one in facts.items()}):
        yield liken(facts[a], facts[b], namesakes, weights)


def measured(
    cards: Sequence[Entry], weights: Weights = WEIGHTS, cut: float = SUSPECTED
) -> Measured:
    """Precision and recall over the pairs of a file, at the score from which on one suspects."""
    suspected = [
        (one.one.pk, one.other.pk)
        for one in likenesses(facts_of(cards), weights)
        if one.score >= cut
    ]
    right = sum(cards[a].who == cards[b].who for a, b in suspected)
    return Measured(right / len(suspected), right / len(true_pairs(cards)), len(suspected))


def true_pairs(cards: Sequence[Entry]) -> set[tuple[int, int]]:
    """The pairs of places that hold one and the same."""
    places: dict[int, list[int]] = defaultdict(list)
    for place, card in enumerate(cards):
        places[card.who].append(place)
    return {(a, b) for a, *rest in places.values() for b in rest}


def _facts(place: int, card: Entry) -> Facts:
    points = {"phone": card.phone, "email": card.email, "address": card.address}
    return Facts(
        pk=place,
        sort=card.sort,
        name=card.name,
        city=card.city,
        country=card.country,
        born_on=card.born_on,
        employers=() if card.employer is None else (card.employer,),
        **reached_by({sort: [value] for sort, value in points.items() if value}),
    )
