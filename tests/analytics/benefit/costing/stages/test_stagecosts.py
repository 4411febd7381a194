"""What stages cost, and how winning, keeping and winning back compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from frames import frame_of

from goodwill.analytics.benefit.costing.stages.asking import Amount, Asked, Customers, Values
from goodwill.analytics.benefit.costing.stages.spending import Spend, StageSpend, by_stage
from goodwill.analytics.benefit.costing.stages.stagecosts import (
    acquisition_cost,
    is_win_back_first,
    reacquisition_cost,
    reacquisition_ratio,
    stage_figures,
)
from goodwill.analytics.errors import SettingRefused, TooFew, Undefined
from goodwill.analytics.figure import Figure
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse


def cost(period: int, stage: str, amount: int, **more: Any) -> dict[str, Any]:
    plain = {"customer_id": "c", "channel": None, "minutes": None, "is_estimate": 0}
    return plain | {"period": period, "stage": stage, "amount_minor": amount} | more


ROWS = [
    cost(202401, "acquire", 90_000),
    cost(202402, "acquire", 50_000, minutes=30.0),
    cost(202402, "acquire", 10_000, minutes=12.0, is_estimate=1, channel="web"),
    cost(202402, "retain", 40_000),
    cost(202402, "churn", 24_000),
    cost(202402, "shared", 5_000),
]
ASKED = Asked(
    (202402,),
    Customers({"acquire": 80, "retain": 400, "churn": 0}, new=30, retained=380, lost=20,
              reacquired=8),
    "CNY",
    date(2024, 3, 1),
    Values(
        lost=Amount(300_000, 20, 250_000, 350_000),
        word_of_mouth_minor=60_000,
        lifetime=Amount(5_000_000, 100, 4_000_000, 6_000_000),
        monthly_margin=Amount(12_000, 30),
    ),
)  # fmt: skip


def spend_of(rows: Sequence[dict[str, Any]], warehouse: Warehouse) -> StageSpend:
    (spend,) = by_stage(frame_of(warehouse, None, rows))
    return spend


def figures_of(duck: DuckWarehouse, asked: Asked = ASKED) -> dict[str, Figure]:
    """By id; those of a stage by id and stage."""
    told = stage_figures(spend_of(ROWS, duck), asked)
    return {" ".join((f.definition.id, f.cut.get("stage", ""))).strip(): f for f in told}


def test_cost_is_summed_by_month_stage_and_cut(warehouse: Warehouse) -> None:
    web, rest = by_stage(frame_of(warehouse, None, ROWS[::-1]), ["channel"])[::-1]
    assert web.cut == (("channel", "web"),)
    assert web.of("acquire", [202402]) == Spend(10_000, 10_000, 12.0)
    assert rest.of("acquire", [202401, 202402]) == Spend(140_000, 0, 30.0)
    assert web.of("retain", [202401]) == Spend()


def test_every_figure_of_a_month_worked_by_hand(duck_warehouse: DuckWarehouse) -> None:
    found = figures_of(duck_warehouse)
    assert {name: figure.value for name, figure in found.items() if figure.value is not None} == {
        "stage_cost acquire": Decimal("600.00"),
        "CO02 acquire": Decimal("7.5"),
        "stage_cost retain": Decimal("400.00"),
        "CO02 retain": Decimal("1"),
        "stage_cost expand": Decimal("0.00"),
        "stage_cost churn": Decimal("240.00"),
        "MK04": Decimal("20"),
        "retention_cost": Decimal("400.00") / 380,
        "reacquisition_cost": Decimal("30"),
        "CO06": Decimal("1.5"),
        "CO05": Decimal("3840.00"),
        "churn_lost_value": Decimal("3000.00"),
        "churn_word_of_mouth": Decimal("600.00"),
        "reacquisition_spend": Decimal("240.00"),
        "VA06": Decimal("25"),
        "cac_payback": Decimal("5"),
    }
    assert (found["CO05"].low, found["CO05"].high) == (Decimal("3340.00"), Decimal("4340.00"))
    assert (found["VA06"].low, found["VA06"].high) == (Decimal(20), Decimal(30))


def test_churn_cost_says_what_is_ledger_and_what_memo(duck_warehouse: DuckWarehouse) -> None:
    said = str(figures_of(duck_warehouse)["CO05"].method)
    assert "240.00 is in the ledger" in said
    assert "3,600.00 is memo" in said


def test_estimates_are_told_where_they_flow(duck_warehouse: DuckWarehouse) -> None:
    found = figures_of(duck_warehouse)
    assert "17 % of the cost rests on estimates" in str(found["MK04"].method)
    assert found["retention_cost"].method is None


def test_with_nobody_won_the_cost_is_shown_and_the_ratio_is_not(
    duck_warehouse: DuckWarehouse,
) -> None:
    nobody = replace(ASKED, customers=replace(ASKED.customers, new=0))
    found = figures_of(duck_warehouse, nobody)
    assert (found["MK04"].value, found["MK04"].numerator) == (None, Decimal("600.00"))
    for name in ("MK04", "CO06", "VA06", "cac_payback"):
        assert found[name].value is None
        assert "no customer to divide it by" in str(found[name].reason)


def test_what_nobody_counted_is_not_zero(duck_warehouse: DuckWarehouse) -> None:
    bare = replace(ASKED, customers=Customers(), values=Values())
    found = figures_of(duck_warehouse, bare)
    for name in ("CO02 acquire", "MK04", "retention_cost", "reacquisition_cost", "CO06"):
        assert "nobody counted" in str(found[name].reason)
    assert "lifetime value of the customers lost is not known" in str(found["CO05"].reason)
    assert "is not known" in str(found["cac_payback"].reason)
    silent = replace(ASKED, values=replace(ASKED.values, word_of_mouth_minor=None))
    assert "word of mouth" in str(figures_of(duck_warehouse, silent)["CO05"].reason)
    fewer = replace(ASKED, values=replace(ASKED.values, lost=Amount(1, 19)))
    assert "that of 19 customers, but 20" in str(figures_of(duck_warehouse, fewer)["CO05"].reason)


def test_without_a_margin_it_is_never_paid_back(duck_warehouse: DuckWarehouse) -> None:
    losing = replace(ASKED, values=replace(ASKED.values, monthly_margin=Amount(0, 30)))
    assert str(figures_of(duck_warehouse, losing)["cac_payback"].reason).startswith("Never")


def test_the_lag_takes_the_cost_of_earlier_months(duck_warehouse: DuckWarehouse) -> None:
    spend = spend_of(ROWS, duck_warehouse)
    lagged = acquisition_cost(spend, replace(ASKED, lag_months=1))
    assert lagged.value == Decimal("30")
    assert str(lagged.method) == "Cost of 1 month earlier."
    too_early = acquisition_cost(spend, replace(ASKED, lag_months=2))
    assert too_early.value is None
    assert "those of 2023-12 are needed too" in str(too_early.reason)
    with pytest.raises(SettingRefused, match="lag cannot be negative"):
        replace(ASKED, lag_months=-1)


@pytest.mark.parametrize(("reacquired", "is_first"), [(8, False), (12, False), (13, True)])
def test_winning_back_comes_first_when_it_is_cheaper(
    duck_warehouse: DuckWarehouse, reacquired: int, is_first: bool
) -> None:
    asked = replace(ASKED, customers=replace(ASKED.customers, reacquired=reacquired))
    spend = spend_of(ROWS, duck_warehouse)
    found = reacquisition_ratio(reacquisition_cost(spend, asked), acquisition_cost(spend, asked))
    assert is_win_back_first(found) is is_first
    assert ("put that first" in str(found.method)) is is_first


def test_no_costs_and_negative_counts_are_refused(duck_warehouse: DuckWarehouse) -> None:
    empty = frame_of(duck_warehouse, None, ROWS).filter(~(_period() > 0))
    with pytest.raises(TooFew, match="months with a cost"):
        by_stage(empty)
    with pytest.raises(Undefined, match="cannot be negative"):
        Customers(new=-1)


def _period() -> Any:
    import narwhals as nw

    return nw.col("period")
