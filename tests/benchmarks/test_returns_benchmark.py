"""The benchmark of returns runs, and its ways to draw agree; how long they take is not asked."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "returns.py"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_returns", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_every_way_to_draw_has_its_time(
    benchmark: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(benchmark, "CLAIMED_SECONDS", float("inf"))
    benchmark.compare(benchmark.appraise(benchmark.programme(3, 1_000)))
    told = capsys.readouterr().out
    for peer in ("NumPy", "SciPy", "numpy-financial", "pyxirr"):
        assert peer in told


def test_draws_that_differ_stop_it(benchmark: ModuleType) -> None:
    appraised = benchmark.appraise(benchmark.programme(3, 1_000))
    simulation = benchmark.simulate(appraised)
    with pytest.raises(SystemExit, match="do not agree"):
        benchmark.agree(simulation, simulation.independent.values * 1.1)
