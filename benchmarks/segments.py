"""How long does it take to count a segment while somebody builds it? At a million customers.

    python benchmarks/segments.py [--customers 1000000] [--home HOME] [--times 20] [--columns]

Fills an installation with made-up customers, orders, lines and contacts, draws the columns, then
counts segments as the builder does: for somebody who sees everything, and for a team. The peer
is the same question put to the database. With `DATABASE_URL` the same on PostgreSQL. With
`--columns` only the columns are made up: what counting costs, without the wait for the records.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

CITIES = ("上海", "北京", "广州", "深圳", "杭州", "Köln", "Lyon", "Porto", "Turku", "Graz")
STAGES = ("suspect", "prospect", "first_time", "repeat", "advocate", "lost")
PEOPLE, PRODUCTS, FAMILIES = 40, 400, 20
ORDERS, LINES, CONTACTS = 2.5, 2, 1.5
"""Orders and contacts per customer, lines per order."""
AT_ONCE = 100_000


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    made = tempfile.TemporaryDirectory() if wanted.home is None else nullcontext(wanted.home)
    with made as folder:
        os.environ["GOODWILL_HOME"] = str(Path(folder) / "home")
        from goodwill.crm.site import starting

        starting.load(Path(folder) / "home")
        starting.bring_up_to_date()
        from goodwill.crm.customers.models import Customer

        if wanted.columns:
            company()
            made_up(wanted.customers)
        elif Customer.objects.count() < wanted.customers:
            print(f"filled in {timed(lambda: filled(wanted.customers)):.0f} s", flush=True)
        measured(wanted.times, is_whole=not wanted.columns)


def measured(times: int, *, is_whole: bool) -> None:
    """Draw, count, keep the members of a segment, and print how long each took."""
    from goodwill.crm.accounts.models import Team, User
    from goodwill.crm.accounts.reach import Reach, Scope, widest
    from goodwill.crm.value.segmenting import conditions, counting, drawing, keeping
    from goodwill.crm.value.segmenting.models import Segment

    print(f"{platform.machine()}, {os.cpu_count()} cores")
    if is_whole:
        print(f"drawn in {timed(drawing.draw):.1f} s", flush=True)
    people = drawing.current()
    assert people
    size = sum(file.stat().st_size for file in people.folder.rglob("*")) / 1e6
    print(f"{len(people):,} customers, {size:,.0f} MB", flush=True)
    everybody = widest(0)
    me, team = User.objects.order_by("pk").first(), Team.objects.order_by("pk").first()
    assert me
    assert team
    mine = Reach(me.pk, Scope.TEAM, frozenset({team.pk}), frozenset({"*.*"}), frozenset())
    print(f"{'ms, median / longest':<52} {'all':>15} {'a team':>15} {'database':>10}")
    worst = 0.0
    for name, told in QUESTIONS().items():
        group = conditions.read(everybody, told)
        took = [
            spent(partial(counting.count, people, reach, group), times)
            for reach in (everybody, mine)
        ]
        worst = max(worst, *(max(one) for one in took))
        shown = " ".join(f"{statistics.median(one):7.1f} / {max(one):5.1f}" for one in took)
        fitting = counting.count(people, everybody, group).fitting
        print(f"{name:<52} {shown} {database(told)} {fitting:>9,}", flush=True)
    print(f"longest of all: {worst:.0f} ms")
    if not is_whole:
        return
    Segment.objects.all().delete()
    segment = Segment.objects.create(name="Half", conditions=HALF)
    print(f"members kept: {timed(lambda: keeping.recount(segment, people)):.1f} s", flush=True)
    segment.refresh_from_db()
    print(f"again, nothing to do: {timed(lambda: keeping.recount(segment, people)):.1f} s")
    print(f"{segment.size:,} members; a page of the list: {page(segment):.0f} ms")


HALF = {"all": [{"field": "stage", "any_of": list(STAGES[3:])}]}


def QUESTIONS() -> dict[str, Any]:  # noqa: N802
    """What is counted, from simple to what nobody would wait for."""
    from goodwill.crm.commerce.models import Product, ProductFamily

    product = str(Product.objects.values_list("public_id", flat=True)[7])
    family = str(ProductFamily.objects.values_list("public_id", flat=True)[3])
    city, stage = {"field": "city", "is": "上海"}, {"field": "stage", "is": "repeat"}
    lost = {"field": "does.last_order_on", "not_for_days": 180}
    often = {"did": "orders", "from": 3, "days": 365}
    much = {"did": "bought", "from": 20000, "days": 365}
    has = {"did": "orders", "from": 1, "of": product, "days": 365}
    never = {"did": "orders", "is": 0, "of": family}
    visited = {"did": "contacts", "is": 0, "of": "1", "days": 90}
    named = {"field": "name", "contains": "777"}
    return {
        "city": {"all": [city]},
        "city and stage": {"all": [city, stage]},
        "last order long ago": {"all": [lost]},
        "orders in a year": {"all": [often]},
        "amount in a year": {"all": [much]},
        "bought a product in a year": {"all": [has]},
        "never bought of a family": {"all": [never]},
        "not visited for 90 days": {"all": [visited]},
        "name contains": {"all": [named]},
        "all of it, in groups": {
            "all": [
                {"any": [city, stage, {"all": [named, often]}]},
                lost,
                {"none": [has, visited]},
                {"any": [much, never]},
            ]
        },
    }


def database(told: dict[str, Any]) -> str:
    """The same question as a list of customers asks it, where lists can."""
    from goodwill.crm.accounts.reach import widest
    from goodwill.crm.customers.models import Customer
    from goodwill.crm.records.kinds import kind_of
    from goodwill.crm.records.lists import conditions
    from goodwill.crm.records.lists.conditions import NotUnderstood

    kind, reach = kind_of("customers"), widest(0)
    try:
        asked = conditions.query(kind, reach, conditions.read(kind, reach, told))
    except NotUnderstood:
        return f"{'—':>10}"
    took = spent(lambda: Customer.objects.present().filter(asked).count(), 3)
    return f"{statistics.median(took):10.0f}"


def page(segment: Any) -> float:
    """The first page of customers who are in the segment."""
    from goodwill.crm.accounts.reach import widest
    from goodwill.crm.records.kinds import kind_of
    from goodwill.crm.records.lists import rows, wanting

    kind, reach = kind_of("customers"), widest(0)
    where = f'{{"all":[{{"field":"segments","is":"{segment.public_id}"}}]}}'
    wanted = wanting.wanted(kind, reach, {"where": where}, None)
    return statistics.median(spent(lambda: rows(kind, reach, wanted), 5))


def company() -> tuple[list[Any], list[Any], list[Any]]:
    """Who works there, in which teams, and what is sold."""
    from django.db import transaction

    from goodwill.crm.accounts.models import Role, Team, User
    from goodwill.crm.commerce.models import Product, ProductFamily

    with transaction.atomic():
        teams = [Team.objects.create(name=f"Team {n}") for n in range(5)]
        role = Role.objects.create(word="rep", name="Rep", scope="own", abilities=["*.view"])
        people = [
            User.objects.create(
                email=f"p{n}@example.com", name=f"P{n}", role=role, team=teams[n % 5]
            )
            for n in range(PEOPLE)
        ]
        families = [ProductFamily.objects.create(name=f"Family {n}") for n in range(FAMILIES)]
        products = [
            Product.objects.create(number=f"P{n}", name=f"Product {n}", family=families[n % 20])
            for n in range(PRODUCTS)
        ]
    return people, teams, products


def made_up(customers: int) -> None:
    """The columns that are asked for, as drawing would write them."""
    import pyarrow as pa

    from goodwill.crm.value.segmenting import columns, drawing
    from goodwill.warehouse.together import next_generation

    chance = np.random.default_rng(7)
    shapes = {"owner": "link", "team": "link", "name": "text", "city": "text", "stage": "text"}
    with next_generation(drawing.place()) as making:
        folder = making.folder
        columns.append(folder / "pk", np.arange(1, customers + 1))
        owners = chance.integers(1, PEOPLE + 1, customers)
        columns.append(folder / "owner", owners)
        columns.append(folder / "team", owners % 5 + 1)
        texts = {
            "name": np.array([f"客户 {n:07}" for n in range(customers)], dtype=object),
            "city": np.array(CITIES, dtype=object)[chance.integers(0, len(CITIES), customers)],
            "stage": np.array(STAGES, dtype=object)[chance.integers(0, 6, customers)],
        }
        for name, held in texts.items():
            with drawing._text_file(folder / name) as file:
                for start in range(0, customers, 20_000):
                    piece = pa.array(held[start : start + 20_000], pa.string())
                    file.write_batch(pa.record_batch([piece], names=["text"]))
        today = columns.today()
        orders = int(customers * ORDERS)
        whom = np.sort(chance.integers(0, customers, orders))
        day = (today - chance.integers(0, 1500, orders)).astype(np.int32)
        last = np.full(customers, columns.NO_DAY, np.int32)
        np.maximum.at(last, whom, day)
        columns.append(folder / "does.last_order_on", last)
        shapes["does.last_order_on"] = "day"

        def journal(word: str, whom: Any, day: Any, **more: Any) -> None:
            starts = np.searchsorted(whom, np.arange(customers + 1)).astype(np.int64)
            columns.append(folder / f"journal.{word}.starts", starts)
            columns.append(folder / f"journal.{word}.whom", whom.astype(np.int32))
            columns.append(folder / f"journal.{word}.day", day)
            for name, values in more.items():
                columns.append(folder / f"journal.{word}.{name}", values.astype(np.int64))

        journal("orders", whom, day, amount=chance.integers(100, 2_000_000, orders))
        lines = orders * LINES
        journal(
            "lines",
            np.repeat(whom, LINES),
            np.repeat(day, LINES),
            amount=chance.integers(100, 1_000_000, lines),
            what=chance.integers(1, PRODUCTS + 1, lines),
            once=np.repeat(np.arange(orders), LINES),
        )
        contacts = int(customers * CONTACTS)
        journal(
            "contacts",
            np.sort(chance.integers(0, customers, contacts)),
            (today - chance.integers(0, 375, contacts)).astype(np.int32),
            amount=np.ones(contacts),
            what=chance.integers(1, 4, contacts),
        )
        now = datetime.now(tz=UTC).isoformat()
        making.facts = {
            "version": drawing.VERSION,
            "as_of": now,
            "customers": customers,
            "columns": shapes,
            "last_change": 0,
            "seconds": 0,
        }


def filled(customers: int) -> None:
    """Made-up records, past the verbs: nobody's history, but as many as in a large company."""
    from django.db import connection, transaction

    from goodwill.crm.commerce.models import Order, OrderLine
    from goodwill.crm.customers.models import Activity, Customer
    from goodwill.crm.records import inserting

    chance = np.random.default_rng(7)
    people, teams, products = company()
    is_server = connection.vendor == "postgresql"

    def put(model: Any, columns: dict[str, Any], count: int) -> None:
        """Columns are values for all rows, or one for each; what is not told has its default."""
        plain = inserting.fresh(model, {})
        for field in model._meta.concrete_fields:
            if field.attname not in columns and field.attname != "id":
                value = getattr(plain, field.attname, None)
                columns[field.attname] = field.get_db_prep_save(value, connection)
        for start in range(0, count, AT_ONCE):
            end = min(count, start + AT_ONCE)
            with transaction.atomic():
                inserting.insert(model, list(columns), rows(columns, start, end))

    def rows(columns: dict[str, Any], start: int, end: int) -> Iterator[Any]:
        from uuid import UUID

        held = [
            one[start:end].tolist() if isinstance(one, np.ndarray) else [one] * (end - start)
            for one in columns.values()
        ]
        at = list(columns).index("public_id") if "public_id" in columns else -1
        for n, row in enumerate(zip(*held, strict=True), start=start):
            if at >= 0:
                made = UUID(int=(hash(tuple(columns)) & 0xFFFFFFFF) << 64 | n)
                yield (*row[:at], made if is_server else made.hex, *row[at + 1 :])
            else:
                yield row

    now = datetime.now(tz=UTC)
    whose = chance.integers(0, PEOPLE, customers)
    names = np.array([f"客户 {n:07}" for n in range(customers)], dtype=object)
    put(
        Customer,
        {
            "id": np.arange(1, customers + 1),
            "name": names,
            "name_key": names,
            "owner_id": np.array([one.pk for one in people])[whose],
            "team_id": np.array([one.pk for one in teams])[whose % 5],
            "city": np.array(CITIES, dtype=object)[chance.integers(0, len(CITIES), customers)],
            "stage": np.array(STAGES, dtype=object)[chance.integers(0, 6, customers)],
        },
        customers,
    )
    orders = int(customers * ORDERS)
    days = np.array(
        [(now - timedelta(days=n)).date().isoformat() for n in range(1500)], dtype=object
    )
    put(
        Order,
        {
            "id": np.arange(1, orders + 1),
            "number": np.array([f"O{n}" for n in range(orders)], dtype=object),
            "customer_id": chance.integers(1, customers + 1, orders),
            "ordered_on": days[chance.integers(0, 1500, orders)],
            "amount_minor": chance.integers(100, 2_000_000, orders),
            "currency": "CNY",
        },
        orders,
    )
    lines = orders * LINES
    put(
        OrderLine,
        {
            "order_id": np.repeat(np.arange(1, orders + 1), LINES),
            "position": np.tile(np.arange(LINES), orders),
            "product_id": np.array([one.pk for one in products])[
                chance.integers(0, PRODUCTS, lines)
            ],
            "quantity_thousandths": 1000,
            "amount_minor": chance.integers(100, 1_000_000, lines),
        },
        lines,
    )
    contacts = int(customers * CONTACTS)
    moments = [now - timedelta(hours=n) for n in range(9000)]
    put(
        Activity,
        {
            "customer_id": chance.integers(1, customers + 1, contacts),
            "sort": np.array(["visit", "call", "email"], dtype=object)[
                chance.integers(0, 3, contacts)
            ],
            "subject": "x",
            "happened_at": np.array(
                [one if is_server else str(one.replace(tzinfo=None)) for one in moments],
                dtype=object,
            )[chance.integers(0, 9000, contacts)],
        },
        contacts,
    )


def spent(work: Callable[[], object], times: int) -> list[float]:
    """Milliseconds, each time; the first is not counted."""
    work()
    return [timed(work) * 1000 for _ in range(times)]


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path, help="a folder to fill, or that was filled before")
    parser.add_argument("--columns", action="store_true", help="make up the columns alone")
    parser.add_argument("--times", type=int, default=20)
    return parser


if __name__ == "__main__":
    main()
