"""An installation of its own for tests that start, copy and break one: by the command line."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql


@dataclass
class Installation:
    """A home folder, the database it uses, and `goodwill …` on it."""

    home: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("GOODWILL_", "DJANGO_", "DATABASE_"))}  # fmt: skip
        own = {"GOODWILL_HOME": str(self.home), "GOODWILL_LANGUAGE": "en",
               "PYTHONPATH": str(Path(__file__).parents[2])}  # fmt: skip
        return {**kept, **own, **({"DATABASE_URL": self.database} if self.database else {})}

    def run(self, *arguments: str, code: int = 0) -> str:
        """What `goodwill` said on standard error."""
        return self._run([sys.executable, "-m", "goodwill.cli", *arguments], code)

    def do(self, text: str) -> str:
        """Run Python in the installation, whose tables are there; what it printed."""
        if not self.database and not self.home.exists():
            shutil.copytree(_empty(), self.home)
        return self._run([sys.executable, "-c", _LOADED + text], 0)

    def _run(self, command: list[str], code: int) -> str:
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True,
                              check=False)  # fmt: skip
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr


def installed(home: Path) -> Installation:
    """One without anything, on the kind of database that the tests run on."""
    server = os.environ.get("DATABASE_URL", "")
    if os.environ.get("GOODWILL_TEST_DATABASE") != "postgresql":
        return Installation(home)
    name = f"own_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    home.mkdir(parents=True)
    return Installation(home, f"{server.rpartition('/')[0]}/{name}")


@cache
def _empty() -> Path:
    """A home with an empty database: its tables are made once, and copied for each test."""
    folder = Path(tempfile.mkdtemp(prefix="goodwill-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = Installation(folder / "home")
    made.home.mkdir()
    made.do("starting.bring_up_to_date()")
    return made.home


_LOADED = """
import os
from pathlib import Path
from goodwill.crm.site import starting
home = Path(os.environ["GOODWILL_HOME"])
starting.load(home)
"""
