"""Apache Spark: the same tables on a cluster, by its master's URL."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import narwhals as nw

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.warehouse.generations import new_generation, parquet_files

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

GLOB_SIGNS = re.compile(r"([][{}*?\\])")


class SparkWarehouse:
    """One session; settled tables live in a folder that every worker can see.

    Where a session already runs in this process, the warehouse joins it and leaves it running.
    """

    engine = "spark"

    def __init__(self, master: str, folder: Path | None = None) -> None:
        self.joined, self.session = _session(master)
        self.scratch = Path(tempfile.mkdtemp(prefix="goodwill-", dir=folder))
        self.scratch.chmod(0o777)  # workers may run as another user

    def scan(self, source: Path) -> Frame:
        files = [_literally(file) for file in parquet_files(source)]
        return nw.from_native(self.session.read.parquet(*files))

    def write(self, frame: Frame, table: Path) -> None:
        with new_generation(table) as generation:
            _write(frame, generation)

    def settle(self, frame: Frame | nw.DataFrame[Any]) -> Frame:
        folder = self.scratch / f"settled-{uuid4().hex}"
        _write(frame, folder)
        return self.scan(folder)

    def hashed(self, frame: Frame, column: str, seed: str, name: str) -> Frame:
        from pyspark.sql import functions as spark

        salted = spark.concat(spark.lit(f"{seed}:"), spark.col(_named(column)))
        digits = spark.substring(spark.sha2(spark.encode(salted, "UTF-8"), 256), 1, 13)
        hashes = spark.conv(digits, 16, 10).cast("bigint")
        hashed: Frame = nw.from_native(frame.to_native().withColumn(name, hashes))
        return hashed

    def close(self) -> None:
        if not self.joined:
            self.session.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)


def _session(master: str) -> tuple[bool, SparkSession]:
    """Whether a session was there before, and the session."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise SettingRefused(
            Sentence("Spark is not installed here; pip install 'goodwill[spark]' adds it.")
        ) from error
    running = SparkSession.getActiveSession()
    if running is not None:
        return True, _of_the_same(running, master)
    try:
        session = _settings(SparkSession.builder, master).getOrCreate()
    except PySparkException as error:
        raise SettingRefused(
            Sentence(
                "Spark cannot be started: {reason} Java 17 or later must be installed, "
                "and found on the PATH or in JAVA_HOME.",
                reason=str(error),
            )
        ) from error
    session.sparkContext.setLogLevel("ERROR")
    return False, session


def _of_the_same(running: SparkSession, master: str) -> SparkSession:
    if running.sparkContext.master != master:
        raise SettingRefused(
            Sentence(
                "A Spark session on {running} is open in this process; stop it to use {wanted}.",
                running=running.sparkContext.master,
                wanted=master,
            )
        )
    return running


def _settings(builder: Any, master: str) -> Any:
    return (
        builder.master(master)
        .appName("goodwill")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
    )


def _write(frame: Frame | nw.DataFrame[Any], folder: Path) -> None:
    if isinstance(frame, nw.DataFrame):
        folder.mkdir()
        frame.write_parquet(folder / "part-0.parquet")
        return
    frame.to_native().write.parquet(f"file://{folder.absolute()}")


def _named(column: str) -> str:
    """Spark takes a dot in a name for a field of a structure."""
    return "`" + column.replace("`", "``") + "`"


def _literally(file: str) -> str:
    """Spark takes a path for a pattern, and one without a scheme for one on its own store."""
    return "file://" + GLOB_SIGNS.sub(r"\\\1", str(Path(file).absolute()))
