"""The whole report on a Spark cluster: every number is the one that DuckDB gives."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pytest
from report.value.running import company_sources, customers_of, measured, no_step, receipts

from goodwill.analytics.tables import Frame
from goodwill.demo import DemoCompany
from goodwill.language import english
from goodwill.report.value.measuring import Measured
from goodwill.report.value.outputs import write

pytestmark = [pytest.mark.spark, pytest.mark.proof]

TOLD_ONCE = ("prepared", "customers")
"""What of `Measured` belongs to the engine itself; everything else is small and compared."""


@pytest.fixture(scope="session")
def on_spark(
    spark_master: str, small_company: DemoCompany, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Measured]:
    from goodwill.warehouse.spark import SparkWarehouse

    warehouse = SparkWarehouse(spark_master, tmp_path_factory.mktemp("on-spark"))
    yield measured(warehouse, company_sources(small_company), as_of=small_company.as_of)
    warehouse.close()


def test_every_figure_is_the_same(worth: Measured, on_spark: Measured):
    ours, theirs = receipts(worth), receipts(on_spark)
    assert list(theirs) == list(ours)
    assert len(ours) > 30
    told = ("value", "low", "high", "n", "numerator", "denominator", "level", "currency")
    for identity, figure in ours.items():
        for name in told:
            here, there = getattr(figure, name), getattr(theirs[identity], name)
            assert alike(here, there), (identity, name, here, there)
        assert theirs[identity].to_json().get("reason") == figure.to_json().get("reason")


@pytest.mark.parametrize(
    "part", [each.name for each in fields(Measured) if each.name not in TOLD_ONCE]
)
def test_every_part_of_the_report_is_the_same(part: str, worth: Measured, on_spark: Measured):
    differences = list(different(getattr(worth, part), getattr(on_spark, part), part))
    assert not differences, differences[:5]


def test_the_quality_page_is_the_same(worth: Measured, on_spark: Measured):
    assert on_spark.prepared.quality == worth.prepared.quality
    assert on_spark.prepared.unassigned == worth.prepared.unassigned


def test_every_customer_is_the_same_in_every_column(worth: Measured, on_spark: Measured):
    ours, theirs = customers_of(worth), customers_of(on_spark)
    assert len(ours) == 500
    assert [list(row) for row in theirs[:1]] == [list(row) for row in ours[:1]]
    differences = list(different(ours, theirs, "customers"))
    assert not differences, differences[:5]


def test_every_line_counts_in_the_same_order(worth: Measured, on_spark: Measured):
    assert placed(on_spark.prepared.lines) == placed(worth.prepared.lines)


def test_the_files_are_written_from_the_cluster_too(
    worth: Measured, on_spark: Measured, tmp_path: Path
):
    for name, found in (("duckdb", worth), ("spark", on_spark)):
        write(found.prepared.warehouse, found, tmp_path / name, english(), no_step)
    ours, theirs = tmp_path / "duckdb", tmp_path / "spark"
    for name, read_back in (("customers.csv", table), ("figures.json", json.loads)):
        here, there = (read_back((each / name).read_text("utf-8-sig")) for each in (ours, theirs))
        differences = list(different(here, there, name))
        assert not differences, differences[:5]


def table(text: str) -> list[list[Any]]:
    return [[number(cell) for cell in row] for row in csv.reader(text.splitlines())]


def number(cell: str) -> Any:
    """Chances and other broken numbers; amounts are compared as they are written."""
    try:
        return float(cell) if len(cell.partition(".")[2]) > 2 else cell
    except ValueError:
        return cell


def placed(lines: Frame) -> list[tuple[Any, ...]]:
    names = ("source_row", "set_aside", "kind", "netted", "counted_order", "counted_day")
    return sorted(lines.select(*names).collect("pyarrow").rows(), key=lambda row: row[0])


def different(ours: Any, theirs: Any, place: str) -> Iterator[str]:
    """Where two results differ, as far down as they go."""
    if is_dataclass(ours) and not isinstance(ours, type):
        assert type(ours) is type(theirs)
        for each in fields(ours):
            name = f"{place}.{each.name}"
            yield from different(getattr(ours, each.name), getattr(theirs, each.name), name)
    elif isinstance(ours, Mapping):
        if list(ours) != list(theirs):
            yield f"{place}: {list(ours)} ≠ {list(theirs)}"
            return
        for key in ours:
            yield from different(ours[key], theirs[key], f"{place}[{key!r}]")
    elif isinstance(ours, list | tuple):
        if len(ours) != len(theirs):
            yield f"{place}: {len(ours)} ≠ {len(theirs)} rows"
            return
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from different(one, other, f"{place}[{number}]")
    elif not alike(ours, theirs):
        yield f"{place}: {ours!r} ≠ {theirs!r}"


def alike(one: Any, other: Any) -> bool:
    """Equal; floats to the last of nine places."""
    if isinstance(one, np.ndarray):
        return np.allclose(one, other, rtol=1e-9, atol=1e-9, equal_nan=True)
    if isinstance(one, nw.LazyFrame):
        return one.collect_schema().names() == other.collect_schema().names()
    if isinstance(one, float) and isinstance(other, float | int | Decimal):
        return math.isclose(one, float(other), rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other) or str(one) == str(other)
