"""Depreciation as entries of the ledger: one a month for each asset in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.assets import by_month
from goodwill.analytics.benefit.costing.ledger.register import Listed
from goodwill.analytics.benefit.costing.naming.kinds import Behaviour, Driver, Nature
from goodwill.analytics.information.calendar import date_of, day_of, first_of_month, month_index
from goodwill.analytics.tables import Table

Row = dict[str, Any]


def depreciation(
    assets: Iterable[Listed], as_of_day: int, estimated: frozenset[str] = frozenset()
) -> list[Row]:
    """The entries up to the month of the as-of day, called `<asset>/depreciation/<month>`.

    `estimated` are the assets whose cost is an estimate: so is their depreciation.
    """
    return [
        row | {"is_estimate": int(listed.asset.asset_id in estimated)}
        for listed in assets
        for row in _of_asset(listed, as_of_day)
    ]


def columns_of(table: Table, rows: Sequence[Row] = ()) -> Mapping[str, nw.Series[Any]]:
    """A few rows as columns of the table's types."""
    return {
        column.name: nw.new_series(
            column.name, [row.get(column.name) for row in rows], column.dtype(), backend="pyarrow"
        )
        for column in table
    }


def _of_asset(listed: Listed, as_of_day: int) -> Iterable[Row]:
    first = month_index(date_of(listed.first_used_day))
    last = month_index(date_of(as_of_day))
    for place, amount in enumerate(by_month(listed.asset)):
        month = first_of_month(first + place)
        if first + place > last:
            return
        yield _entry(listed, month, amount, at_first=place == 0)


def _entry(listed: Listed, month: date, amount: int, *, at_first: bool) -> Row:
    period = month.year * 100 + month.month
    sub = listed.named.subcategory
    return {
        "entry_id": f"{listed.asset.asset_id}/depreciation/{period}",
        "source_row": listed.source_row,
        "period": period,
        "served_day": listed.first_used_day if at_first else day_of(month),
        "amount_minor": amount,
        "category": listed.named.category.value,
        "subcategory": sub.code if sub else None,
        "stage": listed.stage.value,
        "department": listed.department,
        "nature": Nature.DEPRECIATION.value,
        "behaviour": Behaviour.CAPEX.value,
        "treatment": listed.treatment.value,
        "driver": Driver.NONE.value,
        "asset_id": listed.asset.asset_id,
    }
