"""A real MariaDB server, started on a loopback port for the tests that read from one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_SERVER = (
    "The MariaDB tests need its server, and there is none here. Install it (on Debian: "
    "apt-get install mariadb-server), or run `make test-fast`, which leaves it out."
)
PASSWORD = "correct horse: battery@staple/%"
"""Holds what must be escaped in an address."""


class NoServerError(Exception):
    """MariaDB is not installed."""


@contextmanager
def mariadb() -> Iterator[int]:
    """The port of an empty server with a database `erp` and a user `reader`."""
    server = shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/libexec")
    install = shutil.which("mariadb-install-db")
    if server is None or install is None:
        raise NoServerError(NO_SERVER)
    folder = Path(tempfile.mkdtemp(prefix="goodwill-mariadb-"))
    (folder / "tmp").mkdir()
    as_user = _owned(folder)
    # A server that starts sweeps temporary tables out of the folder for them: two servers that
    # share one take each other's away.
    where = ["--no-defaults", f"--datadir={folder}/db", f"--tmpdir={folder}/tmp"]
    # Kernels hand out only so many asynchronous reads; a test's server can do without.
    plain = "--innodb-use-native-aio=0"
    _run([install, *where, "--auth-root-authentication-method=normal", plain, *as_user])
    port = _free_port()
    log = (folder / "log").open("wb")
    started = subprocess.Popen(
        [
            server, *where, f"--port={port}", "--bind-address=127.0.0.1",
            f"--socket={folder}/socket", f"--pid-file={folder}/pid", "--skip-log-bin",
            "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M",
            "--character-set-server=utf8mb4", plain, *as_user,
        ],
        stdout=subprocess.DEVNULL, stderr=log,
    )  # fmt: skip
    try:
        _set_up(folder / "socket", started, folder / "log")
        yield port
    finally:
        started.kill()
        started.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _owned(folder: Path) -> list[str]:
    """The server refuses to run as root; it then runs as its own user."""
    if os.geteuid() != 0:
        return []
    for each in (folder, folder / "tmp"):
        shutil.chown(each, "mysql", "mysql")
    return ["--user=mysql"]


def _set_up(socket_file: Path, started: subprocess.Popen[bytes], log: Path) -> None:
    import pymysql

    for _ in range(400):
        assert started.poll() is None, log.read_text()
        if socket_file.exists():
            break
        time.sleep(0.05)
    connection = pymysql.connect(unix_socket=str(socket_file), user="root")
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE erp CHARACTER SET utf8mb4")
        cursor.execute("CREATE USER reader@'127.0.0.1' IDENTIFIED BY %s", (PASSWORD,))
        cursor.execute("GRANT ALL ON erp.* TO reader@'127.0.0.1'")


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
