"""`goodwill serve`: two processes that come back when they are killed, and stop together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Timer

import pytest
from crm.site.installation import Installation

from goodwill.crm.site.errors import PortTaken
from goodwill.crm.site.keeping.locking import InUse, alone
from goodwill.crm.site.serving import Child, be_free, supervise

PATIENCE = 120


def test_a_child_that_is_killed_comes_back_and_all_stop_together(tmp_path: Path) -> None:
    note = tmp_path / "starts"
    lives = [
        sys.executable,
        "-c",
        f"open({str(note)!r}, 'a').write('x'); import time; time.sleep(60)",
    ]
    child, stop, killed = Child("child", lives, dict(os.environ)), Event(), Event()

    def look() -> None:
        starts = len(note.read_text()) if note.exists() else 0
        if starts == 1 and child.process and not killed.is_set():
            killed.set()
            os.kill(child.process.pid, signal.SIGKILL)
        if starts == 2:
            stop.set()

    timer = Timer(PATIENCE, stop.set)
    timer.start()
    supervise([child], stop, each_look=look)
    timer.cancel()
    assert note.read_text() == "xx"
    assert child.process is None


def test_a_child_that_ends_at_once_is_tried_again_after_longer_waits() -> None:
    child = Child("child", [sys.executable, "-c", ""], dict(os.environ))
    child.start()
    assert child.process
    child.process.wait()
    waits = []
    for _ in range(3):
        child.start()
        assert child.process
        child.process.wait()
        child.look_after()
        waits.append(child.wait)
    assert waits == [1.0, 2.0, 4.0]


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTaken):
            be_free("127.0.0.1", other.getsockname()[1])


def test_one_installation_is_served_once(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(InUse), alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Installation(tmp_path / "home")
    command = [sys.executable, "-m", "goodwill.cli", "serve", "--port", str(port), "--workers", "1"]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, env=made.environment, stderr=log, stdout=log, text=True)
        try:
            yield process, port
        finally:
            process.kill()
            process.wait()


def test_kill_9_of_site_and_worker_is_healed(served: tuple[subprocess.Popen[str], int]) -> None:
    process, port = served
    until(lambda: asked(port) == "ok")
    first = children_of(process.pid)
    assert len(first) == 2
    for child in first:
        os.kill(child, signal.SIGKILL)
    until(
        lambda: (
            len(children_of(process.pid)) == 2 and not set(children_of(process.pid)) & set(first)
        )
    )
    until(lambda: asked(port) == "ok")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0
    assert asked(port) == ""


def asked(port: int) -> str:
    """What the site says of its health; nothing if it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
            return str(json.load(answer)["status"])
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    if not listed.exists():
        pytest.skip("Only Linux tells a process's children.")
    return [int(child) for child in listed.read_text().split()]


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "It took too long."
        time.sleep(0.2)
