"""One class, one policy: whether a campaign treats customers of a value class alike (R062)."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw

from goodwill.analytics.campaigns.audiences.audience import BEYOND, NOT_MEANT, Audience


@dataclass(frozen=True)
class ClassSplit:
    """Customers of one value class, and how many the plan's conditions and limit leave out.

    One class is one policy (R062): within it, only lot and contact rules may part customers.

    Parameters
    ----------
    customers, meant
        All of the class, and those of them who meet every condition.
    beyond_limit
        Those who meet them and may be contacted, but come after the limit.
    """

    value_class: str | None
    customers: int
    meant: int
    beyond_limit: int

    @property
    def is_split(self) -> bool:
        return 0 < self.meant < self.customers or self.beyond_limit > 0


def class_splits(found: Audience, column: str = "value_class") -> tuple[ClassSplit, ...]:
    """Every value class with how far it is treated as one; one row per class is collected."""
    is_meant = nw.col("standing") != NOT_MEANT
    rows = (
        found.customers.group_by(column)
        .agg(
            nw.len().cast(nw.Int64).alias("n"),
            is_meant.cast(nw.Int64).sum().alias("meant"),
            (nw.col("standing") == BEYOND).cast(nw.Int64).sum().alias("beyond"),
        )
        .collect()
        .rows(named=True)
    )
    rows.sort(key=lambda row: (row[column] is None, str(row[column])))
    return tuple(
        ClassSplit(row[column], int(row["n"]), int(row["meant"]), int(row["beyond"]))
        for row in rows
    )
