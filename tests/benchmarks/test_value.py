"""The benchmark of lifetime models runs; how long it takes is not asked here."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "value.py"


@pytest.fixture
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_value", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_table_of_customers_is_scored_and_none_is_lost(benchmark: ModuleType) -> None:
    told = benchmark.through_the_warehouse(3_000)
    assert "3,000 customers" in told
    assert "distinct histories" in told


@pytest.mark.parametrize("model", [pytest.param("paretonbd", marks=pytest.mark.proof), "bgnbd"])
def test_each_model_is_timed_and_says_what_it_found(
    benchmark: ModuleType, model: str, tmp_path: Path
) -> None:
    file = tmp_path / "customers.npz"
    benchmark.make(file, 400)
    found = benchmark.run(model, file, 400)
    assert found["seconds"] > 0
    assert {"r", "alpha"} <= set(found["parameters"])


def test_another_answer_ends_it(benchmark: ModuleType) -> None:
    with pytest.raises(SystemExit, match="alpha"):
        benchmark.check({"r": 1.0, "alpha": 2.0}, {"r": 1.001, "alpha": 3.0})
