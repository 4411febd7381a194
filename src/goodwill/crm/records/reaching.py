"""Which records lie within a person's reach: one condition, used by every query."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from goodwill.crm.accounts.reach import Reach, Scope
from goodwill.crm.accounts.reading import kept
from goodwill.crm.records.models import Record, Share

R = TypeVar("R", bound=Record)


def within(reach: Reach, model: type[Record], *, to_change: bool = False) -> Q:
    """The condition for records of this model that the person may see, or even change.

    A record with `reach_through = "customer"` is seen by whoever sees the customer, one that
    `is_common` by everyone whose role includes its kind.
    """
    if reach.scope is Scope.ALL or model.is_common:
        return Q()
    through = model.reach_through
    prefix = f"{through}__" if through else ""
    whose = Q(**{f"{prefix}owner_id": reach.user_id})
    if reach.team_ids:
        whose |= Q(**{f"{prefix}team_id__in": reach.team_ids})
    return whose | _shared(reach, model, through, to_change)


def seen_by(reach: Reach, model: type[R], pk: int) -> R | None:
    """The record with this key, if the person may see it and it is not in the bin."""
    return next(iter(_seen(reach, pk, model=model)), None)


@kept
def _seen(reach: Reach, pk: int, *, model: type[Record]) -> QuerySet[Any]:
    return model._default_manager.present().within(reach).filter(pk=pk)


def _shared(reach: Reach, model: type[Record], through: str, to_change: bool) -> Q:
    head = model._meta.get_field(through).related_model if through else model
    shares = Share.objects.filter(
        Q(user_id=reach.user_id) | Q(team_id__in=reach.team_ids | reach.stands_in),
        kind=head.kind,  # type: ignore[union-attr]
        record_id=OuterRef(f"{through}_id" if through else "pk"),
    )
    return Q(Exists(shares.filter(may_change=True) if to_change else shares))
