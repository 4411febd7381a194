"""Dirt as real exports have it, planted and counted: every row of it is known.

Apart from duplicates, a row of dirt is a document of its own, so no row counts twice.
"""

from __future__ import annotations

import numpy as np

from goodwill.demo.baskets import CANCELLED, COMPLETED, TEST_PRODUCT, Lines, joined
from goodwill.demo.columns import NEVER, Ints
from goodwill.demo.company import Company

A_THOUSAND_CUSTOMERS = {
    "guests": 6.0,
    "duplicates": 3.0,
    "test_rows": 1.0,
    "zero_amounts": 2.0,
    "cancelled": 4.0,
}
ONCE = ("future_dates", "no_dates")
"""One row each in the whole file."""
RETURNS_WITHOUT_ORDER = 0.04
"""The share of returns that do not say which order they take back."""
FUTURE_DAYS = 1826  # somebody typed the year wrong

Counts = dict[str, int]


def planted(
    company: Company, rng: np.random.Generator, block: int, clean: Lines, documents: int
) -> tuple[Lines, Counts]:
    """The lines with dirt among them, sorted by day, and how many rows of each there are.

    New documents are numbered from `documents` on. `returns_without_order` counts good
    rows that lack something; all other counts are rows that are too many.
    """
    sold = np.flatnonzero(clean.status == COMPLETED)
    counts = _wanted(company, block) if len(sold) else {}
    parts = []
    for name, rows in counts.items():
        drawn = rng.choice(sold, rows, replace=name != "duplicates")
        parts.append(_spoiled(company, block, name, clean.taken(drawn)))
    good, missing = _without_order(rng, clean)
    everything = joined(good, *_numbered(parts, [*counts], documents))
    return (
        everything.taken(_by_day(everything.day)),
        counts | {"returns_without_order": missing},
    )


def _wanted(company: Company, block: int) -> Counts:
    thousands = company.block_size(block) / 1000
    often = {name: max(1, round(n * thousands)) for name, n in A_THOUSAND_CUSTOMERS.items()}
    return often | (dict.fromkeys(ONCE, 1) if block == 0 else {})


def _spoiled(company: Company, block: int, name: str, lines: Lines) -> Lines:
    """Good lines made wrong in one way. The test customer stands after the block's last."""
    wrongs: dict[str, dict[str, int]] = {
        "guests": {"customer": NEVER},
        "duplicates": {},
        "test_rows": {
            "customer": company.block_size(block),
            "product": TEST_PRODUCT,
            "unit_price": 1,
        },
        "zero_amounts": {"unit_price": 0, "discount": 100},
        "cancelled": {"status": CANCELLED},
        "future_dates": {"day": company.end_day + FUTURE_DAYS},
        "no_dates": {"day": NEVER},
    }
    return lines.changed(**{c: np.full(len(lines), v) for c, v in wrongs[name].items()})


def _numbered(parts: list[Lines], names: list[str], documents: int) -> list[Lines]:
    """All but the duplicates become one-line documents of their own."""
    numbered = []
    for name, part in zip(names, parts, strict=True):
        n = len(part)
        if name == "duplicates":
            numbered.append(part)
            continue
        document = documents + np.arange(n)
        numbered.append(part.changed(document=document, number=np.ones(n, np.int64)))
        documents += n
    return numbered


def _without_order(rng: np.random.Generator, clean: Lines) -> tuple[Lines, int]:
    returns = clean.return_of != NEVER
    forgotten = returns & (rng.random(len(clean)) < RETURNS_WITHOUT_ORDER)
    return_of = np.where(forgotten, NEVER, clean.return_of)
    return clean.changed(return_of=return_of), int(forgotten.sum())


def _by_day(day: Ints) -> Ints:
    """Rows without a date stand last."""
    return np.argsort(np.where(day == NEVER, np.iinfo(np.int64).max, day), kind="stable")
