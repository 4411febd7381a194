"""The benchmark of costing runs and adds up; how long it takes is not asked here."""

from __future__ import annotations

import importlib.util
from pathlib import Path

FILE = Path(__file__).parents[2] / "benchmarks" / "costing.py"


def test_a_years_costs_find_their_customers(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("benchmark_of_costing", FILE)
    assert spec
    assert spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    file = tmp_path / "activities.parquet"
    benchmark.make(file, 20_000, 4_000)
    told = benchmark.measured(file, 20_000, 1)
    assert "ledger 8,699,311,140 = " in told
    assert "plain scan" in told
