"""A merge is there or it is not, whoever breaks off meanwhile."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from crm.records.merging.merging_world import World, differing, dump
from crm.site.installation import _LOADED, installed
from django.db import connection, transaction

from goodwill.crm.records import merging
from goodwill.crm.records.merging.models import Merge, Merged, Move

KILLS = 50
TABLES = """
from django.conf import settings
from django.apps import apps
from django.core.management import call_command
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)
"""
PEOPLE = """
import hashlib, pprint
from crm.records.merging.merging_world import World, build, dump
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging import merge, unmerge
from goodwill.crm.records.merging.models import Merge
"""
BEGUN = """
role = Role.objects.create(word="x", name="x", scope="all", abilities=["*.*"])
by, rep = (User.objects.create_user(f"{n}@example.com", name=n, role=role) for n in "ab")
build(Actor(by), rep)
"""
MERGED = """
by = Actor(User.objects.order_by("pk").first())
a, b, c = Customer.objects.order_by("pk")[:3]
for one in Merge.objects.standing():
    unmerge(one, by)
print("ready", flush=True)
while True:
    unmerge(merge(a, [b, c], {"number": b.pk}, by), by)
"""
TOLD = """
by = Actor(User.objects.order_by("pk").first())
for one in Merge.objects.standing():
    unmerge(one, by)
ours = ("customers.", "commerce.", "records.")
stands = {label: rows for label, rows in dump().items() if label.startswith(ours)}
print(hashlib.sha256(pprint.pformat(stands).encode()).hexdigest())
"""


class Broken(Exception):
    """What happens in the middle of it."""


def breaking_at(n: int) -> Callable[..., Any]:
    """Lets so many questions to the database through, and no more."""
    left = n

    def let_through(execute: Callable[..., Any], *told: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Broken
        return execute(*told)

    return let_through


@pytest.mark.parametrize("n", [40, 140])
def test_what_breaks_off_leaves_nothing_behind(world: World, n: int) -> None:
    before = dump()
    with pytest.raises(Broken), transaction.atomic(), connection.execute_wrapper(breaking_at(n)):
        merging.merge(world["a"], [world["b"], world["c"]], {}, world.by)
    assert not differing(before, dump())
    assert not any(model.objects.exists() for model in (Merge, Merged, Move))
    done = merging.merge(world["a"], [world["b"], world["c"]], {}, world.by)
    merged = dump()
    with pytest.raises(Broken), transaction.atomic(), connection.execute_wrapper(breaking_at(n)):
        merging.unmerge(done, world.by)
    assert not differing(merged, dump())
    merging.unmerge(done, world.by)
    assert not differing(before, dump())


@pytest.mark.proof
def test_killed_at_any_moment_the_records_are_one_or_several(tmp_path: Path) -> None:
    made, chance = installed(tmp_path / "home"), random.Random(7)
    made.do(TABLES + PEOPLE + BEGUN)
    before = made.do(PEOPLE + TOLD).strip().splitlines()[-1]
    for _ in range(int(os.environ.get("GOODWILL_KILLS", KILLS))):
        with subprocess.Popen(
            [sys.executable, "-c", _LOADED + PEOPLE + MERGED],
            env=made.environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            while "ready" not in process.stdout.readline():
                assert process.poll() is None
            time.sleep(chance.uniform(0.05, 1.5))
            os.kill(process.pid, signal.SIGKILL)
    assert made.do(PEOPLE + TOLD).strip().splitlines()[-1] == before
