"""Who works at the demo company: regions and teams, and somebody in every role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.contrib.auth.hashers import make_password

from goodwill.crm.accounts.models import Role, Team, User
from goodwill.crm.accounts.presets import PRESETS
from goodwill.crm.site.demonstration import HOST, PASSWORD, address_of
from goodwill.crm.site.filling.blocks import NOBODY, Block, Ints
from goodwill.crm.site.filling.run import Filling
from goodwill.crm.site.filling.words import DEPARTMENTS
from goodwill.demo.company import PLACES
from goodwill.demo.names import person_names
from goodwill.language import Sayable

WESTERN_SHARE = 0.15

BRANCHES = tuple(dict.fromkeys(place.branch for place in PLACES))
HEADS = {
    "Online shop": ("sales_manager", "sales_rep"),
    "Key accounts": ("sales_manager", "sales_rep"),
    **dict.fromkeys(BRANCHES, ("sales_manager", "sales_rep")),
    "Customer service": ("service_manager", "service_agent"),
    "Order desk": ("service_manager", "service_agent"),
    "Marketing": ("marketing_manager", "marketing_manager"),
    "IT": ("it_administrator", "it_administrator"),
}
"""The role of a department's first person, and of the others."""
BESIDES = ("administrator", "finance_controller", "programme_owner", "executive", "analyst")
"""Roles that no department of the simulated company has."""
SEEN_FROM = "East branch"
"""Where those sit who can be looked over the shoulder of when they sell: with organisations."""


@dataclass(frozen=True)
class Login:
    """As whom one may look around."""

    role: Sayable | str
    name: str
    email: str
    password: str = PASSWORD


@dataclass
class Staff:
    """Everybody by employee number, and who looks after customers of which place."""

    people: dict[str, int] = field(default_factory=dict)
    team_of: dict[int, int] = field(default_factory=dict)
    selling: dict[str, list[int]] = field(default_factory=dict)
    """The ids of a team's people who look after customers, by the team's name."""

    def looking_after(self, teams: list[str]) -> Ints:
        """Of each customer's team somebody, always in turn."""
        order = np.arange(len(teams))
        return np.array(
            [
                group[turn % len(group)] if (group := self.selling.get(team)) else NOBODY
                for team, turn in zip(teams, order.tolist(), strict=True)
            ],
            dtype=np.int64,
        )

    def teams_of(self, people: Ints) -> Ints:
        return np.array([self.team_of.get(one, NOBODY) for one in people.tolist()], dtype=np.int64)


class Company:
    """Makes teams, roles and people, block by block."""

    def __init__(self, filling: Filling) -> None:
        self.filling, self.staff = filling, Staff()
        self.roles = {word: _role(filling, word) for word in PRESETS}
        self.password = make_password(PASSWORD)
        self.teams = self._teams()
        self.named: set[str] = set()

    def hire(self, block: Block) -> Staff:
        """The people of a block join those who are there."""
        users = block["users"].to_pylist()
        names = self._names(len(users) + len(BESIDES))
        hired = [self._person(one, names.pop()) for one in users]
        if block.number == 0:
            hired += [self._head(role, names.pop()) for role in BESIDES]
        made = User.objects.bulk_create(hired)
        numbers = [one["employee_id"] for one in users]
        self.staff.people |= {number: user.pk for number, user in zip(numbers, made, strict=False)}
        self.staff.team_of |= {user.pk: user.team_id or NOBODY for user in made}
        self._who_looks_after()
        return self.staff

    def _who_looks_after(self) -> None:
        names = {team.pk: name for name, team in self.teams.items()}
        sellers = User.objects.filter(role__word="sales_rep").order_by("pk")
        self.staff.selling = {}
        for user_id, team_id in sellers.values_list("pk", "team_id"):
            self.staff.selling.setdefault(names[team_id], []).append(user_id)

    def _teams(self) -> dict[str, Team]:
        say = self.filling.say
        company = Team.objects.create(name=say(DEPARTMENTS["Management"]))
        made = {"Management": company}
        for name in HEADS:
            is_region = name in BRANCHES
            made[name] = Team.objects.create(
                name=say(DEPARTMENTS[name]), parent=company, is_region=is_region
            )
        for place in PLACES:
            made[place.code] = Team.objects.create(name=place.name, parent=made[place.branch])
        return made

    def _person(self, told: dict[str, Any], name: str) -> User:
        department = told["department"]
        first, others = HEADS[department]
        is_first = department not in self.named
        self.named.add(department)
        role = first if is_first else others
        team = self._team(department, is_first, told["employee_id"])
        address = f"{told['employee_id'].lower()}@{HOST}"
        if "sales" not in role or department == SEEN_FROM:
            address = self._address(role) or address
        return self._user(address, name, role, team)

    def _team(self, department: str, is_first: bool, number: str) -> Team:
        """Heads stand in the branch, the others in turn in its places."""
        if is_first or department not in BRANCHES:
            return self.teams[department]
        places = [place.code for place in PLACES if place.branch == department]
        return self.teams[places[int(number[1:]) % len(places)]]

    def _head(self, role: str, name: str) -> User:
        return self._user(self._address(role), name, role, self.teams["Management"])

    def _address(self, role: str) -> str:
        """The first of a role is known by it; empty for the others."""
        address = address_of(role)
        if address in self.named:
            return ""
        self.named.add(address)
        return address

    def _user(self, email: str, name: str, role: str, team: Team) -> User:
        return User(
            email=email, name=name, role=self.roles[role], team=team, password=self.password
        )

    def _names(self, n: int) -> list[str]:
        chance = self.filling.randomness
        return [str(name) for name in person_names(chance, chance.random(n) < WESTERN_SHARE)]


def logins() -> list[Login]:
    """Somebody of each role whose address is named for it."""
    addresses = {address_of(word): word for word in PRESETS}
    people = {user.email: user for user in User.objects.filter(email__in=addresses)}
    return [
        Login(PRESETS[word].name, people[address].name, address)
        for address, word in addresses.items()
        if address in people
    ]


def _role(filling: Filling, word: str) -> Role:
    preset = PRESETS[word]
    facts = {
        "name": preset.name.text,
        "scope": preset.scope,
        "abilities": list(preset.abilities),
        "hidden_fields": list(preset.hidden_fields),
        # A demonstration is for looking around: nobody has to fetch a second factor first.
        "needs_second_factor": False,
    }
    return Role.objects.update_or_create(word=word, defaults=facts)[0]
