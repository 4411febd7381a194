"""The benchmark of pilots runs; what it says of bias and coverage is not asked here."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "pilots.py"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_pilots", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    return module


def test_every_method_has_its_row(
    benchmark: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    benchmark._print("small", benchmark._by_method(benchmark.Design("", 12, 1, 12, 6), 2))
    told = capsys.readouterr().out
    for method in ("sdid", "demeaned synthetic control", "did", "recommended"):
        assert f"{'small':28}{method} " in told
    assert "nan" not in told


def test_staggered_starts_stand_beside_one_regression(benchmark: ModuleType) -> None:
    found = benchmark._staggered(2)
    assert [len(found[name]) for name in ("staggered", "one regression")] == [2, 2]
