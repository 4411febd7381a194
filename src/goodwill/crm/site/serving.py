"""The site and the jobs' worker as two processes that are started, watched and stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic

from goodwill.crm.site.errors import PortTaken

log = logging.getLogger(__name__)

THREADS = 4
LOOK_SECONDS = 0.2
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
STEADY_SECONDS = 60.0
"""A process that has lived so long did not fail at its start."""
PATIENCE_SECONDS = 15.0
"""How long a process has for what it is doing when it is asked to stop."""


@dataclass
class Child:
    """One process that is started again when it ends, after a longer wait each time."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    wait: float = FIRST_WAIT
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 (our own commands)
            self.command,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        self.began = monotonic()

    def look_after(self) -> None:
        """Start it again if it ended and its wait is over."""
        if self.process is None:
            if monotonic() >= self.again_at:
                self.start()
        elif self.process.poll() is not None:
            log.warning("%s ended with code %s.", self.name, self.process.returncode)
            self._rest()

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self, until: float) -> None:
        """Wait for its end; at the deadline end it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop when asked and is ended.", self.name)
        self._end_group()

    def _rest(self) -> None:
        self._end_group()
        if monotonic() - self.began > STEADY_SECONDS:
            self.wait = FIRST_WAIT
        self.again_at = monotonic() + self.wait
        self.wait = min(2 * self.wait, LONGEST_WAIT)

    def _end_group(self) -> None:
        """End what the process has started itself and may have left behind."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def children(home: Path, host: str, port: int, workers: int) -> list[Child]:
    """The site's server and the jobs' worker of the installation in `home`."""
    counts = home / "metrics"
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(parents=True)
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(counts.resolve())}
    server = [sys.executable, "-m", "granian", "goodwill.crm.site.wsgi:application"]
    server += ["--interface", "wsgi", "--host", host, "--port", str(port)]
    server += ["--workers", str(workers), "--blocking-threads", str(THREADS)]
    server += ["--respawn-failed-workers", "--no-ws", "--log-level", "warning"]
    server += ["--workers-kill-timeout", str(int(PATIENCE_SECONDS) - 5)]
    worker = [sys.executable, "-m", "django", "work", "--no-startup-delay"]
    return [Child("site", server, environment), Child("worker", worker, environment)]


def supervise(children: list[Child], stop: Event, *, each_look: Callable[[], None]) -> None:
    """Start the children and keep them running until `stop` is set; then end them all."""
    try:
        while not stop.is_set():
            for child in children:
                child.look_after()
            each_look()
            stop.wait(LOOK_SECONDS)
    finally:
        for child in children:
            child.ask_to_stop()
        until = monotonic() + PATIENCE_SECONDS
        for child in children:
            child.stop(until)


def stop_on_signals() -> Event:
    """Set when someone presses Ctrl-C or the system asks us to stop."""
    stop = Event()

    def set_it(number: int, frame: object) -> None:
        stop.set()

    signal.signal(signal.SIGINT, set_it)
    signal.signal(signal.SIGTERM, set_it)
    return stop


def be_free(host: str, port: int) -> None:
    """Make sure that nothing else listens there.

    Raises
    ------
    PortTaken
        If something does.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise PortTaken(port) from taken


def answers(host: str, port: int, name: str) -> bool:
    """Whether the site answers at the address, asked under one of its own names."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    asking = http.client.HTTPConnection(reachable, port, timeout=5)
    try:
        asking.request("GET", "/health/live/", headers={"Host": name})
        return asking.getresponse().status < 500
    except OSError:
        return False
    finally:
        asking.close()


def _end_with_parent() -> None:
    """Linux: whoever kills us without a word ends the children too, instead of orphaning them."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
