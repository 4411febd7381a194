"""Public data that models are held to, where they are there."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

DATA = Path(__file__).parents[4] / "shared" / "data"


def rows_of_file(name: str) -> list[dict[str, Any]]:
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not in ../shared/data")
    with (DATA / name).open() as stream:
        return list(csv.DictReader(stream))


def cdnow_spend() -> tuple[np.ndarray, np.ndarray]:
    """Repeat purchase days until 1997-09-30 and their mean value in dollars, of 946 people."""
    days: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of_file("cdnow_sample.csv"):
        if row["date"] <= "19970930":
            days[row["customer_id"]][row["date"]] += float(row["amount"])
    repeats = [[spent for _, spent in sorted(bought.items())][1:] for bought in days.values()]
    again = [spent for spent in repeats if spent]
    return (
        np.array([len(spent) for spent in again], dtype=float),
        np.array([sum(spent) / len(spent) for spent in again]),
    )
