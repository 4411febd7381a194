"""Whether matched members were alike: standardised mean differences before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from goodwill.analytics.benefit.pilots.estimate import Check, Checked
from goodwill.analytics.benefit.pilots.neighbours import Pairs
from goodwill.analytics.benefit.pilots.panel import named
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats
from goodwill.language import Sentence

GOOD, BAD = 0.1, 0.25
FEW_MATCHED = 0.5


@dataclass(frozen=True)
class Balance:
    """How far the two sides are apart in one covariate, in standard deviations.

    Means, and (mean of treated − mean of controls) ÷ √((s²_t + s²_c)/2), with the spreads
    before matching in both.

    References
    ----------
    Austin (2009), Statistics in Medicine 28(25), doi:10.1002/sim.3697.
    """

    name: str
    treated: float
    control: float
    matched_treated: float
    matched_control: float
    before: float
    after: float

    @property
    def is_good(self) -> bool:
        return abs(self.after) <= GOOD


def balance(known: Floats, treated: Any, pairs: Pairs, names: Sequence[str]) -> tuple[Balance, ...]:
    """One row per covariate.

    Raises
    ------
    Undefined
        After matching some covariate is still more than 0.25 standard deviations apart.
    """
    rows = tuple(_row(known[:, i], treated, pairs, name) for i, name in enumerate(names))
    bad = [row.name for row in rows if abs(row.after) > BAD]
    if bad:
        raise Undefined(
            Sentence(
                "Even the most similar members differ in {names}: "
                "there is nobody to compare them with.",
                names=named(bad),
            )
        )
    return rows


def support(treated: Any, pairs: Pairs, rows: Sequence[Balance]) -> tuple[Check, Check]:
    """Whether balance is good, and whether enough of the treated found somebody alike."""
    return _balanced([row.name for row in rows if not row.is_good]), _supported(treated, pairs)


def _row(column: Floats, treated: Any, pairs: Pairs, name: str) -> Balance:
    ours, theirs = column[treated], column[~treated]
    matched = float(column[pairs.treated].mean()), float(column[pairs.controls].mean())
    spread = float(np.sqrt((ours.var(ddof=1) + theirs.var(ddof=1)) / 2))
    means = float(ours.mean()), float(theirs.mean())
    return Balance(name, *means, *matched, _apart(*means, spread), _apart(*matched, spread))


def _apart(one: float, other: float, spread: float) -> float:
    if one == other:
        return 0.0
    if spread == 0:
        raise Undefined(
            Sentence("Members of the pilot and others have nothing in common to be matched by.")
        )
    return (one - other) / spread


def _balanced(doubtful: list[str]) -> Check:
    if not doubtful:
        sentence = Sentence("After matching, both sides were alike before in all that is known.")
        return Check(Checked.BALANCE, True, sentence)
    sentence = Sentence(
        "After matching, both sides still differed a little before in {names}.",
        names=named(doubtful),
    )
    return Check(Checked.BALANCE, False, sentence)


def _supported(treated: Any, pairs: Pairs) -> Check:
    every, found = int(np.sum(treated)), len(pairs.treated)
    words = {"found": found, "every": every}
    if found >= FEW_MATCHED * every:
        sentence = Sentence("{found} of {every} members found somebody alike.", **words)
        return Check(Checked.SUPPORT, True, sentence)
    sentence = Sentence(
        "Only {found} of {every} members found somebody alike: it says nothing of the others.",
        **words,
    )
    return Check(Checked.SUPPORT, False, sentence)
