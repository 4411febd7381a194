"""What to offer whom: the offers of the last valuation, kept so that one customer's are at hand."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from goodwill.analytics.figure import Definition, Figure, Unit, minor, money
from goodwill.analytics.value.advising.offers_words import reason
from goodwill.analytics.value.basis import Basis
from goodwill.crm.commerce.models import Product
from goodwill.crm.value.scoring.files import folder_of, place
from goodwill.crm.value.scoring.models import Valuation
from goodwill.crm.value.scoring.running import latest
from goodwill.crm.value.seeing import sees_costs
from goodwill.crm.value.suggesting.suggestions import Asked, Found, Place, Suggestion
from goodwill.language import Sentence
from goodwill.report.value.outputs import OFFERS

FOLDER = "offers"
GROUP = 4_000
"""Customers side by side in a file: one customer's offers are found by reading one such piece."""
WINDOW_DAYS = 90
LEVEL = 0.9

ON_TOP = Definition(
    "offer_on_top",
    1,
    Sentence("Expected on top"),
    Sentence(
        "What the customer is expected to bring within 90 days beyond what customers in general "
        "would, if they go on as those before them who had bought the same."
    ),
    Sentence("(chance to buy it − share of all who buy it) × margin of one purchase"),
    Unit.MONEY,
)
METHOD = Sentence(
    "Association in one's own orders, with the 90 % interval of the chance: who bought one thing "
    "more often buys the other. What an offer changes, only the comparison with customers left "
    "without suggestions can tell."
)
_MONEY = ("margin", "expected", "incremental")


def keep(valuation: Valuation) -> int:
    """Sort the valuation's offers by customer into a file that is read a piece at a time.

    How many there are; done again, the same file is written again.
    """
    folder = folder_of(valuation)
    if folder is None or not (folder / OFFERS).is_file():
        return 0
    read = csv.ConvertOptions(
        column_types={name: pa.string() for name in ("customer_id", "item", "had_item", *_MONEY)}
    )
    offers = csv.read_csv(folder / OFFERS, convert_options=read)
    offers = offers.sort_by([("customer_id", "ascending"), ("rank", "ascending")])
    file = _file(valuation)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    pq.write_table(offers, fresh, row_group_size=GROUP)
    os.replace(fresh, file)
    for old in file.parent.glob("*.parquet"):
        if old != file:
            old.unlink(missing_ok=True)
    return int(offers.num_rows)


def offered_to(valuation: Valuation) -> set[str]:
    """The public ids of all customers with an offer."""
    file = _file(valuation)
    if not file.is_file():
        return set()
    held = pq.read_table(file, columns=["customer_id"])["customer_id"]
    return set(pc.unique(held).to_pylist())


def offers(asked: Asked) -> Found:
    """The offers of some customers as suggestions.

    Of best-sellers, which are the same for nearly everybody, the first one alone; what offering
    it brings on top is not known, so no figure says it.
    """
    valuation = latest()
    if valuation is None or not _file(valuation).is_file():
        return {}
    keys = {str(one.public_id): one.pk for one in asked.customers}
    rows = _rows(_file(valuation), keys)
    names = _names(rows)
    shows_money = sees_costs(asked.reach) or valuation.basis == Basis.REVENUE.value
    found: dict[int, list[Suggestion]] = {}
    for row in rows:
        is_for_everybody = row["had_item"] is None and row["rank"] > 1
        if row["item"] in names and not is_for_everybody:
            suggestion = _suggestion(row, valuation, names, shows_money=shows_money)
            found.setdefault(keys[row["customer_id"]], []).append(suggestion)
    return found


def _suggestion(
    row: Mapping[str, Any], valuation: Valuation, names: Mapping[str, str], *, shows_money: bool
) -> Suggestion:
    minors = _minors(row, valuation.currency)
    return Suggestion(
        word=f"offer:{row['item']}",
        does=Sentence("Offer {product}", product=names[row["item"]]),
        because=reason(row, WINDOW_DAYS, names),
        icon="gift",
        place=Place.WINNING,
        minor=minors["incremental"] or 0,
        figure=_figure(row, minors, valuation) if shows_money and minors["incremental"] else None,
        product=str(row["item"]),
    )


def _figure(
    row: Mapping[str, Any], minors: Mapping[str, int | None], valuation: Valuation
) -> Figure:
    """What the offer is expected to bring on top, with its interval."""
    told: dict[str, Any] = {"as_of": valuation.as_of, "n": int(row["n"] or 0), "method": METHOD}
    told["part"] = Sentence("{product}", product=row["item_name"] or row["item"])
    margin, on_top = minors["margin"] or 0, minors["incremental"]
    ends = [round((row[end] - row["base"]) * margin) for end in ("low", "high")]
    low, high = (money(ON_TOP, end, valuation.currency, **told).value for end in ends)
    return money(ON_TOP, on_top, valuation.currency, low=low, high=high, level=LEVEL, **told)


def _minors(row: Mapping[str, Any], currency: str) -> dict[str, int | None]:
    return {name: minor(Decimal(row[name]), currency) if row[name] else None for name in _MONEY}


def _rows(file: Path, keys: Iterable[str]) -> list[dict[str, Any]]:
    wanted = sorted(keys)
    with pq.ParquetFile(file) as held:
        pieces = [n for n in range(held.num_row_groups) if _may_hold(held, n, wanted)]
        table = held.read_row_groups(pieces, use_threads=False)
    is_asked = pc.is_in(table["customer_id"], value_set=pa.array(wanted, pa.string()))
    rows: list[dict[str, Any]] = table.filter(is_asked).to_pylist()
    for row in rows:
        row["had_item"] = row["had_item"] or None
    return sorted(rows, key=lambda row: (row["customer_id"], row["rank"]))


def _may_hold(held: pq.ParquetFile, piece: int, wanted: Sequence[str]) -> bool:
    """Whether a piece of the file may hold any of these customers; it is sorted by them."""
    at = held.schema_arrow.get_field_index("customer_id")
    told = held.metadata.row_group(piece).column(at).statistics
    if told is None or not told.has_min_max:
        return True
    first = bisect_left(wanted, told.min)
    return first < len(wanted) and wanted[first] <= told.max


def _names(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Products that are sold still, and those the reasons speak of, by public id."""
    offered = {row["item"] for row in rows}
    had = {row["had_item"] for row in rows if row["had_item"]}
    products = Product.objects.present().filter(public_id__in=_ids(offered | had))
    return {
        str(public_id): name
        for public_id, name, is_sold in products.values_list("public_id", "name", "is_sold")
        if is_sold or str(public_id) in had
    }


def _ids(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if len(text) == len("00000000-0000-0000-0000-000000000000")]


def _file(valuation: Valuation) -> Path:
    return place() / FOLDER / f"{valuation.public_id}.parquet"
