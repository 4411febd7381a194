"""A lot drawn by hashing falls alike on every engine, and as the definition says."""

from __future__ import annotations

import hashlib

from frames import frame_of, rows_of

from goodwill.analytics.campaigns.assigning import hash52
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

NAMES = ["Anna", "李娜", "王伟", "歐陽", "O'Neil", 'say "hi"', "", " ", "1", "01", "🀄", "é", "a:b"]
SEED = "春节 '25: spring"


def test_hashes_equal_the_definition(warehouse: Warehouse) -> None:
    rows = [{"customer.id": name, "row": at} for at, name in enumerate([*NAMES, None])]
    frame = frame_of(warehouse, None, rows)
    found = rows_of(warehouse.hashed(frame, "customer.id", SEED, "draw"), "row")
    assert [row["draw"] for row in found] == [*hash52(SEED, NAMES).tolist(), None]
    assert [row["customer.id"] for row in found] == [*NAMES, None]


def test_the_definition_is_the_head_of_sha_256_of_seed_colon_id() -> None:
    (found,) = hash52("ab", ["c"])
    assert found == int(hashlib.sha256(b"ab:c").hexdigest()[:13], 16)
    assert 0 <= found < 2**52


def test_another_seed_is_another_draw(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, [{"customer_id": name} for name in NAMES])
    both = duck_warehouse.hashed(frame, "customer_id", "one", "one")
    both = duck_warehouse.hashed(both, "customer_id", "two", "two")
    assert not [row for row in rows_of(both) if row["one"] == row["two"]]
