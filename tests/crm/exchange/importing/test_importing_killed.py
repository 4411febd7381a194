"""An import that is killed anywhere goes on where it stopped: nothing is lost, nothing is twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from crm.site.installation import Installation, installed

KILLS = 20
MADE = """
starting.bring_up_to_date()
from goodwill.crm.accounts.models import Role, User
role = Role.objects.create(word="all", name="All", scope="all", abilities=["*.*"])
User.objects.create_user("fang@example.com", "correct horse battery staple", name="Fang", role=role)
"""
STARTED = """
from pathlib import Path
from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing import running
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.plan import Plan
columns = {{"No": "customers.number", "Name": "customers.name", "Mail": "contact_points.email",
           **{parent!r}}}
made = running.start(Path({file!r}), Plan("customers", columns), User.objects.get())
Import.objects.update(state="waiting")
"""
RUN = """
from goodwill.crm.exchange.importing.engine import bringing
bringing.SIZE = 40
from goodwill.crm.exchange.importing import beside, running
from goodwill.crm.exchange.importing.models import Import
beside.LONG_BYTES = beside.LONG_ROWS = beside.NEEDED_BYTES = 0
running.run(Import.objects.get().pk)
"""
UNDO = """
from goodwill.crm.exchange.importing import running, undoing
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.records.changing import Actor
undoing.AT_ONCE = 40
made = Import.objects.get()
if made.state != "undone":
    running.undo(made, Actor(made.by))
"""
TOLD = """
from goodwill.crm.customers.models import ContactPoint, Customer
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.records import sealing
from goodwill.crm.records.models import Change, Entry
sealing.seal()
made = Import.objects.get()
print(made.state, made.counts.get("created"), made.counts.get("rows"), sealing.verify().is_whole)
there = Customer.objects.filter(deleted_at=None)
print(there.count(), len(set(there.values_list("number", flat=True))),
      there.exclude(parent=None).count(), ContactPoint.objects.filter(deleted_at=None).count(),
      Entry.objects.filter(kind="customers").count(),
      Change.objects.filter(kind="customers", verb="created").count())
"""
LOADED = """
import os
from pathlib import Path
from goodwill.crm.site import starting
starting.load(Path(os.environ["GOODWILL_HOME"]))
"""


def table(rows: int) -> str:
    lines = ["No,Name,Mail,Parent"]
    lines += [f"C{n},Customer {n},c{n}@x.example,{f'C{n + 1}' if n % 10 == 0 else ''}"
              for n in range(rows)]  # fmt: skip
    return "\n".join(lines)


def killed(installation: Installation, text: str, kills: int, chance: random.Random) -> None:
    """Do it, killed again and again after a moment, until once it comes to its end."""
    command, patience = [sys.executable, "-c", LOADED + text], 0.3
    for _ in range(kills):
        process = subprocess.Popen(
            command, env=installation.environment, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + chance.uniform(1.0, 3.0 + patience)
        patience += 0.3
        while process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
    installation.do(text)


@pytest.mark.proof
@pytest.mark.parametrize("is_nested", [True, False], ids=["by one", "by two"])
def test_however_often_it_is_killed_all_comes_in_once_and_goes_again(
    tmp_path: Path, is_nested: bool
) -> None:
    """Rows that name others of the same table are brought in by one process, others by two."""
    parent = {"Parent": "customers.parent"} if is_nested else {}
    rows, chance = 2000, random.Random(7)
    made = installed(tmp_path / "home")
    made.do(MADE)
    file = tmp_path / "customers.csv"
    file.write_text(table(rows))
    made.do(STARTED.format(file=str(file), parent=parent))
    kills = int(os.environ.get("GOODWILL_KILLS", KILLS)) // 2
    killed(made, RUN, kills, chance)
    state, numbers = made.do(TOLD).strip().splitlines()[-2:]
    assert state == f"done {rows} {rows} True"
    assert numbers == f"{rows} {rows} {is_nested * rows // 10} {rows} {rows} {rows}"
    killed(made, UNDO, kills, chance)
    state, numbers = made.do(TOLD).strip().splitlines()[-2:]
    assert state == f"undone {rows} {rows} True"
    assert numbers.startswith("0 0 0 0 0")
