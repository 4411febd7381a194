"""The tutorial runs, and says what its readers see."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial" / "lifetime-value.ipynb"
CELLS = [
    cell
    for cell in json.loads(TUTORIAL.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
]


def test_every_cell_prints_what_the_tutorial_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    names: dict[str, object] = {"__name__": "tutorial"}
    for cell in CELLS:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile("".join(cell["source"]), str(TUTORIAL), "exec"), names)
        shown = "".join(line for output in cell["outputs"] for line in output["text"])
        assert said.getvalue() == shown
