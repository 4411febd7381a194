"""Files that arrive, here or over SFTP: each is read once, whole, and none outside its folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sftp_server import Sftp

from goodwill.crm.exchange.connecting import taking
from goodwill.crm.exchange.connecting.errors import CannotConnect, Forbidden
from goodwill.crm.exchange.connecting.models import Connection
from goodwill.crm.exchange.connecting.sources import Asked, folders, opened
from goodwill.crm.exchange.connecting.sources import sftp as sftp_sources

Made = Callable[..., Connection]
ASKED = Asked(id_column="id")


def put(folder: Path, name: str, text: str, age: float = 3600) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    os.utime(file, (time.time() - age,) * 2)
    return file


def read(connection: Connection) -> list[str]:
    """The ids that come, their files taken."""
    found = []
    for piece in opened(connection).pieces(ASKED):
        found += [row["id"] for row in piece.rows]
        if piece.ends:
            taking.take(connection, piece.ends)
    return found


@pytest.fixture
def feeds(tmp_path: Path, settings: Any) -> Path:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=tmp_path / "home")
    folder = tmp_path / "home" / "feeds" / "erp"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def here(connected: Made, feeds: Path) -> Connection:
    return connected("folder", {"folder": "erp", "pattern": "*.csv"})


def test_files_are_read_once_and_the_oldest_first(here: Connection, feeds: Path) -> None:
    put(feeds, "b.csv", "id,name\n1,A\n2,B\n", age=7200)
    put(feeds, "a.csv", "id,name\n3,C\n")
    put(feeds, "notes.txt", "id\n9\n")
    put(feeds, ".hidden.csv", "id\n9\n")
    assert read(here) == ["1", "2", "3"]
    assert read(here) == []
    put(feeds, "a.csv", "id,name\n3,D\n", age=60)
    assert read(here) == ["3"]


def test_a_file_touched_but_not_changed_is_not_read_again(here: Connection, feeds: Path) -> None:
    put(feeds, "a.csv", "id,name\n3,C\n")
    assert read(here) == ["3"]
    put(feeds, "a.csv", "id,name\n3,C\n", age=100)
    assert read(here) == []


def test_a_file_that_is_still_being_written_waits(here: Connection, feeds: Path) -> None:
    put(feeds, "a.csv", "id,name\n3,C\n", age=1)
    put(feeds, "b.csv.part", "id,name\n4,C\n")
    assert read(here) == []


def test_of_files_that_hold_everything_only_the_newest_counts(connected: Made, feeds: Path) -> None:
    connection = connected("folder", {"folder": "erp", "pattern": "*", "holds": "everything"})
    put(feeds, "monday.csv", "id,name\n1,A\n", age=7200)
    put(feeds, "tuesday.csv", "id,name\n2,A\n")
    pieces = list(opened(connection).pieces(ASKED))
    assert [row["id"] for piece in pieces for row in piece.rows] == ["2"]
    assert any(piece.completes for piece in pieces)
    assert read(connection) == ["2"]
    assert list(opened(connection).pieces(ASKED)) == []


def test_the_newest_file_is_shown(here: Connection, feeds: Path) -> None:
    assert opened(here).sample().headings == ()
    put(feeds, "a.csv", "id,name\n3,恒泰\n")
    sample = opened(here).sample()
    assert (sample.headings, sample.rows[0]["name"]) == (("id", "name"), "恒泰")
    assert sample.choices == ("a.csv",)


@pytest.mark.parametrize("folder", ["/etc", "..", "erp/../../..", "a\x00b"])
def test_no_folder_outside_of_feeds_is_read(folder: str) -> None:
    with pytest.raises(Forbidden):
        folders.inside(folder)


def test_a_link_inside_the_folder_leads_nowhere_else(here: Connection, feeds: Path) -> None:
    secret = put(feeds.parent.parent, "secret.key", "id\nsecret\n")
    (feeds / "a.csv").symlink_to(secret)
    assert read(here) == []


def test_a_feed_may_be_a_link_that_the_server_has_set(
    connected: Made, feeds: Path, tmp_path: Path
) -> None:
    (tmp_path / "export").mkdir()
    put(tmp_path / "export", "a.csv", "id\n5\n")
    (feeds.parent / "sap").symlink_to(tmp_path / "export")
    assert read(connected("folder", {"folder": "sap", "pattern": "*"})) == ["5"]


def test_a_folder_that_is_not_there_is_told(connected: Made, feeds: Path) -> None:
    with pytest.raises(CannotConnect, match="no folder"):
        read(connected("folder", {"folder": "none"}))


@pytest.fixture
def there(connected: Made, sftp_server: Sftp) -> Connection:
    for file in sftp_server.folder.iterdir():
        file.unlink()
    where = {
        "host": "127.0.0.1",
        "port": sftp_server.port,
        "user": sftp_server.user,
        "folder": str(sftp_server.folder),
        "pattern": "*.csv",
        "fingerprint": sftp_server.fingerprint,
    }
    return connected("sftp", where, opens={"key": sftp_server.key})


@pytest.mark.sftp
def test_files_are_fetched_over_sftp(there: Connection, sftp_server: Sftp) -> None:
    put(sftp_server.folder, "a.csv", "id,name\n1,恒泰\n")
    (sftp_server.folder / "folder.csv").mkdir(exist_ok=True)
    assert opened(there).sample().rows[0]["name"] == "恒泰"
    assert read(there) == ["1"]
    assert read(there) == []
    (sftp_server.folder / "folder.csv").rmdir()


@pytest.mark.sftp
def test_a_machine_is_known_by_its_key(there: Connection, sftp_server: Sftp) -> None:
    assert sftp_sources.fingerprint(there.where) == sftp_server.fingerprint
    for shown in ("", "SHA256:of-somebody-in-between"):
        there.where["fingerprint"] = shown
        with pytest.raises(CannotConnect, match=r"key of this machine|another key"):
            read(there)


@pytest.mark.sftp
def test_who_is_not_let_in_is_told(connected: Made, there: Connection) -> None:
    there.delete()
    stranger = connected("sftp", there.where, opens={"password": "wrong"})
    with pytest.raises(CannotConnect, match="does not let us in"):
        read(stranger)
    with pytest.raises(CannotConnect, match="is not reached"):
        read(connected("sftp", {**there.where, "port": 1}, name="nowhere"))
