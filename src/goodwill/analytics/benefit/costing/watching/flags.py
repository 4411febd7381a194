"""A cost that looks wrong: what, where and when, what was expected, and who sees to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from goodwill.analytics.benefit.costing.watching.variances import Split
from goodwill.analytics.benefit.costing.yearmonths import said
from goodwill.language import Sentence

Cut = tuple[tuple[str, str], ...]
"""Where a cost stands, as (column, value) pairs in the order asked; "" where not stated."""


class Rule(StrEnum):
    """Which test a cost failed; the first of several is the one that tells most."""

    RATIO = "ratio"
    LEVEL = "level"
    BUDGET = "budget"
    DUPLICATE = "duplicate"
    MISSING = "missing"

    @property
    def label(self) -> Sentence:
        return _LABELS[self]


_LABELS: Mapping[Rule, Sentence] = {
    Rule.RATIO: Sentence("Cost per unit of work is outside its usual range"),
    Rule.LEVEL: Sentence("Cost is outside its usual range"),
    Rule.BUDGET: Sentence("Cost differs from its budget"),
    Rule.DUPLICATE: Sentence("Entered twice, perhaps"),
    Rule.MISSING: Sentence("An entry that usually comes is missing"),
}


@dataclass(frozen=True)
class FollowUp:
    """Who sees to it, why it happened, what is done by when, and what that brought.

    `verified_minor` is the effect of the action as measured afterwards, in minor units; each
    is None until somebody fills it in.
    """

    owner: str | None = None
    cause: str | None = None
    action: str | None = None
    due_on: date | None = None
    verified_minor: int | None = None


@dataclass(frozen=True)
class Flag:
    """One cost that looks wrong.

    Parameters
    ----------
    rule
        The test that it failed; `also` are the others that it failed in the same period.
    where, period
        The cut and the month.
    amount_minor, expected_minor
        What it was, and what was expected, in minor units; where work is known, what the usual
        quantity of it usually costs.
    low_minor, high_minor
        The range in which nothing is flagged; where work is known, for the work that was done.
    z
        The modified z-score of the rules that have one; None where the usual never varied.
    split
        amount − expected, part by part; it sums to that exactly.
    entries
        The entries it is about, where it is about entries.
    remark
        What to know before acting on it.
    """

    rule: Rule
    where: Cut
    period: int
    amount_minor: int
    expected_minor: int
    low_minor: int
    high_minor: int
    split: Split
    z: float | None = None
    entries: tuple[str, ...] = ()
    remark: Sentence | None = None
    also: tuple[Rule, ...] = ()
    follow_up: FollowUp = field(default_factory=FollowUp)

    @property
    def what(self) -> Sentence:
        return self.rule.label

    @property
    def identity(self) -> str:
        """The same for the same place and month, whatever is found there when asked again.

        Entries that may have been entered twice are the same as long as they are the same
        entries.
        """
        place = "|".join(f"{name}={value}" for name, value in self.where)
        if self.rule is Rule.DUPLICATE:
            return f"duplicate|{'|'.join(sorted(self.entries))}"
        kind = "missing" if self.rule is Rule.MISSING else "amount"
        return f"{kind}|{place}|{said(self.period)}"

    def plain(self) -> dict[str, Any]:
        """For JSON and tables: dates as text, sentences in English."""
        due = self.follow_up.due_on
        return {
            "identity": self.identity,
            "rule": str(self.rule),
            "what": str(self.what),
            "also": [str(rule) for rule in self.also],
            "where": dict(self.where),
            "period": said(self.period),
            **{name: getattr(self, name) for name in _AMOUNTS},
            "z": self.z,
            "split": asdict(self.split),
            "entries": list(self.entries),
            "remark": str(self.remark) if self.remark else None,
            "follow_up": asdict(self.follow_up) | {"due_on": due.isoformat() if due else None},
        }


_AMOUNTS = ("amount_minor", "expected_minor", "low_minor", "high_minor")


def once_each(flags: Iterable[Flag]) -> tuple[Flag, ...]:
    """One flag for each place and month, by the rule that tells most; ordered by time."""
    first: dict[str, Flag] = {}
    for flag in sorted(flags, key=lambda flag: _ORDER.index(flag.rule)):
        held = first.get(flag.identity)
        if held is None:
            first[flag.identity] = flag
        elif flag.rule not in (held.rule, *held.also):
            first[flag.identity] = replace(held, also=(*held.also, flag.rule))
    return tuple(sorted(first.values(), key=lambda flag: (flag.period, flag.identity)))


def fresh(flags: Iterable[Flag], known: Collection[str]) -> tuple[Flag, ...]:
    """Those not flagged before; `known` are the identities of all that were."""
    return tuple(flag for flag in flags if flag.identity not in known)


def with_follow_up(flags: Iterable[Flag], follow_ups: Mapping[str, FollowUp]) -> tuple[Flag, ...]:
    """The flags with what people wrote about them, by identity."""
    return tuple(
        replace(flag, follow_up=follow_ups.get(flag.identity, flag.follow_up)) for flag in flags
    )


_ORDER = tuple(Rule)
