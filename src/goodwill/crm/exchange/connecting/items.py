"""The rows of a piece by what they tell of: one record each, an order with all its lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.sources.source import Row

SEVERAL_ROWS = ("orders",)
"""Shapes of which several rows side by side make one record."""

GONE = "gone"
"""Stands in the place of the digest of a row that the source says is deleted."""


@dataclass(frozen=True)
class Told:
    """Which columns say what the row is, how new it is, and whether it is gone."""

    id_column: str
    mark_column: str = ""
    gone_column: str = ""
    used: tuple[str, ...] = ()
    plan: str = ""
    is_of_several: bool = False
    """Whether several rows make one record."""


@dataclass(frozen=True)
class Item:
    """One record as the source tells it."""

    value: str
    rows: tuple[Row, ...]
    mark: Mark = field(default_factory=Mark)
    is_gone: bool = False
    digest: str = ""


def items(rows: Iterable[Row], told: Told) -> Iterator[Item]:
    """What rows tell of records, in the order it came.

    Rows of one order stand side by side, with one id and one mark; other rows stand alone.
    """
    if not told.is_of_several:
        yield from (_item((row,), told) for row in rows)
        return
    for _, some in groupby(rows, key=lambda row: (_value(row, told), row.get(told.mark_column))):
        yield _item(tuple(some), told)


def newest(some: Iterable[Item], *, is_of_several: bool) -> list[Item]:
    """Each record once: of news about the same one the newest, of equals the last to come.

    Rows of one order that did not stand side by side are put together.
    """
    found: dict[str, Item] = {}
    for item in some:
        held = found.get(item.value)
        if held is None or not (item.mark < held.mark and item.mark.value is not None):
            is_other_half = held is not None and is_of_several and held.mark == item.mark
            found[item.value] = _together(held, item) if held and is_other_half else item
    return list(found.values())


def _together(held: Item, more: Item) -> Item:
    digest = _hashed([held.digest, more.digest])
    return Item(held.value, (*held.rows, *more.rows), held.mark, more.is_gone, digest)


def says_yes(text: str) -> bool:
    """Whether a cell says that the row is gone: yes, 1, a moment of deletion …"""
    return text.strip().lower() not in _NO


def _value(row: Row, told: Told) -> str:
    return row.get(told.id_column, "").strip()


def _item(rows: tuple[Row, ...], told: Told) -> Item:
    mark = Mark.of(rows[0].get(told.mark_column))
    is_gone = bool(told.gone_column) and all(
        says_yes(row.get(told.gone_column, "")) for row in rows
    )
    content = [told.plan, *([_cells(row, told.used) for row in rows])]
    return Item(_value(rows[0], told), rows, mark, is_gone, GONE if is_gone else _hashed(content))


def _cells(row: Mapping[str, str], used: tuple[str, ...]) -> list[str]:
    return [row.get(name, "") for name in used]


def _hashed(content: object) -> str:
    told = json.dumps(content, ensure_ascii=False)
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_NO = {"", "0", "no", "n", "false", "f", "off", "none", "null", "否", "active", "0.0"}
