"""Backups that can be trusted: made in use, checked first, put back whole, on both databases."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from crm.site.installation import Installation
from crm.site.packing import members
from postgresql_server import NoServerError, postgresql

from goodwill.crm.site.errors import NotABackup
from goodwill.crm.site.keeping.backing_up import FORMAT, Manifest
from goodwill.crm.site.keeping.databases import Postgresql, Sqlite

FOUND = """
starting.bring_up_to_date()
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.models import Customer
role = Role.objects.create(word="administrator", name="Administrator", scope="all")
User.objects.create(email="fang@example.com", name="王芳", role=role)
Customer.objects.create(name="上海恒泰", name_key="shang hai")
(home / "attachments").mkdir()
(home / "attachments" / "合同.pdf").write_bytes(b"a contract")
"""
TELL = """
def told():
    return (sorted(Customer.objects.values_list("name", flat=True)),
            sorted((path.name, path.read_bytes()) for path in (home / "attachments").glob("*")))

before = told()
"""
CHANGE = """
from goodwill.crm.site.errors import NotABackup, NotEmpty, UpgradeFailed
from goodwill.crm.site.keeping.backing_up import back_up
from goodwill.crm.site.keeping.restoring import restore

file = back_up(home)
Customer.objects.create(name="Later", name_key="later")
(home / "attachments" / "合同.pdf").unlink()
changed = told()
assert changed != before
"""
RESTORE = """
try:
    restore(home, file)
except NotEmpty:
    print("refused")
assert told() == changed
kept = restore(home, file, replace=True).before
assert told() == before
assert file.stat().st_mode & 0o077 == 0
Customer.objects.create(name="新客户", name_key="xin ke hu")
print("restored", kept.is_dir())
"""
DAMAGE = """
whole = file.read_bytes()
for damaged in (whole[: len(whole) // 2], b"no backup at all", with_other_bytes(whole)):
    file.write_bytes(damaged)
    try:
        restore(home, file, replace=True)
    except NotABackup as refusal:
        print("damaged" in str(refusal.sentence))
assert told() == changed
assert not list(home.glob(".restoring*"))
"""
BREAK = """
from django.db import connection
from goodwill.crm.site.keeping import upgrading

def migrate_badly():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE half_done (id integer)")
        cursor.execute("DELETE FROM customers_customer")
    raise RuntimeError("the migration does not fit")

well = starting.bring_up_to_date
starting.bring_up_to_date = migrate_badly
try:
    upgrading.upgrade(home)
except UpgradeFailed as failed:
    print("taken back", "does not fit" in str(failed.sentence))
assert "half_done" not in connection.introspection.table_names()
assert told() == changed
starting.bring_up_to_date = well
print(upgrading.upgrade(home).is_file())
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """A home folder, and a database of either kind."""
    if request.param == "sqlite":
        yield Installation(tmp_path / "home")
        return
    try:
        with postgresql() as url:
            yield Installation(tmp_path / "home", url)
    except NoServerError as reason:
        pytest.fail(str(reason), pytrace=False)


def test_a_backup_puts_back_what_was_there(installation: Installation) -> None:
    said = installation.do(FOUND + TELL + CHANGE + RESTORE)
    assert said.split("\n")[:2] == ["refused", "restored True"]


def test_a_failed_upgrade_is_taken_back(installation: Installation) -> None:
    said = installation.do(FOUND + TELL + CHANGE + BREAK)
    assert "taken back True" in said
    assert "\nTrue" in said


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    made = Installation(tmp_path / "home")
    with_it = "from crm.site.packing import with_other_bytes\n"
    said = made.do(with_it + FOUND + TELL + CHANGE + DAMAGE)
    assert said.split() == ["True"] * 3


def test_a_backup_holds_no_sessions_key_and_says_what_it_holds(tmp_path: Path) -> None:
    made, file = Installation(tmp_path / "home"), tmp_path / "a.tar.zst"
    settings = '(home / "goodwill.toml").write_text(\'company = "恒泰"\', encoding="utf-8")\n'
    made.do(FOUND + settings + f"from goodwill.cli import main\nmain(['backup', {str(file)!r}])")
    contents = members(file.read_bytes())
    manifest = json.loads(contents.pop("manifest.json"))
    assert set(contents) == {
        "goodwill.sqlite3", "goodwill.toml", "records.key", "attachments/合同.pdf",
    }  # fmt: skip
    assert manifest["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in contents.items()
    }
    assert (made.home / "secret.key").read_bytes() not in b"".join(contents.values())
    elsewhere = Installation(tmp_path / "elsewhere")
    assert "Restored as of" in elsewhere.run("restore", str(file))
    assert not list(elsewhere.home.glob("before-*"))
    assert (elsewhere.home / "records.key").read_bytes() == contents["records.key"]
    assert (elsewhere.home / "records.key").stat().st_mode & 0o077 == 0


def test_an_exchange_cut_short_is_finished_at_the_next_start(tmp_path: Path) -> None:
    from goodwill.crm.site.keeping.restoring import JOURNAL, finish

    home = tmp_path / "home"
    for folder, text in ((home, "old"), (home / ".restoring-x", "new")):
        folder.mkdir()
        (folder / "goodwill.sqlite3").write_text(text)
        (folder / "attachments").mkdir()
        (folder / "attachments" / text).touch()
    told = {"staged": ".restoring-x", "before": "before",
            "out": ["goodwill.sqlite3", "attachments"],
            "in": ["attachments", "goodwill.sqlite3"]}  # fmt: skip
    (home / JOURNAL).write_text(json.dumps(told))
    # Killed after the first of four steps.
    (home / "before").mkdir()
    (home / "goodwill.sqlite3").rename(home / "before" / "goodwill.sqlite3")
    finish(home)
    finish(home)
    assert (home / "goodwill.sqlite3").read_text() == "new"
    assert [path.name for path in (home / "attachments").iterdir()] == ["new"]
    assert (home / "before" / "goodwill.sqlite3").read_text() == "old"
    assert not (home / JOURNAL).exists()


def test_a_name_that_leads_elsewhere_is_no_backup() -> None:
    from goodwill.crm.site.keeping.restoring import _is_ours

    assert _is_ours("attachments/2026/a.pdf")
    for name in ("/etc/passwd", "../a", "attachments/../../a", "secret.key"):
        assert not _is_ours(name)


def test_a_backup_of_another_database_or_a_later_version_is_refused() -> None:
    from goodwill.crm.site.keeping.restoring import _fit

    theirs = Manifest(FORMAT, "0.0.1", "postgresql", "2026-11-22")
    with pytest.raises(NotABackup, match="of a postgresql database"):
        _fit(theirs, Sqlite())
    with pytest.raises(NotABackup, match="Install 99"):
        _fit(replace(theirs, version="99.0"), Postgresql())
    _fit(theirs, Postgresql())
