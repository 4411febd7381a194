"""The benchmark of experiments runs and checks itself; how long it takes is not asked here."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "incrementality.py"


@pytest.fixture
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_incrementality", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_experiment_is_compared_in_every_slice(benchmark: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "members.parquet"
    benchmark.make(file, 20_000, 4)
    told = benchmark.measured(file)
    assert "10 comparisons" in told
    assert "statsmodels" in told


def test_another_answer_ends_it(benchmark: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "members.parquet"
    benchmark.make(file, 5_000, 1)
    warehouse = benchmark.DuckWarehouse(tmp_path)
    found = benchmark.goodwill(warehouse, file)
    warehouse.close()
    same = {(c.metric.name, c.slice_value): (c.adjusted.value, 1.0) for c in found}
    benchmark.check(found, same)
    key = ("spend", None)
    with pytest.raises(SystemExit, match="spend, None"):
        benchmark.check(found, same | {key: (same[key][0] + 1, 1.0)})
