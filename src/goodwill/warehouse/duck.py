"""DuckDB: the engine in this process, bounded in memory, spilling to disk."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

import duckdb
import narwhals as nw

from goodwill.analytics.tables import Frame
from goodwill.warehouse.generations import new_generation, parquet_files


class DuckWarehouse:
    """One connection, one scratch folder that goes when it closes."""

    engine = "duckdb"

    def __init__(
        self, folder: Path | None = None, memory: str | None = None, threads: int | None = None
    ) -> None:
        self.scratch = Path(tempfile.mkdtemp(prefix="goodwill-", dir=folder))
        self.connection = duckdb.connect(config=_settings(self.scratch, memory, threads))
        self.connection.execute("SET TimeZone = 'UTC'")

    def scan(self, source: Path) -> Frame:
        return nw.from_native(self.connection.read_parquet(parquet_files(source)))

    def write(self, frame: Frame, table: Path) -> None:
        with new_generation(table) as generation:
            generation.mkdir()
            frame.sink_parquet(generation / "part-0.parquet")

    def settle(self, frame: Frame) -> Frame:
        table = self.scratch / f"settled-{uuid4().hex}"
        self.write(frame, table)
        return self.scan(table)

    def close(self) -> None:
        self.connection.close()
        shutil.rmtree(self.scratch, ignore_errors=True)


def _settings(scratch: Path, memory: str | None, threads: int | None) -> dict[str, str]:
    settings = {
        "temp_directory": str(scratch / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "preserve_insertion_order": "false",
    }
    if memory:
        settings["memory_limit"] = memory
    if threads:
        settings["threads"] = str(threads)
    return settings
