"""What every engine promises the analytics: the same rows, the same sums, whole writes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frames import frame_of, rows_of

from goodwill.analytics.errors import SettingRefused, SourceMissing
from goodwill.analytics.tables import ORDER_LINES, Frame
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse, open_warehouse

ANNA, LI, WANG = "Anna", "李娜", "王伟"


def lines(*rows: tuple[str | None, int]) -> list[dict[str, object]]:
    return [
        {"source_id": 0, "source_row": at, "customer_id": who, "amount_minor": amount}
        for at, (who, amount) in enumerate(rows, 2)
    ]


def spent(orders: Frame) -> Frame:
    return orders.group_by("customer_id").agg(
        amount_minor=nw.col("amount_minor").sum().cast(nw.Int64)
    )


BOUGHT = lines((WANG, 9_007_199_254_740_993), (ANNA, 250), (WANG, 1), (None, -50), (LI, 0))
SPENT = [
    {"customer_id": ANNA, "amount_minor": 250},
    {"customer_id": LI, "amount_minor": 0},
    {"customer_id": WANG, "amount_minor": 9_007_199_254_740_994},
    {"customer_id": None, "amount_minor": -50},
]


def test_a_table_comes_back_as_it_was_written(warehouse: Warehouse) -> None:
    rows = [{"source_id": 0, "source_row": 2, "customer_id": WANG, "ordered_on": date(2024, 2, 29)}]
    frame = frame_of(warehouse, ORDER_LINES, rows)
    (row,) = rows_of(frame)
    assert dict(frame.collect_schema()) == ORDER_LINES.schema
    assert row["customer_id"] == WANG
    assert row["ordered_on"] == date(2024, 2, 29)
    assert row["ordered_day"] == 19_782
    assert row["amount_minor"] is None


def test_sums_of_money_are_exact_beyond_what_floats_hold(warehouse: Warehouse) -> None:
    bought = frame_of(warehouse, ORDER_LINES, BOUGHT)
    assert rows_of(spent(bought), "customer_id") == SPENT


def test_settled_tables_say_the_same_as_those_they_were_computed_from(
    warehouse: Warehouse,
) -> None:
    settled = warehouse.settle(spent(frame_of(warehouse, ORDER_LINES, BOUGHT)))
    assert rows_of(settled, "customer_id") == SPENT
    again = warehouse.settle(settled.filter(nw.col("amount_minor") > 0))
    assert len(rows_of(again)) == 2


def test_a_table_of_this_process_is_brought_in(warehouse: Warehouse) -> None:
    """Scores of distinct histories come from NumPy and are joined back by the engine."""
    small = nw.from_dict({"customer_id": ["王芳", "bo"], "p_alive": [0.5, 1.0]}, backend="pyarrow")
    brought = warehouse.settle(small)
    bought = frame_of(warehouse, None, [{"customer_id": "王芳", "x": 1}])
    both = bought.join(brought, on="customer_id", how="left")
    assert rows_of(both) == [{"customer_id": "王芳", "x": 1, "p_alive": 0.5}]


def test_settling_nothing_keeps_the_columns(warehouse: Warehouse) -> None:
    bought = frame_of(warehouse, ORDER_LINES, BOUGHT).filter(nw.col("amount_minor") > 10**18)
    settled = warehouse.settle(bought)
    assert rows_of(settled) == []
    assert settled.collect_schema().names() == ORDER_LINES.names


def test_a_written_table_is_scanned_back_and_replaced_whole(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    table = tmp_path / "花费 [1] {a} it's*?"
    warehouse.write(spent(frame_of(warehouse, ORDER_LINES, BOUGHT)), table)
    assert rows_of(warehouse.scan(table), "customer_id") == SPENT
    warehouse.write(spent(frame_of(warehouse, ORDER_LINES, lines((ANNA, 1)))), table)
    assert rows_of(warehouse.scan(table)) == [{"customer_id": ANNA, "amount_minor": 1}]


def test_a_write_may_read_the_table_it_replaces(warehouse: Warehouse, tmp_path: Path) -> None:
    table = tmp_path / "spent"
    warehouse.write(spent(frame_of(warehouse, ORDER_LINES, BOUGHT)), table)
    warehouse.write(warehouse.scan(table).filter(nw.col("customer_id") == ANNA), table)
    assert rows_of(warehouse.scan(table)) == [SPENT[0]]


def test_a_write_that_fails_leaves_the_table_as_it_was(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    table = tmp_path / "spent"
    warehouse.write(spent(frame_of(warehouse, ORDER_LINES, BOUGHT)), table)
    letters = frame_of(warehouse, None, [{"letter": "x"}])
    with pytest.raises(Exception, match=r"(?i)cast|conver"):
        warehouse.write(letters.select(n=nw.col("letter").cast(nw.Int64)), table)
    assert rows_of(warehouse.scan(table), "customer_id") == SPENT
    assert not list(table.glob("writing-*"))


def test_a_folder_of_files_is_one_table(warehouse: Warehouse, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in (ANNA, LI):
        pq.write_table(pa.table({"name": [name]}), folder / f"{name}.parquet")
    assert [row["name"] for row in rows_of(warehouse.scan(folder), "name")] == [ANNA, LI]


def test_a_missing_file_is_a_sentence(warehouse: Warehouse, tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="no Parquet file at"):
        warehouse.scan(tmp_path / "nowhere.parquet")


def test_closing_takes_the_scratch_folder_along(tmp_path: Path) -> None:
    with open_warehouse(folder=tmp_path) as opened:
        opened.settle(frame_of(opened, ORDER_LINES, BOUGHT))
        assert list(tmp_path.iterdir()) == [opened.scratch]
    assert not list(tmp_path.iterdir())


@pytest.mark.spark
def test_a_warehouse_joins_the_running_session_and_leaves_it(
    spark_master: str, tmp_path: Path
) -> None:
    for _ in range(2):
        with open_warehouse(spark_master, folder=tmp_path) as opened:
            assert rows_of(spent(frame_of(opened, ORDER_LINES, BOUGHT)), "customer_id") == SPENT
    assert not list(tmp_path.iterdir())


@pytest.mark.spark
@pytest.mark.usefixtures("spark_master")
def test_a_second_master_in_one_process_is_refused() -> None:
    with (
        pytest.raises(SettingRefused, match="is open in this process"),
        open_warehouse("spark://127.0.0.1:1"),
    ):
        pass


@pytest.mark.spark
def test_the_work_is_done_by_two_workers_beyond_this_process(spark_master: str) -> None:
    with open_warehouse(spark_master) as opened:
        status = opened.session.sparkContext._jsc.sc().statusTracker()
        executors = [info.port() for info in status.getExecutorInfos()]
    assert len(executors) == 3  # the driver and two


@pytest.mark.parametrize("engine", ["postgres", "", "spark", "DuckDB 2"])
def test_an_unknown_engine_is_refused_and_the_known_are_named(engine: str) -> None:
    with (
        pytest.raises(SettingRefused, match="Say duckdb, or a Spark master"),
        open_warehouse(engine),
    ):
        pass


@pytest.mark.parametrize("more", [{"memory": "2 bananas"}, {"threads": -3}])
def test_a_setting_that_duckdb_cannot_take_is_refused(more: dict, tmp_path: Path) -> None:
    with (
        pytest.raises(SettingRefused, match=r"does not accept|amount of memory"),
        open_warehouse(folder=tmp_path, **more),
    ):
        pass
    assert not list(tmp_path.iterdir())


def test_memory_and_threads_reach_the_engine(tmp_path: Path) -> None:
    duck = DuckWarehouse(tmp_path, memory="1GiB", threads=1)
    settings = "select current_setting('memory_limit'), current_setting('threads')"
    assert duck.connection.sql(settings).fetchone() == ("614.3 MiB", 1)
    duck.close()


def test_without_pyspark_a_spark_engine_is_refused_with_the_remedy(tmp_path: Path) -> None:
    """In a fresh process, where the package is made impossible to import."""
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_PYSPARK], capture_output=True, text=True, check=True
    )
    assert "pip install 'goodwill[spark]'" in told.stdout


WITHOUT_PYSPARK = """
import sys
sys.modules["pyspark"] = None
from goodwill.analytics.errors import SettingRefused
from goodwill.warehouse import open_warehouse
try:
    with open_warehouse("spark://127.0.0.1:7077"):
        pass
except SettingRefused as refusal:
    print(refusal)
"""


def test_without_java_spark_is_refused_with_the_remedy(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_PYSPARK.replace('sys.modules["pyspark"] = None', "")],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": str(tmp_path), "JAVA_HOME": str(tmp_path)},
    )
    assert "Java 17 or later must be installed" in told.stdout
