"""Eight people who read and write at once, and backups made meanwhile: the long proof."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from crm.site.installation import Installation
from crm.site.visitor import Visitor, free_port, until_it_answers
from postgresql_server import NoServerError, postgresql
from psycopg import sql

MINUTES = 10
PEOPLE, SHARED, OTHERS = 8, 4, 400
BACKUP_EVERY_SECONDS = 60
BEGIN = f"""
starting.bring_up_to_date()
from goodwill.crm.accounts.models import Role, User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records.changing import Actor, create
role = Role.objects.create(word="rep", name="Rep", scope="all", abilities=["*.*"])
for n in range({PEOPLE}):
    made = User.objects.create_user(f"p{{n}}@example.com", "correct horse battery staple",
                                    name=f"P{{n}}", role=role)
for n in range({SHARED + OTHERS}):
    one = Customer(name=f"上海恒泰 {{n}}", sort="organisation", owner=made)
    create(one, Actor(made))
    if n < {SHARED}:
        print("shared", one.public_id)
"""
TELL = f"""
import json
from goodwill.crm.customers.models import Activity, Customer
print("told", json.dumps({{
    "customers": list(Customer.objects.values_list("name", flat=True)),
    "logged": list(Activity.objects.filter(sort="call").values_list("subject", flat=True)),
    "notes": list(Customer.objects.order_by("pk").values_list("notes", flat=True)[:{SHARED}]),
}}))
"""


@dataclass
class Kept:
    """What the site said that it kept: customers, calls, words in the notes of shared ones."""

    customers: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def copy(self) -> Kept:
        return Kept([*self.customers], [*self.calls], [*self.words])


@dataclass
class Load:
    """What all of them did so far."""

    shared: list[str]
    stop: threading.Event = field(default_factory=threading.Event)
    kept: Kept = field(default_factory=Kept)
    errors: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)


class Person:
    """One of the eight, who does one thing after another, by chance."""

    def __init__(self, number: int, port: int, load: Load) -> None:
        self.number, self.load, self.visitor = number, load, Visitor(port)
        self.chance, self.turn = random.Random(number), 0
        self.acts = {"list": self.look, "find": self.find, "open": self.open, "add": self.add,
                     "log": self.log, "write": self.write, "move": self.move}  # fmt: skip

    def work(self) -> None:
        try:
            self.visitor.log_in(f"p{self.number}@example.com")
            while not self.load.stop.is_set():
                self.turn += 1
                name = self.chance.choice([*self.acts])
                self.acts[name]()
                self.load.done[name] += 1
        except urllib.error.HTTPError as error:
            self.load.errors.append(f"{error.code} {error.url} {error.read().decode()[-2000:]}")
        except Exception as error:
            self.load.errors.append(repr(error))
            raise

    def look(self) -> None:
        where = self.chance.choice(["", "?sort=-changed_at", "?last=1", "?q=恒泰"])
        path, _, asked = f"/customers/{where}".partition("?q=")
        self.visitor.get(f"{path}?q={urllib.parse.quote(asked)}" if asked else path)

    def find(self) -> None:
        self.visitor.get(f"/find/?q=hengtai+{self.chance.randrange(OTHERS)}", is_part=True)

    def open(self) -> None:
        self.visitor.get(f"/customers/{self.one}/")
        self.visitor.get(f"/customers/{self.one}/timeline/", is_part=True)

    def add(self) -> None:
        name = f"Customer {self.name}"
        answer = self.visitor.post("/new/customers/", name=name, sort="organisation")
        assert name in answer.text
        self.load.kept.customers.append(name)

    def log(self) -> None:
        """Log a call, and sometimes send it again, as an outbox does that heard no answer."""
        public_id = str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        facts = {"customer": self.one, "sort": "call", "text": f"Call {self.name}"}
        for _ in range(self.chance.choice([1, 1, 2])):
            self.visitor.post(
                "/log/", headers={"Accept": "application/json"}, public_id=public_id, **facts
            )
        self.load.kept.calls.append(f"Call {self.name}")

    def write(self) -> None:
        """Add a word to what stands; who was too late reads it again and adds theirs to that."""
        address, word = f"/edit/customers/{self.one}/notes/", self.name
        while not self.load.stop.is_set():
            form = self.visitor.get(address, is_part=True)
            notes = f"{form.value('notes')} {word}".strip()
            answer = self.visitor.post(
                address, headers={"HX-Request": "true"}, seen=form.value("seen"), notes=notes
            )
            if 'name="choose-notes"' not in answer.text:
                assert word in answer.text, answer.text
                self.load.kept.words.append(word)
                return
            self.load.clashes.append(word)

    def move(self) -> None:
        """Change another field of the same customers: it must not touch what is written there."""
        address = f"/edit/customers/{self.one}/city/"
        form = self.visitor.get(address, is_part=True)
        told = {"seen": form.value("seen"), "city": f"City {self.name}"}
        self.visitor.post(address, headers={"HX-Request": "true"}, **told)

    @property
    def one(self) -> str:
        return self.load.shared[(self.turn + self.number) % SHARED]

    @property
    def name(self) -> str:
        return f"p{self.number}-{self.turn}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a server for databases, or nothing for SQLite."""
    if request.param == "sqlite":
        yield ""
        return
    try:
        with postgresql() as url:
            yield url
    except NoServerError as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.mark.proof
def test_eight_people_lose_nothing_and_each_backup_is_whole(server: str, tmp_path: Path) -> None:
    made = own(server, tmp_path, "home")
    load = Load(re.findall(r"shared (\S+)", made.do(BEGIN)))
    assert len(load.shared) == SHARED
    backups = under_load(made, load, tmp_path)
    assert not load.errors
    check(told(made), load.kept, is_all=True)
    assert set(load.done) == {"list", "find", "open", "add", "log", "write", "move"}
    assert load.clashes
    for number, (file, before) in enumerate(backups):
        elsewhere = own(server, tmp_path, f"restored{number}")
        # Restoring checks the database's integrity and all links, and refuses what is not whole.
        elsewhere.run("restore", str(file))
        check(told(elsewhere), before)
    assert backups
    print(f"{dict(load.done)}, {len(load.clashes)} clashes, {len(backups)} backups restored")


def under_load(made: Installation, load: Load, folder: Path) -> list[tuple[Path, Kept]]:
    """Let them all work for the time; each backup, and what had been kept when it began."""
    port = free_port()
    backups: list[tuple[Path, Kept]] = []
    command = [sys.executable, "-m", "goodwill.cli", "serve", "--port", str(port), "--workers", "2"]
    people = [threading.Thread(target=Person(n, port, load).work) for n in range(PEOPLE)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=made.environment, stderr=log, stdout=log)
        try:
            until_it_answers(port)
            for person in people:
                person.start()
            until = time.monotonic() + 60 * float(os.environ.get("GOODWILL_MINUTES", MINUTES))
            while (left := until - time.monotonic()) > 0 and not load.errors:
                load.stop.wait(min(left, BACKUP_EVERY_SECONDS))
                before, file = load.kept.copy(), folder / f"backup{len(backups)}"
                made.run("backup", str(file))
                backups.append((file, before))
            load.stop.set()
            for person in people:
                person.join()
        finally:
            load.stop.set()
            process.terminate()
        assert process.wait(60) == 0
    return backups


def own(server: str, folder: Path, name: str) -> Installation:
    """An installation of its own, on the server if there is one."""
    home = folder / name
    if not server:
        return Installation(home)
    home.mkdir()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return Installation(home, f"{server.rpartition('/')[0]}/{name}")


def told(made: Installation) -> dict[str, list[str]]:
    said = next(line for line in made.do(TELL).split("\n") if line.startswith("told "))
    found: dict[str, list[str]] = json.loads(said.removeprefix("told "))
    return found


def check(found: dict[str, list[str]], kept: Kept, *, is_all: bool = False) -> None:
    """All that was kept is there, once; and at the end nothing besides but what nobody awaited."""
    words = [word for notes in found["notes"] for word in notes.split()]
    for there, acknowledged in (
        (found["customers"], kept.customers),
        (found["logged"], kept.calls),
        (words, kept.words),
    ):
        assert set(acknowledged) <= set(there)
        assert len(there) == len(set(there))
        if is_all:
            assert len([one for one in there if "恒泰" not in one]) == len(acknowledged)
