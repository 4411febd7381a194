"""How many move up a stage, and how long it takes: from the histories of the last valuation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goodwill.analytics.figure import Figure
from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.value.today import conversion
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.customers.models import Customer
from goodwill.crm.value.scoring.files import folder_of
from goodwill.crm.value.scoring.models import Valuation
from goodwill.report.value.outputs import CUSTOMERS
from goodwill.warehouse import open_warehouse

DAYS = ("known", "enquired", "first", "second")
WINDOWS = (90, 365)


def conversions(valuation: Valuation, reach: Reach) -> Sequence[Sequence[Figure]]:
    """RL08 of each step that can be measured: within 90 days, within a year, median days.

    Nothing where the files of the valuation are gone.
    """
    folder = folder_of(valuation)
    if folder is None or valuation.as_of is None or not (folder / CUSTOMERS).is_file():
        return ()
    with open_warehouse(threads=1) as warehouse:
        file = warehouse.scratch / "dated.parquet"
        pq.write_table(_dated(folder / CUSTOMERS, reach), file)
        dated = warehouse.scan(file)
        steps = conversion.measurable_steps(dated)
        found = [conversion.conversions(dated, step, day_of(valuation.as_of)) for step in steps]
    return [conversion.figures(each.overall, WINDOWS, as_of=valuation.as_of) for each in found]


def _dated(file: Any, reach: Reach) -> pa.Table:
    """The days on which customers within reach came to each stage, as numbers of days."""
    there = set(pq.read_schema(file).names)
    names = [name for name in DAYS if f"{name}_on" in there]
    filters = None
    if not reach.is_everything:
        seen = Customer.objects.present().within(reach).values_list("public_id", flat=True)
        filters = pc.field("customer_id").isin([str(one) for one in seen])
    columns = [f"{name}_on" for name in names]
    held = pq.read_table(file, columns=["customer_id", *columns], filters=filters)
    days = {
        f"{name}_day": held[f"{name}_on"].cast(pa.date32()).cast(pa.int32()).cast(pa.int64())
        for name in names
    }
    return pa.table({"customer_id": held["customer_id"], **days})
