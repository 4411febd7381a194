"""The guide to pilots: its panel and its command give what it shows."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from cli.running import goodwill

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "measure-a-pilot.md"


def test_the_written_panel_gives_the_verdict_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = re.findall(r"```(?:csv)?\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    panel, command, verdict = blocks[:3]
    monkeypatch.chdir(tmp_path)
    Path("branches.csv").write_text(panel, encoding="utf-8")
    told = goodwill(*shlex.split(command)[1:])
    assert told.code == 0, told.err
    assert verdict.strip() in told.out + told.err
