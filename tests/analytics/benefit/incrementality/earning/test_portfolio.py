"""Several campaigns: which paid, what they brought together, and who was in several."""

from __future__ import annotations

from datetime import date
from math import sqrt

import pytest
from frames import frame_of

from goodwill.analytics.benefit.incrementality.earning.money import Standing, returns
from goodwill.analytics.benefit.incrementality.earning.overlapping import (
    Overlap,
    overlap_findings,
    overlaps,
)
from goodwill.analytics.benefit.incrementality.earning.portfolio import (
    Result,
    portfolio,
    portfolio_figures,
)
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt
from goodwill.analytics.benefit.incrementality.members.membership import membership
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import NO_CURRENCY
from goodwill.analytics.numerics.effects import student
from goodwill.analytics.tables import CAMPAIGN_MEMBERS
from goodwill.language import Sentence
from goodwill.warehouse.opening import Warehouse

RECEIPT = Receipt(NO_CURRENCY, date(2024, 3, 31))


def result(name: str, value: float, se: float, cost: int | None, level: float = 0.95) -> Result:
    margin = student(
        value,
        se,
        treated=value + 100,
        control=100,
        n_treated=100,
        n_control=100,
        method=Sentence("For tests."),
        level=level,
        df=198,
    )
    return Result(name, name, returns(margin, 100, cost))


RESULTS = [
    result("spring", 50, 5, 1000),  # 5,000 ± 1,000, costs 1,000
    result("summer", 12, 5, 1000),  # may have paid
    result("autumn", -10, 5, 2000),
    result("winter", 50, 5, None),
]


def test_proven_unproven_and_failed_are_shown_apart() -> None:
    found = portfolio(RESULTS)
    assert [each.campaign_id for each in found.results] == ["spring", "summer", "autumn", "winter"]
    assert [found.count(standing) for standing in Standing] == [1, 1, 1, 1]
    shown = {each.definition.id: each for each in portfolio_figures(found, RECEIPT)}
    assert shown["MK08"].value == pytest.approx(1 / 3)
    assert shown["MK08"].denominator == 3
    assert (shown["promotions_unproven"].value, shown["promotions_failed"].value) == (
        pytest.approx(1 / 3),
        pytest.approx(1 / 3),
    )
    assert [(each.code, each.n) for each in found.findings] == [("not_in_total", 1)]


def test_totals_are_sums_and_squared_errors_add() -> None:
    found = portfolio(RESULTS)
    assert found.margin is not None
    assert found.profit is not None
    assert (found.margin.value, found.cost, found.profit.value) == (5200, 4000, 1200)
    assert found.margin.se == pytest.approx(sqrt(3) * 500)
    assert found.margin.df == pytest.approx(3 * 198)
    shown = {each.definition.id: each for each in portfolio_figures(found, RECEIPT)}
    assert float(shown["portfolio_roi"].value or 0) == pytest.approx(0.3)
    assert float(shown["spend_efficiency"].value or 0) == pytest.approx(1.3)
    assert shown["portfolio_roi"].high == pytest.approx(found.profit.high / 4000)


def test_one_campaign_alone_keeps_its_own_interval() -> None:
    one = RESULTS[0].returns
    found = portfolio(RESULTS[:1])
    assert found.profit is not None
    assert one.profit is not None
    assert (found.profit.low, found.profit.high) == pytest.approx((one.profit.low, one.profit.high))


def test_without_costs_there_are_no_totals() -> None:
    found = portfolio(RESULTS[3:])
    assert found.profit is None
    shown = portfolio_figures(found, RECEIPT)
    assert all(each.value is None and each.reason for each in shown)


def test_what_cannot_be_added_is_refused() -> None:
    with pytest.raises(Undefined, match="no campaign"):
        portfolio([])
    with pytest.raises(Undefined, match="spring is given twice"):
        portfolio([RESULTS[0], RESULTS[0]])
    with pytest.raises(NotTogether, match="different levels"):
        portfolio([RESULTS[0], result("other", 1, 1, 1, level=0.9)])


def test_members_in_several_campaigns_at_once_are_counted(proved_warehouse: Warehouse) -> None:
    drawn = [
        ("spring", "Ann", "post"),
        ("spring", "Bob", "post"),
        ("spring", "Cem", "control"),
        ("easter", "Ann", "post"),
        ("easter", "Cem", "post"),
        ("easter", "Dee", "control"),
        ("easter", "Fay", "post"),
        ("autumn", "Ann", "post"),
        ("autumn", "Bob", "control"),
    ]
    rows = [
        {"source_row": row, "campaign_id": campaign, "customer_id": name, "arm": arm}
        for row, (campaign, name, arm) in enumerate(drawn, 2)
    ]
    read = membership(frame_of(proved_warehouse, CAMPAIGN_MEMBERS, rows), proved_warehouse.settle)
    windows = {"spring": (100, 130), "easter": (129, 140), "autumn": (300, 310)}
    found, people = overlaps(read.members, windows)
    assert (found, people) == ((Overlap("easter", "spring", 2, 1),), 2)
    told = overlap_findings(found, people, 5)[0]
    assert (told.n, told.is_alarm) == (2, True)
    assert "easter and spring" in str(told.sentence)
    assert overlaps(read.members, {"spring": (1, 2), "easter": (2, 3)}) == ((), 0)
    assert overlap_findings((), 0, 5) == ()
