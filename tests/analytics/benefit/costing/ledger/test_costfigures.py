"""What costs come to: views are never mixed, shares are of one view, estimates are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from frames import frame_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.costing.ledger.costfigures import DEFINITIONS, costs_of
from goodwill.analytics.benefit.costing.ledger.judging import Judged, judged
from goodwill.analytics.benefit.costing.ledger.totals import by_part, total
from goodwill.analytics.benefit.costing.ledger.views import Cost, View, seen, together
from goodwill.analytics.errors import NotTogether
from goodwill.analytics.tables import ASSETS, COST_ENTRIES
from goodwill.warehouse.duck import DuckWarehouse

MARCH = date(2024, 3, 5)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckWarehouse]:
    opened = DuckWarehouse(tmp_path_factory.mktemp("costs"))
    yield opened
    opened.close()


def judge(
    engine: DuckWarehouse,
    rows: list[dict[str, Any]],
    assets: list[dict[str, Any]],
    as_of: date = date(2024, 12, 31),
) -> Judged:
    placed = [{"source_row": at, **row} for at, row in enumerate(rows, 1)]
    listed = [{"source_row": at, **row} for at, row in enumerate(assets, 1)]
    return judged(
        frame_of(engine, COST_ENTRIES, placed),
        currency="CNY",
        as_of=as_of,
        settle=engine.settle,
        assets=frame_of(engine, ASSETS, listed),
    )


def entry(number: str, amount: int, category: str, **told: Any) -> dict[str, Any]:
    known = {"entry_id": number, "amount_minor": amount, "category": category}
    return {"served_on": MARCH, **known, **told}


def bought(number: str, cost: int, **told: Any) -> dict[str, Any]:
    usual = {"salvage_minor": 0, "life_months": 12, "category": "hardware", "first_used_on": MARCH}
    return {"asset_id": number, "cost_minor": cost, **usual, **told}


@pytest.fixture(scope="module")
def ledger(engine: DuckWarehouse) -> Judged:
    rows = [
        entry("pay", 600_00, "people"),
        entry("guess", 100_00, "data", evidence="estimate"),
        entry("buy", 240_00, "hardware", asset_id="server", evidence="estimate"),
        entry("wait", 50_00, "time", nature="imputed"),
        entry("back", -40_00, "", reverses="guess"),
        entry("missed", 999_00, "opportunity"),
    ]
    return judge(engine, rows, [bought("server", 240_00)])


def test_each_view_has_its_own_total_and_parts(ledger: Judged) -> None:
    """By hand: 600 + 60 + 240 as paid; 600 + 60 + 10 × 20 + 50 as used up."""
    cash, used = costs_of(ledger, View.CASH), costs_of(ledger, View.CONSUMPTION)
    assert (cash.total.value, used.total.value) == (Decimal("900.00"), Decimal("910.00"))
    assert [(part.category, part.cost.value) for part in used.parts] == [
        ("people", Decimal("600.00")),
        ("infrastructure", Decimal("200.00")),
        ("data", Decimal("60.00")),
        ("time", Decimal("50.00")),
    ]
    assert cash.parts[1].share.value == Decimal(240) / 900
    assert sum(Fraction(part.share.value or 0) for part in used.parts) == pytest.approx(1)


def test_what_rests_on_estimates_is_told_of_every_total(ledger: Judged) -> None:
    """A reversal of an estimate and the depreciation of an asset bought by estimate are such."""
    cash, used = costs_of(ledger, View.CASH), costs_of(ledger, View.CONSUMPTION)
    assert cash.estimated.value == Decimal(300) / 900
    assert used.estimated.value == Decimal(260) / 910
    assert {part.category: part.estimated.value for part in cash.parts} == {
        "people": 0, "infrastructure": 1, "data": 1,
    }  # fmt: skip


def test_nothing_spent_has_no_shares(engine: DuckWarehouse) -> None:
    found = costs_of(judge(engine, [], []), View.CASH)
    assert (found.total.value, found.parts, found.estimated.value) == (0, (), None)


def test_views_cannot_be_added(ledger: Judged) -> None:
    cash, used = seen(ledger.frame, View.CASH), seen(ledger.frame, View.CONSUMPTION)
    with pytest.raises(NotTogether, match="an asset would count twice"):
        total(cash, "CNY") + total(used, "CNY")
    with pytest.raises(NotTogether, match="an asset would count twice"):
        together([cash, used])
    figures = costs_of(ledger, View.CASH), costs_of(ledger, View.CONSUMPTION)
    with pytest.raises(NotTogether):
        figures[0].total + figures[1].total
    with pytest.raises(NotTogether, match="CNY and USD"):
        Cost(View.CASH, "CNY", 1) + Cost(View.CASH, "USD", 1)
    assert Cost(View.CASH, "CNY", 1, 1, 1) + Cost(View.CASH, "CNY", 2) == Cost(
        View.CASH, "CNY", 3, 1, 1
    )
    assert len({definition.id for definition in DEFINITIONS}) == 6


def test_parts_add_up_to_the_whole(ledger: Judged) -> None:
    entries = seen(ledger.frame, View.CONSUMPTION)
    lines = by_part(entries, "CNY", "period", "category")
    assert sum(line.cost.amount_minor for line in lines) == 910_00
    assert lines[0].part == (202403, "data")


ROW = st.fixed_dictionaries(
    {
        "entry_id": st.sampled_from(["a", "b", "c", "d", None]),
        "amount_minor": st.integers(-300, 900),
        "currency": st.sampled_from([None, "USD"]),
        "rate": st.sampled_from([7.0005, 7.1]),
        "category": st.sampled_from(["people", "软件", "廣告", "nonsense"]),
        "served_on": st.dates(date(2024, 1, 1), date(2024, 3, 31)),
        "reverses": st.sampled_from([None, None, "a", "b"]),
        "recurs": st.sampled_from([None, None, "monthly"]),
        "asset_id": st.sampled_from([None, None, "server"]),
    }
)


def test_a_ledger_read_twice_in_another_order_says_the_same(engine: DuckWarehouse) -> None:
    drawn = Random(7)
    rows = [
        {
            "entry_id": f"e{at}",
            "amount_minor": -at if at % 6 == 0 and at else 100 * at + 7,
            "currency": "USD" if at % 3 == 0 else None,
            "rate": 7.0005,
            "category": drawn.choice(["people", "软件", "廣告", "nonsense"]),
            "served_on": date(2024, 1 + at % 3, 28),
            "reverses": f"e{at // 2}" if at % 6 == 0 and at else None,
            "recurs": "monthly" if at % 5 == 1 else None,
        }
        for at in range(30)
    ]
    _says_the_same(engine, rows, drawn, salvage=11)


@pytest.mark.proof
@settings(max_examples=10)
@given(
    rows=st.lists(ROW, min_size=20, max_size=30, unique_by=str),
    random=st.randoms(use_true_random=False),
    salvage=st.integers(0, 50),
)
def test_order_and_repetition_change_nothing_and_no_reversal_exceeds_its_entry(
    engine: DuckWarehouse, rows: list[dict[str, Any]], random: Any, salvage: int
) -> None:
    named = [row | {"entry_id": row["entry_id"] or f"n{at}"} for at, row in enumerate(rows)]
    _says_the_same(engine, named, random, salvage)


def _says_the_same(
    engine: DuckWarehouse, named: list[dict[str, Any]], random: Random, salvage: int
) -> None:
    asset = bought("server", 500, salvage_minor=salvage, life_months=3)
    once = judge(engine, named, [asset])
    twice = named + named
    random.shuffle(twice)
    again = judge(engine, twice, [asset])
    assert _content(again) == _content(once)
    assert again.page.rows_used == once.page.rows_used
    sums: dict[str, int] = {}
    for row in rows_of(once.frame):
        number = next((n["reverses"] for n in named if n["entry_id"] == row["entry_id"]), None)
        key = number or row["entry_id"]
        sums[key] = sums.get(key, 0) + row["amount_minor"]
    assert min(sums.values(), default=0) >= 0


def _content(found: Judged) -> list[tuple[Any, ...]]:
    rows = rows_of(found.frame, "entry_id")
    return [tuple(value for name, value in row.items() if name != "source_row") for row in rows]


def test_assets_of_every_method_come_to_the_same_in_both_views(engine: DuckWarehouse) -> None:
    """Amounts that do not divide by the months; what is left are the salvage values."""
    assets = [
        bought(method, 100_01 + at, salvage_minor=at, life_months=months, method=method)
        for at, (method, months) in enumerate([("SLN", 7), ("DDB", 24), ("SYD", 13)])
    ]
    rows = [
        entry(each["asset_id"], each["cost_minor"], "hardware", asset_id=each["asset_id"])
        for each in assets
    ]
    page = judge(engine, rows, assets, as_of=date(2027, 12, 31)).page
    assert page.cash.amount_minor == page.consumption.amount_minor + 0 + 1 + 2


@pytest.mark.proof
@settings(max_examples=10)
@given(
    cost=st.integers(1, 10**7),
    share=st.fractions(0, 1),
    months=st.integers(1, 30),
    method=st.sampled_from(["SLN", "双倍余额递减法", "sum of years"]),
    rate=st.sampled_from([None, 7.0005, 0.0481]),
)
def test_over_an_assets_life_both_views_come_to_the_same(
    engine: DuckWarehouse, cost: int, share: Fraction, months: int, method: str, rate: float | None
) -> None:
    currency = "USD" if rate else None
    told = {"life_months": months, "method": method, "currency": currency}
    salvage = int(cost * share)
    rows = [entry("buy", cost, "hardware", asset_id="server", currency=currency, rate=rate)]
    asset = bought("server", cost, salvage_minor=salvage, **told)
    found = judge(engine, rows, [asset], as_of=date(2027, 12, 31))
    if not found.register.listed:  # too little to be a cost in the company's currency
        assert found.page.cash.amount_minor == 0
        return
    kept = found.register.listed["server"].asset.salvage_minor
    assert found.page.cash.amount_minor == found.page.consumption.amount_minor + kept
