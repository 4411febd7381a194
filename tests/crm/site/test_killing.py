"""What was acknowledged is kept, whoever is killed meanwhile: the long proof."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import pytest
from crm.site.installation import installed
from crm.site.visitor import Visitor, free_port

KILLS, PEOPLE = 50, 4
BEGIN = """
starting.bring_up_to_date()
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor, create
role = Role.objects.create(word="rep", name="Rep", scope="all", abilities=["*.*"])
password = "correct horse battery staple"
user = User.objects.create_user("jonas@example.com", password, name="Jonas", role=role)
hengtai = Customer(name="上海恒泰", sort="organisation", owner=user)
create(hengtai, Actor(user))
print("customer", hengtai.public_id)
"""
NAMES = """
from goodwill.crm.customers.models import Activity, Customer
print("\\n".join(Customer.objects.exclude(name="上海恒泰").values_list("name", flat=True)))
print("\\n".join(Activity.objects.filter(sort="call").values_list("subject", flat=True)))
"""


@dataclass
class Load:
    """What everybody works at: the customer, and what the site said that it kept."""

    port: int
    customer: str
    stop: threading.Event = field(default_factory=threading.Event)
    kept: list[str] = field(default_factory=list)


def work(load: Load, who: int) -> None:
    """Add customers, and log calls that are sent until there is an answer, as an outbox does."""
    visitor, n, call, is_in = Visitor(load.port, 10), 0, "", False
    while not load.stop.is_set():
        try:
            if not is_in:
                visitor.log_in("jonas@example.com")
                is_in = True
            n += 1
            name = f"Customer {who}-{n}"
            if name in visitor.post("/new/customers/", name=name, sort="organisation").text:
                load.kept.append(name)
            call = call or f"Call {who}-{n}"
            log(visitor, load.customer, call)
            load.kept.append(call)
            call = ""
        except (OSError, HTTPException):  # whatever a page raises that is cut short
            time.sleep(0.2)


def log(visitor: Visitor, customer: str, call: str) -> None:
    same = str(uuid.uuid5(uuid.NAMESPACE_URL, call))
    facts = {"customer": customer, "sort": "call", "text": call, "public_id": same}
    visitor.post("/log/", headers={"Accept": "application/json"}, **facts)


@pytest.mark.proof
def test_nothing_acknowledged_is_lost_however_often_we_are_killed(tmp_path: Path) -> None:
    made = installed(tmp_path / "home")
    said = made.do(BEGIN).split()
    load, chance = Load(free_port(), said[said.index("customer") + 1]), random.Random(7)
    command = [sys.executable, "-m", "goodwill.cli", "serve", "--port", str(load.port)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, "--workers", "2"], env=made.environment, stderr=log, stdout=log
        )
        people = [threading.Thread(target=work, args=(load, who)) for who in range(PEOPLE)]
        for person in people:
            person.start()
        for _ in range(int(os.environ.get("GOODWILL_KILLS", KILLS))):
            before, deadline = len(load.kept), time.monotonic() + 120
            while len(load.kept) < before + 3 and time.monotonic() < deadline:
                time.sleep(0.1)
            assert len(load.kept) > before, "Nothing was kept for two minutes."
            while not (running := below(process.pid)):  # all were killed, none is back yet
                assert process.poll() is None, "The one that starts the others is gone."
                time.sleep(0.1)
            os.kill(chance.choice(running), signal.SIGKILL)
        load.stop.set()
        for person in people:
            person.join()
        process.terminate()
        assert process.wait(60) == 0
    found = made.do(NAMES).split("\n")
    assert set(load.kept) <= set(found)
    assert len(found) == len(set(found))


def below(pid: int) -> list[int]:
    """Every process that this one started, and those that they started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    own = [int(child) for child in listed.read_text().split()] if listed.exists() else []
    return [*own, *(under for child in own for under in below(child))]
