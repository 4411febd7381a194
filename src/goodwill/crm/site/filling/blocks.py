"""The demo company's tables, one block of customers after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from goodwill.crm.site.errors import CannotRun
from goodwill.language import Sentence

Ints = NDArray[np.int64]
Days = NDArray[np.datetime64]

NOBODY = -1
BY_BLOCK = ("customers", "contacts", "users", "leads", "order_lines", "interactions", "cases",
            "messages", "referrals", "opportunities", "stage_changes",
            "order_handling")  # fmt: skip


@dataclass
class Block:
    """One block's rows of every table; days are moved by `shift_days`."""

    number: int
    shift_days: int
    tables: dict[str, Any]
    places: dict[str, int] = field(default_factory=dict)
    """Where each customer stands in the block."""

    def __post_init__(self) -> None:
        numbers = self.tables["customers"]["customer_id"].to_pylist()
        self.places = {number: place for place, number in enumerate(numbers)}

    def __getitem__(self, name: str) -> Any:
        return self.tables[name]

    def customers_of(self, rows: Any, column: str = "customer_id") -> Ints:
        """The place of each row's customer in the block; `NOBODY` where there is none."""
        return codes(rows[column], self.places)

    def days(self, column: Any) -> Days:
        """Dates of a column, moved; not a time where there is none."""
        shift = np.timedelta64(self.shift_days, "D")
        days: Days = np.asarray(column.combine_chunks().cast(pa.date32())).astype("M8[D]")
        return np.asarray(days + shift, dtype="M8[D]")


class Demo:
    """The folder that `goodwill demo` writes."""

    def __init__(self, folder: Path, today: date) -> None:
        missing = [name for name in BY_BLOCK if not (folder / f"{name}.parquet").is_file()]
        if missing:
            raise CannotRun(
                Sentence(
                    "{folder} holds no company of `goodwill demo`: {missing} is missing.",
                    folder=str(folder),
                    missing=f"{missing[0]}.parquet",
                )
            )
        self.folder = folder
        self._files = {name: pq.ParquetFile(folder / f"{name}.parquet") for name in BY_BLOCK}
        self.as_of = self._last_day()
        # Whole weeks, so that weekdays stay what they were; never into today.
        self.shift_days = (today - self.as_of).days - 1
        self.shift_days -= self.shift_days % 7

    def __len__(self) -> int:
        return int(self._files["customers"].num_row_groups)

    @property
    def customers(self) -> int:
        return int(self._files["customers"].metadata.num_rows)

    def blocks(self) -> Iterator[Block]:
        for number in range(len(self)):
            tables = {name: file.read_row_group(number) for name, file in self._files.items()}
            yield Block(number, self.shift_days, tables)

    def whole(self, name: str) -> Any:
        """A small table that has no blocks."""
        return pq.read_table(self.folder / f"{name}.parquet")

    def _last_day(self) -> date:
        """The day the company's files end with; one planted order lies beyond it."""
        last = [pc.max(file.read_row_group(0, columns=[column])[column]).as_py()
                for name, column in (("interactions", "started_on"), ("messages", "sent_on"),
                                     ("customers", "known_on"))
                for file in [self._files[name]]]  # fmt: skip
        latest: date = max(day for day in last if day is not None)
        return latest


def codes(column: Any, places: dict[str, int]) -> Ints:
    """The place of each value of a column of text; `NOBODY` for what has none."""
    column = column.combine_chunks().cast(pa.string())
    encoded = column.dictionary_encode()
    found = np.array(
        [places.get(value, NOBODY) for value in encoded.dictionary.to_pylist()] + [NOBODY]
    )
    indices = pc.fill_null(encoded.indices, len(found) - 1)
    return np.asarray(found[np.asarray(indices)], dtype=np.int64)


def minor(column: Any) -> Ints:
    """Decimals of two places as integers, exactly."""
    array = column.combine_chunks()
    words = np.frombuffer(array.buffers()[1], dtype="<i8")
    return np.asarray(words[2 * array.offset : 2 * (array.offset + len(array)) : 2])


def numbers(column: Any, missing: int = 0) -> Ints:
    return np.asarray(pc.fill_null(column.combine_chunks(), missing)).astype(np.int64)


def texts(column: Any) -> NDArray[np.object_]:
    """Text, empty where there is none."""
    return np.array(
        pc.fill_null(column.combine_chunks().cast(pa.string()), "").to_pylist(), dtype=object
    )
