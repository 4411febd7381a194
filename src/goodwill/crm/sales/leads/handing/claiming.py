"""Taking leads from a shared pool, as many as its quotas allow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.accounts.models import Team, User
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.leads.errors import NotThisLead, QuotaReached
from goodwill.crm.sales.leads.handing import giving
from goodwill.crm.sales.leads.models import Handing, Lead, LeadPool
from goodwill.language import Sentence

AWAY_FOR = timedelta(days=7)
"""So long whoever let a lead fall back, or gave it back, leaves it to others."""


@dataclass(frozen=True)
class Quota:
    """How many a person took today and holds of a pool, and how many they may."""

    taken: int
    a_day: int | None
    held: int
    at_most: int | None

    @property
    def left(self) -> int | None:
        """How many more may be taken now; None is without limit."""
        limits = [
            limit - used
            for used, limit in ((self.taken, self.a_day), (self.held, self.at_most))
            if limit is not None
        ]
        return max(0, min(limits)) if limits else None


def pools_of(user: User) -> QuerySet[LeadPool]:
    """The open pools that a person takes from."""
    found = LeadPool.objects.filter(is_open=True)
    everybodys = found.filter(teams=None)
    theirs = found.filter(teams__in=_teams_above(user))
    return (everybodys | theirs).distinct().order_by("name")


def free_in(pool: LeadPool) -> QuerySet[Lead]:
    """What lies in a pool, the likeliest first."""
    from django.db.models import F

    lying: QuerySet[Lead] = Lead.objects.present().open().filter(pool=pool, owner=None)
    return lying.order_by(
        F("percent").desc(nulls_last=True), F("score").desc(nulls_last=True), "-received_at", "-pk"
    )


def quota(user: User, pool: LeadPool) -> Quota:
    """What a person may still take of a pool."""
    today = datetime.combine(timezone.localdate(), time(), timezone.get_current_timezone())
    taken = Handing.objects.filter(to=user, pool=pool, why=Handing.Why.CLAIMED, at__gte=today)
    held = Lead.objects.present().open().filter(owner=user, pool=pool)
    return Quota(taken.count(), pool.claims_a_day, held.count(), pool.holds_at_most)


def claim(lead: Lead, by: Actor) -> None:
    """Take a lead out of its pool; it is accepted with that.

    Raises
    ------
    OutOfReach
        If it lies in no pool that the person takes from.
    NotThisLead
        If somebody took it meanwhile, or the person had it lately.
    QuotaReached
        If they took, or hold, as many as they may.
    """
    user = by.user
    assert user
    with transaction.atomic():
        # Whoever takes from the same pool waits here: two cannot use up one place of a quota.
        pools = LeadPool.objects.select_for_update()
        pool = pools.filter(pk=lead.pool_id or 0, is_open=True).first()
        if pool is None or not pools_of(user).filter(pk=pool.pk).exists():
            raise OutOfReach
        lead.refresh_from_db()
        if lead.owner_id is not None or not lead.is_open:
            raise NotThisLead(Sentence("Somebody else was faster: the lead is taken."))
        _refuse_had_lately(lead, user)
        _refuse_too_many(quota(user, pool), pool)
        why = giving.Why(Handing.Why.CLAIMED, is_accepted=True)
        handing = giving.to_person(lead, user, why, by)
        Handing.objects.filter(pk=handing.pk).update(pool=pool)


def _refuse_had_lately(lead: Lead, user: User) -> None:
    last = lead.handings.filter(
        why__in=(Handing.Why.RECYCLED, Handing.Why.GIVEN_BACK),
        at__gte=timezone.now() - AWAY_FOR,
    )
    theirs = lead.handings.filter(to=user, at__gte=timezone.now() - 4 * AWAY_FOR)
    if last.exists() and theirs.exists():
        raise NotThisLead(
            Sentence("You had this lead lately: for {n} days it is for others.", n=AWAY_FOR.days)
        )


def _refuse_too_many(used: Quota, pool: LeadPool) -> None:
    if used.a_day is not None and used.taken >= used.a_day:
        raise QuotaReached(
            Sentence(
                "You took {n} of {pool} today, as many as one may. Tomorrow there is room again.",
                n=used.taken,
                pool=pool.name,
            )
        )
    if used.at_most is not None and used.held >= used.at_most:
        raise QuotaReached(
            Sentence(
                "You hold {n} open leads of {pool}, as many as one may. Convert some or give "
                "them back first.",
                n=used.held,
                pool=pool.name,
            )
        )


def _teams_above(user: User) -> frozenset[int]:
    """The person's team and all that it is part of."""
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    found: set[int] = set()
    at = user.team_id
    while at is not None and at not in found:
        found.add(at)
        at = parents.get(at)
    return frozenset(found)
