"""Pulls killed at any moment: the long proof that nothing is lost and nothing comes twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

KILLS = 12
FILES, ROWS_A_FILE = 4, 1000

BEGIN = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "crm_settings"
from django.conf import settings
class None_:
    def __contains__(self, label): return True
    def __getitem__(self, label): return None
settings.MIGRATION_MODULES = None_()
django.setup()
from datetime import timedelta
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.connecting.models import Connection, Run
from goodwill.crm.exchange.connecting.pulling import pull
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records import known_as
"""
SET_UP = (
    BEGIN
    + """
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
role = Role.objects.create(word="a", name="A", scope="all", abilities=["*.*"])
user = User.objects.create_user("fang@example.com", "correct horse", name="王芳", role=role)
plan = Plan("customers", {"id": "external_id", "name": "customers.name"}, ("external_id",))
Connection.objects.create(sort="folder", name="ERP", by=user, plan=plan.to_json(), is_on=True,
    where={"folder": "erp", "pattern": "*.csv", "holds": "changes"}, mark_column="at")
"""
)
PULL = (
    BEGIN
    + """
Run.objects.update(touched_at="2020-01-01T00:00:00+00:00")
print("ready", flush=True)
pull(Connection.objects.get())
"""
)
TELL = (
    BEGIN
    + """
from goodwill.crm.records.models import ExternalId
ids = dict(ExternalId.objects.filter(kind="customers").values_list("record_id", "value"))
for pk, name in Customer.objects.order_by("pk").values_list("pk", "name"):
    print(ids[pk], name)
"""
)


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    tests = str(Path(__file__).parents[3])
    return {**kept, "GOODWILL_HOME": str(home), "PYTHONPATH": tests}


def do(home: Path, text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", text],
        env=environment(home), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def fed(home: Path) -> Path:
    """An installation whose feed has files that repeat each other's customers, newer and older."""
    folder = home / "feeds" / "erp"
    folder.mkdir(parents=True)
    chance = random.Random(3)
    for number in range(FILES):
        lines = ["id,name,at"]
        for _ in range(ROWS_A_FILE):
            who, day = chance.randrange(2000), chance.randrange(10, 28)
            lines.append(f"{who},v{day},2026-03-{day}")
        file = folder / f"{number}.csv"
        file.write_text("\n".join(lines) + "\n")
        os.utime(file, (time.time() - 1000 + number,) * 2)
    do(home, SET_UP)
    return home


@pytest.mark.proof
def test_pulls_that_are_killed_end_as_one_that_was_not(tmp_path: Path) -> None:
    calm, killed = fed(tmp_path / "calm"), fed(tmp_path / "killed")
    do(calm, PULL)
    chance, kills = random.Random(7), 0
    for _ in range(int(os.environ.get("GOODWILL_KILLS", KILLS))):
        pulling = subprocess.Popen(
            [sys.executable, "-c", PULL],
            env=environment(killed), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        with pulling:
            assert pulling.stdout is not None
            pulling.stdout.readline()
            time.sleep(chance.uniform(0.0, 3.0))
            kills += pulling.poll() is None
            pulling.send_signal(signal.SIGKILL)
    do(killed, PULL)
    assert kills
    told = do(calm, TELL).splitlines()
    assert sorted(told) == sorted(do(killed, TELL).splitlines())
    assert len({line.split()[0] for line in told}) == len(told) > 1000
