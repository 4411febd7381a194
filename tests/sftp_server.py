"""A real OpenSSH server on a loopback port, for the tests that fetch files over SFTP."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NO_SERVER = (
    "The SFTP tests need OpenSSH's server, and there is none here. Install it (on Debian: "
    "apt-get install openssh-server), or run `make test-fast`, which leaves it out."
)


class NoServerError(Exception):
    """OpenSSH's server is not installed."""


@dataclass(frozen=True)
class Sftp:
    """Where the server is, who may log in with which key, and what it is known by."""

    port: int
    user: str
    key: str
    fingerprint: str
    folder: Path


@contextmanager
def sftp() -> Iterator[Sftp]:
    """A server that lets this user in by key; ends with the block."""
    server = shutil.which("sshd", path=f"{os.environ['PATH']}:/usr/sbin")
    if server is None:
        raise NoServerError(NO_SERVER)
    folder = Path(tempfile.mkdtemp(prefix="goodwill-sftp-"))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user"):
        keygen = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(keygen, check=True)
    port = _free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile none\n"
        f"AuthorizedKeysFile {folder}/user.pub\nStrictModes no\nUsePAM no\n"
        "PermitRootLogin yes\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n"
    )
    log = (folder / "log").open("wb")
    started = subprocess.Popen([server, "-D", "-e", "-f", str(folder / "config")], stderr=log)
    try:
        _wait(port, started, folder / "log")
        shown = subprocess.run(
            ["ssh-keygen", "-l", "-f", str(folder / "host.pub")],
            check=True, capture_output=True, text=True,
        ).stdout.split()[1]  # fmt: skip
        (folder / "feed").mkdir()
        key = (folder / "user").read_text()
        yield Sftp(port, getpass.getuser(), key, shown, folder / "feed")
    finally:
        started.kill()
        started.wait()
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, started: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        assert started.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(log.read_text())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
