"""All values at stake that were asked for, each told or refused, and their definitions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from goodwill.analytics.benefit.returns.stakes import (
    chain,
    releasedtime,
    retention,
    satisfied,
    selfservice,
    wordofmouth,
)
from goodwill.analytics.benefit.returns.stakes.stake import Basis, Calculator, Stake
from goodwill.analytics.errors import AnalyticsError, attempted
from goodwill.analytics.figure import Definition

DEFINITIONS: tuple[Definition, ...] = (
    *(*retention.DEFINITIONS, *satisfied.DEFINITIONS, *wordofmouth.DEFINITIONS),
    *(*selfservice.DEFINITIONS, *chain.DEFINITIONS, *releasedtime.DEFINITIONS),
)


@dataclass(frozen=True)
class AtStake:
    """What the calculators are asked; None: not asked for."""

    retention: retention.Retention | None = None
    satisfied: satisfied.Satisfied | None = None
    talk: wordofmouth.Talk | None = None
    self_service: selfservice.SelfService | None = None
    chain: chain.Chain | None = None
    released_time: releasedtime.ReleasedTime | None = None


def values_at_stake(asked: AtStake, basis: Basis) -> dict[Calculator, Stake | AnalyticsError]:
    """The stakes asked for, or why one cannot be told; the others are told all the same.

    They are plans side by side and are never added: the same customer is in several.
    """
    return {name: attempted(told) for name, told in _questions(asked, basis).items()}


def _questions(asked: AtStake, basis: Basis) -> dict[Calculator, Callable[[], Stake]]:
    found: dict[Calculator, Callable[[], Stake]] = {}
    if (kept := asked.retention) is not None:
        found[Calculator.RETENTION] = lambda: retention.retention_stake(kept, basis)
    if (felt := asked.satisfied) is not None:
        found[Calculator.SATISFIED] = lambda: satisfied.satisfied_stake(felt, basis)
    if (talk := asked.talk) is not None:
        found[Calculator.WORD_OF_MOUTH] = lambda: wordofmouth.natural_income(talk, basis)
    if (alone := asked.self_service) is not None:
        found[Calculator.SELF_SERVICE] = lambda: selfservice.self_service_stake(alone, basis)
    if (link := asked.chain) is not None:
        found[Calculator.CHAIN] = lambda: chain.satisfaction_chain(link, basis)
    if (hours := asked.released_time) is not None:
        found[Calculator.RELEASED_TIME] = lambda: releasedtime.released_time_stake(hours, basis)
    return found
