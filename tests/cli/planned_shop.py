"""A shop whose campaign is planned: customers as Parquet or CSV, orders, and a plan."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from cli.running import Told, goodwill

N = 600
STARTS = date(2025, 9, 1)
FIRST, LAST = date(2025, 1, 1), date(2025, 10, 31)

PLAN = """
campaign = "autumn"
channel = "e-mail"
starts_on = 2025-09-01
days = 14
follow_days = 14
before_days = 60
currency = "CNY"

[arms]
holdout = 0.25
stratify_by = ["value_class"]

[audience]
customers = "customers.parquet"
conditions = [
  {column = "value", at_least = 20},
  {column = "region", in = ["上海", "北京"]},
  {column = "is_supplier", is = false},
]

[rules]
consent = "consent"

[costs]
fixed = 100
per_contact = 0.5

[expect]
lift_low = 0.0
lift_high = 0.4

[decide]
primary = ["buyers"]
slices = ["region"]
"""


def customers(n: int = N) -> list[dict[str, Any]]:
    """K0000 …: three of four in 上海 or 北京, four of five with consent, few suppliers."""
    chance = Random(3)
    return [
        {
            "customer_id": f"K{at:04d}",
            "region": ["上海", "北京", "北京", "广州"][at % 4],
            "value": round(10 + 190 * chance.random(), 2),
            "value_class": "ABC"[chance.randrange(3)],
            "consent": "yes" if chance.random() < 0.8 else "",
            "is_supplier": chance.random() < 0.05,
        }
        for at in range(n)
    ]


def as_parquet(folder: Path, rows: list[dict[str, Any]], name: str = "customers") -> Path:
    file = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows), file)
    return file


def as_csv(file: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    rows = list(rows)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return file


def orders(folder: Path, first: date = FIRST, last: date = LAST) -> Path:
    """Everybody buys about twice in a hundred days."""
    chance, rows = Random(5), []
    for day in range((last - first).days + 1):
        for at in range(N):
            if chance.random() < 0.02:
                amount = 20 + chance.randrange(80)
                rows.append(
                    {
                        "order_no": f"A{len(rows):06d}",
                        "customer_id": f"K{at:04d}",
                        "order_date": (first + timedelta(days=day)).isoformat(),
                        "amount": f"{amount}.00",
                        "cost": f"{amount / 2:.2f}",
                        "currency": "CNY",
                    }
                )
    return as_csv(folder / "orders.csv", rows)


@dataclass(frozen=True)
class Shop:
    """A folder with customers, orders up to the day before the campaign, and a plan."""

    folder: Path

    def plan(self, text: str = PLAN, name: str = "plan.toml") -> Path:
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return file

    def run(self, out: str = "out", text: str = PLAN, *more: object) -> Planned:
        told = self.told(out, text, *more)
        assert told.code == 0, told.err
        return Planned(self.folder / out, told)

    def told(self, out: str, text: str, *more: object) -> Told:
        where = ("--out", self.folder / out)
        return goodwill("campaign", "plan", self.plan(text, f"{out}.toml"), *where, *more)


@dataclass(frozen=True)
class Planned:
    """A folder that `goodwill campaign plan` wrote."""

    folder: Path
    told: Told

    @property
    def html(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")

    @property
    def json(self) -> dict[str, dict[str, Any]]:
        plain = json.loads((self.folder / "figures.json").read_text(encoding="utf-8"))
        return {each["receipt"]: each for each in plain}

    @property
    def noted(self) -> dict[str, Any]:
        return json.loads((self.folder / "run.json").read_text(encoding="utf-8"))

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def arms(self) -> dict[str, str]:
        return {row["customer_id"]: row["arm"] for row in self.rows("members.csv")}
