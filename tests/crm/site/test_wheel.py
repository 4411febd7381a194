"""The package that is installed holds what browsers and readers need, not only Python."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import goodwill

SOURCE = Path(goodwill.__file__).parent
KINDS = {".html", ".css", ".js", ".po", ".svg", ".webmanifest", ".json", ".woff2", ".txt"}


def test_the_wheel_holds_templates_static_files_and_words(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(build, cwd=SOURCE.parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = set(wheel.namelist())
    wanted = {
        path.relative_to(SOURCE.parent).as_posix()
        for path in SOURCE.rglob("*")
        if path.suffix in KINDS and "__pycache__" not in path.parts
    }
    assert {"goodwill/crm/ui/templates/ui/shell.html", "goodwill/locale/zh_Hans.po"} <= packed
    assert wanted - packed == set()
