"""Tables that people keep, show to others, and come back to."""

from __future__ import annotations

import uuid

from django.db.models import Q

from goodwill.crm.accounts.models import User
from goodwill.crm.records.errors import NotAllowed, OutOfReach, Refused
from goodwill.crm.value.pivot.asking import Asked
from goodwill.crm.value.pivot.models import Pivot
from goodwill.language import Sentence

MOST = 100


def kept_for(me: User) -> list[Pivot]:
    """The tables a person sees: their own, those of their team, and everyone's."""
    seen = Pivot.objects.filter(_seen_by(me)).select_related("owner")
    return list(seen.order_by("name", "pk")[:MOST])


def found(me: User, public_id: uuid.UUID) -> Pivot:
    """One kept table, if the person sees it.

    Raises
    ------
    OutOfReach
        If there is none, or it is not shown to the person.
    """
    one = Pivot.objects.filter(_seen_by(me), public_id=public_id).select_related("owner").first()
    if one is None:
        raise OutOfReach
    return one


def keep(me: User, asked: Asked, name: str, audience: str, before: Pivot | None = None) -> Pivot:
    """Keep a table under a name; in place of one of one's own where one is given.

    Raises
    ------
    Refused
        If it has no name.
    NotAllowed
        If it shall be shown to others and the role does not include that, or it is not one's own.
    """
    if before is not None and before.owner_id != me.pk:
        raise NotAllowed
    if audience != Pivot.Audience.ME and not me.may("views.share"):
        raise NotAllowed
    if not name.strip():
        raise Refused(Sentence("Please give the table a name."))
    kept = before or Pivot(owner=me)
    kept.name, kept.asked = name.strip()[:80], asked.json()
    kept.audience = audience if audience in Pivot.Audience.values else Pivot.Audience.ME
    kept.team = me.team if kept.audience == Pivot.Audience.TEAM else None
    kept.save()
    return kept


def forget(me: User, kept: Pivot) -> None:
    """Keep it no longer; nobody gets it by mail any more.

    Raises
    ------
    NotAllowed
        If it is not one's own.
    """
    if kept.owner_id != me.pk:
        raise NotAllowed
    kept.delete()


def _seen_by(me: User) -> Q:
    teams = me.reach.stands_in | me.reach.team_ids
    of_team = Q(audience=Pivot.Audience.TEAM, team_id__in=teams)
    if me.team_id:
        of_team |= Q(audience=Pivot.Audience.TEAM, team_id=me.team_id)
    return Q(owner=me) | Q(audience=Pivot.Audience.ALL) | of_team
