"""RFM scores: quintiles of values, the same for equals."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from analytics.value.cast import buyer, never, summaries_of
from frames import rows_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.value.today import rfm
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
TODAY = 1000
# c0 bought once long ago, c9 ten times and today.
LADDER = [
    buyer(f"c{i}", range(TODAY - 90 + 10 * i - i, TODAY - 89 + 10 * i), TODAY) for i in range(10)
]


def test_a_ladder_of_customers_climbs_the_scores_two_by_two(proved_warehouse: Warehouse) -> None:
    summaries = summaries_of(proved_warehouse, [*LADDER, never("Gus")])
    cuts = rfm.quintiles(summaries)
    assert cuts.recency == (72, 54, 36, 18)
    assert cuts.frequency == (2, 4, 6, 8)
    scored = rfm.scored(summaries, cuts)
    rows = {row["customer_id"]: row for row in rows_of(scored)}
    for name in ("recency_score", "frequency_score", "monetary_score"):
        assert [rows[f"c{i}"][name] for i in range(10)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert rows["Gus"]["recency_score"] is None
    assert rows["Gus"]["rfm_segment"] is None
    assert (rows["c0"]["rfm_segment"], rows["c4"]["rfm_segment"]) == ("lost", "loyal")

    cells = rfm.cells(scored)
    assert len(cells) == 25
    assert (cells[0].recency, cells[0].frequency, cells[0].customers) == (5, 5, 2)
    assert cells[0].revenue_minor == 19_000
    assert cells[0].value_minor == 1_900
    assert sum(cell.customers for cell in cells) == 10
    sizes = {f.cut["segment"]: f.value for f in rfm.figures(cells, as_of=ON)}
    assert sizes["champions"] == 4
    assert sum(size for size in sizes.values() if isinstance(size, int)) == 10
    assert rfm.levels(cells) == (5, 5)


def test_the_table_and_the_column_name_segments_alike(duck_warehouse: DuckWarehouse) -> None:
    scored = rfm.scored(
        summaries_of(duck_warehouse, LADDER), rfm.quintiles(summaries_of(duck_warehouse, LADDER))
    )
    named = {cell.segment.value for cell in rfm.cells(scored) if cell.customers}
    assert named == {row["rfm_segment"] for row in rows_of(scored)}


def test_equal_customers_have_equal_scores_and_leave_cells_empty(warehouse: Warehouse) -> None:
    once = [buyer(f"c{i}", [900], TODAY) for i in range(7)]
    twice = [buyer("王芳", [900, 950], TODAY)]
    summaries = summaries_of(warehouse, [*once, *twice])
    rows = {r["customer_id"]: r for r in rows_of(rfm.scored(summaries, rfm.quintiles(summaries)))}
    assert {rows[f"c{i}"]["frequency_score"] for i in range(7)} == {1}
    assert rows["王芳"]["frequency_score"] == 5
    assert rfm.levels(rfm.cells(rfm.scored(summaries, rfm.quintiles(summaries)))) == (2, 2)


@pytest.mark.parametrize("rows", [[], [never("Gus")]], ids=["nobody", "never-buyers only"])
def test_without_buyers_there_are_no_scores(
    duck_warehouse: DuckWarehouse, rows: list[dict[str, object]]
) -> None:
    summaries = summaries_of(duck_warehouse, rows)
    cuts = rfm.quintiles(summaries)
    assert cuts == rfm.Quintiles((), (), ())
    cells = rfm.cells(rfm.scored(summaries, cuts))
    assert sum(cell.customers for cell in cells) == 0
    assert all(f.value is None and f.reason for f in rfm.figures(cells, as_of=ON))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.integers(-500, 5000), min_size=1, max_size=30))
def test_monetary_scores_are_numpy_quintiles(
    duck_warehouse: DuckWarehouse, amounts: list[int]
) -> None:
    rows = [buyer(f"c{i:02}", [1], TODAY, revenue_minor=each) for i, each in enumerate(amounts)]
    summaries = summaries_of(duck_warehouse, rows)
    cuts = np.quantile(amounts, rfm.QUINTILES)
    assert rfm.quintiles(summaries).monetary == tuple(np.floor(cuts + 1e-6).astype(int))
    scored = rows_of(rfm.scored(summaries, rfm.quintiles(summaries)), "customer_id")
    by_amount = {}
    for row in scored:
        assert (
            by_amount.setdefault(row["revenue_minor"], row["monetary_score"])
            == (row["monetary_score"])
        )
    ordered = [by_amount[amount] for amount in sorted(by_amount)]
    assert ordered == sorted(ordered)
