"""What the ledger says that assets cost, beside what the list of assets says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.assets import Asset
from goodwill.analytics.benefit.costing.ledger.register import AssetSetAside, Listed, Register
from goodwill.analytics.benefit.costing.naming.kinds import Behaviour, Nature
from goodwill.analytics.tables import Frame


@dataclass(frozen=True)
class Bought:
    """What was paid for one asset, reversals taken off.

    `source_minor` is in `currency`, which is None where it was paid in several.
    """

    paid_minor: int
    source_minor: int
    currency: str | None
    is_estimate: bool


def bought(counted: Frame, backs: Frame) -> dict[str, Bought]:
    """What the ledger says by asset; a few rows."""
    columns = ("asset_id", "amount_minor", "source_minor", "currency", "is_estimate")
    buys = (nw.col("behaviour") == Behaviour.CAPEX.value) & (nw.col("nature") == Nature.CASH.value)
    paid = counted.filter(buys).select(*columns)
    back = backs.filter(nw.col("set_aside").is_null(), buys).select(*columns)
    sums = (
        nw.concat([paid, back])
        .group_by("asset_id")
        .agg(
            paid_minor=nw.col("amount_minor").sum().cast(nw.Int64),
            source_minor=nw.col("source_minor").sum().cast(nw.Int64),
            first=nw.col("currency").min(),
            last=nw.col("currency").max(),
            is_estimate=nw.col("is_estimate").max(),
        )
    )
    return {
        str(row["asset_id"]): Bought(
            int(row["paid_minor"]),
            int(row["source_minor"]),
            str(row["first"]) if row["first"] == row["last"] else None,
            bool(row["is_estimate"]),
        )
        for row in sums.collect("pyarrow").rows(named=True)
    }


def paid_for(found: Register, by_asset: Mapping[str, Bought]) -> Register:
    """Assets at the rate at which the ledger paid for them, where it did so in their currency.

    So the two views come to the same over the life of an asset that was paid in another
    currency. One that neither the rates nor the ledger convert is set aside.
    """
    listed: dict[str, Listed] = {}
    aside = list(found.set_aside)
    for number, one in found.listed.items():
        paid = by_asset.get(number)
        judged = _at_paid(one, paid) if paid and _tells_rate(one, paid) else one
        if isinstance(judged, Listed) and judged.is_converted:
            listed[number] = judged
        else:
            code = judged if isinstance(judged, str) else "asset_no_rate"
            aside.append(AssetSetAside(one.source_row, number, code))
    return Register(listed, tuple(sorted(aside, key=lambda each: each.source_row)))


def agrees(listed: Listed, paid: Bought) -> bool:
    """Whether the ledger paid what the list says."""
    return (paid.currency, paid.source_minor) == (listed.currency, listed.source_minor)


def _tells_rate(listed: Listed, paid: Bought) -> bool:
    return paid.currency == listed.currency and paid.source_minor > 0


def _at_paid(listed: Listed, paid: Bought) -> Listed | str:
    """Cost and salvage value in proportion to what was paid; or the reason against it."""
    old = listed.asset
    cost = _proportion(listed.source_minor, paid.paid_minor, paid.source_minor)
    if not cost:
        return "no_cost"
    salvage = _proportion(old.salvage_minor, cost, old.cost_minor)
    asset = Asset(old.asset_id, cost, salvage, old.life_months, old.method)
    return replace(listed, asset=asset, is_converted=True)


def _proportion(amount: int, of: int, whole: int) -> int:
    return (2 * amount * of + whole) // (2 * whole)
