"""What a person should know of a ledger although its rows count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import narwhals as nw

from goodwill.analytics.benefit.costing.ledger.bought import Bought, agrees
from goodwill.analytics.benefit.costing.ledger.explaining import why
from goodwill.analytics.benefit.costing.ledger.register import Register
from goodwill.analytics.benefit.costing.naming.coding import WORDED, Words
from goodwill.analytics.figure import major
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence

MOST = 10


def remarks_on(
    words: Words, rows: Frame, found: Register, paid: Mapping[str, Bought], currency: str
) -> tuple[Sentence, ...]:
    """Unknown words with the nearest known, costs counted at once, assets that do not fit."""
    return (
        *(refusal for column in WORDED if column not in KEPT for refusal in words.refusals(column)),
        *_counted(rows, words),
        *_of_assets(found, paid, currency),
    )


KEPT = ("driver", "evidence")
"""An unknown word here does not set the row aside: it stands as it is, or for nothing."""


def _counted(rows: Frame, words: Words) -> Iterator[Sentence]:
    good = rows.filter(nw.col("set_aside").is_null(), nw.col("reverses").is_null())
    unknown = ~nw.col("said_evidence").is_null() & nw.col("told_evidence").is_null()
    found = good.select(
        at_once=nw.col("at_once").cast(nw.Int64).sum().cast(nw.Int64),
        evidence=unknown.cast(nw.Int64).sum().cast(nw.Int64),
    )
    row = found.collect("pyarrow").rows(named=True)[0]
    if row["at_once"]:
        yield Sentence(
            "{n} entry that would usually buy an asset names none and counts at once, in both "
            "views.",
            "{n} entries that would usually buy assets name none and count at once, in both views.",
            n=int(row["at_once"]),
        )
    if row["evidence"]:
        yield Sentence(
            "{n} entry rests on an evidence that we do not know, “{word}”: it does not count as "
            "an estimate.",
            "{n} entries rest on evidence that we do not know, “{word}” for one: they do not "
            "count as estimates.",
            n=int(row["evidence"]),
            word=words.unknown["evidence"][0],
        )


def _of_assets(found: Register, paid: Mapping[str, Bought], currency: str) -> Iterator[Sentence]:
    for aside in found.set_aside[:MOST]:
        yield Sentence(
            "Row {row} of the assets is set aside. {reason}",
            row=aside.source_row,
            reason=why(aside.code, aside.asset_id),
        )
    differing = [
        (number, listed, paid[number])
        for number, listed in sorted(found.listed.items())
        if number in paid and not agrees(listed, paid[number])
    ]
    for number, listed, one in differing[:MOST]:
        yield Sentence(
            "The asset {asset} cost {listed} {currency} by the list and {paid} by the ledger: "
            "over its life the two views will differ by as much.",
            asset=number,
            listed=major(listed.asset.cost_minor, currency),
            paid=major(one.paid_minor, currency),
            currency=currency,
        )
