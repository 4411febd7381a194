"""What a budget is parted over: options, limits, and how customers must be treated alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from goodwill.analytics.campaigns.budget.curves import Stack, knots
from goodwill.analytics.campaigns.budget.responses import Response
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import major, minor_digits
from goodwill.analytics.numerics.arrays import Floats, Integers
from goodwill.language import Sentence

NOTHING = 1e-9
Booleans = npt.NDArray[np.bool_]
POLICIES = ("value_class", "segment")


@dataclass(frozen=True)
class Option:
    """One way to spend: a campaign through a channel on a segment.

    Parameters
    ----------
    response
        What spending brings, in minor units of money.
    now, least, most
        What is spent at present, and the bounds; minor units. No `most` means: the budget,
        or where the response was measured, the largest spend it was measured at.
    audience
        How many customers it can reach.
    most_per_head
        What may be spent on one of them, minor units.
    uses
        Capacity → units that one minor unit of spend takes, such as calls.
    """

    name: str
    response: Response
    campaign: str = ""
    channel: str = ""
    segment: str = ""
    value_class: str = ""
    now: float | None = None
    least: float = 0.0
    most: float | None = None
    audience: float | None = None
    most_per_head: float | None = None
    uses: Mapping[str, float] = field(default_factory=dict)

    @property
    def limit(self) -> float:
        """The most that may be spent on it, as far as the option itself says."""
        limits = [np.inf if self.most is None else self.most]
        if self.most is None and self.response.measured is not None:
            limits.append(float(self.response.measured.spend.max()))
        if self.audience is not None and self.most_per_head is not None:
            limits.append(self.audience * self.most_per_head)
        return float(min(limits))


@dataclass(frozen=True)
class Budget:
    """Money to be parted.

    Parameters
    ----------
    total
        The most that may be spent, minor units.
    capacities
        Capacity → units there are, such as calls a day × days.
    same_policy_by
        `value_class` or `segment`: options of one of them that share campaign and channel
        spend the same per head of their audience.
    spend_all
        Whether money is worth nothing left over. Otherwise no unit is spent that brings
        less than itself.
    """

    total: float
    options: tuple[Option, ...]
    currency: str
    capacities: Mapping[str, float] = field(default_factory=dict)
    same_policy_by: str | None = None
    spend_all: bool = False

    @property
    def unit(self) -> float:
        """One yuan, euro … in minor units."""
        return float(10 ** minor_digits(self.currency))

    @property
    def now(self) -> Floats | None:
        """What is spent at present on each option; None if not known of all."""
        spends = [option.now for option in self.options]
        if any(spend is None for spend in spends):
            return None
        return np.array(spends, dtype=float)

    def of(self, total: float) -> Budget:
        """The same with another total."""
        return replace(self, total=total)


class Bundles:
    """Options that move together as one: spend of option i = share[i] × spend of its bundle.

    Raises
    ------
    SettingRefused
        The limits cannot all be met; says which.
    """

    def __init__(self, budget: Budget) -> None:
        if not budget.options:
            raise SettingRefused(Sentence("There is nothing to spend the budget on: no options."))
        self.budget = budget
        self.of = _bundle_of(budget)
        self.count = int(self.of.max()) + 1
        self.share = _shares(budget, self.of)
        self.stack = Stack([option.response.curve for option in budget.options])
        names = list(budget.capacities)
        use = np.array([[o.uses.get(name, 0.0) for o in budget.options] for name in names])
        self.use = self.sums((use.reshape(len(names), len(self.of)) * self.share).T).T
        self.limits = np.array([budget.capacities[name] for name in names], dtype=float)
        self.low = self._end(np.maximum, [o.least for o in budget.options], 0.0)
        ends = self._end(np.minimum, [o.limit for o in budget.options], np.inf)
        self._refuse_bounds_that_cross(ends)
        self._refuse_what_cannot_be_met()
        self.high = np.maximum(np.minimum(ends, budget.total), self.low)
        self.used_up = self._used_up()
        self.high = np.where(self.use[self.used_up].any(axis=0), self.low, self.high)
        self.corners = self._corners()

    def options(self, spend: Floats) -> Floats:
        """Spend per option from spend per bundle, shape (bundles, …)."""
        share = self.share.reshape(-1, *[1] * (spend.ndim - 1))
        return np.asarray(share * spend[self.of])

    def sums(self, values: Floats) -> Floats:
        """Values per option summed per bundle."""
        found = np.zeros((self.count, *values.shape[1:]))
        np.add.at(found, self.of, values)
        return found

    def margin(self, spend: Floats) -> Floats:
        """Margin per bundle at spends of shape (bundles, points)."""
        return self.sums(self.stack.margin(self.options(spend)))

    def slope(self, spend: Floats) -> Floats:
        share = self.share[:, None]
        return self.sums(share * self.stack.slope(self.options(spend)))

    def names(self, bundle: int) -> tuple[str, ...]:
        pairs = zip(self.budget.options, self.of, strict=True)
        return tuple(option.name for option, of in pairs if of == bundle)

    def _end(self, tighter: np.ufunc, ends: Sequence[float], start: float) -> Floats:
        found = np.full(self.count, start)
        tighter.at(found, self.of, np.array(ends, dtype=float) / self.share)
        return found

    def _used_up(self) -> Booleans:
        """The capacities of which the least spends leave nothing that could be told from nought."""
        left = self.limits - self.use @ self.low
        return np.asarray(left <= NOTHING * (self.use @ (self.high - self.low)))

    def _corners(self) -> list[list[float]]:
        found: list[list[float]] = [[] for _ in range(self.count)]
        for option, of, share in zip(self.budget.options, self.of, self.share, strict=True):
            found[of] += [knot / share for knot in knots(option.response.curve)]
        return found

    def _refuse_bounds_that_cross(self, ends: Floats) -> None:
        for bundle in np.flatnonzero(self.low > ends * (1 + 1e-12)):
            raise SettingRefused(
                Sentence(
                    "The least to be spent on {options} is {least}, but no more than {most} "
                    "may be: by its maximum, its audience, what was measured of it, or the "
                    "same policy for all of its class.",
                    options=", ".join(self.names(int(bundle))),
                    least=major(round(self.low[bundle]), self.budget.currency),
                    most=major(round(ends[bundle]), self.budget.currency),
                )
            )

    def _refuse_what_cannot_be_met(self) -> None:
        if not 0 < self.budget.total < np.inf:
            raise SettingRefused(Sentence("There is no budget to part: it must be above 0."))
        least = float(self.low.sum())
        if least > self.budget.total * (1 + 1e-12):
            raise SettingRefused(
                Sentence(
                    "The least that must be spent adds up to {least}, more than the budget of "
                    "{total}: {short} is missing.",
                    least=major(round(least), self.budget.currency),
                    total=major(round(self.budget.total), self.budget.currency),
                    short=major(round(least - self.budget.total), self.budget.currency),
                )
            )
        for name, use, limit in zip(self.budget.capacities, self.use, self.limits, strict=True):
            if use @ self.low > limit * (1 + 1e-12):
                raise SettingRefused(
                    Sentence(
                        "The least that must be spent takes {needed} of {capacity}, and there "
                        "are {limit}.",
                        needed=round(float(use @ self.low), 2),
                        capacity=name,
                        limit=limit,
                    )
                )


def _bundle_of(budget: Budget) -> Integers:
    by = budget.same_policy_by
    keys = [
        (getattr(option, by), option.campaign, option.channel)
        if by and getattr(option, by)
        else (i,)
        for i, option in enumerate(budget.options)
    ]
    places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    return np.array([places[key] for key in keys], dtype=np.int64)


def _shares(budget: Budget, of: Integers) -> Floats:
    alone = np.bincount(of)[of] == 1
    audiences = []
    for option, is_alone in zip(budget.options, alone, strict=True):
        if not is_alone and not (option.audience and option.audience > 0):
            raise SettingRefused(
                Sentence(
                    "{option} has no audience. The same policy for all of a class means the "
                    "same spend per head, so each of its options must say how many it reaches.",
                    option=option.name,
                )
            )
        audiences.append(1.0 if is_alone else float(option.audience or 0.0))
    heads = np.array(audiences)
    return np.asarray(heads / np.bincount(of, heads)[of])
