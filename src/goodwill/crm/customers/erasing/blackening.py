"""Blacking out a person's name in what was written about others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goodwill.crm.customers import naming
from goodwill.crm.customers.models import Customer

BAR = "▮▮▮"


def names_of(customer: Customer) -> list[str]:
    """The ways a person is named in running text, the longest first.

    A given or family name alone is too common a word: only the whole name, in either order and
    writing, and a Western family name with a title would be safe to find; so the whole names.
    """
    family, given = customer.family_name.strip(), customer.given_name.strip()
    whole = [customer.name, naming.display(family, given, customer.country)]
    if family and given:
        whole += [f"{family} {given}", f"{given} {family}", f"{family}, {given}"]
    ways = [way.strip() for way in whole if len(way.strip()) > 1]
    ways += [
        written for way in ways for written in (naming.simplified(way), naming.traditional(way))
    ]
    return sorted(set(ways), key=lambda way: (-len(way), way))


def blackened(text: str, names: Iterable[str]) -> str:
    """The text with every one of the names barred, whatever their case."""
    ways = [_pattern(name) for name in names]
    return re.sub("|".join(ways), BAR, text, flags=re.IGNORECASE) if ways else text


def _pattern(name: str) -> str:
    """Latin names as whole words: Jo must not be barred in Jonas."""
    bounded = r"\b{}\b" if name.isascii() and name[0].isalnum() and name[-1].isalnum() else "{}"
    return bounded.format(r"\s+".join(re.escape(word) for word in name.split()))
