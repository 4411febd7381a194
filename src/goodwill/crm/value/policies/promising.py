"""Promising: what customers of a class get, one line of history each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from goodwill.analytics.value.today.classes import ValueClass
from goodwill.crm.accounts.noting import note
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.policies.models import Policy

PROMISES = (
    *("says", "visits_a_year", "discount_limit_percent", "answer_within_hours"),
    *("care", "warns"),
)


def policies() -> Sequence[Policy]:
    """The policy of every class, A first; nothing is promised where nobody said so."""
    known = {one.value_class: one for one in Policy.objects.all()}
    return [known.get(one.value, Policy(value_class=one.value)) for one in ValueClass]


def policy_of(value_class: str) -> Policy | None:
    """The policy of a class; None if there is no such class."""
    return next((one for one in policies() if one.value_class == value_class), None)


def promise(policy: Policy, wanted: Mapping[str, Any], actor: Actor) -> None:
    """Promise this to every customer of the class from now on."""
    before = {name: getattr(policy, name) for name in PROMISES}
    changed = {name: wanted[name] for name in PROMISES if before[name] != wanted[name]}
    if not changed:
        return
    with transaction.atomic():
        for name, value in changed.items():
            setattr(policy, name, value)
        policy.save()
        pairs = {name: (_plain(before[name]), _plain(value)) for name, value in changed.items()}
        note("policies", policy, "changed", pairs, actor.user)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
