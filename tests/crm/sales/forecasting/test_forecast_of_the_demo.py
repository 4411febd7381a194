"""The forecast of simulated companies, tried on two and a half years: the interval holds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from goodwill.analytics.execution.forecasting.backtest import backtest
from goodwill.analytics.execution.forecasting.journeys import Journeys, journeys
from goodwill.analytics.execution.forecasting.outlook import Asked
from goodwill.cli.demo import demo
from goodwill.crm.sales.periods import day_of, period
from goodwill.language import speak

STAGES = ("enquiry", "qualified", "proposal", "negotiation")
SEEDS = range(11, 21)


def told(folder: Path) -> Journeys:
    """The company's opportunities and their stays."""
    opportunities = _rows(folder / "opportunities.parquet", "opportunity_id")
    changes = _rows(folder / "stage_changes.parquet", "opportunity_id")
    deals = {
        "id": [row["opportunity_id"] for row in opportunities],
        "opened": [day_of(row["opened_on"]) for row in opportunities],
        "closed": [row["closed_on"] and day_of(row["closed_on"]) for row in opportunities],
        "won": [row["status"] == "won" for row in opportunities],
        "worth": [round(row["amount"] * 100) for row in opportunities],
        "group": [0] * len(opportunities),
    }
    names = ("id", "stage", "entered", "left", "thought", "chance")
    stays: dict[str, list[Any]] = {name: [] for name in names}
    for row, after in zip(changes, [*changes[1:], None], strict=True):
        if row["to_stage"] not in STAGES:
            continue
        is_same = after is not None and after["opportunity_id"] == row["opportunity_id"]
        left = day_of(after["entered_on"]) if is_same else None
        place, entered = STAGES.index(row["to_stage"]), day_of(row["entered_on"])
        amount = round(row["amount"] * 100)
        held = (row["opportunity_id"], place, entered, left, amount, row["chance"])
        for name, value in zip(names, held, strict=True):
            stays[name].append(value)
    return journeys(deals, stays, stages=len(STAGES))


def _rows(file: Path, key: str) -> list[dict[str, Any]]:
    rows = duckdb.sql(f"select * from (select *, row_number() over () as n from '{file}') "
                      f"order by {key}, n")  # fmt: skip
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]


@pytest.mark.proof
def test_eight_of_ten_months_lie_in_the_interval(tmp_path: Path) -> None:
    """10 companies × 30 months; and the forecast misses by less than the simple ways."""
    inside = tried = 0
    months = []
    one = period("2024-01", date(2026, 6, 30))
    while one.last <= date(2026, 6, 30):
        months.append((one.start_day, one.end_day))
        one = one.after()
    for seed in SEEDS:
        folder = tmp_path / str(seed)
        said = ["--out", str(folder), "--customers", "1500", "--seed", str(seed)]
        assert CliRunner().invoke(demo(speak("en")), said).exit_code == 0
        found = backtest(told(folder), months, Asked(0, 0, 0), (0.15, 0.3, 0.5, 0.7))
        inside, tried = inside + found.inside, tried + len(found.tried)
        assert found.loss("forecast") < min(found.loss("weighted"), found.loss("sure"))
    assert 0.75 <= inside / tried <= 0.85
