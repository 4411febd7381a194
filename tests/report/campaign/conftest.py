"""Campaigns measured once for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cli.campaigning import bought, costs, members
from report.campaign.casting import CHINESE, WHEN, measured_all, shop, stated

from goodwill.report.campaign.results import MeasuredAll
from goodwill.warehouse.duck import DuckWarehouse


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeasuredAll]:
    """One campaign with orders and a cost."""
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("alone"))
    files = shop() | {"campaign_costs": costs(("", "treated", "500.00"))}
    yield measured_all(warehouse, files, **WHEN)
    warehouse.close()


@pytest.fixture(scope="session")
def outright(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeasuredAll]:
    """Two treated arms whose members' file says who visited; no orders, no money."""
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("outright"))
    yield measured_all(
        warehouse, stated(), outcomes=("visit",), covariates=("history",), slices=("region",)
    )
    warehouse.close()


@pytest.fixture(scope="session")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeasuredAll]:
    """Four campaigns at once: a sound one, one without a hold-out's name, one with a broken
    split, and one whose hold-out is too small."""
    warehouse = DuckWarehouse(tmp_path_factory.mktemp("several"))
    sound = members(600, campaign="SOUND")
    unclear = [
        {**row, "arm": {"holdout": "x", "treated": "y"}[str(row["arm"])]}
        for row in members(100, campaign="UNCLEAR")
    ]
    broken = [
        row
        for place, row in enumerate(members(800, campaign="BROKEN"))
        if row["arm"] == "treated" or place % 3
    ]
    small = members(60, campaign="SMALL", held=0.1)
    drawn = [*sound, *unclear, *broken, *small]
    names = {"SOUND": CHINESE, "UNCLEAR": "Which?", "BROKEN": "Lost & found", "SMALL": "小"}
    listed = [
        {
            "campaign_id": each,
            "name": name,
            "channel": "e-mail" if each == "SOUND" else "SMS",
            "starts_on": "2025-10-01",
            "ends_on": "2025-10-28",
            "holdout_share": 0.1 if each == "SMALL" else 0.5,
        }
        for each, name in names.items()
    ]
    entries = [(each, "treated", "300.00") for each in names]
    files = {
        "campaign_members": drawn,
        "order_lines": bought(sound),
        "campaigns": listed,
        "campaign_costs": costs(*entries, currency="CNY"),
    }
    yield measured_all(warehouse, files)
    warehouse.close()
