"""Matched control: each chosen member beside one who was alike before and went without.

For members who were chosen, not drawn. What was recorded before is made alike; what was
not recorded may still set them apart, so the evidence is of grade C at best.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from goodwill.analytics.benefit.pilots.balancing import Balance, balance, support
from goodwill.analytics.benefit.pilots.estimate import Check, Method, no_placebo, placebo_check
from goodwill.analytics.benefit.pilots.neighbours import Pairs, by_covariates, by_propensity
from goodwill.analytics.benefit.pilots.panel import at_least
from goodwill.analytics.errors import Undefined
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence

FEWEST_PAIRS = 30


class Likeness(StrEnum):
    """What makes two members alike."""

    PROPENSITY = "propensity"
    """How likely each was to be chosen, by a logistic regression."""
    COVARIATES = "covariates"
    """The distance of their covariates, each in standard deviations."""


@dataclass(frozen=True, eq=False)
class Members:
    """Chosen members and others, with what was known of them before.

    Parameters
    ----------
    treated
        Whether each was chosen, shape (members,).
    before, after
        The outcome in equally long times before and since, shape (members,).
    covariates, names
        What else was known before, shape (members, k), and what it is.
    earlier
        The outcome in the time before `before`, where known: on it the method is tried.
    """

    treated: np.ndarray[tuple[int], np.dtype[np.bool_]]
    before: Floats
    after: Floats
    covariates: Floats
    names: tuple[str, ...]
    earlier: Floats | None = None

    def __post_init__(self) -> None:
        columns = [self.before, self.after, self.covariates]
        columns += [] if self.earlier is None else [self.earlier]
        if not all(np.isfinite(column).all() for column in columns):
            raise Undefined(Sentence("What is known of the members has gaps: nothing to match by."))
        assert self.covariates.shape == (len(self.treated), len(self.names))


@dataclass(frozen=True, eq=False)
class Matched:
    """What matching says.

    Parameters
    ----------
    effect
        Per matched member, in the unit of the outcome.
    balance
        Of the outcome before and each covariate, before and after matching.
    pairs, unmatched
        Treated members with and without somebody alike.
    controls
        How many different members they are compared with.
    """

    effect: Effect
    balance: tuple[Balance, ...]
    checks: tuple[Check, ...]
    pairs: int
    unmatched: int
    controls: int
    method: Method = Method.MATCHED


def matched(members: Members, likeness: Likeness = Likeness.PROPENSITY) -> Matched:
    """The effect on chosen members who have somebody alike, by differences of changes.

    Each is paired with the nearest member who was not chosen, within a caliper; one of
    these may serve several. What difference remains within pairs is taken out by a
    regression on the matched controls. The outcome before is one of the covariates.

    Raises
    ------
    TooFew
        Fewer than thirty pairs.
    Undefined
        Balance remains bad (a standardised difference above 0.25): no comparison.

    References
    ----------
    Abadie & Imbens (2006), Econometrica 74(1), doi:10.1111/j.1468-0262.2006.00655.x
    (variance), and (2011), JBES 29(1), doi:10.1198/jbes.2009.07333 (bias); Austin (2011),
    doi:10.1002/pst.433 (caliper of 0.2 standard deviations of the logit).
    """
    at_least(Sentence("members of the pilot"), int(members.treated.sum()), FEWEST_PAIRS)
    at_least(Sentence("members without the pilot"), int((~members.treated).sum()), FEWEST_PAIRS)
    known = np.column_stack([members.before, members.covariates])
    pair = by_propensity if likeness is Likeness.PROPENSITY else by_covariates
    pairs = pair(known, members.treated)
    at_least(Sentence("pairs of members who are alike"), len(pairs.treated), FEWEST_PAIRS)
    rows = balance(known, members.treated, pairs, (_BEFORE, *members.names))
    checks = (*support(members.treated, pairs, rows), _placebo(members, known, pairs))
    return Matched(
        effect_of(members.after - members.before, known, pairs),
        rows,
        checks,
        len(pairs.treated),
        int(members.treated.sum()) - len(pairs.treated),
        len(np.unique(pairs.controls)),
    )


_BEFORE = "before"


def effect_of(change: Floats, known: Floats, pairs: Pairs) -> Effect:
    """Mean difference of changes within pairs, less what their covariates explain."""
    slopes = _slopes(change, known, pairs.controls)
    apart = known[pairs.treated] - known[pairs.controls]
    differences = change[pairs.treated] - change[pairs.controls] - apart @ slopes
    value = float(differences.mean())
    treated = float(change[pairs.treated].mean())
    return student(
        value,
        float(np.sqrt(_variance(differences, change - known @ slopes, pairs))),
        treated=treated,
        control=treated - value,
        n_treated=len(pairs.treated),
        n_control=len(np.unique(pairs.controls)),
        df=len(np.unique(pairs.controls)) - 1,
        method=Sentence(
            "Difference of changes within {pairs} pairs of members alike before, corrected for "
            "what remains within pairs; standard error of Abadie & Imbens (2006); Student's t.",
            pairs=len(pairs.treated),
        ),
    )


def _slopes(change: Floats, known: Floats, controls: Integers) -> Floats:
    """How the change of matched controls goes with what was known of them."""
    rows = known[controls]
    away = rows - rows.mean(axis=0)
    found, *_ = np.linalg.lstsq(away, change[controls] - change[controls].mean(), rcond=1e-10)
    return np.asarray(found)


def _variance(differences: Floats, left_over: Floats, pairs: Pairs) -> float:
    """Of the mean: the scatter of pairs, and what controls used K times add, K(K − 1)σ².

    σ² of a control is half the squared difference to the control most like it.
    """
    n = len(differences)
    scatter = float(((differences - differences.mean()) ** 2).sum()) / n**2
    used, times = np.unique(pairs.controls, return_counts=True)
    twin = pairs.twins[used]
    squared = (left_over[used] - left_over[twin]) ** 2 / 2
    return scatter + float((times * (times - 1) * squared).sum()) / n**2


def _placebo(members: Members, known: Floats, pairs: Pairs) -> Check:
    if members.earlier is None:
        return no_placebo()
    return placebo_check(effect_of(members.before - members.earlier, known[:, 1:], pairs))
