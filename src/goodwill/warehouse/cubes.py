"""Cubes on the disk: columns that are mapped into memory, so that opening one costs nothing.

All files of a cube turn together (see `generations`): whoever reads has all of one moment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from goodwill.analytics.information.pivoting import Cube, Dimension, Facts
from goodwill.analytics.information.pivoting.cube import Flags, Ints
from goodwill.warehouse.generations import current_generation, new_generation

NAME, VERSION = "cube.json", 1
COLUMNS = ("customer", "day", "case", "counts", "product", "firsts")


@dataclass(frozen=True)
class Kept:
    """A cube as it lies in a folder, and what its maker noted about it."""

    folder: Path
    cube: Cube
    noted: Mapping[str, Any]

    def names(self, of: str) -> pa.ChunkedArray:
        """What stands behind the places of `customers`, `products` or `cases`."""
        with pa.memory_map(str(self.folder / f"{of}.arrow")) as file:
            return pa.ipc.open_file(file).read_all()["name"]

    @cached_property
    def customers(self) -> pa.ChunkedArray:
        return self.names("customers")

    def flags(self, customers: pa.Array) -> Flags:
        """Which of the cube's customers are among these, of shape (customers,)."""
        found: Flags = np.asarray(pc.is_in(self.customers, value_set=customers))
        return found


@contextmanager
def making(place: Path) -> Iterator[Path]:
    """A folder to write a cube to; it becomes the current one only if the block succeeds."""
    with new_generation(place) as folder:
        folder.mkdir()
        yield folder


def write(
    folder: Path, cube: Cube, names: Mapping[str, pa.Array], noted: Mapping[str, Any]
) -> None:
    """Write a cube, what stands behind its places, and notes on it."""
    told: dict[str, Any] = {"version": VERSION, "customers": cube.customers, "noted": dict(noted)}
    told["facts"] = {name: _write_facts(folder / name, one) for name, one in cube.facts.items()}
    told["dimensions"] = [
        {"name": one.name, "of": one.of, "values": list(one.values)}
        for one in cube.dimensions.values()
    ]
    for one in cube.dimensions.values():
        if one.codes is not None:
            _save(folder / "dimensions" / one.name, one.codes)
    for of, values in names.items():
        table = pa.table({"name": values})
        where = str(folder / f"{of}.arrow")
        with pa.OSFile(where, "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
            writer.write_table(table)
    (folder / NAME).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def open_cube(place: Path) -> Kept | None:
    """The current cube; None where there is none that this version reads."""
    folder = current_generation(place)
    if folder is None or not (folder / NAME).is_file():
        return None
    told = json.loads((folder / NAME).read_text(encoding="utf-8"))
    if told["version"] != VERSION:
        return None
    dimensions = {one["name"]: _dimension(folder, one) for one in told["dimensions"]}
    facts = {name: _facts(folder / name, one) for name, one in told["facts"].items()}
    return Kept(folder, Cube(told["customers"], facts, dimensions), told["noted"])


def _dimension(folder: Path, told: Mapping[str, Any]) -> Dimension:
    file = folder / "dimensions" / f"{told['name']}.npy"
    codes = _load(file) if file.is_file() else None
    return Dimension(told["name"], told["of"], tuple(told["values"]), codes)


def _write_facts(folder: Path, facts: Facts) -> dict[str, Any]:
    for name in COLUMNS:
        column = getattr(facts, name)
        if column is not None:
            _save(folder / name, column)
    for group, columns in (("sums", facts.sums), ("codes", facts.codes)):
        for name, column in columns.items():
            _save(folder / group / name, column)
    return {"sums": [*facts.sums], "codes": [*facts.codes], "varying": sorted(facts.varying)}


def _facts(folder: Path, told: Mapping[str, Any]) -> Facts:
    held = {name: folder / f"{name}.npy" for name in COLUMNS}
    columns = {name: _load(file) for name, file in held.items() if file.is_file()}
    return Facts(
        sums={name: _load(folder / "sums" / f"{name}.npy") for name in told["sums"]},
        codes={name: _load(folder / "codes" / f"{name}.npy") for name in told["codes"]},
        varying=frozenset(told["varying"]),
        **columns,
    )


def _save(file: Path, column: Ints | Flags) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    np.save(f"{file}.npy", column)


def _load(file: Path) -> Any:
    """A column as a map of the file: only what is asked for is read."""
    column = np.load(file, mmap_mode="r") if file.stat().st_size > MAPPED else np.load(file)
    return column.view(np.ndarray)


MAPPED = 1 << 16
"""Smaller files are read: a map costs more."""
