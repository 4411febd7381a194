"""What a person sees of leads, opportunities and contacts, as the tables indicators read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import narwhals as nw
import pyarrow as pa
from django.utils import timezone

from goodwill.analytics.tables import INTERACTIONS, LEADS, OPPORTUNITIES
from goodwill.analytics.tables.contract import Table
from goodwill.crm.accounts.company import company
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Activity
from goodwill.crm.exchange.refreshing.star import KINDS_OF_CONTACT
from goodwill.crm.sales.leads.models import Lead
from goodwill.crm.sales.opportunities.models import Opportunity
from goodwill.crm.sales.periods import day_of

MOST = 200_000
"""So many rows of a table are read for one page."""

_ARROW = {
    nw.String: pa.string(),
    nw.Int64: pa.int64(),
    nw.Int32: pa.int32(),
    nw.Float64: pa.float64(),
    nw.Date: pa.date32(),
}


Plain = nw.DataFrame[Any]


def tables(reach: Reach, first: date) -> dict[str, Plain]:
    """Leads, opportunities and contacts since a day, of those kinds that the person may see."""
    found: dict[str, Plain] = {}
    if reach.may("opportunities.view"):
        found[OPPORTUNITIES.name] = _opportunities(reach)
    if reach.may("leads.view"):
        found[LEADS.name] = _leads(reach, first)
    if reach.may("activities.view"):
        found[INTERACTIONS.name] = _interactions(reach, first)
    return found


def _opportunities(reach: Reach) -> Plain:
    paths = {
        "opportunity_id": "pk",
        "customer_id": "customer_id",
        "employee_id": "owner_id",
        "product_id": "product_id",
        **{name: name for name in ("department", "region", "source", "status", "lost_reason")},
        "amount_minor": "amount_minor",
        "opened": "opened_on",
        "closed": "closed_on",
    }
    rows = Opportunity.objects.present().within(reach).filter(currency=company().currency)
    return _frame(OPPORTUNITIES, paths, rows.order_by("-pk"))


def _leads(reach: Reach, first: date) -> Plain:
    paths = {
        "lead_id": "pk",
        "customer_id": "customer_id",
        "employee_id": "owner_id",
        **{name: name for name in ("channel", "region", "source", "status")},
        "duplicate_of": "duplicate_of_id",
        "created": "received_at",
        "qualified": "qualified_on",
        "converted": "converted_at",
    }
    rows = Lead.objects.present().within(reach).filter(received_at__date__gte=first)
    return _frame(LEADS, paths, rows.order_by("-pk"))


def _interactions(reach: Reach, first: date) -> Plain:
    paths = {
        "interaction_id": "pk",
        "customer_id": "customer_id",
        "employee_id": "owner_id",
        "kind": "sort",
        "started": "happened_at",
        "minutes": "minutes",
    }
    rows = (
        Activity.objects.present()
        .within(reach)
        .filter(sort__in=KINDS_OF_CONTACT, is_private=False, happened_at__date__gte=first)
    )
    return _frame(INTERACTIONS, paths, rows.order_by("-pk"), completed=1)


def _frame(table: Table, paths: Mapping[str, str], rows: Any, **same: object) -> Plain:
    held = rows.values_list(*paths.values())[:MOST]
    columns = dict(zip(paths, zip(*held, strict=True), strict=False)) if held else {}
    n = len(held)
    arrays, names = [], []
    for column in table:
        names.append(column.name)
        values = _values(column.name, columns, same, n)
        arrays.append(pa.array(values, _ARROW[column.dtype]))
    return nw.from_native(pa.table(arrays, names=names), eager_only=True)


def _values(
    name: str, columns: Mapping[str, Sequence[Any]], same: Mapping[str, object], n: int
) -> list[Any]:
    event = name.removesuffix("_on").removesuffix("_day")
    if name == "source_row":
        return list(range(n))
    if name in same:
        return [same[name]] * n
    if event != name and event in columns:
        days = _days(columns[event])
        return days if name.endswith("_on") else [None if d is None else day_of(d) for d in days]
    if name not in columns:
        return [None] * n
    if name.endswith("_id") or name in ("duplicate_of",):
        return [None if one is None else str(one) for one in columns[name]]
    return [None if one == "" else one for one in columns[name]]


def _days(told: Iterable[Any]) -> list[date | None]:
    return [timezone.localdate(one) if isinstance(one, datetime) else one for one in told]
