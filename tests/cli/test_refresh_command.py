"""`goodwill refresh` says what there is now, and where."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from goodwill.cli.refresh import run_refresh
from goodwill.cli.terminal import Terminal
from goodwill.crm.exchange.refreshing import keeping, running
from goodwill.crm.site import starting
from goodwill.language import speak


@pytest.mark.django_db
def test_it_tells_rows_moment_and_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "load", lambda home: None)
    for module in (keeping, running):
        monkeypatch.setattr(module, "place", lambda: tmp_path / "warehouse")
    terminal = Terminal(speak("en"))
    terminal.console = Console(record=True, width=200, quiet=False)
    run_refresh(terminal, tmp_path, anew=False)
    told = terminal.console.export_text()
    assert "order_lines" in told
    assert "As of " in told
    assert f"goodwill value {tmp_path / 'warehouse'}" in told
