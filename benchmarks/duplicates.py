"""Duplicates among customers: how many of the pairs suspected are one, how many of those that are
one are suspected, and how fast; against comparing names alone by RapidFuzz's best ratio.

Simulated card files (`goodwill.demo.doubling`) say which cards are one. The weights were fitted to
seeds 11 to 13; those here are others. Times are of the processor, without a database.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from time import process_time

sys.path[:0] = [str(Path(__file__).parents[1] / "tests")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_settings")

import django  # noqa: E402

django.setup()

from crm.customers.duplicates.measuring import facts_of, likenesses, measured, true_pairs  # noqa: E402
from rapidfuzz import fuzz, utils  # noqa: E402

from goodwill.crm.customers.duplicates import blocking  # noqa: E402
from goodwill.crm.customers.duplicates.keys import keys_of  # noqa: E402
from goodwill.demo.doubling import Entry, card_file  # noqa: E402

SEEDS = (201, 202, 203)
CUTS = (0.5, 0.8, 0.98)
PEER_CUTS = (80, 90, 95, 100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("customers", nargs="?", type=int, default=20_000)
    customers = parser.parse_args().customers
    _time(card_file(customers, SEEDS[0]))
    for seed in SEEDS:
        cards = card_file(customers, seed)
        print(f"{len(cards):,} cards, seed {seed}: {len(true_pairs(cards)):,} pairs are one")
        for cut in CUTS:
            found = measured(cards, cut=cut)
            print(f"  score ≥ {cut}: precision {found.precision:.4f}, recall {found.recall:.4f}")
            if cut == CUTS[0]:
                assert found.precision >= 0.98, found
                assert found.recall >= 0.95, found
    _peer(cards)


def _time(cards: list[Entry]) -> None:
    began = process_time()
    facts = facts_of(cards)
    keys = {place: keys_of(one) for place, one in facts.items()}
    keyed = process_time()
    compared = sum(1 for _ in likenesses(facts))
    done = process_time()
    per = sum(map(len, keys.values())) / len(keys)
    print(f"keys: {len(cards) / (keyed - began):,.0f} customers a second, {per:.1f} keys each")
    print(f"keys again, comparing and weighing: {compared / (done - keyed):,.0f} pairs a second")


def _peer(cards: list[Entry]) -> None:
    """The same pairs, judged by the likeness of names alone."""
    facts = facts_of(cards)
    pairs = list(blocking.pairs({place: keys_of(one) for place, one in facts.items()}))
    began = process_time()
    names = [utils.default_process(card.name) for card in cards]
    scored = [(fuzz.WRatio(names[a], names[b]), a, b) for a, b in pairs]
    took = process_time() - began
    true = len(true_pairs(cards))
    for cut in PEER_CUTS:
        right = list(_right(cards, ((a, b) for score, a, b in scored if score >= cut)))
        told = f"precision {sum(right) / len(right):.4f}, recall {sum(right) / true:.4f}"
        print(f"names alone (RapidFuzz WRatio ≥ {cut}): {told}")
    print(f"  {len(pairs) / took:,.0f} pairs a second")


def _right(cards: list[Entry], pairs: Iterable[tuple[int, int]]) -> Iterable[bool]:
    return (cards[a].who == cards[b].who for a, b in pairs)


if __name__ == "__main__":
    main()
