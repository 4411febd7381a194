"""Saved views: the lists people come back to, their own and those shown to them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from goodwill.crm.accounts import reading
from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.errors import NotAllowed, OutOfReach, Refused
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.crm.records.models import SavedView
from goodwill.language import Sentence

MOST = 200
NONE = "-"
"""In an address: no saved view, not even the usual one."""


@dataclass(frozen=True)
class Kept:
    """What someone says about a view they save."""

    name: str
    audience: str = SavedView.Audience.ME
    is_pinned: bool = False
    is_usual: bool = False


def views(kind: Kind, user: User) -> list[SavedView]:
    """The views a person sees: pinned ones first, then by name."""
    return _seen(user.reach, kind=kind.word)


def pick(known: Sequence[SavedView], asked: str, user: User, *, is_bare: bool) -> SavedView | None:
    """The view that an address names; the person's usual one where the address says nothing.

    Raises
    ------
    OutOfReach
        If there is no such view, or it is not shown to the person.
    """
    if asked == NONE:
        return None
    if asked:
        for one in known:
            if str(one.public_id) == asked:
                return one
        raise OutOfReach
    if not is_bare:
        return None
    return next((one for one in known if one.is_usual and one.owner_id == user.pk), None)


def save(kind: Kind, wanted: Wanted, kept: Kept, user: User) -> SavedView:
    """Keep a list as a new view.

    Raises
    ------
    Refused
        If it has no name.
    NotAllowed
        If it shall be shown to others and the person's role does not include that.
    """
    view = SavedView(kind=kind.word, owner=user)
    return _put(view, wanted, kept, user)


def change(view: SavedView, wanted: Wanted, kept: Kept, user: User) -> SavedView:
    """Keep a list as it stands now in place of what the view showed before."""
    _must_be_own(view, user)
    return _put(view, wanted, kept, user)


def delete(view: SavedView, user: User) -> None:
    """Forget a view; the records stay."""
    _must_be_own(view, user)
    view.delete()


def found(kind: Kind, user: User, public_id: uuid.UUID) -> SavedView:
    """A view by its public id, if the person sees it."""
    view = SavedView.objects.filter(
        _seen_by(user.reach), kind=kind.word, public_id=public_id
    ).first()
    if view is None:
        raise OutOfReach
    return view


def _put(view: SavedView, wanted: Wanted, kept: Kept, user: User) -> SavedView:
    name = kept.name.strip()[:80]
    if not name:
        raise Refused(Sentence("Please give the view a name."))
    if kept.audience != SavedView.Audience.ME and not user.may("views.share"):
        raise NotAllowed
    for attribute, value in _content(wanted).items():
        setattr(view, attribute, value)
    view.name, view.audience = name, kept.audience
    view.team = user.team if kept.audience == SavedView.Audience.TEAM else None
    view.is_pinned, view.is_usual = kept.is_pinned, kept.is_usual
    with transaction.atomic():
        if view.is_usual:
            others = SavedView.objects.filter(owner=user, kind=view.kind, is_usual=True)
            others.exclude(pk=view.pk).update(is_usual=False)
        view.save()
    return view


def _content(wanted: Wanted) -> dict[str, Any]:
    return {
        "conditions": wanted.conditions.json() if wanted.conditions else {},
        "columns": [one.name for one in wanted.columns],
        "sort": wanted.order.asked,
        "shape": wanted.shape,
        "by": wanted.by.name if wanted.by else "",
        "group": wanted.group.name if wanted.group else "",
    }


@reading.kept
def _seen(reach: Reach, *, kind: str) -> QuerySet[Any]:
    seen = SavedView.objects.filter(_seen_by(reach), kind=kind)
    return seen.order_by("-is_pinned", "name", "pk")[:MOST]


def _seen_by(reach: Reach) -> Q:
    teams = reach.stands_in | reach.team_ids
    of_team = Q(audience=SavedView.Audience.TEAM, team_id__in=teams)
    return Q(owner=reach.user_id) | Q(audience=SavedView.Audience.ALL) | of_team


def _must_be_own(view: SavedView, user: User) -> None:
    if view.owner_id != user.pk:
        raise NotAllowed
