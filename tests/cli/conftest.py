"""A shop of three customers, and a terminal that is wide enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.running import WIDE, Valued, orders, valued


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", WIDE)


SHOP = (
    ("A1", "Ann", "2024-01-13", "10.00"),
    ("A2", "Bo", "2024-02-01", "20.00"),
    ("A3", "Ann", "2024-03-20", "5.50"),
    ("A4", "Cai", "2024-03-25", "7.25"),
    ("A5", "Cai", "2024-04-02", "-7.25"),
)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Ann bought twice, Bo once; Cai brought everything back."""
    return orders(tmp_path / "shop.csv", *SHOP)


@pytest.fixture(scope="session")
def valued_shop(tmp_path_factory: pytest.TempPathFactory) -> Valued:
    folder = tmp_path_factory.mktemp("valued-shop")
    file = orders(folder / "shop.csv", *SHOP)
    return valued(folder / "out", file, "--currency", "CNY")
