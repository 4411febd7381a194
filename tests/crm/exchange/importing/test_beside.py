"""Two processes bring in what one would, whatever neighbours share and whoever is killed."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from crm.exchange.importing.test_importing_killed import MADE
from crm.site.installation import installed
from django.db import connection

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.exchange.importing import beside, running
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records.models import Change

ROWS, CUSTOMERS = 600, 200
BY_TWO = "beside.LONG_BYTES = beside.LONG_ROWS = beside.NEEDED_BYTES = 0"
WITH_ONE_KILLED = f"""
import multiprocessing, os, signal
{BY_TWO}
claim = running._Book.claim
def killing(self, piece):
    if piece.start >= 200:
        for child in multiprocessing.active_children():
            os.kill(child.pid, signal.SIGKILL)
    return claim(self, piece)
running._Book.claim = killing
"""
BROUGHT = """
import json
from pathlib import Path
from goodwill.crm.accounts.models import User
from goodwill.crm.exchange.importing import beside, running
from goodwill.crm.exchange.importing.engine import bringing
from goodwill.crm.exchange.importing.models import Import, RefusedRow
from goodwill.crm.exchange.importing.plan import Plan
from django.db import connection
bringing.SIZE = 40
beside.LONG_BYTES = 2 ** 40
{how}
began, begin = [], beside.begin
def beginning(*told):
    began.append(told[1:])
    begin(*told)
beside.begin = beginning
kept_beside, write_beside, bring = [], bringing.Bringing.bring_beside, bringing.Bringing.bring
def counting(self, *told):
    kept_beside.append(True)
    return write_beside(self, *told)
def again(self, *told):
    if len(told) == 2 and kept_beside:
        kept_beside[-1] = False
    return bring(self, *told)
bringing.Bringing.bring_beside, bringing.Bringing.bring = counting, again
customers = {{"No": "customers.number", "Name": "customers.name", "Mail": "contact_points.email"}}
orders = {{"Order": "orders.number", "Customer": "orders.customer",
          "Product": "order_lines.product", "Price": "order_lines.unit_price"}}
told = []
for file, plan in (
    ("customers", Plan("customers", customers, match=("customers.number", "contact_points.email"))),
    ("orders", Plan("orders", orders, makes=("order_lines.product",))),
):
    made = running.start(Path({folder!r}) / f"{{file}}.csv", plan, User.objects.get())
    Import.objects.filter(pk=made.pk).update(state="waiting")
    running.run(made.pk)
    made.refresh_from_db()
    told.append([made.state, made.bookmark, made.counts])
"""
TOLD = """
from goodwill.crm.commerce.models import Order, Product
from goodwill.crm.customers.models import ContactPoint, Customer
from goodwill.crm.records.models import Change, Entry
rows = lambda of, *names: sorted(map(list, of.objects.values_list(*names)), key=json.dumps)
print(json.dumps({
    "began": began, "beside": any(kept_beside), "told": told,
    "refused": rows(RefusedRow, "row", "column"),
    "customers": rows(Customer, "number", "name", "name_key", "version"),
    "points": rows(ContactPoint, "customer__number", "value", "is_primary"),
    "products": rows(Product, "number"),
    "orders": rows(Order, "number", "customer__number", "amount_minor", "version"),
    "lines": rows(Order, "number", "lines__position", "lines__product__number",
                  "lines__amount_minor"),
    "history": rows(Change, "kind", "verb", "version", "fields__number"),
    "entries": rows(Entry, "kind", "title", "words"),
}))
"""


def customers() -> str:
    """First every seventh row is about a customer of the piece before, by number or by e-mail."""
    lines = ["No,Name,Mail"]
    for n in range(ROWS):
        same = n - 36 if n % 7 == 0 and 36 <= n < ROWS - 200 else n
        number = "" if n % 14 == 0 else f"C{same}"
        mail = "not an address" if n % 50 == 49 else f"c{same}@x.example"
        lines.append(f"{number},Customer {same} {'renamed' * (n != same)},{mail}")
    return "\n".join(lines)


def orders() -> str:
    """Orders of three lines; some are told of again later, some name customers nobody knows."""
    lines = ["Order,Customer,Product,Price"]
    for n in range(ROWS):
        order = n // 3 - 14 if n % 60 > 56 and n > 60 else n // 3
        customer = f"C{order % CUSTOMERS + 1}" if order % 20 else "nobody"
        lines.append(f"SO{order},{customer},P{n * 7 % 90},{n % 90 + 1}.50")
    return "\n".join(lines)


def test_a_machine_without_memory_to_spare_gets_no_second_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "meminfo"
    monkeypatch.setattr(beside, "MEMORY", told)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1})
    for left, has_room in ((1_000_000, False), (3_000_000, True)):
        told.write_text(f"MemTotal:       8000000 kB\nMemAvailable:   {left} kB\n")
        assert beside._has_room() is has_room
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0})
    assert not beside._has_room()


@pytest.mark.django_db
@pytest.mark.parametrize("holds", [True, False])
def test_a_piece_is_kept_once_however_it_is_written(
    administrator: User, tmp_path: Path, holds: bool
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text("No,Name\n" + "".join(f"C{n},Customer {n}\n" for n in range(30)))
    columns = {"No": "customers.number", "Name": "customers.name"}
    made = running.start(file, Plan("customers", columns), administrator)
    bringing, ledger = running._bringing(made), running._InMemory()
    (stretch,) = bringing.stretches(running._ready(made, bringing))
    piece = stretch.piece()
    work = bringing.ahead(piece)
    assert bringing.bring_beside(stretch, piece, ledger, work, lambda: holds)
    assert ledger.counts.created == ledger.counts.rows == 30
    assert set(Customer.objects.values_list("number", flat=True)) == {f"C{n}" for n in range(30)}
    assert Change.objects.filter(kind="customers").count() == 30


def brought(folder: Path, how: str) -> dict[str, Any]:
    installation = installed(folder / "home")
    (folder / "customers.csv").write_text(customers())
    (folder / "orders.csv").write_text(orders())
    text = MADE + BROUGHT.format(folder=str(folder), how=how) + TOLD
    found: dict[str, Any] = json.loads(installation.do(text).strip().splitlines()[-1])
    return found


def test_two_bring_in_what_one_does_and_so_do_they_where_one_is_killed(tmp_path: Path) -> None:
    ways = {"one": "", "two": BY_TWO, "killed": WITH_ONE_KILLED}
    found: dict[str, dict[str, Any]] = {}
    for name, how in ways.items():
        folder = tmp_path / name
        folder.mkdir()
        found[name] = brought(folder, how)
    began = {name: told.pop("began") for name, told in found.items()}
    assert began == {"one": [], "two": [[0, 40]] * 2, "killed": [[0, 40]] * 2}
    are_beside = {name: told.pop("beside") for name, told in found.items()}
    assert not are_beside["one"]
    assert are_beside["two"] is (connection.vendor == "postgresql")
    alone = found["one"]
    assert [state for state, _, _ in alone["told"]] == ["done", "done"]
    assert alone["refused"]
    assert any(version > 1 for *_, version in alone["customers"])
    assert found["two"] == alone
    assert found["killed"] == alone
