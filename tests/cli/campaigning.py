"""A shop whose campaign is measured: members, orders and costs as files, and the command on them.

Half of the members are left alone. Everybody bought now and then before the draw; afterwards
members who were contacted come a little oftener, which a seed decides once and for all.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cli.running import Told, goodwill

Row = dict[str, object]

FIRST, DRAWN, BEGAN, LAST = (
    date(2025, 1, 1),
    date(2025, 9, 25),
    date(2025, 10, 1),
    date(2025, 12, 31),
)
CAMPAIGN_DAYS = 28


def members(n: int = 800, *, campaign: str | None = None, held: float = 0.5) -> list[Row]:
    """`n` customers K0001…, drawn one after the other so that the shares are exact."""
    rows: list[Row] = []
    for place in range(n):
        is_held = int((place + 1) * held) > int(place * held)
        row: Row = {
            "customer_id": f"K{place:04d}",
            "arm": "holdout" if is_held else "treated",
            "assigned_on": DRAWN,
            "contacted_on": "" if is_held else BEGAN,
        }
        rows.append(row if campaign is None else {"campaign_id": campaign, **row})
    return rows


def bought(drawn: Sequence[Row], *, lift: float = 0.5, seed: int = 7, **more: object) -> list[Row]:
    """Orders of all days between FIRST and LAST; the treated come `lift` times oftener."""
    chance = Random(seed)
    rows: list[Row] = []
    for row in drawn:
        liking = 0.01 + 0.01 * chance.random()
        for day in _days(FIRST, LAST):
            is_on = BEGAN <= day < BEGAN + timedelta(days=CAMPAIGN_DAYS)
            moved = lift if is_on and row["arm"] == "treated" else 0.0
            if chance.random() < liking * (1 + moved):
                amount = 20 + chance.randrange(80)
                rows.append(
                    {
                        "order_no": f"A{len(rows):06d}",
                        "customer_id": row["customer_id"],
                        "order_date": day,
                        "amount": f"{amount}.00",
                        "cost": f"{amount * 0.6:.2f}",
                        **more,
                    }
                )
    return rows


def costs(*entries: tuple[str, str, object], currency: str | None = None) -> list[Row]:
    """Campaign, arm and amount of every entry."""
    rows: list[Row] = [
        {"campaign_id": campaign, "arm": arm, "spent_on": BEGAN, "amount": amount}
        for campaign, arm, amount in entries
    ]
    return rows if currency is None else [{**row, "currency": currency} for row in rows]


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=place) for place in range((last - first).days + 1))


def table(
    file: Path, rows: Sequence[Mapping[str, object]], *, encoding: str = "utf-8", mark: str = ","
) -> Path:
    """The rows as a CSV file, under the headings of the first."""
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=mark)
        writer.writeheader()
        writer.writerows(rows)
    return file


WHEN = ("--from", BEGAN, "--days", CAMPAIGN_DAYS)


def measure(out: Path, *arguments: object) -> Told:
    """`goodwill campaign measure … --out`, whatever it says."""
    return goodwill("campaign", "measure", *arguments, "--out", out)


def measured(out: Path, *arguments: object) -> Found:
    """The same; the test fails with what was said if it is refused."""
    told = measure(out, *arguments)
    assert told.code == 0, told.err
    return Found(out, told)


@dataclass(frozen=True)
class Found:
    """A folder that `goodwill campaign measure` wrote."""

    folder: Path
    told: Told

    @property
    def figures(self) -> list[dict[str, Any]]:
        return json.loads((self.folder / "figures.json").read_text(encoding="utf-8"))

    def figure(self, name: str) -> dict[str, Any]:
        """The first figure of a definition."""
        return next(each for each in self.figures if each["id"] == name)

    @property
    def run(self) -> dict[str, Any]:
        return json.loads((self.folder / "run.json").read_text(encoding="utf-8"))

    @property
    def html(self) -> str:
        return (self.folder / "report.html").read_text(encoding="utf-8")

    @property
    def effects(self) -> list[dict[str, str]]:
        """The rows of effects.csv."""
        with (self.folder / "effects.csv").open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    def effect(self, metric: str, *, arm: str = "treated", campaign: str = "") -> dict[str, str]:
        """The row of an arm and a metric for all members."""
        (row,) = (
            row
            for row in self.effects
            if (row["metric"], row["arm"], row["campaign"], row["slice"])
            == (metric, arm, campaign, "")
        )
        return row
