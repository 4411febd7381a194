"""What was acknowledged is kept, whoever is killed meanwhile: the long proof."""

from __future__ import annotations

import http.cookiejar
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from crm.site.installation import Installation

KILLS = 50
PASSWORD = "correct horse battery staple"
PEOPLE = """
starting.bring_up_to_date()
from goodwill.crm.accounts.models import Role, User
role = Role.objects.create(word="rep", name="Rep", scope="all", abilities=["*.*"])
password = "correct horse battery staple"
User.objects.create_user("jonas@example.com", password, name="Jonas", role=role)
"""
NAMES = """
from goodwill.crm.customers.models import Customer
print("\\n".join(Customer.objects.values_list("name", flat=True)))
"""


class Browser:
    """Somebody who logs in and adds one customer after the other."""

    def __init__(self, port: int) -> None:
        self.address = f"http://localhost:{port}"
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def post(self, path: str, **facts: str) -> int:
        page = self.opener.open(self.address + path, timeout=10).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:400]
        told = urllib.parse.urlencode({**facts, "csrfmiddlewaretoken": token[1]}).encode()
        with self.opener.open(self.address + path, told, timeout=10) as answer:
            return int(answer.status) if answer.url != self.address + path else 0

    def log_in(self) -> None:
        assert self.post("/account/login/", login="jonas@example.com", password=PASSWORD)


def add(port: int, who: int, stop: threading.Event, kept: list[str]) -> None:
    browser, n = Browser(port), 0
    is_in = False
    while not stop.is_set():
        name = f"Customer {who}-{n}"
        try:
            if not is_in:
                browser.log_in()
                is_in = True
            n += 1
            if browser.post("/new/customers/", name=name, sort="organisation"):
                kept.append(name)
        except (urllib.error.URLError, ConnectionError, TimeoutError, OSError):
            time.sleep(0.2)


@pytest.mark.proof
def test_nothing_acknowledged_is_lost_however_often_we_are_killed(tmp_path: Path) -> None:
    made = Installation(tmp_path / "home")
    made.do(PEOPLE)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "goodwill.cli", "serve", "--port", str(port), "--workers", "2"]
    stop, kept, chance = threading.Event(), [], random.Random(7)
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, env=made.environment, stderr=log, stdout=log)
        people = [threading.Thread(target=add, args=(port, who, stop, kept)) for who in range(4)]
        for person in people:
            person.start()
        for _ in range(int(os.environ.get("GOODWILL_KILLS", KILLS))):
            before, deadline = len(kept), time.monotonic() + 120
            while len(kept) < before + 3 and time.monotonic() < deadline:
                time.sleep(0.1)
            assert len(kept) > before, "Nothing was kept for two minutes."
            os.kill(chance.choice(below(process.pid)), signal.SIGKILL)
        stop.set()
        for person in people:
            person.join()
        process.terminate()
        assert process.wait(60) == 0
    found = made.do(NAMES).split("\n")
    assert set(kept) <= set(found)
    assert len(found) == len(set(found))


def below(pid: int) -> list[int]:
    """Every process that this one started, and those that they started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    own = [int(child) for child in listed.read_text().split()] if listed.exists() else []
    return [*own, *(under for child in own for under in below(child))]
