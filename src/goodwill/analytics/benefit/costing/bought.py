"""What the ledger says that assets cost, beside what the list of assets says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import narwhals as nw

from goodwill.analytics.benefit.costing.assets import Asset
from goodwill.analytics.benefit.costing.kinds import Behaviour, Nature
from goodwill.analytics.benefit.costing.register import Listed, Register
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
    """Assets at what was paid for them in the company's currency, where list and ledger agree.

    An asset paid in another currency is depreciated at the rates of its payments, so that
    over its life the two views come to the same; its salvage value in proportion.
    """
    listed = {
        number: _at_paid(one, by_asset[number]) if number in by_asset else one
        for number, one in found.listed.items()
    }
    return replace(found, listed=listed)


def agrees(listed: Listed, paid: Bought) -> bool:
    """Whether the ledger paid what the list says."""
    return (paid.currency, paid.source_minor) == (listed.currency, listed.source_minor)


def _at_paid(listed: Listed, paid: Bought) -> Listed:
    old = listed.asset
    if not agrees(listed, paid) or paid.paid_minor == old.cost_minor:
        return listed
    salvage = (2 * old.salvage_minor * paid.paid_minor + old.cost_minor) // (2 * old.cost_minor)
    asset = Asset(old.asset_id, paid.paid_minor, salvage, old.life_months, old.method)
    return replace(listed, asset=asset)
