"""Several tables turn together; a part made anew is what it would be if all were made anew."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.warehouse.together import (
    BeingWritten,
    Part,
    generation,
    is_being_written,
    merged,
    next_generation,
)


def part(rows: dict[int, str]) -> Part:
    keys = np.array(sorted(rows), dtype=np.int64)
    words = [rows[key] for key in keys.tolist()]
    return Part(pa.table({"word": pa.array(words, pa.string())}), keys)


def write(folder: Path, edition: str) -> None:
    with next_generation(folder) as making:
        for table in ("orders", "customers"):
            making.write(table, 0, part(dict.fromkeys(range(50), edition)))
        making.facts = {"edition": edition}


def write_half(folder: Path) -> None:
    with next_generation(folder) as making:
        making.write("orders", 0, part({1: "half"}))
        raise ZeroDivisionError


def editions(folder: Path) -> set[str]:
    found = generation(folder)
    assert found
    parts = [found.part(table, 0) for table in ("orders", "customers")]
    words = {word for one in parts if one for word in one.rows["word"].to_pylist()}
    assert all(one and len(one.keys) == 50 for one in parts)
    return {*words, found.facts["edition"]}


def test_all_tables_turn_at_once_and_only_when_all_are_there(tmp_path: Path) -> None:
    assert generation(tmp_path) is None
    write(tmp_path, "first")
    with pytest.raises(ZeroDivisionError):
        write_half(tmp_path)
    assert editions(tmp_path) == {"first"}
    write(tmp_path, "second")
    assert editions(tmp_path) == {"second"}


def test_a_part_that_is_taken_over_is_the_same_file(tmp_path: Path) -> None:
    write(tmp_path, "first")
    with next_generation(tmp_path) as making:
        for table in ("orders", "customers"):
            making.take_over(table, 0)
        before = making.before
    now = generation(tmp_path)
    assert before
    assert now
    files = [one.folder / "orders" / "000000.parquet" for one in (before, now)]
    assert files[0].stat().st_ino == files[1].stat().st_ino
    assert now.numbers("orders") == [0]


def test_two_do_not_write_at_once(tmp_path: Path) -> None:
    with next_generation(tmp_path) as making:
        making.write("orders", 0, part({1: "one"}))
        assert is_being_written(tmp_path)
        with pytest.raises(BeingWritten, match="written already"), next_generation(tmp_path):
            pass
    assert not is_being_written(tmp_path)


@settings(max_examples=25, deadline=None)
@given(
    was=st.dictionaries(st.integers(0, 12), st.text("ab", max_size=2)),
    now=st.dictionaries(st.integers(0, 12), st.text("ab", max_size=2)),
)
def test_what_changed_put_in_its_place_gives_what_is(
    was: dict[int, str], now: dict[int, str]
) -> None:
    changed = {key for key in was | now if was.get(key) != now.get(key)}
    looked_at = np.array(sorted(changed), dtype=np.int64)
    fresh = part({key: word for key, word in now.items() if key in changed})
    made = merged(part(was) if was else None, looked_at, fresh)
    assert (made is None) == (was == now)
    if made is not None:
        assert dict(zip(made.keys.tolist(), made.rows["word"].to_pylist(), strict=True)) == now
        assert made.keys.tolist() == sorted(now)


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_together import write
print("begins", flush=True)
for edition in range(10**6):
    write(Path(sys.argv[1]), sys.argv[3] + str(edition))
"""


def test_a_killed_writer_leaves_all_tables_of_one_edition(tmp_path: Path) -> None:
    write(tmp_path, "before")
    chance = random.Random(7)
    for turn in ("a", "b"):
        command = [sys.executable, "-c", WRITER, str(tmp_path), str(Path(__file__).parent), turn]
        writer = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert writer.stdout
        writer.stdout.readline()
        time.sleep(0.05 + chance.random() * 0.2)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert len(editions(tmp_path)) == 1
        write(tmp_path, "after")
        assert editions(tmp_path) == {"after"}
        assert not list(tmp_path.glob("writing-*"))
