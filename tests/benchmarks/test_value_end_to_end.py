"""The benchmark runs and measures; how long it takes is not asked here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "value_end_to_end.py"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("value_end_to_end", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


@pytest.mark.proof
def test_it_times_both_and_loses_no_line(benchmark: ModuleType, tmp_path: Path):
    told = benchmark.measured(tmp_path, 1_000, "parquet", "500MB")
    assert "1,000 lines" in told
    assert "goodwill value" in told
    assert "plain scan" in told
    assert not (tmp_path / "orders.parquet").exists()


def test_a_lost_line_ends_it(benchmark: ModuleType, tmp_path: Path):
    duckdb.sql("select 1 as line").write_parquet(str(tmp_path / "lines.parquet"))
    with pytest.raises(SystemExit, match="2 lines went in and 1 came out"):
        benchmark.check(tmp_path, 2)


def test_the_lines_have_what_exports_have(benchmark: ModuleType, tmp_path: Path):
    file = tmp_path / "orders.parquet"
    benchmark.make(file, 40_000)
    [(lines, orders, guests, returns, cancelled)] = (
        duckdb.read_parquet(str(file))
        .aggregate(
            "count(*), count(distinct order_no), count(*) - count(customer_id), count(return_of), "
            "count_if(status = 'cancelled')"
        )
        .fetchall()
    )
    assert lines == 40_000
    assert orders < lines
    assert min(guests, returns, cancelled) > 100
