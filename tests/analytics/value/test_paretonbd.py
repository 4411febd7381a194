"""The Pareto/NBD model against its papers, against 60 digits, and against itself."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from goodwill.analytics.value import paretonbd
from goodwill.analytics.value.paretonbd import Paretonbd

DATA = Path(__file__).parents[4] / "shared" / "data"
CDNOW = Paretonbd(r=0.553, alpha=10.578, s=0.606, beta=11.669)


@pytest.fixture(scope="module")
def cdnow():
    """x, t_x, T in days of the 2,357 customers, calibrated to 1997-09-30."""
    if not (DATA / "cdnow_sample.csv").exists():
        pytest.skip("cdnow_sample.csv is not in ../shared/data")
    end, days = date(1997, 9, 30), defaultdict(set)
    with (DATA / "cdnow_sample.csv").open() as stream:
        for row in csv.DictReader(stream):
            on = date.fromisoformat(row["date"])
            if on <= end:
                days[row["customer_id"]].add(on)
    rows = [(len(on) - 1, (max(on) - min(on)).days, (end - min(on)).days) for on in days.values()]
    return np.array(rows, dtype=float).T


def test_cdnow_parameters_equal_those_of_the_paper(cdnow):
    """Fader, Hardie & Lee (2005), Marketing Science 24(2), table 2."""
    x, t_x, T = cdnow
    model = paretonbd.fit(x, t_x / 7, T / 7)
    found = (model.r, model.alpha, model.s, model.beta)
    assert found == pytest.approx((0.553, 10.578, 0.606, 11.669), abs=6e-4)
    assert model.estimate.log_likelihood == pytest.approx(-9595.0, abs=0.05)
    assert model.estimate.customers == 2357
