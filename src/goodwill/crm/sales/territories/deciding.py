"""Whose a customer or a lead is, by the rules of the territories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from goodwill.crm.sales.territories.rules import fits

if TYPE_CHECKING:
    from goodwill.crm.accounts.models import Team, User
    from goodwill.crm.sales.territories.models import Territory


@dataclass(frozen=True)
class Whose:
    """Where the rules send a record: the territory, and its person or else its team."""

    territory: Territory

    @property
    def owner(self) -> User | None:
        """Nobody if the person has left: then the team decides."""
        person = self.territory.owner
        return person if person is not None and person.is_active else None

    @property
    def team(self) -> Team | None:
        """The territory's team, else that of its person."""
        person = self.owner
        return self.territory.team or (person.team if person is not None else None)


class Deciding:
    """Decides for many records with one look at the rules."""

    @cached_property
    def territories(self) -> list[Territory]:
        from goodwill.crm.sales.territories.models import Territory

        people = ("owner", "owner__team", "team")
        return list(Territory.objects.in_force().select_related(*people))

    def whose(self, record: Any) -> Whose | None:
        """Where a customer or a lead belongs; None if no rule fits."""
        fitting = (one for one in self.territories if fits(one.rules, record))
        first = next(fitting, None)
        return None if first is None else Whose(first)


def whose(record: Any) -> Whose | None:
    """Where one customer or lead belongs; None if no rule fits."""
    return Deciding().whose(record)
