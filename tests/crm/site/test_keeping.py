"""Backups that can be trusted: made in use, checked first, put back whole, on both databases."""

from __future__ import annotations

import hashlib
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest
from crm.site.installation import Installation
from postgresql_server import NoServerError, postgresql

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
CHANGE = """
from goodwill.crm.customers.models import Customer
Customer.objects.create(name="Later", name_key="later")
(home / "attachments" / "合同.pdf").unlink()
"""
TELL = """
from goodwill.crm.customers.models import Customer
print(sorted(Customer.objects.values_list("name", flat=True)),
      sorted(path.name for path in (home / "attachments").glob("*")))
"""
BREAK = """
from django.db import connection
from goodwill.crm.site import starting
from goodwill.crm.site.keeping.upgrading import upgrade

def migrate_badly():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE half_done (id integer)")
        cursor.execute("DELETE FROM customers_customer")
        raise RuntimeError("the migration does not fit")

starting.bring_up_to_date = migrate_badly
try:
    upgrade(home)
except Exception as failed:
    print(type(failed).__name__)
print("half_done" in connection.introspection.table_names())
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """A small company with one attachment."""
    if request.param == "sqlite":
        made = Installation(tmp_path / "home")
        made.do(FOUND)
        yield made
        return
    try:
        with postgresql() as url:
            made = Installation(tmp_path / "home", url)
            made.do(FOUND)
            yield made
    except NoServerError as reason:
        pytest.fail(str(reason), pytrace=False)


def test_a_backup_puts_back_what_was_there(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "a.tar.zst"
    before = installation.do(TELL)
    installation.run("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    installation.do(CHANGE)
    assert installation.do(TELL) != before
    assert "holds people already" in installation.run("restore", str(file), code=1)
    installation.run("restore", str(file), "--replace")
    assert installation.do(TELL) == before


def test_a_failed_upgrade_is_taken_back(installation: Installation) -> None:
    before = installation.do(TELL)
    said = installation.do(BREAK)
    assert "UpgradeFailed" in said
    assert said.strip().endswith("False")
    assert installation.do(TELL) == before
    installation.run("upgrade")


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    made = Installation(tmp_path / "home")
    made.do(FOUND)
    file = tmp_path / "a.tar.zst"
    made.run("backup", str(file))
    whole = file.read_bytes()
    before = made.do(TELL)
    for damaged in (whole[: len(whole) // 2], b"no backup at all", _with_other_bytes(whole)):
        file.write_bytes(damaged)
        assert "damaged" in made.run("restore", str(file), "--replace", code=1)
    assert made.do(TELL) == before
    assert not list(made.home.glob(".restoring*"))


def test_a_backup_holds_no_secret_and_says_what_it_holds(tmp_path: Path) -> None:
    made = Installation(tmp_path / "home")
    made.do(FOUND)
    (made.home / "goodwill.toml").write_text('company = "恒泰"\n', encoding="utf-8")
    file = tmp_path / "a.tar.zst"
    made.run("backup", str(file))
    members = _members(file.read_bytes())
    manifest = json.loads(members.pop("manifest.json"))
    assert set(members) == {"goodwill.sqlite3", "goodwill.toml", "attachments/合同.pdf"}
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest()
                                 for name, content in members.items()}  # fmt: skip
    assert (made.home / "secret.key").read_bytes() not in b"".join(members.values())


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


@pytest.mark.postgresql
def test_a_backup_of_another_database_is_refused(tmp_path: Path) -> None:
    made = Installation(tmp_path / "home")
    made.do(FOUND)
    file = tmp_path / "a.tar.zst"
    made.run("backup", str(file))
    with postgresql() as url:
        other = Installation(tmp_path / "other", url)
        assert "of a sqlite database" in other.run("restore", str(file), code=1)
        with psycopg.connect(url) as server:
            assert server.execute("SELECT count(*) FROM pg_tables WHERE schemaname='public'")


def _members(packed: bytes) -> dict[str, bytes]:
    stream = pa.CompressedInputStream(pa.BufferReader(packed), "zstd")
    with tarfile.open(fileobj=stream, mode="r|") as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def _with_other_bytes(whole: bytes) -> bytes:
    """The same backup with one file changed, well compressed again: only the checksum tells."""
    import io

    packed = pa.BufferOutputStream()
    with (
        pa.CompressedOutputStream(packed, "zstd") as stream,
        tarfile.open(fileobj=stream, mode="w|") as tar,
    ):
        for name, content in _members(whole).items():
            changed = content.replace(b"a contract", b"b contract")
            told = tarfile.TarInfo(name)
            told.size = len(changed)
            tar.addfile(told, io.BytesIO(changed))
    return bytes(packed.getvalue())
