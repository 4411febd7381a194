"""Putting a backup back: read and checked beside what is there, then exchanged in one go.

The exchange is written down before it begins, so that one that was cut short by a power
failure is finished at the next start.
"""

from __future__ import annotations

import json
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.db import connections

from goodwill import __version__
from goodwill.crm.site.configuration import FILE as SETTINGS
from goodwill.crm.site.configuration import RECORDS_KEY_FILE
from goodwill.crm.site.errors import CannotRun, NotABackup, NotEmpty
from goodwill.crm.site.keeping.backing_up import (
    ATTACHMENTS,
    FORMAT,
    MANIFEST,
    PIECE,
    Hashing,
    Manifest,
)
from goodwill.crm.site.keeping.databases import Postgresql, Sqlite, database
from goodwill.language import Sentence

JOURNAL = "restoring.json"


@dataclass(frozen=True)
class Restored:
    """What was put back, and where what stood there before was put."""

    manifest: Manifest
    before: Path


def restore(home: Path, file: Path, *, replace: bool = False) -> Restored:
    """Put a backup into the installation; nothing changes unless all of it is sound.

    Raises
    ------
    NotEmpty
        If there are people already and `replace` is not said.
    NotABackup
        If the file is none, is damaged, comes from another kind of database or a later version.
    """
    store = database()
    is_empty = store.is_empty()
    if not replace and not is_empty:
        raise NotEmpty(
            Sentence(
                "The installation in {home} holds people already. "
                "To put the backup in their place, add --replace.",
                home=str(home),
            )
        )
    staged = Path(tempfile.mkdtemp(prefix=".restoring-", dir=home))
    before = home / f"before-restoring-{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}"
    try:
        manifest = _unpacked(file, staged)
        _fit(manifest, store)
        store.check(staged / store.member)
        if isinstance(store, Postgresql):
            store.put_back(staged / store.member)
            (staged / store.member).unlink()
        else:
            os.rename(staged / store.member, staged / _name_in(home, store))
        connections.close_all()
        _exchange(home, staged, before, store)
        if is_empty:
            _forget_nothing(before)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return Restored(manifest, before)


def finish(home: Path) -> None:
    """Finish an exchange that was cut short; nothing to do where there was none."""
    journal = home / JOURNAL
    if not journal.exists():
        return
    told = json.loads(journal.read_text())
    staged, before = home / told["staged"], home / told["before"]
    before.mkdir(exist_ok=True)
    for name in told["out"]:
        if (home / name).exists() and not (before / name).exists():
            os.rename(home / name, before / name)
    for name in told["in"]:
        if (staged / name).exists():
            os.rename(staged / name, home / name)
    journal.unlink()
    shutil.rmtree(staged, ignore_errors=True)


def _forget_nothing(before: Path) -> None:
    """Remove an empty database, and its key, that were made only to look into it."""
    for file in (*before.glob("*.sqlite3*"), *before.glob(RECORDS_KEY_FILE)):
        file.unlink()
    if not any(before.iterdir()):
        before.rmdir()


def _exchange(home: Path, staged: Path, before: Path, store: Sqlite | Postgresql) -> None:
    coming = sorted(path.name for path in staged.iterdir())
    going = [SETTINGS, RECORDS_KEY_FILE, ATTACHMENTS]
    if isinstance(store, Sqlite):
        going += [f"{store.file.name}{ending}" for ending in ("", "-wal", "-shm")]
    told = {
        "staged": staged.name,
        "before": before.name,
        "out": [name for name in going if (home / name).exists()],
        "in": coming,
    }
    unfinished = home / f"{JOURNAL}.unfinished"
    with unfinished.open("w") as file:
        json.dump(told, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, home / JOURNAL)
    finish(home)


def _name_in(home: Path, store: Sqlite) -> str:
    """The name of the database's file in the home folder."""
    if store.file.resolve().parent != home.resolve():
        raise CannotRun(
            Sentence(
                "The database {file} lies outside the home folder {home}, "
                "where backups cannot be put back in one go. Move it there first.",
                file=str(store.file),
                home=str(home),
            )
        )
    return store.file.name


def _unpacked(file: Path, staged: Path) -> Manifest:
    """Unpack everything and compare it with the manifest."""
    found: dict[str, str] = {}
    told: dict[str, Any] | None = None
    try:
        with (
            file.open("rb") as raw,
            pa.CompressedInputStream(raw, "zstd") as stream,
            tarfile.open(fileobj=stream, mode="r|") as tar,
        ):
            for member in tar:
                content = tar.extractfile(member)
                if content is None or not _is_ours(member.name):
                    raise _damaged(file)
                if member.name == MANIFEST:
                    told = json.load(content)
                else:
                    found[member.name] = _written(content, staged / member.name)
    except (OSError, tarfile.TarError, ValueError) as trouble:
        raise _damaged(file) from trouble
    if told is None or told.get("format") != FORMAT or told["files"] != found:
        raise _damaged(file)
    return Manifest(**told)


def _is_ours(name: str) -> bool:
    """A plain name that lies where backups put theirs; never one that leads elsewhere."""
    parts = name.split("/")
    known = {MANIFEST, SETTINGS, RECORDS_KEY_FILE, Sqlite.member, Postgresql.member}
    return name in known or (parts[0] == ATTACHMENTS and ".." not in parts)


def _written(content: Any, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    reading = Hashing(content)
    with path.open("wb") as file:
        os.chmod(path, 0o600)
        while piece := reading.read(PIECE):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return reading.hexdigest()


def _fit(manifest: Manifest, store: Sqlite | Postgresql) -> None:
    if manifest.database != store.name:
        raise NotABackup(
            Sentence(
                "The backup is of a {theirs} database, the installation has {ours}. "
                "Restore it where DATABASE_URL names a {theirs} database.",
                theirs=manifest.database,
                ours=store.name,
            )
        )
    if _numbers(manifest.version) > _numbers(__version__):
        raise NotABackup(
            Sentence(
                "The backup was made by Goodwill {theirs}; this is {ours}. Install {theirs} first.",
                theirs=manifest.version,
                ours=__version__,
            )
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def _damaged(file: Path) -> NotABackup:
    return NotABackup(
        Sentence(
            "{file} is no backup of Goodwill, or it is damaged. Nothing was changed.",
            file=str(file),
        )
    )
