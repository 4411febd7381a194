"""A person's records as a few sets, each in the order of one index, put together by the database.

`owner = me OR team IN mine OR shared with me` fits no index in the order of a name. Each part
alone does; so the database reads the first few of each and merges them. Every part lies within
the person's reach by the same condition as everywhere, so putting them together shows no more.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F, Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.models import Share

Rows = models.QuerySet[Any]
MOST_PARTS = 40


def whole(kind: Kind, reach: Reach) -> Rows:
    """The person's records of a kind as one set, without those in the bin."""
    seen: Rows = kind.model.objects.present().within(reach)
    return seen


def parts(kind: Kind, reach: Reach, seen: Rows) -> list[Rows]:
    """The same records as sets that may overlap, each within one index."""
    many = len(reach.team_ids) > MOST_PARTS
    if reach.is_everything or kind.model.reach_through or kind.model.is_common or many:
        return [seen]
    shared = Share.objects.filter(
        Q(user_id=reach.user_id) | Q(team_id__in=reach.team_ids | reach.stands_in),
        kind=kind.model.kind,
    )
    each = [Q(owner_id=reach.user_id), *(Q(team_id=team) for team in sorted(reach.team_ids))]
    return [seen.filter(one) for one in [*each, Q(pk__in=shared.values("record_id"))]]


def first_ids(sets: list[Rows], path: str, falls: bool, limit: int) -> list[int]:
    """The ids of the first records of all sets together; each set is in that order already."""
    heads = [one.annotate(key=F(path)).values_list("pk", "key")[:limit] for one in sets]
    if len(heads) == 1:
        return [pk for pk, _ in heads[0]]
    direction = "DESC" if falls else "ASC"
    sql, values = _together(heads)
    if not sql:
        return []
    # Only our own words are put in: the values stay with the driver.
    return _ids(sets[0], f"{sql} ORDER BY 2 {direction}, 1 {direction} LIMIT {limit:d}", values)


def bounded(sets: list[Rows], most: int) -> int:
    """How many records there are, counted no further than `most`."""
    heads = [one.order_by().values_list("pk")[:most] for one in sets]
    if len(heads) == 1:
        return int(sets[0].order_by()[:most].count())
    sql, values = _together(heads)
    if not sql:
        return 0
    found = _ids(sets[0], f"SELECT COUNT(*) FROM ({sql}) AS found", values)
    return min(found[0], most)


def _together(heads: list[Rows]) -> tuple[str, list[Any]]:
    """One question for all sets; none if each is known to be empty without asking."""
    made = []
    for one in heads:
        with suppress(EmptyResultSet):
            made.append(one.query.get_compiler(one.db).as_sql())
    texts = [f"SELECT * FROM ({sql}) AS part_{place}" for place, (sql, _) in enumerate(made)]
    return " UNION ".join(texts), [value for _, values in made for value in values]


def _ids(of: Rows, sql: str, values: list[Any]) -> list[int]:
    with connections[of.db].cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]
