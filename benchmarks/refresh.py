"""What does it cost to keep the tables of analyses up to date? Against all anew.

    python benchmarks/refresh.py [--customers 60000] [--folder DIR] [--home HOME]

Simulates a company and fills an installation with it (or takes one that is filled), makes all
tables, then changes 1 % of the records and refreshes: first as it happens in a company, the
latest orders and contacts and customers here and there; then the hardest way, all of them here
and there. The peer reads the same records by the bare driver and writes nothing. Stops if what
changed does not come to the same tables as all anew. With `DATABASE_URL` the same on PostgreSQL.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SHARE = 0.01
AT_ONCE = 500


@dataclass(frozen=True)
class Took:
    """CPU and wall-clock seconds, and how many rows were looked at."""

    cpu: float
    wall: float
    rows: int = 0


def main(arguments: list[str] | None = None) -> None:
    wanted = _arguments().parse_args(arguments)
    made = tempfile.TemporaryDirectory(dir=wanted.folder)
    with made if wanted.home is None else nullcontext() as folder:
        home = wanted.home or Path(folder) / "home"
        os.environ["GOODWILL_HOME"] = str(home)
        from goodwill.crm.site import starting

        starting.load(home)
        if wanted.home is None:
            filled(Path(folder) / "company", wanted.customers)
        measured(home)


def filled(company: Path, customers: int) -> None:
    """Simulate a company and fill the installation with it."""
    command = [sys.executable, "-m", "goodwill.cli", "demo", "--out", str(company)]
    subprocess.run([*command, "--customers", str(customers)], check=True, capture_output=True)
    from goodwill.crm.site import starting
    from goodwill.crm.site.filling import fill

    starting.bring_up_to_date()
    fill(company, is_indexed=False)


def measured(home: Path) -> None:
    """Refresh in every way, print the ratios, and see that the tables are the same."""
    from goodwill.crm.exchange.refreshing import refresh

    folder, beside = home / "warehouse-of-the-benchmark", home / "warehouse-anew"
    refresh(folder, anew=True)
    rows = {"all anew": timed(lambda: refresh(folder, anew=True).rows)}
    rows["nothing changed"] = timed(lambda: refresh(folder).looked_at)
    change(only_latest=True)
    rows["1 % changed: the latest, and customers here and there"] = timed(
        lambda: refresh(folder).looked_at
    )
    change(only_latest=False)
    rows["1 % changed: all here and there"] = timed(lambda: refresh(folder).looked_at)
    refresh(beside, anew=True)
    if contents(folder) != contents(beside):
        sys.exit("What changed does not come to the same tables as all anew.")
    rows["the same records read by the bare driver"] = timed(bare)
    tell(rows)


def timed(work: Callable[[], int]) -> Took:
    cpu, wall = time.process_time(), time.perf_counter()
    rows = work()
    return Took(time.process_time() - cpu, time.perf_counter() - wall, rows)


def change(*, only_latest: bool) -> None:
    """Change one record in a hundred of each kind, past the verbs but with lines of history."""
    from goodwill.crm.commerce.models import Order
    from goodwill.crm.customers.models import Activity, Customer
    from goodwill.crm.exchange.refreshing.star import KINDS_OF_CONTACT

    chance = random.Random(7)
    word = f"changed {time.time_ns()}"
    minutes = time.time_ns() % 1000
    met = Activity.objects.filter(sort__in=KINDS_OF_CONTACT, is_private=False)
    _touch(Customer, some(chance, Customer.objects.buying()), city=word)
    pick = latest if only_latest else lambda rows: some(chance, rows)
    _touch(Order, pick(Order.objects.all()), channel=word)
    _touch(Activity, pick(met), minutes=minutes)


def some(chance: random.Random, rows: Any) -> list[int]:
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return chance.sample(ids, max(1, int(len(ids) * SHARE)))


def latest(rows: Any) -> list[int]:
    count = max(1, int(rows.count() * SHARE))
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:count])


def _touch(model: Any, ids: list[int], **values: Any) -> None:
    from goodwill.crm.records.models import Change

    for start in range(0, len(ids), AT_ONCE):
        model.objects.filter(pk__in=ids[start : start + AT_ONCE]).update(**values)
    lines = (Change(kind=model.kind, record_id=pk, version=2, verb="changed") for pk in ids)
    Change.objects.bulk_create(lines, batch_size=1000)


def bare() -> int:
    """Every row of the tables that the records lie in, fetched and dropped."""
    from django.db import connection

    from goodwill.crm.exchange.refreshing.star import star

    rows = 0
    for model in (drawn.rows().model for drawn in star()):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            while piece := cursor.fetchmany(20_000):
                rows += len(piece)
    return rows


def contents(folder: Path) -> dict[str, Any]:
    """Every row of every table."""
    import pyarrow as pa

    from goodwill.warehouse.together import generation

    found = generation(folder)
    assert found
    return {
        name: pa.concat_tables(
            [part.rows for number in found.numbers(name) if (part := found.part(name, number))]
        ).combine_chunks()
        for name in found.facts["tables"]
    }


def tell(rows: dict[str, Took]) -> None:
    anew = rows["all anew"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, {memory:.0f} MB at the peak")
    print("| | rows | CPU seconds | wall | of all anew (CPU) |\n| --- | --- | --- | --- | --- |")
    for name, took in rows.items():
        share = took.cpu / anew.cpu
        print(f"| {name} | {took.rows:,} | {took.cpu:.2f} | {took.wall:.2f} | {share:.1%} |")


def machine() -> str:
    from django.db import connection

    return f"{os.cpu_count()} x {platform.machine()}, {connection.vendor}"


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--customers", type=int, default=60_000)
    parser.add_argument("--folder", type=Path, help="where the installation is made")
    parser.add_argument("--home", type=Path, help="an installation that is filled already")
    return parser


if __name__ == "__main__":
    main()
