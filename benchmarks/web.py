"""How fast is the CRM in the browser? Against Django's usual pages by offset with exact counts.

    python benchmarks/web.py [--customers 100000] [--deals 10000] [--times 30] [--folder DIR]
    python benchmarks/web.py --home DIR [--value] [...]

With `--home` the installation stays there, and the next run asks it again without filling it.
Simulates a company, fills an installation of its own with it, starts `goodwill serve` with one
worker and asks it over HTTP as an administrator: the list, its last page, a filter with a sort,
search as one types, a customer's page with the parts it loads, a new customer, the board with
so many open deals, a deal's page, and the management page. With `--value` all customers are valued
before, so that the last has figures to show. The peer in the same process-to-database distance is
what most CRMs do for a list: `OFFSET` and `COUNT(*)` through the same models, without drawing the
page. With `DATABASE_URL` the same on PostgreSQL, whose database must be empty.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

PATIENCE_SECONDS = 3600
FILLED = "filled.txt"
"""Stands in a home that was filled to the end."""
PUBLIC_ID = re.compile(r'href="/customers/([0-9a-f-]{36})/')
PUBLIC_ID_AT = re.compile(r"/customers/[0-9a-f-]{36}/")
DEAL_ID = re.compile(r'href="/opportunities/([0-9a-f-]{36})/')
LETTERS = "bdfhjlnqtwxz"
TYPED = ("h", "he", "hen", "heng", "恒", "恒泰", "shanghai", "lin", "jonas", "wang")
LANGUAGE = ("Accept-Language", "en")
LATER = re.compile(r'hx-get="([^"]+)" hx-trigger="load"')
"""What a page asks for as soon as it stands."""


@dataclass
class Browser:
    """Someone logged in, with cookies and the token for forms."""

    address: str

    session: str

    def __post_init__(self) -> None:
        self.token = ""
        self.opener = urllib.request.build_opener()
        self.opener.addheaders = [("Cookie", f"sessionid={self.session}"), LANGUAGE]

    def get(self, path: str, *, is_part: bool = False) -> str:
        """A page, or a part of one as the page asks for it."""
        headers = {"HX-Request": "true"} if is_part else {}
        asked = urllib.request.Request(self.address + path, headers=headers)
        with self.opener.open(asked) as answer:
            page: bytes = answer.read()
            set_cookie = answer.headers.get("Set-Cookie", "")
        if "csrftoken=" in set_cookie:
            self.token = set_cookie.split("csrftoken=")[1].split(";")[0]
            cookies = f"sessionid={self.session}; csrftoken={self.token}"
            self.opener.addheaders = [("Cookie", cookies), LANGUAGE]
        return page.decode()

    def post(self, path: str, **fields: str) -> str:
        """Where what was sent leads; that page is not asked for."""
        form = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": self.token}).encode()
        asked = urllib.request.Request(self.address + path, form, {"HX-Request": "true"})
        with self.opener.open(asked) as answer:
            answer.read()
            return str(answer.headers["HX-Redirect"])


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as passing:
        home = wanted.home or Path(passing) / "home"
        print(machine())
        if (home / FILLED).exists():
            print(f"Asks what {home} was filled with: {(home / FILLED).read_text()}", flush=True)
        else:
            seconds = filled(home, Path(passing) / "company", wanted.customers)
            told = f"{wanted.customers:,} customers: simulated and filled in {seconds:.0f} s"
            (home / FILLED).write_text(told)
            print(told, flush=True)
        deals(home, wanted.deals)
        if wanted.value:
            begun = time.perf_counter()
            goodwill("revalue", "--home", str(home))
            print(f"Valued in {time.perf_counter() - begun:.0f} s", flush=True)
        peer = offset_pages(home, wanted.times)
        with served(home) as address:
            told = asked(address, session(home), wanted.times)
        print(table(told, peer), flush=True)


def filled(home: Path, company: Path, customers: int) -> float:
    """Simulate a company and fill an installation with it; how many seconds it took."""
    begun = time.perf_counter()
    goodwill("demo", "--out", str(company), "--customers", str(customers))
    script = (
        "import sys; from pathlib import Path; from goodwill.crm.site import starting;"
        "starting.load(Path(sys.argv[1])); starting.bring_up_to_date();"
        "from goodwill.crm.site.filling import fill; fill(Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", script, str(home), str(company)], check=True)
    return time.perf_counter() - begun


def deals(home: Path, wanted: int) -> None:
    """Open deals in the stages of the usual pipeline, so that there are so many."""
    script = """
import random, sys
from datetime import timedelta
from pathlib import Path
from goodwill.crm.site import starting
starting.load(Path(sys.argv[1])); starting.bring_up_to_date()
from django.utils import timezone
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.sales.opportunities import opening, steps
from goodwill.crm.sales.opportunities.models import Opportunity
wanted = int(sys.argv[2]) - Opportunity.objects.open().count()
pipeline, chance, today = opening.usual_pipeline(), random.Random(7), timezone.localdate()
stages = list(pipeline.stages.filter(sort="open"))
whose = list(Customer.objects.buying().exclude(owner=None).select_related("owner")[:2000])
made = []
for n in range(max(wanted, 0)):
    customer, stage = whose[n % len(whose)], chance.choice(stages)
    made.append(Opportunity(
        name=f"Deal {n}", customer=customer, owner=customer.owner, team_id=customer.team_id,
        stage=stage, pipeline=pipeline, stage_since=steps.now(), currency="CNY",
        amount_minor=chance.randrange(1_000_00, 900_000_00),
        expected_close_on=today + timedelta(days=chance.randrange(-20, 120)),
    ))
for start in range(0, len(made), 2000):
    changing_many.create_many(made[start:start + 2000], Actor(None))
"""
    subprocess.run([sys.executable, "-c", script, str(home), str(wanted)], check=True)


def offset_pages(home: Path, times: int) -> dict[str, float]:
    """What a list by offset costs in the database alone: p50 in milliseconds."""
    script = f"""
import json, statistics, sys, time
from pathlib import Path
from goodwill.crm.site import starting
starting.load(Path(sys.argv[1])); starting.bring_up_to_date()
from goodwill.crm.customers.models import Customer
rows = Customer.objects.present().order_by("name_key", "id")
deep = max(0, rows.count() // 2)
def p50(act, times):
    spent = []
    for _ in range(times):
        begun = time.perf_counter(); act(); spent.append(time.perf_counter() - begun)
    return 1000 * statistics.median(spent)
count = rows.count
print(json.dumps({{
    "list": p50(lambda: (count(), list(rows[:50])), {min(times, 10)}),
    "deep page": p50(lambda: (count(), list(rows[deep:deep + 50])), {min(times, 5)}),
    "filter and sort": p50(
        lambda: (rows.filter(city="上海").count(),
                 list(rows.filter(city="上海").order_by("-changed_at")[:50])), {min(times, 5)}),
    "search": p50(lambda: list(rows.filter(name__icontains="恒泰")[:12]), {min(times, 5)}),
}}))
"""
    told = subprocess.run(
        [sys.executable, "-c", script, str(home)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def session(home: Path) -> str:
    """Log somebody in who may do everything; the cookie."""
    script = """
import sys
from pathlib import Path
from goodwill.crm.site import starting
starting.load(Path(sys.argv[1]))
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, BACKEND_SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore
from django.conf import settings
from goodwill.crm.accounts.models import Role, User
facts = {"name": "Asks", "scope": "all", "abilities": ["*.*"]}
role, _ = Role.objects.get_or_create(word="asks", defaults=facts)
user = User.objects.filter(email="asks@example.com").first()
user = user or User.objects.create_user("asks@example.com", None, name="Asks", role=role)
held = SessionStore()
held[SESSION_KEY], held[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
held[HASH_SESSION_KEY] = user.get_session_auth_hash()
held.save()
print(held.session_key)
"""
    told = subprocess.run(
        [sys.executable, "-c", script, str(home)], check=True, capture_output=True, text=True
    )
    return told.stdout.split()[-1]


@contextmanager
def served(home: Path) -> Iterator[str]:
    """`goodwill serve` with one worker; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "goodwill.cli", "serve", "--home", str(home)]
    command += ["--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as site:
        address = f"http://127.0.0.1:{port}"
        try:
            until_it_answers(address)
            yield address
        finally:
            site.terminate()
            site.wait(60)


def asked(address: str, cookie: str, times: int) -> dict[str, list[float]]:
    """Seconds of each thing people do, `times` times."""
    browser = Browser(address, cookie)
    pages = PUBLIC_ID.findall(browser.get("/customers/"))
    open_ = DEAL_ID.findall(browser.get("/opportunities/"))
    where = quote(json.dumps({"all": [{"field": "city", "is": "上海"}]}))
    return {
        "list": spent(lambda n: browser.get("/customers/"), times),
        "deep page": spent(lambda n: browser.get("/customers/?last=1"), times),
        "page at a letter": spent(
            lambda n: browser.get(f"/customers/?start={LETTERS[n % len(LETTERS)]}"), times
        ),
        "filter and sort": spent(
            lambda n: browser.get(f"/customers/?where={where}&sort=-changed_at"), times
        ),
        "search": spent(
            lambda n: browser.get("/find/?q=" + quote(TYPED[n % len(TYPED)]), is_part=True), times
        ),
        "customer with all parts": spent(lambda n: whole(browser, pages[n % len(pages)]), times),
        "create": spent(lambda n: created(browser, n), times),
        "board of open deals": spent(lambda n: browser.get("/opportunities/"), times),
        "deal": spent(lambda n: browser.get(f"/opportunities/{open_[n % len(open_)]}/"), times),
        "management": spent(lambda n: browser.get("/value/management/"), times),
    }


def whole(browser: Browser, customer: str) -> None:
    """A customer's page and the parts it loads, one after another."""
    for address in LATER.findall(browser.get(f"/customers/{customer}/")):
        browser.get(html.unescape(address), is_part=True)


def created(browser: Browser, number: int) -> None:
    name = f"上海恒泰 {number}"
    made = browser.post("/new/customers/", sort="organisation", name=name, is_customer="on")
    assert PUBLIC_ID_AT.fullmatch(made), made


def spent(act: Callable[[int], object], times: int) -> list[float]:
    act(0)
    seconds = []
    for number in range(times):
        begun = time.perf_counter()
        act(number)
        seconds.append(time.perf_counter() - begun)
    return seconds


def table(told: dict[str, list[float]], peer: dict[str, float]) -> str:
    """p50 and p95 of each, and how many times longer the peer takes in the database alone."""
    lines = [
        "| what | p50 ms | p95 ms | by offset and count, ms | ratio |",
        "|---|---|---|---|---|",
    ]
    for what, seconds in told.items():
        p50 = 1000 * statistics.median(seconds)
        p95 = 1000 * sorted(seconds)[int(0.95 * (len(seconds) - 1))]
        other = f"{peer[what]:.0f} | {peer[what] / p50:.1f} ×" if what in peer else "– | –"
        lines.append(f"| {what} | {p50:.0f} | {p95:.0f} | {other} |")
    return "\n".join(lines)


def until_it_answers(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address + "/health/live/", timeout=5):
                return
        except OSError:
            time.sleep(0.3)
    raise SystemExit(f"{address} does not answer.")


def goodwill(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "goodwill.cli", *arguments], check=True)


def machine() -> str:
    """What it was measured on."""
    now = datetime.now(UTC).date()
    return (
        f"{now}, {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--deals", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--value", action="store_true", help="value all customers before asking")
    parser.add_argument("--folder", help="where to put the installation; it is removed afterwards")
    parser.add_argument("--home", type=Path, help="where the installation stays, to ask it again")
    return parser


if __name__ == "__main__":
    main()
