"""However often a refresh is killed, the next one comes to the tables of an undisturbed one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from crm.site.installation import _LOADED, installed

KILLS = 20
FILL = """
starting.bring_up_to_date()
from goodwill.demo import simulate
from goodwill.crm.site.filling import fill
simulate(home / "company", customers=300)
fill(home / "company", is_indexed=False)
"""
WORK = """
import itertools
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.refreshing import refresh
from goodwill.crm.records.changing import Actor, change
print("begins", flush=True)
for turn in itertools.count():
    for who in Customer.objects.buying().order_by("?")[:5]:
        change(who, {"city": f"City {turn}"}, Actor(None))
    refresh(anew=turn % 3 == 2)
"""
COMPARE = """
import pyarrow as pa
from goodwill.crm.exchange.refreshing import refresh
from goodwill.warehouse.together import generation

def contents(folder):
    found = generation(folder)
    return {
        name: pa.concat_tables([found.part(name, n).rows for n in found.numbers(name)]).to_pylist()
        for name in found.facts["tables"]
    }

refresh()
refresh(home / "beside", anew=True)
print("the same" if contents(home / "warehouse") == contents(home / "beside") else "others")
"""


@pytest.mark.proof
def test_a_killed_refresh_is_taken_up_as_if_nothing_had_been(tmp_path: Path) -> None:
    made = installed(tmp_path / "home")
    made.do(FILL)
    chance = random.Random(7)
    for _ in range(int(os.environ.get("GOODWILL_KILLS", KILLS))):
        command = [sys.executable, "-c", _LOADED + WORK]
        worker = subprocess.Popen(command, env=made.environment, stdout=subprocess.PIPE)
        assert worker.stdout
        worker.stdout.readline()
        time.sleep(0.2 + chance.random() * 2)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        assert "the same" in made.do(COMPARE)
        assert len(list((made.home / "warehouse").glob("writing-*"))) == 0
