"""Which rule a lead falls under, and whose turn it is: in turn, by load, skill or territory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from goodwill.crm.accounts.models import User
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales import territories
from goodwill.crm.sales.leads.handing import giving
from goodwill.crm.sales.leads.models import DistributionRule, Handing, Lead, Taker

FIELDS = ("source", "channel", "country", "region", "city", "language", "category", "campaign",
          "interest")  # fmt: skip
"""The fields of a lead that a rule may go by."""


@dataclass(frozen=True)
class Candidate:
    """Somebody who may get a lead: what they know, and how many they have."""

    user: User
    skills: frozenset[str]
    open: int
    most: int | None

    @property
    def has_room(self) -> bool:
        return self.most is None or self.open < self.most

    @property
    def load(self) -> tuple[float, int, int]:
        """The share of what they can look after; without a limit, how many they have."""
        share = self.open / self.most if self.most else self.open / USUAL
        return (share, self.open, self.user.pk)


USUAL = 50
"""How many open leads somebody without a limit of their own is reckoned to look after."""


def distribute(
    lead: Lead,
    by: Actor,
    *,
    without: Collection[int | None] = (),
    why: Handing.Why = Handing.Why.RULE,
) -> bool:
    """Give a lead to whom the first fitting rule says; whether anybody got it.

    A rule of which nobody can take it gives it to its pool; without one, the next rule is asked.
    """
    with transaction.atomic():
        rules = DistributionRule.objects.select_for_update(of=("self",)).filter(is_active=True)
        for rule in rules.select_related("pool"):
            if fits(rule, lead) and _follow(rule, lead, by, frozenset(without), why):
                return True
    return False


def fits(rule: DistributionRule, lead: Lead) -> bool:
    """Whether the lead has one of the wanted values in each field, as people write them."""
    return all(
        str(getattr(lead, name, "")).strip().casefold() in {one.casefold() for one in wanted}
        for name, wanted in rule.conditions.items()
        if wanted
    )


def chosen(rule: DistributionRule, lead: Lead, candidates: Iterable[Candidate]) -> User | None:
    """Whose turn it is among those with room."""
    free = sorted((one for one in candidates if one.has_room), key=lambda one: one.user.pk)
    return _WAYS[rule.way](rule, lead, free) if free else None


def candidates(rule: DistributionRule, lead: Lead) -> list[Candidate]:
    """Who may get leads of the rule; by territory, whom the territory names or its team."""
    people = rule.people.filter(is_active=True)
    if rule.way == DistributionRule.Way.TERRITORY:
        people = _of_territory(lead, people)
    users = list(people.exclude(takes_leads__is_away=True).select_related("team"))
    ids = [user.pk for user in users]
    takers = {one.user_id: one for one in Taker.objects.filter(user_id__in=ids)}
    held = Lead.objects.present().open().filter(owner_id__in=ids).order_by()
    counts = dict(held.values_list("owner_id").annotate(n=Count("pk")))
    return [_candidate(user, takers.get(user.pk), counts.get(user.pk, 0)) for user in users]


def words_of(lead: Lead) -> frozenset[str]:
    """What somebody should know to look after the lead well: its language, trade and interest."""
    held = (lead.language, lead.category, lead.country, lead.source, *lead.interest.split(","))
    return frozenset(word.strip().casefold() for word in held if word and word.strip())


def _candidate(user: User, taker: Taker | None, held: int) -> Candidate:
    if taker is None:
        return Candidate(user, frozenset(), held, None)
    skills = frozenset(str(word).casefold() for word in taker.skills)
    return Candidate(user, skills, held, taker.most_open)


def _follow(
    rule: DistributionRule, lead: Lead, by: Actor, without: frozenset[Any], why: Handing.Why
) -> bool:
    user = None
    if rule.way != DistributionRule.Way.POOL:
        may = [one for one in candidates(rule, lead) if one.user.pk not in without]
        user = chosen(rule, lead, may)
    if user is not None:
        hours = rule.accept_within_hours
        within = timedelta(hours=hours) if hours else None
        giving.to_person(lead, user, giving.Why(why, rule, within), by)
        DistributionRule.objects.filter(pk=rule.pk).update(last=user)
        return True
    if rule.pool is None:
        return False
    giving.to_pool(lead, rule.pool, giving.Why(why, rule), by)
    return True


def _of_territory(lead: Lead, people: Any) -> Any:
    whose = territories.whose(lead)
    if whose is None:
        return people.none()
    if whose.owner is not None:
        return User.objects.filter(pk=whose.owner.pk)
    active = User.objects.filter(is_active=True, team=whose.team)
    return active.filter(pk__in=people.values("pk")) if people.exists() else active


def _in_turn(rule: DistributionRule, lead: Lead, free: list[Candidate]) -> User | None:
    last = rule.last_id or 0
    return next((one.user for one in free if one.user.pk > last), free[0].user)


def _by_load(rule: DistributionRule, lead: Lead, free: list[Candidate]) -> User | None:
    return min(free, key=lambda one: one.load).user


def _by_skill(rule: DistributionRule, lead: Lead, free: list[Candidate]) -> User | None:
    wanted = words_of(lead)
    best = max(len(one.skills & wanted) for one in free)
    if not best:
        return None
    return _by_load(rule, lead, [one for one in free if len(one.skills & wanted) == best])


_WAYS: Mapping[str, Callable[[DistributionRule, Lead, list[Candidate]], User | None]] = {
    DistributionRule.Way.ROUND_ROBIN: _in_turn,
    DistributionRule.Way.LOAD: _by_load,
    DistributionRule.Way.SKILL: _by_skill,
    DistributionRule.Way.TERRITORY: _by_load,
}
