"""The canonical ledger: what every entry looks like once it has been judged."""

from __future__ import annotations

import narwhals as nw

from goodwill.analytics.tables import Column, Table
from goodwill.language import Sentence


def _text(name: str, description: Sentence) -> Column:
    return Column(name, nw.String, description)


ENTRIES = Table(
    "entries",
    Sentence("The cost ledger as judged: one row per entry and period, in one currency."),
    (
        Column("entry_id", nw.String, Sentence("The entry and, where it recurs, its period.")),
        Column("source_row", nw.Int64, Sentence("The row of the ledger, or of the assets.")),
        Column("period", nw.Int32, Sentence("The month of service: 202403."), nullable=False),
        Column("served_day", nw.Int32, Sentence("Days since 1970-01-01."), unit="days"),
        Column(
            "amount_minor",
            nw.Int64,
            Sentence("The cost in the company's currency; negative in a reversal."),
            unit="minor units",
            nullable=False,
        ),
        _text("category", Sentence("One of the 11 categories.")),
        _text("subcategory", Sentence("One of the 37 sub-categories; empty if nobody said.")),
        _text("stage", Sentence("`acquire`, `retain`, `expand`, `churn` or `shared`.")),
        _text("department", Sentence("The department or branch.")),
        _text("channel", Sentence("The channel.")),
        _text("campaign_id", Sentence("The campaign.")),
        _text("product_id", Sentence("The product.")),
        _text("region", Sentence("Region or country.")),
        _text("customer_id", Sentence("The customer who caused it directly.")),
        _text("segment", Sentence("The segment that caused it directly.")),
        _text("nature", Sentence("`cash`, `depreciation`, `imputed` or `memo`.")),
        _text("behaviour", Sentence("`one-off`, `recurring`, `volume-driven` or `capex`.")),
        _text("treatment", Sentence("`direct`, `pool`, `platform` or `sustaining`.")),
        _text("driver", Sentence("What a direct entry is shared out by.")),
        _text("evidence", Sentence("What the amount rests on; empty if nobody said.")),
        Column("is_estimate", nw.Int64, Sentence("1 if the amount is an estimate, else 0.")),
        _text("asset_id", Sentence("The asset that was bought or is used up.")),
        _text("vendor", Sentence("To whom it was paid.")),
    ),
    key=("entry_id",),
)
"""Both views stand in it: `views.seen` takes one of them, and every total begins there."""
