"""A backup: one compressed file with the database, the attachments, the settings and a manifest.

The key that seals history and encrypts second factors comes along, or neither could be read again.
The secret key that signs sessions and links is left out: restored elsewhere the installation makes
one of its own, and everyone logs in anew.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from goodwill import __version__
from goodwill.crm.site.configuration import FILE as SETTINGS
from goodwill.crm.site.configuration import RECORDS_KEY_FILE
from goodwill.crm.site.keeping.databases import database

FORMAT = 1
MANIFEST = "manifest.json"
ATTACHMENTS = "attachments"
BACKUPS = "backups"
ENDING = ".tar.zst"
PIECE = 1 << 20


@dataclass
class Manifest:
    """What a backup says of itself; `files` maps each name to its SHA-256."""

    format: int
    version: str
    database: str
    made_at: str
    files: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> bytes:
        return json.dumps(vars(self), indent=1).encode()


def back_up(home: Path, file: Path | None = None) -> Path:
    """Write a backup of the installation, while people work; where it is.

    The file appears only when it is whole; nobody but its owner may read it.
    """
    file = file or home / BACKUPS / f"goodwill-{_stamp()}{ENDING}"
    file.parent.mkdir(parents=True, exist_ok=True)
    store = database()
    manifest = Manifest(FORMAT, __version__, store.name, datetime.now(UTC).isoformat())
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        copy, unfinished = Path(folder) / store.member, Path(folder) / "unfinished"
        # First the database: what it names is among the attachments that follow.
        store.copy_to(copy)
        with _written(unfinished) as tar:
            _add(tar, manifest, copy, store.member)
            for path, name in _files(home):
                _add(tar, manifest, path, name)
            _add_bytes(tar, manifest.as_json(), MANIFEST)
        os.replace(unfinished, file)
    return file


@contextmanager
def _written(file: Path) -> Iterator[tarfile.TarFile]:
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with (
        pa.CompressedOutputStream(str(file), "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        yield tar
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def _files(home: Path) -> Iterator[tuple[Path, str]]:
    for name in (SETTINGS, RECORDS_KEY_FILE):
        if (home / name).is_file():
            yield home / name, name
    for path in sorted((home / ATTACHMENTS).rglob("*")):
        if path.is_file():
            yield path, path.relative_to(home).as_posix()


def _add(tar: tarfile.TarFile, manifest: Manifest, path: Path, name: str) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # somebody deleted it meanwhile
    with file:
        told = tarfile.TarInfo(name)
        told.size, told.mode = os.fstat(file.fileno()).st_size, 0o600
        reading = Hashing(file)
        tar.addfile(told, reading)
        manifest.files[name] = reading.hexdigest()


def _add_bytes(tar: tarfile.TarFile, content: bytes, name: str) -> None:
    told = tarfile.TarInfo(name)
    told.size, told.mode = len(content), 0o600
    tar.addfile(told, io.BytesIO(content))


class Hashing:
    """A file that is read once and its SHA-256 known afterwards."""

    def __init__(self, file: BinaryIO | Any) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self._file.read(size)
        self._hash.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
