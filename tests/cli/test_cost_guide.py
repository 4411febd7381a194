"""The guide to cost to serve: its files and its command give the amounts it shows."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from cli.running import goodwill

from goodwill.cli.equations import Written, further_names, read_equations, time_equations

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str, kind: str = "csv|json|") -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(rf"```(?:{kind})\n(.*?)```", text, re.DOTALL)


def test_the_written_files_give_the_amounts_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, activities, capacity, command, amounts = blocks("how-to/cost-to-serve.md")[:5]
    monkeypatch.chdir(tmp_path)
    Path("ledger.csv").write_text(ledger, encoding="utf-8")
    Path("activities.csv").write_text(activities, encoding="utf-8")
    Path("capacity.csv").write_text(capacity, encoding="utf-8")
    told = goodwill(*shlex.split(command)[1:])
    assert told.code == 0, told.err
    run = json.loads(Path("cost-out/run.json").read_text(encoding="utf-8"))
    assert run["identity_minor"] == json.loads(amounts)


def test_the_equations_shown_can_be_read(tmp_path: Path) -> None:
    shown = blocks("reference/equations.md", "toml")
    assert len(shown) == 2
    for text in shown:
        assert tomllib.loads(text)
        file = tmp_path / "equations.toml"
        file.write_text(text, encoding="utf-8")
        written: tuple[Written, ...] = read_equations(file)
        assert time_equations(written, frozenset(further_names(written)))
