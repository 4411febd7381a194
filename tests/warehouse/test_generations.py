"""A reader sees the old table or the new one, never half, whatever becomes of the writer."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import narwhals as nw
import pytest
from frames import frame_of

from goodwill.analytics.errors import SourceMissing
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.generations import (
    ABANDONED_AFTER_SECONDS,
    current_generation,
    new_generation,
    parquet_files,
)
from goodwill.warehouse.opening import Warehouse


class PowerCutError(Exception):
    """Something that no writer expects."""


def write(table: Path, *texts: str) -> None:
    with new_generation(table) as generation:
        generation.mkdir()
        for at, text in enumerate(texts):
            (generation / f"part-{at}.parquet").write_text(text)


def write_half(table: Path) -> None:
    with new_generation(table) as generation:
        generation.mkdir()
        (generation / "part-0.parquet").write_text("half")
        raise PowerCutError


def read(table: Path) -> list[str]:
    return [Path(file).read_text() for file in parquet_files(table)]


def numbered(warehouse: Warehouse, edition: int) -> nw.LazyFrame:
    return frame_of(warehouse, None, [{"edition": edition, "row": row} for row in range(100)])


def editions(frame: nw.LazyFrame) -> list[int]:
    found = frame.group_by("edition").agg(rows=nw.len()).collect("pyarrow")
    assert list(found["rows"]) == [100] * len(found)
    return list(found["edition"])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "订单 [1] it's"


def test_a_table_that_was_never_written_is_missing_and_says_where(table: Path) -> None:
    assert current_generation(table) is None
    with pytest.raises(SourceMissing, match=r"no Parquet file at .*it's"):
        parquet_files(table)


def test_a_write_replaces_the_whole_table(table: Path) -> None:
    write(table, "old 1", "old 2", "old 3")
    write(table, "new 1")
    assert read(table) == ["new 1"]


def test_nothing_is_seen_of_a_write_before_its_end(table: Path) -> None:
    write(table, "old")
    with new_generation(table) as generation:
        generation.mkdir()
        (generation / "part-0.parquet").write_text("new")
        assert read(table) == ["old"]
    assert read(table) == ["new"]


def test_a_failed_write_leaves_the_old_table_and_no_litter(table: Path) -> None:
    write(table, "old")
    before = sorted(table.iterdir())
    with pytest.raises(PowerCutError):
        write_half(table)
    assert read(table) == ["old"]
    assert sorted(table.iterdir()) == before


def test_a_reader_holding_the_generation_before_can_finish(table: Path) -> None:
    write(table, "old")
    held = parquet_files(table)
    write(table, "new")
    assert [Path(file).read_text() for file in held] == ["old"]


def test_generations_do_not_pile_up(table: Path) -> None:
    for edition in range(5):
        write(table, str(edition))
    assert len(list(table.glob("generation-*"))) == 2


def test_a_writer_does_not_sweep_away_what_another_is_writing(table: Path) -> None:
    with new_generation(table) as slow:
        slow.mkdir()
        (slow / "part-0.parquet").write_text("slow")
        write(table, "quick")
        assert read(table) == ["quick"]
    assert read(table) == ["slow"]


def test_what_a_dead_writer_left_is_swept_a_day_later(table: Path) -> None:
    left = table / "writing-dead"
    left.mkdir(parents=True)
    fresh = table / "writing-alive"
    fresh.mkdir()
    long_ago = time.time() - ABANDONED_AFTER_SECONDS - 1
    os.utime(left, (long_ago, long_ago))
    write(table, "new")
    assert not left.exists()
    assert fresh.exists()


def test_a_table_can_be_moved_with_its_folder(table: Path, tmp_path: Path) -> None:
    write(table, "old")
    assert read(table.rename(tmp_path / "elsewhere")) == ["old"]


def test_a_killed_writer_leaves_the_old_table_readable(
    duck_warehouse: DuckWarehouse, table: Path
) -> None:
    duck_warehouse.write(numbered(duck_warehouse, 1), table)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITES_WITHOUT_END, str(table)], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    with writer.stdout:
        assert writer.stdout.readline() == b"writing\n"
        writer.send_signal(signal.SIGKILL)
        assert writer.wait() == -signal.SIGKILL
    assert list(table.glob("writing-*/*.parquet"))
    assert editions(duck_warehouse.scan(table)) == [1]
    duck_warehouse.write(numbered(duck_warehouse, 2), table)
    assert editions(duck_warehouse.scan(table)) == [2]


WRITES_WITHOUT_END = """
import sys, time
from pathlib import Path
from goodwill.warehouse.generations import new_generation

with new_generation(Path(sys.argv[1])) as generation:
    generation.mkdir()
    (generation / "part-0.parquet").write_bytes(b"PAR1 half a file")
    print("writing", flush=True)
    time.sleep(600)
"""


def test_readers_during_many_writes_see_whole_tables_in_order(
    duck_warehouse: DuckWarehouse, table: Path
) -> None:
    """Each reader opens the table anew; it must find one edition, and never an older one."""
    duck_warehouse.write(numbered(duck_warehouse, 0), table)
    seen: list[list[int]] = [[], [], []]
    done = threading.Event()
    troubles: list[Exception] = []

    def read_on(mine: list[int]) -> None:
        reader = DuckWarehouse(threads=1)
        try:
            while not done.is_set() or not mine:
                (edition,) = editions(reader.scan(table))
                mine.append(edition)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            reader.close()

    readers = [threading.Thread(target=read_on, args=(mine,)) for mine in seen]
    for reader in readers:
        reader.start()
    for edition in range(1, 21):
        duck_warehouse.write(numbered(duck_warehouse, edition), table)
        _wait_for_one_more_in_each(seen, troubles)
    done.set()
    for reader in readers:
        reader.join()
    assert not troubles
    for mine in seen:
        assert mine == sorted(mine)
        assert len(set(mine)) > 10


def _wait_for_one_more_in_each(seen: list[list[int]], troubles: list[Exception]) -> None:
    """A generation stays for one more write, so readers are given that long and no longer."""
    so_far = [len(mine) for mine in seen]
    deadline = time.monotonic() + 60
    while any(len(mine) == n for mine, n in zip(seen, so_far, strict=True)):
        if troubles or time.monotonic() > deadline:
            return
        time.sleep(0.001)


@pytest.mark.proof
def test_whenever_the_writer_is_killed_the_table_is_whole(tmp_path: Path) -> None:
    """Kills at 200 moments spread over the whole write, each followed by a reader."""
    table = tmp_path / "table"
    warehouse = DuckWarehouse(tmp_path)
    warehouse.write(numbered(warehouse, 0), table)
    last = 0
    for attempt in range(200):
        writer = subprocess.Popen([sys.executable, "-c", WRITES_ON, str(table), str(last)])
        time.sleep(0.3 + attempt * 0.005)
        writer.kill()
        writer.wait()
        (edition,) = editions(warehouse.scan(table))
        assert edition >= last
        last = edition
    warehouse.close()
    assert last > 0


WRITES_ON = """
import itertools, sys
from pathlib import Path
import narwhals as nw
from goodwill.warehouse.duck import DuckWarehouse

warehouse = DuckWarehouse(threads=1)
for edition in itertools.count(int(sys.argv[2]) + 1):
    rows = warehouse.connection.sql(f"select {edition} as edition, range as row from range(100)")
    warehouse.write(nw.from_native(rows), Path(sys.argv[1]))
"""
