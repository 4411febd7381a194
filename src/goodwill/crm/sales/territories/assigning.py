"""Who would move if the territories decided, and moving them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django_tasks import task

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.territories.deciding import Deciding, Whose
from goodwill.crm.sales.territories.models import Territory
from goodwill.crm.sales.territories.rules import FIELDS, query

AT_ONCE = 500
WHILE_WAITING = 2_000
"""More than so many are moved in the background."""
SHOWN = 20
LOOKED_AT = 20_000


@dataclass(frozen=True)
class Standing:
    """A territory: how many customers it decides for, and how many would move."""

    territory: Territory
    whose: Whose
    customers: int
    moving: int


def standings(reach: Reach) -> list[Standing]:
    """Every territory in force, of the customers that the person sees; two counts for each."""
    found = []
    earlier: list[Territory] = []
    for territory in Deciding().territories:
        decided = _decided(reach, territory, earlier)
        moving = _differing(decided, territory)
        standing = Standing(territory, Whose(territory), decided.count(), moving.count())
        found.append(standing)
        earlier.append(territory)
    return found


def moving(reach: Reach, territory: Territory) -> Any:
    """Customers that the person may change and that would move to this territory."""
    earlier: list[Territory] = []
    for one in Deciding().territories:
        if one.pk == territory.pk:
            changeable = _decided(reach, territory, earlier).changeable(reach)
            return _differing(changeable, territory)
        earlier.append(one)
    return Customer.objects.none()


def assign(territory: Territory, reach: Reach, actor: Actor) -> int:
    """Move customers to where the territory says; how many, all in one action.

    Whoever stands there already stays, so it may be done again after it was interrupted.
    """
    values = _values(territory)
    ids = list(moving(reach, territory).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = Customer.objects.filter(pk__in=ids[start : start + AT_ONCE]).order_by("pk")
        changing_many.change_many_each([(one, values) for one in some], actor)
    return len(ids)


@task()
def assign_later(territory_id: int, user_id: int, batch: str) -> None:
    """Move many customers in the background."""
    person = User.objects.select_related("role", "team").get(pk=user_id)
    territory = Territory.objects.present().filter(pk=territory_id).first()
    if territory is not None and person.is_active:
        assign(territory, person.reach, Actor(person, batch=uuid.UUID(batch)))


def common_values(reach: Reach, chosen: dict[str, list[str]]) -> dict[str, list[str]]:
    """What customers that were changed lately have in each field, the commonest first."""
    lately = Customer.objects.present().within(reach).buying().order_by("-changed_at")
    rows = lately.values_list(*FIELDS)[:LOOKED_AT]
    columns = list(zip(*rows, strict=True)) or [()] * len(FIELDS)
    return {
        name: _with(chosen.get(name, []), Counter(value for value in column if value))
        for name, column in zip(FIELDS, columns, strict=True)
    }


def _with(chosen: Iterable[str], counted: Counter[str]) -> list[str]:
    found = [value for value, _ in counted.most_common(200)]
    return sorted({*found, *chosen})


def _decided(reach: Reach, territory: Territory, earlier: list[Territory]) -> Any:
    """Customers within reach that fit its rules, and none of those asked before it."""
    found = Customer.objects.present().within(reach).buying().filter(query(territory.rules))
    for one in earlier:
        found = found.exclude(query(one.rules))
    return found


def _differing(customers: Any, territory: Territory) -> Any:
    wanted = {f"{name}_id": one.pk for name, one in _values(territory).items()}
    return customers.exclude(**wanted) if wanted else customers.none()


def _values(territory: Territory) -> dict[str, Any]:
    """What a customer of the territory shall have: its person and team, or its team alone."""
    whose = Whose(territory)
    found = {"owner": whose.owner, "team": whose.team}
    return {name: one for name, one in found.items() if one is not None}
