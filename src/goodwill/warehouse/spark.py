"""Apache Spark: the same tables on a cluster, by its master's URL."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import narwhals as nw

from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.tables import Frame
from goodwill.language import Sentence
from goodwill.warehouse.generations import new_generation, parquet_files


class SparkWarehouse:
    """One session; settled tables live in a folder that every worker can see.

    Where a session already runs in this process, the warehouse joins it and leaves it running.
    """

    engine = "spark"

    def __init__(self, master: str, folder: Path | None = None) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise SettingRefused(
                Sentence(
                    "Spark is not installed here. Install it with: pip install goodwill[spark]"
                )
            ) from error
        self.joined = SparkSession.getActiveSession() is not None
        self.session = (
            SparkSession.builder.master(master)
            .appName("goodwill")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .getOrCreate()
        )
        self.session.sparkContext.setLogLevel("ERROR")
        self.scratch = Path(tempfile.mkdtemp(prefix="goodwill-", dir=folder))
        self.scratch.chmod(0o777)

    def scan(self, source: Path) -> Frame:
        return nw.from_native(self.session.read.parquet(parquet_files(source)))

    def write(self, frame: Frame, table: Path) -> None:
        with new_generation(table) as generation:
            frame.to_native().write.parquet(str(generation))

    def settle(self, frame: Frame) -> Frame:
        table = self.scratch / f"settled-{uuid4().hex}"
        self.write(frame, table)
        return self.scan(table)

    def close(self) -> None:
        if not self.joined:
            self.session.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)
