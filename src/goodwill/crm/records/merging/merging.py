"""Make one record out of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging.models import Merge
from goodwill.crm.records.models import Record

R = TypeVar("R", bound=Record)


def merge(
    survivor: R,
    others: Iterable[R],
    chosen: Mapping[str, int],
    actor: Actor,
    *,
    seen: Mapping[int, int] | None = None,
) -> Merge:
    """Make one of several: all that points at the others points at the survivor afterwards.

    `chosen` maps fields (`city`, `custom.vat`) to the primary key of the record whose value
    shall stand. Where it says nothing the survivor's value stands, or the first there is if the
    survivor has none; yes wins over no; tags are joined. `seen` maps primary keys to the versions
    that the person looked at.

    Raises
    ------
    CannotMerge
        If they are not of one kind, fewer than two, in the bin, or would belong to themselves.
    """
    raise NotImplementedError
