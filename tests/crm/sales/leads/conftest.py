"""Leads as they come in, and the people who get them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.leads.models import Lead

Made = Callable[..., Lead]


@pytest.fixture
def lead(by: Actor) -> Made:
    """`lead(name="…", owner=rep)` keeps a lead as somebody wrote it down."""

    def made(name: str = "上海星河软件", **facts: Any) -> Lead:
        owner = facts.get("owner")
        team = {"team": owner.team} if owner and "team" not in facts else {}
        return changing.create(Lead(name=name, **facts, **team), by)

    return made


@pytest.fixture
def sellers(teams: dict[str, Team], rep: User) -> list[User]:
    """Three who sell in Shanghai, in the order in which it is their turn."""
    role = Role.objects.get(pk=rep.role_id)
    role.abilities = [*role.abilities, "leads.create", "leads.change", "opportunities.create"]
    role.save()
    others = [
        User.objects.create_user(
            f"{name}@example.com", "correct horse battery staple", name=name, role=role,
            team=teams["shanghai"],
        )
        for name in ("何洁", "Omar")
    ]  # fmt: skip
    return [User.objects.get(pk=rep.pk), *others]
