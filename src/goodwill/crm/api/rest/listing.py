"""Lists as the pages show them, for programs: filters, saved views, search, order, pages by key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.telling import Teller
from goodwill.crm.records.errors import NotAllowed
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import counting, cursors, paging, saved, sorting, wanting
from goodwill.crm.records.lists.paging import Place, Turn
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.language import Sentence

ROWS = 50
MOST = 500


class Asked(BaseModel):
    """Which records, in which order, which page of them."""

    model_config = ConfigDict(extra="ignore")

    where: str = Field(
        "",
        max_length=8000,
        description=(
            "Conditions as saved views keep them, as JSON: "
            '`{"all": [{"field": "city", "is": "上海"}, {"field": "changed_at", "last_days": 7}]}`'
        ),
        examples=['{"all": [{"field": "stage", "is": "repeat"}]}'],
    )
    q: str = Field("", max_length=100, description="Names and numbers that contain this")
    sort: str = Field("", max_length=80, description="A field; `-` before it for descending")
    view: UUID | None = Field(None, description="A saved view, from /api/v1/{kind}/views")
    fields: str = Field(
        "",
        max_length=2000,
        description="Only these fields, by commas; sensitive ones only if named here",
    )
    limit: int = Field(ROWS, ge=1, le=MOST, description="So many on a page")
    after: str = Field("", max_length=2000, description="`next` of the page before")
    before: str = Field("", max_length=2000, description="`previous` of the page after")
    count: bool = Field(False, description=f"Also count, up to {counting.BOUND:,} records")


def listed(kind: Kind, me: User, asked: Asked) -> dict[str, Any]:
    """One page of the records that are wanted.

    Raises
    ------
    NotAllowed, OutOfReach
        If the person may not see such records, or not this saved view.
    Refused
        If the conditions, the order or the place cannot be.
    """
    if not me.may(f"{kind.word}.view"):
        raise NotAllowed
    teller = Teller(kind, me, asked.fields)
    wanted = wanted_of(kind, me, asked)
    wanted = _loading(wanted, teller)
    page = paging.rows(kind, me.reach, wanted, asked.limit)
    if page.notice is not None:
        raise Invalid([Wrong("sort", page.notice)])
    told: dict[str, Any] = {
        "items": teller.tell_all(page.records),
        "next": page.after or None,
        "previous": page.before or None,
    }
    if asked.count:
        count = counting.count(kind, me.reach, wanted)
        told["count"] = {"records": count.records, "is_more": count.is_more}
    return told


def wanted_of(kind: Kind, me: User, asked: Asked) -> Wanted:
    """The list as the pages know it."""
    view = saved.found(kind, me, asked.view) if asked.view else None
    name = asked.sort.removeprefix("-")
    if name and name not in sorting.sortable(kind, me.reach):
        raise Invalid([Wrong("sort", Sentence("Lists cannot be sorted by this."))])
    told = {"where": asked.where, "q": asked.q, "sort": asked.sort}
    wanted = wanting.wanted(kind, me.reach, told, view)
    return _placed(wanted, asked)


def _placed(wanted: Wanted, asked: Asked) -> Wanted:
    for turn, cursor in ((Turn.AFTER, asked.after), (Turn.BEFORE, asked.before)):
        if cursor:
            if cursors.read(wanted.order, cursor) is None:
                words = Sentence("This page is not one of this list. Begin anew without it.")
                raise Invalid([Wrong(turn.value, words)])
            return wanting.at(wanted, turn, cursor)
    return wanting.at(wanted, Place().turn)


def _loading(wanted: Wanted, teller: Teller) -> Wanted:
    from dataclasses import replace

    return replace(wanted, columns=teller.columns)
