"""The comparison and the diagnosis of fit agree with what is published about CDNOW.

2,357 customers acquired in the first quarter of 1997; the first 39 weeks are fitted, the
next 39 held out.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goodwill.analytics.information.calendar import day_of
from goodwill.analytics.tables import Frame
from goodwill.analytics.value import bgnbd, nbd, paretonbd
from goodwill.analytics.value.choosing import (
    choosing,
    foretelling,
    frequencies,
    splitting,
    tracking,
)
from goodwill.analytics.value.choosing.splitting import Split
from goodwill.warehouse.duck import DuckWarehouse

DATA = Path(__file__).parents[5] / "shared" / "data"
END, AS_OF = day_of(date(1997, 9, 30)), day_of(date(1998, 6, 30))


@pytest.fixture
def orders(duck_warehouse: DuckWarehouse) -> Frame:
    file = DATA / "cdnow_sample.csv"
    if not file.exists():
        pytest.skip("cdnow_sample.csv is not in ../shared/data")
    with file.open() as stream:
        rows = [
            {
                "customer_id": row["customer_id"],
                "day": day_of(date.fromisoformat(row["date"])),
                "is_purchase": True,  # theirs counts the orders of amount zero
            }
            for row in csv.DictReader(stream)
        ]
    table = duck_warehouse.scratch / "cdnow.parquet"
    pq.write_table(pa.Table.from_pylist(rows), table)
    return duck_warehouse.scan(table)


@pytest.fixture
def known(orders: Frame) -> Split:
    return splitting.split(orders, as_of_day=AS_OF, calibration_end_day=END)


def test_purchases_after_the_calibration_are_those_expected_in_the_published_table(
    known: Split,
) -> None:
    """McCarthy & Wadsworth (2014), Buy 'Til You Die: a walkthrough (of the R package BTYD),
    actual and expected by Pareto/NBD for 0, 1 … 7+ purchases in the calibration."""
    told = frequencies.conditional_expectations(known, paretonbd, foretelling.fit(known, paretonbd))
    actual = [0.237, 0.697, 1.393, 1.560, 2.532, 2.947, 3.862, 6.359]
    expected = [0.138, 0.600, 1.196, 1.714, 2.399, 2.907, 3.819, 6.403]
    assert [each.customers for each in told] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert [each.actual for each in told] == pytest.approx(actual, abs=6e-4)
    assert [each.expected for each in told] == pytest.approx(expected, abs=1.5e-3)


@pytest.mark.parametrize(
    ("family", "chi_square", "p_value", "percent"),
    [(bgnbd, 4.82, 0.19, -4), (paretonbd, 11.99, 0.007, -2)],
    ids=["BG/NBD", "Pareto/NBD"],
)
def test_fit_and_forecast_are_those_of_the_paper(
    orders: Frame, known: Split, family: Any, chi_square: float, p_value: float, percent: int
) -> None:
    """Fader, Hardie & Lee (2005), section on the empirical analysis: χ² with 3 degrees of
    freedom of 0 … 7+ repeat purchases, and purchases by the end of week 78."""
    model = foretelling.fit(known, family)
    told = frequencies.frequencies(known.calibration.histories, family, model)
    assert told.freedom == 3
    assert told.chi_square == pytest.approx(chi_square, abs=0.01)
    assert told.p_value == pytest.approx(p_value, abs=0.005)
    seen = tracking.daily(orders, as_of_day=AS_OF, acquired_by_day=END)
    weeks = tracking.tracking(seen, family, model, calibration_end_day=END).periods
    last = weeks[-1]
    assert (len(weeks), last.actual_so_far) == (78, 4339)
    assert sum(week.is_held_out for week in weeks) == 39
    assert round(100 * (last.expected_so_far / last.actual_so_far - 1)) == percent
    assert last.low_so_far < last.actual_so_far < last.high_so_far


@pytest.mark.proof
def test_leaving_is_seen_and_who_leaves_when_is_not(known: Split) -> None:
    """BG/NBD and Pareto/NBD tie, as the paper says they do; the NBD is far behind."""
    choice = choosing.choose(known, (paretonbd, bgnbd, nbd))
    assert choice.chosen.family is paretonbd
    assert (choice.customers, choice.actual) == (2357, 1882)
    marks = {candidate.name: candidate.metrics for candidate in choice.candidates}
    weeks = known.weight @ known.x * np.log(7)
    for name, published in (("BG/NBD", -9582.4), ("Pareto/NBD", -9595.0)):
        found = marks[name]
        assert found is not None
        assert found.log_likelihood is not None
        assert found.log_likelihood + weeks == pytest.approx(published, abs=0.06)
    without = marks["NBD"]
    assert without is not None
    assert without.behind.value > 4 * without.behind.error
    assert without.error is not None
    assert without.error > 0.5
