"""The benchmark of indicators runs on a small company and tells every number it promises."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))


@pytest.mark.proof
def test_a_small_company_is_measured(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    import indicators

    indicators.main(["300", "--folder", str(tmp_path)])
    told = capsys.readouterr().out
    assert "300 customers, 48 tables" in told
    assert "100 indicators × 24 months" in told
    assert "preparing and computing take" in told
