"""`goodwill serve`, `check`, `backup` …: in three languages, and not in the way of the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from goodwill.cli import commands
from goodwill.language import LANGUAGES, speak


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("command", ["serve", "check", "audit", "backup", "restore", "upgrade"])
def test_every_command_explains_itself(tag: str, command: str) -> None:
    said = CliRunner().invoke(commands(speak(tag)), [command, "--help"])
    assert said.exit_code == 0
    assert "--home" in said.output


def test_the_other_commands_do_not_wait_for_django() -> None:
    asked = (
        "import sys, goodwill.cli; print([m for m in sys.modules if m.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
