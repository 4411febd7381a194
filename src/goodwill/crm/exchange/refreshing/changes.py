"""Which records are to be looked at again: what history says since the tables were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet
from numpy.typing import NDArray

from goodwill.crm.commerce.models import Contract, Order, Product
from goodwill.crm.customers.models import Activity, Relation
from goodwill.crm.exchange.refreshing import star
from goodwill.crm.exchange.refreshing.snapshots import Snapshot
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.merging.models import Merge, Merged
from goodwill.crm.records.models import Change

Ints = NDArray[np.int64]

LATE = timedelta(days=1)
"""A transaction that has been open for longer will not come any more."""
BEFORE = 100_000
"""So many lines before the last one are looked through for gaps when all is made anew."""
OF_THEIR_OWN = ("created", "changed", "seen", "shared", "unshared", "exported")
"""Verbs that concern the customer alone, not what hangs on it."""
AT_ONCE = 2_000


@dataclass(frozen=True)
class Place:
    """How far history was read: up to a line, but for some that were not there yet.

    On a server a transaction that began early may end late: its lines appear behind the place.
    `missing` holds their ids, and when each was first missed. `digest` is that of the last line:
    another history, as after a backup was put back, has another line there.
    """

    last: int = 0
    digest: str = ""
    missing: Mapping[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Changed:
    """The keys of records to look at again, by table, and how far history was read."""

    place: Place
    keys: Mapping[str, Ints]
    lines: int


def place(seen: Snapshot) -> Place:
    """Where history ends now."""
    newest = seen.all(Change.objects.order_by("-pk").values_list("pk", "digest")[:1])
    last, digest = newest[0] if newest else (0, "")
    if connection.vendor != "postgresql":
        return Place(last, digest)
    first = max(0, last - BEFORE)
    there = np.array([pk for (pk,) in seen.all(_after(first).values_list("pk"))], dtype=np.int64)
    return Place(last, digest, _missed(first, last, there, {}, seen.as_of))


def changed(seen: Snapshot, since: Place, made_at: datetime) -> Changed:
    """What happened since the place, which was reached at that moment."""
    lines = list(_lines(seen, since))
    ids = np.array([pk for pk, *_ in lines], dtype=np.int64)
    now = place(seen)
    missing: Mapping[int, datetime] = {}
    if connection.vendor == "postgresql":
        missing = _missed(since.last, now.last, ids, since.missing, seen.as_of)
    touched: dict[str, set[int]] = {}
    for _, kind, record_id, verb in lines:
        touched.setdefault(kind, set()).add(record_id)
        if kind == "customers" and verb not in OF_THEIR_OWN:
            touched.setdefault(MOVED, set()).add(record_id)
    touched.setdefault(MOVED, set()).update(_merged(seen, made_at))
    keys = {name: _sorted(found) for name, found in _keys(seen, touched) if found}
    return Changed(replace(now, missing=missing), keys, len(lines))


MOVED = "moved"
"""Customers of whom all that hangs on them is to be looked at: merged, deleted, brought back."""


def _after(pk: int) -> QuerySet[Any]:
    return Change.objects.filter(pk__gt=pk).order_by("pk")


def _lines(seen: Snapshot, since: Place) -> Iterator[tuple[Any, ...]]:
    wanted = ("pk", "kind", "record_id", "verb")
    for piece in seen.rows(_after(since.last).values_list(*wanted)):
        yield from piece
    for asked in among(Change.objects.order_by("pk").values_list(*wanted), "id", since.missing):
        yield from seen.all(asked)


def _missed(
    first: int, last: int, there: Ints, before: Mapping[int, datetime], now: datetime
) -> dict[int, datetime]:
    """Ids that were given to lines of transactions still open, or to lines never written."""
    known = set(there.tolist())
    still = {pk: at for pk, at in before.items() if pk not in known and now - at < LATE}
    gaps = np.setdiff1d(np.arange(first + 1, last + 1), there)
    return {**still, **dict.fromkeys(gaps.tolist(), now)}


def _merged(seen: Snapshot, made_at: datetime) -> set[int]:
    """Customers that became one, or several again, since then: both ends."""
    since = made_at - LATE
    recent = Merge.objects.filter(kind="customers").filter(
        Q(at__gte=since) | Q(undone_at__gte=since)
    )
    ends = seen.all(recent.values_list("survivor_id"))
    ends += seen.all(Merged.objects.filter(merge__in=recent).values_list("record_id"))
    return {pk for (pk,) in ends}


def _keys(seen: Snapshot, touched: Mapping[str, set[int]]) -> Iterator[tuple[str, set[int]]]:
    """For each table the records whose rows may differ now."""

    def of(kind: str) -> set[int]:
        return touched.get(kind, set())

    def hanging(rows: Any, field_name: str, on: set[int]) -> set[int]:
        found: set[int] = set()
        for asked in among(rows.order_by().values_list("pk"), field_name, on):
            found.update(pk for (pk,) in seen.all(asked))
        return found

    who, moved = of("customers"), of(MOVED)
    ties = Relation.objects.all()
    yield "customers", who | moved
    yield (
        "contacts",
        of("relations") | hanging(ties, "person", who) | hanging(ties, "customer", moved),
    )
    families = of("product_families")
    yield "products", of("products") | hanging(Product.objects.all(), "family", families)
    yield "order_lines", of("orders") | hanging(Order.objects.all(), "customer", moved)
    yield "contracts", of("contracts") | hanging(Contract.objects.all(), "customer", moved)
    yield "interactions", of("activities") | hanging(Activity.objects.all(), "customer", moved)
    for drawn in star.entered():
        if drawn.kind:
            records = kind_of(drawn.kind).model.objects.all()
            found = of(drawn.kind)
            for link, kind in drawn.through.items():
                found = found | hanging(records, link, moved if kind == "customers" else of(kind))
            yield drawn.name, found


def among(rows: QuerySet[Any], field_name: str, ids: Iterable[int]) -> Iterator[QuerySet[Any]]:
    """The rows with one of these ids in a column, some at a time, in the order of the ids.

    The ids stand in the question as they are: Django would look at each of them several times,
    which takes longer than the database needs to answer.
    """
    model, ordered = rows.model, sorted(ids)
    names = (model._meta.db_table, model._meta.get_field(field_name).column)
    column = ".".join(map(connection.ops.quote_name, names))
    for start in range(0, len(ordered), AT_ONCE):
        held = ", ".join(str(int(one)) for one in ordered[start : start + AT_ONCE])
        yield rows.extra(where=[f"{column} IN ({held})"])  # noqa: S610 (whole numbers alone)


def _sorted(ids: set[int]) -> Ints:
    return np.array(sorted(ids), dtype=np.int64)
