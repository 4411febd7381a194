"""A real PostgreSQL server, started on a loopback port for the tests that need one."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_SERVER = (
    "The PostgreSQL tests need its server, and there is none here. Install it (on Debian: "
    "apt-get install postgresql), or run `make test-fast`, which leaves PostgreSQL out."
)


class NoServerError(Exception):
    """PostgreSQL is not installed."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty server, which ends with the block."""
    binaries = _binaries()
    if binaries is None:
        raise NoServerError(NO_SERVER)
    folder = Path(tempfile.mkdtemp(prefix="goodwill-postgresql-"))
    _owned(folder)
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    _run(f"{binaries}/initdb -D {folder}/db -U goodwill -A trust -E UTF8 --no-sync")
    _run(f"{binaries}/pg_ctl -D {folder}/db -w -l {folder}/log -o {shlex.quote(options)} start")
    try:
        yield f"postgresql://goodwill@127.0.0.1:{port}/postgres"
    finally:
        _run(f"{binaries}/pg_ctl -D {folder}/db -m immediate -w stop")
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    """Debian keeps the server's programs out of the path, a folder a version."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    return Path(initdb).parent if initdb else None


def _owned(folder: Path) -> None:
    """The server refuses to run as root; it then runs as its own user."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def _run(command: str) -> None:
    asked = ["su", "postgres", "-c", command] if os.geteuid() == 0 else shlex.split(command)
    done = subprocess.run(asked, check=False, cwd="/", capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
