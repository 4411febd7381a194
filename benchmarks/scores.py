"""How long until what a valuation says stands beside every customer? Against the bare driver.

    python benchmarks/scores.py [--customers 1000000] [--folder DIR]

Makes customers, writes a score for each twice (the second time all of them are there already and
all differ), then opens lists by them. The peer brings the same rows to the database and leaves
them there. Stops if a score is not as it was written. With `DATABASE_URL` the same on PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

COPIED = 1_000
AS_OF = date(2026, 6, 30)


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=wanted.folder) as folder:
        os.environ["GOODWILL_HOME"] = folder
        from goodwill.crm.site import starting

        starting.load(Path(folder))
        starting.bring_up_to_date()
        with_customers(wanted.customers)
        tell(measured())


def with_customers(count: int) -> None:
    """Some customers, copied by the database until there are enough."""
    from django.db import connection

    from goodwill.crm.customers.models import Customer

    some = [Customer(name=f"客户 {n}", name_key=f"ke hu {n:07}") for n in range(COPIED)]
    Customer.objects.bulk_create(some)
    columns = [one.column for one in Customer._meta.concrete_fields if one.column != "id"]
    fresh = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
    given = [fresh[connection.vendor] if name == "public_id" else name for name in columns]
    table = Customer._meta.db_table
    statement = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(given)} FROM {table}"
    while (there := Customer.objects.count()) < count:
        with connection.cursor() as cursor:
            cursor.execute(f"{statement} ORDER BY id LIMIT {min(there, count - there)}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured() -> dict[str, tuple[float, float]]:
    """CPU of this process and wall-clock seconds of each step."""
    from goodwill.crm.value.models import Score, Valuation
    from goodwill.crm.value.scoring import writing

    def write(seed: int) -> Callable[[], Any]:
        valuation = Valuation.objects.create(as_of=AS_OF, currency="CNY", state="done")
        scores = drawn(seed)

        def now() -> None:
            with Held() as held:
                writing.write(valuation, scores, lambda _: None)
            times["  of which other writers wait"] = (held.seconds, held.seconds)
            the_same(scores)

        return now

    times: dict[str, tuple[float, float]] = {}
    times["first scores"] = timed(write(1))
    times["new scores over them"] = timed(write(2))
    scores = drawn(3)

    def bare() -> None:
        with writing._staged(writing._placed(scores), lambda _: None):
            pass

    times["the same rows brought to the database and left there"] = timed(bare)
    assert Score.objects.count() == scores.num_rows
    return times | lists()


class Held:
    """How long the one transaction of a writing lasts."""

    def __enter__(self) -> Held:
        from django.db import transaction

        self.seconds, self._atomic = 0.0, transaction.atomic
        outer = self

        class Timed(transaction.Atomic):
            def __enter__(self) -> None:
                self.began = time.perf_counter()
                super().__enter__()

            def __exit__(self, *trouble: Any) -> None:
                super().__exit__(*trouble)
                outer.seconds = max(outer.seconds, time.perf_counter() - self.began)

        transaction.atomic = lambda *_, **__: Timed(None, savepoint=True, durable=False)
        return self

    def __exit__(self, *trouble: Any) -> None:
        from django.db import transaction

        transaction.atomic = self._atomic


def drawn(seed: int) -> pa.Table:
    """A score for every customer, all columns filled."""
    from goodwill.crm.customers.models import Customer
    from goodwill.crm.value.scoring import columns

    ids = [str(one) for one in Customer.objects.order_by("?").values_list("public_id", flat=True)]
    chance, made = np.random.default_rng(seed), {columns.ID: ids}
    for name, sort in columns._TYPES.items():
        made[name] = _column(chance, name, sort, len(ids))
    return columns._typed(made)


def _column(chance: np.random.Generator, name: str, sort: pa.DataType, rows: int) -> pa.Array:
    words = {"value_class": "ABCN", "residual_class": "ABCN", "then_class": "ABCN"}
    if name in words:
        return pa.array(chance.choice(list(words[name]), rows))
    if pa.types.is_string(sort):
        length = 3 if name == "rfm" else 8
        return pa.array([word[:length] for word in chance.choice(["repeat", "lost", "late"], rows)])
    if pa.types.is_date(sort):
        return pa.array(chance.integers(20_000, 21_000, rows).astype(np.int32)).cast(sort)
    if pa.types.is_integer(sort):
        return pa.array(chance.integers(0, 10_000_000, rows))
    return pa.array(chance.random(rows))


def the_same(scores: pa.Table) -> None:
    from goodwill.crm.value.models import Score

    for row in scores.slice(scores.num_rows // 2, 20).to_pylist():
        found = Score.objects.filter(customer__public_id=row["public_id"]).values().get()
        if any(found[name] != row[name] for name in ("expected_minor", "p_alive", "next_order_on")):
            sys.exit("A score is not as it was written.")


def lists() -> dict[str, tuple[float, float]]:
    """Lists by scores, as somebody who sees all customers opens them."""
    import json

    from goodwill.crm.accounts.reach import widest
    from goodwill.crm.customers.kinds import CUSTOMERS
    from goodwill.crm.records.lists import counting, paging, wanting

    reach = widest(0)
    class_a = json.dumps({"all": [{"field": "score.value_class", "is": "A"}]})

    def opened(**asked: str) -> Callable[[], Any]:
        columns = {"columns": "name,score.value_class,score.expected_minor"}
        wanted = wanting.wanted(CUSTOMERS, reach, {**columns, **asked}, None)
        return lambda: (
            paging.rows(CUSTOMERS, reach, wanted),
            counting.count(CUSTOMERS, reach, wanted),
        )

    return {
        "list: most expected value": timed(opened(sort="-score.expected_minor")),
        "list: by class": timed(opened(sort="score.value_class")),
        "list: class A, least sure first": timed(opened(where=class_a, sort="score.p_alive")),
        "list: class A by name": timed(opened(where=class_a)),
    }


def timed(work: Callable[[], Any]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - cpu, time.perf_counter() - wall


def tell(times: dict[str, tuple[float, float]]) -> None:
    from django.db import connection

    from goodwill.crm.customers.models import Customer

    print(f"{datetime.now(UTC):%Y-%m-%d} {platform.machine()} {os.cpu_count()} cores")
    print(f"{Customer.objects.count():,} customers on {connection.vendor}")
    for name, (cpu, wall) in times.items():
        print(f"{name:56} {wall:9.3f} s {cpu:9.3f} CPU-s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:,.0f} MB at the peak")


def _arguments() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("--customers", type=int, default=1_000_000)
    made.add_argument("--folder", type=Path)
    return made


if __name__ == "__main__":
    main()
