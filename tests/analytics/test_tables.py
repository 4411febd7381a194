"""The contract is held the same way on every engine, and says all that is wrong at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import narwhals as nw
import pytest
from frames import frame_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.tables import (
    CUSTOMERS,
    ORDER_LINES,
    SAMPLE_ROWS,
    TABLES,
    Table,
    Violation,
    check,
    days_since_1970,
    violations,
)
from goodwill.language import speak
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ANNA, WANG, LI = "anna", "王伟", "李娜"


def line(row: int, **more: object) -> dict[str, object]:
    return {"source_id": 0, "source_row": row, "customer_id": WANG, **more}


def found(table: Table, frame: nw.LazyFrame) -> dict[str, Violation]:
    return {violation.column: violation for violation in violations(table, frame)}


def test_a_frame_that_keeps_the_contract_passes_and_may_have_more_columns(
    duck_warehouse: DuckWarehouse,
) -> None:
    frame = frame_of(duck_warehouse, ORDER_LINES, [line(2), line(3, colour="红")])
    assert violations(ORDER_LINES, frame) == []
    assert check(ORDER_LINES, frame) is frame


def test_an_empty_frame_keeps_the_contract(warehouse: Warehouse) -> None:
    assert violations(CUSTOMERS, frame_of(warehouse, CUSTOMERS, [])) == []


def test_every_violation_is_reported_with_its_rows_not_only_the_first(
    proved_warehouse: Warehouse,
) -> None:
    rows = [
        line(2, ordered_on=date(2024, 3, 5), ordered_day=19_787),
        line(2),
        line(2),
        line(None),
        line(5, ordered_on=date(2024, 3, 5), ordered_day=1),
        line(6, ordered_on=date(2024, 3, 5), ordered_day=None),
    ]
    frame = (
        frame_of(proved_warehouse, ORDER_LINES, rows)
        .drop("status")
        .with_columns(amount_minor=nw.col("amount_minor").cast(nw.Float64))
    )
    broken = found(ORDER_LINES, frame)
    assert {name: violation.rows for name, violation in broken.items()} == {
        "status": 0,
        "amount_minor": 0,
        "source_row": 1,
        "ordered_day": 2,
        "source_id, source_row": 3,
    }
    assert [row["ordered_day"] for row in broken["ordered_day"].sample] == [1, None]
    assert broken["source_row"].sample[0]["customer_id"] == WANG


def test_types_are_named_as_found_and_as_wanted(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, CUSTOMERS, [{"customer_id": ANNA}]).with_columns(
        name=nw.col("known_day")
    )
    (violation,) = violations(CUSTOMERS, frame)
    assert str(violation.sentence) == "customers.name: holds Int32, should hold String"


def test_a_missing_key_column_is_said_once(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, CUSTOMERS, [{"name": "Anna"}]).drop("customer_id")
    assert [str(violation.sentence) for violation in violations(CUSTOMERS, frame)] == [
        "customers.customer_id: the column is missing"
    ]


def test_a_sample_is_short_and_the_same_every_time(proved_warehouse: Warehouse) -> None:
    names = [ANNA, WANG, LI, "d", "e", "f", "g"]
    rows = [{"customer_id": name} for name in names for _ in range(2)]
    broken = found(CUSTOMERS, frame_of(proved_warehouse, CUSTOMERS, rows))["customer_id"]
    assert broken.rows == 14
    assert [row["customer_id"] for row in broken.sample] == ["anna", "d", "e", "f", "g"]
    assert len(broken.sample) == SAMPLE_ROWS
    assert broken.sample[0]["rows"] == 2


def test_a_broken_contract_carries_its_violations_and_speaks_the_readers_language(
    duck_warehouse: DuckWarehouse,
) -> None:
    frame = frame_of(duck_warehouse, CUSTOMERS, [{"customer_id": None}]).drop("name")
    with pytest.raises(ContractBroken) as caught:
        check(CUSTOMERS, frame)
    assert len(caught.value.violations) == 2
    assert str(caught.value).splitlines() == [
        "The table customers is not as agreed: ",
        "  customers.name: the column is missing",
        "  customers.customer_id: may not be empty (1 row)",
    ]
    assert "customers.customer_id" in caught.value.said_in(speak("zh-Hans"))


DAYS = [
    *(date(1, 1, 1), date(1900, 2, 28), date(1969, 12, 31), date(1970, 1, 1), date(2000, 2, 29)),
    *(date(2024, 2, 29), date(2024, 3, 1), date(2100, 3, 1), date(9999, 12, 31)),
]


def test_days_are_counted_alike_by_python_and_the_engine(proved_warehouse: Warehouse) -> None:
    rows = [{"customer_id": str(at), "known_on": day} for at, day in enumerate(DAYS)]
    frame = frame_of(proved_warehouse, CUSTOMERS, rows)
    counted = frame.select("customer_id", days=days_since_1970(nw.col("known_on")))
    found_days = [row["days"] for row in rows_of(counted, "customer_id")]
    assert found_days == [day.toordinal() - date(1970, 1, 1).toordinal() for day in DAYS]


@settings(max_examples=20)
@given(days=st.lists(st.dates(), min_size=1, max_size=50))
def test_any_dates_are_counted_as_python_counts_them(days: list[date]) -> None:
    duck = DuckWarehouse()
    rows = [{"customer_id": str(at), "known_on": day} for at, day in enumerate(days)]
    try:
        assert violations(CUSTOMERS, frame_of(duck, CUSTOMERS, rows)) == []
    finally:
        duck.close()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_declared_whole(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    for column in table:
        assert str(column.description).endswith((".", "…")), column.name
        if column.name.endswith("_minor"):
            assert (column.dtype, column.unit) == (nw.Int64, "minor units")
        if column.name.endswith("_day"):
            assert (column.dtype, column.unit) == (nw.Int32, "days")
            assert f"{column.name.removesuffix('_day')}_on" in table.names


def test_a_table_whose_every_column_may_be_empty_is_still_checked(
    duck_warehouse: DuckWarehouse,
) -> None:
    loose = replace(CUSTOMERS, columns=(replace(CUSTOMERS.columns[0], nullable=True),))
    frame = frame_of(duck_warehouse, loose, [{"customer_id": ANNA}, {"customer_id": ANNA}])
    assert [violation.rows for violation in violations(loose, frame)] == [2]
