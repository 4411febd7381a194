"""Keys under which two entries of one customer meet: whoever shares none is never compared.

Each key is a number (64 bits of a hash of what it is and what it says), so that a million
customers have a small index. Some keys are exact (a phone, a mailbox), some forgive a slip in
one half of the name because they are made of the other half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b

from goodwill.crm.customers.duplicates.facts import Facts
from goodwill.crm.customers.duplicates.legal_forms import SHARED_BOXES
from goodwill.crm.customers.duplicates.names import Name

DIGITS = 8
"""A number is known by its last digits, whatever was dialled before them."""
BEGINNING = 3
SHORTEST_BOX = 5


def keys_of(facts: Facts) -> frozenset[int]:
    """All keys of one customer."""
    return frozenset(number(key) for key in _keys(facts))


def name_key(facts: Facts) -> int | None:
    """The key of the whole name as it sounds, by which namesakes are counted."""
    name = facts.names[0]
    return number(_whole(name)) if name.sound else None


def number(key: str) -> int:
    """A key as the signed 64-bit number it is kept as."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def skeleton(word: str) -> str:
    """What is left of a word when vowels and doubled letters are dropped but the first."""
    bare = re.sub(r"(.)\1", r"\1", re.sub(r"[aeiouyh]", "", word[1:]))
    return word[:1] + bare


def _keys(facts: Facts) -> Iterator[str]:
    yield from (f"phone {phone[-DIGITS:]}" for phone in facts.phones)
    yield from (f"account {account}" for account in facts.accounts)
    yield from (f"address {line}" for line in facts.addresses)
    yield from (f"domain {domain}" for domain in facts.domains)
    yield from _mailboxes(facts)
    for name in facts.names:
        if name.sound:
            yield _whole(name)
            yield from _people(facts, name) if facts.is_person else _firms(facts, name)


def _whole(name: Name) -> str:
    """One for both orders of a person's name."""
    return f"name {''.join(sorted(name.words))}"


def _mailboxes(facts: Facts) -> Iterator[str]:
    for mail in facts.emails:
        local = mail.partition("@")[0]
        yield f"mail {mail}"
        if len(local) >= SHORTEST_BOX and local not in SHARED_BOXES:
            yield f"box {local}"


def _people(facts: Facts, name: Name) -> Iterator[str]:
    """Both halves take either place, for nobody knows which one somebody wrote first."""
    halves = name.words if all(name.words) else (name.words[0] or name.words[-1],)
    yield f"bones {''.join(sorted(skeleton(half) for half in halves))}"
    for half, other in zip(halves, reversed(halves), strict=True):
        yield f"half {half} {other[:1]} {facts.place}"
        if facts.born_on:
            yield f"half {half} {facts.born_on}"
        yield from (f"half {half} at {employer}" for employer in facts.employers)
    if facts.born_on:
        yield f"born {facts.born_on} {facts.place}"


def _firms(facts: Facts, name: Name) -> Iterator[str]:
    first, last = name.words[0], name.words[-1]
    yield f"brand {first} {facts.place}"
    yield f"brand {first} {last[:BEGINNING]}"
    yield f"bones {skeleton(name.sound)}"
    yield f"ending {last} {first[:2]} {facts.place}"
    yield f"beginning {name.sound[: 2 * BEGINNING]} {facts.place}"
