"""The list of assets, judged row by row: what cannot be depreciated is set aside, with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from goodwill.analytics.benefit.costing.ledger.assets import Asset
from goodwill.analytics.benefit.costing.ledger.exchange import BILLION, converted
from goodwill.analytics.benefit.costing.naming import catalogue
from goodwill.analytics.benefit.costing.naming.catalogue import Named
from goodwill.analytics.benefit.costing.naming.kinds import Method, Stage, Treatment
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import ASSETS, Frame

Row = Mapping[str, Any]
RateOn = Callable[[str, int], int | None]
"""Billionths of the company's minor unit for one of a currency, on a day."""

CONTENT = tuple(name for name in ASSETS.names if name not in ("source_row", "unreadable", "name"))
AMOUNTS = ("cost_minor", "salvage_minor")
ANY_CATEGORY = "infrastructure"


@dataclass(frozen=True)
class Listed:
    """An asset that can be depreciated, and where its cost belongs.

    `cost_minor` and `salvage_minor` of `asset` are in the company's currency; `source_minor`
    is what the list says, in `currency`. Where there was no rate they are not converted yet:
    the payments in the ledger may tell one.
    """

    asset: Asset
    source_row: int
    first_used_day: int
    named: Named
    stage: Stage
    treatment: Treatment
    department: str | None
    currency: str
    source_minor: int
    is_converted: bool = True


@dataclass(frozen=True)
class AssetSetAside:
    """A row of the assets that does not count: one reason of `reasons.ASSET_REASONS`."""

    source_row: int
    asset_id: str | None
    code: str


@dataclass(frozen=True)
class Register:
    """The assets that can be depreciated, by number, and the rows set aside."""

    listed: Mapping[str, Listed]
    set_aside: tuple[AssetSetAside, ...] = ()

    @property
    def refused(self) -> frozenset[str]:
        """Numbers of assets of which no row counts."""
        ids = {each.asset_id for each in self.set_aside if each.asset_id}
        return frozenset(ids - set(self.listed))


def register(assets: Frame | None, currency: str, rate_on: RateOn) -> Register:
    """The assets, from the table `ASSETS`; a few rows, so they are looked at one by one."""
    if assets is None:
        return Register({})
    found = assets.sort("source_row").collect("pyarrow").rows(named=True)
    rows = [dict(row) for row in found]
    repeats = _repeats(rows)
    listed: dict[str, Listed] = {}
    aside: list[AssetSetAside] = []
    for row in rows:
        judged = repeats.get(row["source_row"]) or _judged(row, currency, rate_on)
        if isinstance(judged, str):
            aside.append(AssetSetAside(row["source_row"], row["asset_id"], judged))
        else:
            listed[judged.asset.asset_id] = judged
    return Register(listed, tuple(aside))


def _repeats(rows: Sequence[Row]) -> dict[int, str]:
    """Rows whose number stands more often: copies but the first, or all if they differ."""
    by_id: dict[str, list[Row]] = {}
    for row in rows:
        if row["asset_id"] is not None:
            by_id.setdefault(row["asset_id"], []).append(row)
    found: dict[int, str] = {}
    for same in by_id.values():
        contents = {tuple(row[name] for name in CONTENT) for row in same}
        code = "asset_copy" if len(contents) == 1 else "asset_edited"
        found |= {row["source_row"]: code for row in (same[1:] if len(contents) == 1 else same)}
    return found


def _judged(row: Row, currency: str, rate_on: RateOn) -> Listed | str:
    """The asset, or the code of the first reason against it."""
    reason = _wanting(row)
    if reason:
        return reason
    try:
        named, stage, treatment, method = _words(row)
    except _UnknownMethod:
        return "unknown_method"
    except SettingRefused:
        return "asset_category"
    own = (row["currency"] or currency).upper()
    rate = rate_on(own, row["first_used_day"])
    cost, salvage = (converted(row[name] or 0, rate or BILLION) for name in AMOUNTS)
    if not cost:
        return "no_cost"
    asset = Asset(row["asset_id"], cost, salvage, row["life_months"], method)
    return Listed(
        asset=asset,
        source_row=row["source_row"],
        first_used_day=row["first_used_day"],
        named=named,
        stage=stage,
        treatment=treatment,
        department=row["department"],
        currency=own,
        source_minor=row["cost_minor"],
        is_converted=rate is not None,
    )


def _wanting(row: Row) -> str | None:
    """What the row lacks or cannot mean."""
    cost, salvage = row["cost_minor"], row["salvage_minor"] or 0
    tests = {
        "unreadable_asset": row["unreadable"] is not None,
        "no_asset_number": row["asset_id"] is None,
        "no_cost": cost is None or cost <= 0,
        "no_first_use": row["first_used_day"] is None,
        "no_life": row["life_months"] is None or row["life_months"] <= 0,
        "salvage_above_cost": cost is not None and not 0 <= salvage <= cost,
    }
    return next((code for code, is_so in tests.items() if is_so), None)


class _UnknownMethod(Exception):
    """The method of depreciation is no word that we know."""


def _words(row: Row) -> tuple[Named, Stage, Treatment, Method]:
    sub = row["subcategory"]
    named = (
        catalogue.of_word(sub, sub=True)
        if sub
        else catalogue.of_word(row["category"] or ANY_CATEGORY)
    )
    stage = Stage.of_word(row["stage"]) if row["stage"] else named.stage or named.defaults.stage
    said = row["treatment"]
    treatment = Treatment.of_word(said) if said else named.defaults.treatment
    try:
        method = Method.of_word(row["method"] or Method.STRAIGHT_LINE.value)
    except SettingRefused as unknown:
        raise _UnknownMethod from unknown
    return named, stage, treatment, method
