"""What a campaign brought in money: by hand, with an honest interval, or a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from frames import frame_of

from goodwill.analytics.benefit.incrementality.earning import receipts
from goodwill.analytics.benefit.incrementality.earning.money import (
    Standing,
    break_even_contacts,
    less,
    returns,
)
from goodwill.analytics.benefit.incrementality.earning.quotients import fieller, over_effect
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt, figures
from goodwill.analytics.benefit.incrementality.earning.spending import (
    CampaignCost,
    costs_of,
    split,
    unassigned,
)
from goodwill.analytics.benefit.incrementality.effects.means import difference
from goodwill.analytics.benefit.incrementality.members.membership import membership
from goodwill.analytics.errors import NotTogether, TooFew, Undefined
from goodwill.analytics.figure import Grade
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.analytics.numerics.moments import of_arrays
from goodwill.analytics.tables import CAMPAIGN_COSTS, CAMPAIGN_MEMBERS
from goodwill.language import Sentence
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

METHOD = Sentence("For tests.")
RECEIPT = Receipt("CNY", date(2024, 3, 31))


def effect(value: float, se: float, treated: float, control: float) -> Effect:
    return student(
        value,
        se,
        treated=treated,
        control=control,
        n_treated=1000,
        n_control=500,
        method=METHOD,
    )


MARGIN = effect(50, 10, 250, 200)  # minor units per member
ORDERS = effect(0.02, 0.005, 0.12, 0.10)
BUYERS = effect(0.02, 0.005, 0.10, 0.08)
Z = 1.959963984540054


def test_money_is_the_effect_times_the_members_less_the_cost() -> None:
    found = returns(MARGIN, 1000, 20_000, orders=ORDERS, buyers=BUYERS)
    assert found.margin is not None
    assert found.profit is not None
    assert found.roi is not None
    assert found.margin.value == 50_000
    assert (found.profit.value, found.profit.low) == (30_000, pytest.approx(30_000 - Z * 10_000))
    assert (found.roi.value, found.roi.high) == (1.5, pytest.approx(1.5 + Z / 2))
    assert found.standing is Standing.PROVEN
    cost = found.cost_per_order
    assert cost.value == pytest.approx(1000)
    assert cost.low == pytest.approx(20_000 / (20 + Z * 5))
    assert cost.high == pytest.approx(20_000 / (20 - Z * 5))
    assert found.break_even_margin == 20
    assert found.break_even_buyers == pytest.approx(20 / (200 / 0.08))
    assert found.gross_roi == pytest.approx((250_000 - 20_000) / 20_000)


@pytest.mark.parametrize(
    ("cost", "standing"),
    [
        (30_000, Standing.PROVEN),
        (50_000, Standing.UNPROVEN),
        (70_000, Standing.FAILED),
        (0, Standing.PROVEN),
        (None, Standing.UNKNOWN),
    ],
)
def test_the_standing_follows_the_interval_of_the_profit(
    cost: int | None, standing: Standing
) -> None:
    assert returns(MARGIN, 1000, cost).standing is standing


def test_the_interval_holds_the_true_return_as_often_as_it_says() -> None:
    """1,000 campaigns: 3,000 treated earn 12 each more than 600 held out, and cost 9 each.

    93.6 to 96.4 % is two standard errors about 95 %.
    """
    draw = np.random.default_rng(2024)
    inside = 0
    for _ in range(1000):
        treated, control = draw.gamma(1.0, 92.0, 3000), draw.gamma(1.0, 80.0, 600)
        cells = [of_arrays(["margin"], arm[:, None]) for arm in (treated, control)]
        roi = returns(difference(*cells, column="margin"), 3000, 27_000).roi
        assert roi is not None
        inside += roi.low <= 12 / 9 - 1 <= roi.high
    assert 0.936 <= inside / 1000 <= 0.964


def test_a_negative_margin_is_a_loss_and_not_an_error() -> None:
    found = returns(effect(-50, 10, 150, 200), 1000, 10_000, orders=effect(-0.02, 0.005, 0.1, 0.12))
    assert found.roi is not None
    assert (found.roi.value, found.standing) == (-6, Standing.FAILED)
    assert found.cost_per_order.value is None
    assert "brought none in addition" in str(found.cost_per_order.reason)


def test_a_cost_per_order_without_upper_end_is_said_and_not_shown() -> None:
    found = returns(MARGIN, 1000, 20_000, orders=effect(0.02, 0.02, 0.12, 0.10))
    cost = found.cost_per_order
    assert (cost.value, cost.low, cost.high) == (None, None, None)
    assert "no upper end" in str(cost.reason)
    shown = {x.definition.id: x for x in figures(found, RECEIPT)}["cost_per_incremental_order"]
    assert shown.value is None
    assert shown.low is None
    assert "no upper end" in str(shown.reason)


def test_missing_cost_refuses_the_return_alone() -> None:
    shown = {x.definition.id: x for x in figures(returns(MARGIN, 1000, None), RECEIPT)}
    assert shown["incremental_margin"].value == Decimal("500.00")
    assert shown["MK03"].value is None
    assert "is not known" in str(shown["MK03"].reason)
    free = {x.definition.id: x for x in figures(returns(MARGIN, 1000, 0), RECEIPT)}
    assert free["MK03"].value is None
    assert "cost nothing" in str(free["MK03"].reason)
    assert free["incremental_profit"].value == Decimal("500.00")


def test_a_margin_that_was_refused_says_why_in_every_figure() -> None:
    few = TooFew(Sentence("buyers in the hold-out"), 12, 100)
    shown = {x.definition.id: x for x in figures(returns(few, 1000, 20_000), RECEIPT)}
    for name in ("incremental_margin", "incremental_profit", "MK03"):
        assert shown[name].value is None
        assert "12 found, at least 100 needed" in str(shown[name].reason)
    unknown = returns(None, 1000, 20_000)
    assert "no order says what its goods cost" in str(unknown.margin_reason)


def test_figures_carry_grade_interval_and_method() -> None:
    found = returns(MARGIN, 1000, 20_000, revenue=MARGIN, orders=ORDERS, buyers=BUYERS)
    shown = {x.definition.id: x for x in figures(found, RECEIPT, BUYERS)}
    assert set(shown) | {"contact_rate"} == {each.id for each in receipts.DEFINITIONS}
    roi = shown["MK03"]
    assert (roi.value, roi.numerator, roi.denominator) == (Decimal("1.5"), 300, 200)
    assert (roi.grade, roi.n) == (Grade.RANDOM_HOLDOUT, 1000)
    assert "proven" in str(roi.method)
    assert shown["MK02"].low == pytest.approx(0.02 - Z * 0.005)
    assert shown["cost_per_incremental_order"].value == Decimal("10.00")
    gross = shown["gross_campaign_roi"]
    assert gross.grade is None
    assert "attributed, not incremental" in str(gross.definition.label)


def test_nobody_treated_and_negative_costs_are_refused() -> None:
    with pytest.raises(Undefined, match="no treated member"):
        returns(MARGIN, 0, 10)
    with pytest.raises(Undefined, match="negative"):
        returns(MARGIN, 10, -1)


def test_break_even_contacts_need_a_contact_that_pays() -> None:
    found = break_even_contacts(MARGIN, 9_000, 20)
    assert found.value == 300
    assert found.high == pytest.approx(9_000 / (30 - Z * 10))
    assert "not certain" in str(break_even_contacts(MARGIN, 9_000, 40).reason)
    assert "no number of them" in str(break_even_contacts(MARGIN, 9_000, 90).reason)


def test_an_effect_without_spread_less_its_own_value_is_surely_nought() -> None:
    sure = effect(50, 0, 250, 200)
    assert (less(sure, 50).p, less(sure, 40).p) == (1.0, 0.0)


def test_fieller_holds_the_ratio_it_was_made_from() -> None:
    """5,000 draws of two estimates that vary together; the interval holds 2 in 95 % of them."""
    draw = np.random.default_rng(7)
    spread = np.array([[1.0, 0.3], [0.3, 0.25]])
    pairs = draw.multivariate_normal([6.0, 3.0], spread, 5000)
    inside = 0
    for above, below in pairs:
        found = fieller(
            above,
            below,
            variance_above=1.0,
            variance_below=0.25,
            covariance=0.3,
            reach=Z,
            unsure=METHOD,
        )
        # An unbounded set holds 2 unless it is the outside of an interval, which is rarer still.
        inside += found.low is None or found.high is None or found.low <= 2 <= found.high
    assert inside / 5000 == pytest.approx(0.95, abs=0.012)


def test_a_known_amount_over_an_effect_is_the_effect_upside_down() -> None:
    found = over_effect(100, effect(4, 1, 4, 0), none=METHOD, unsure=METHOD)
    assert found.value == 25
    assert found.low == pytest.approx(100 / (4 + Z))


MEMBERS = [
    {"source_row": 2, "customer_id": "Ann", "arm": "call", "contacted_day": 5},
    {"source_row": 3, "customer_id": "Bob", "arm": "call"},
    {"source_row": 4, "customer_id": "Cem", "arm": "post", "contacted_day": 5},
    {"source_row": 5, "customer_id": "Dee", "arm": "Hold-out", "contacted_day": 6},
]
ENTRIES: list[dict[str, Any]] = [
    {"source_row": 2, "amount_minor": 1000, "channel": "agency"},
    {"source_row": 3, "amount_minor": 300, "arm": "Call "},
    {"source_row": 4, "amount_minor": 50, "customer_id": "Cem", "channel": "agency"},
    {"source_row": 5, "amount_minor": None, "arm": "call"},
    {"source_row": 6, "amount_minor": 7, "arm": "fax"},
    {"source_row": 7, "amount_minor": -7, "customer_id": "Zoe"},
    {"source_row": 8, "amount_minor": 11, "arm": "hold-out"},
    {"source_row": 9, "amount_minor": 9999, "campaign_id": "another"},
]


def cost_of(
    warehouse: Warehouse, entries: list[dict[str, Any]] | None, **more: Any
) -> CampaignCost:
    read = membership(frame_of(warehouse, CAMPAIGN_MEMBERS, MEMBERS), warehouse.settle)
    frame = None if entries is None else frame_of(warehouse, CAMPAIGN_COSTS, entries)
    told = {"control": read.control(), "treated": ["call", "post"]} | more
    return costs_of(frame, read.of(), **told)


def test_every_entry_and_contact_is_borne_by_somebody(warehouse: Warehouse) -> None:
    cost = cost_of(warehouse, ENTRIES, contact_cost=2.5)
    assert cost.own == {"call": 302, "post": 52}  # 2.5 rounds to even, and nobody misses it
    assert cost.shared == 1000 + 7 - 7 + 11 + 2
    assert cost.total == 302 + 52 + 1013
    assert (cost.of("call"), cost.of("post")) == (302 + 675, 52 + 338)
    assert cost.contacts == {"Hold-out": 1, "call": 1, "post": 1}
    assert cost.by_channel == {"": 311, "agency": 1050}
    assert {each.code: (each.n, each.rows) for each in cost.findings} == {
        "no_amount": (1, (5,)),
        "unknown_arm": (1, (6,)),
        "unknown_member": (1, (7,)),
        "negative_cost": (1, (7,)),
        "entries_and_contacts": (6, ()),
    }


def test_cost_is_unknown_without_entries_or_a_price(duck_warehouse: DuckWarehouse) -> None:
    assert cost_of(duck_warehouse, None).total is None
    assert cost_of(duck_warehouse, None).of("call") is None
    assert cost_of(duck_warehouse, ENTRIES[-1:]).total is None
    assert cost_of(duck_warehouse, None, contact_cost=10).total == 30


def test_contacts_that_nobody_wrote_down_are_assumed_and_said(
    duck_warehouse: DuckWarehouse,
) -> None:
    rows = [{**row, "contacted_day": None} for row in MEMBERS]
    read = membership(frame_of(duck_warehouse, CAMPAIGN_MEMBERS, rows), duck_warehouse.settle)
    cost = costs_of(None, read.of(), control="Hold-out", treated=["call", "post"], contact_cost=10)
    assert (cost.total, cost.contacts) == (30, {"Hold-out": 0, "call": 2, "post": 1})
    assert [each.code for each in cost.findings] == ["contacts_assumed"]


def test_costs_in_another_currency_are_not_added(duck_warehouse: DuckWarehouse) -> None:
    entries = [{**row, "currency": "USD"} for row in ENTRIES[:2]]
    with pytest.raises(NotTogether, match="costs are in USD, the orders in CNY"):
        cost_of(duck_warehouse, entries, currency="CNY")
    with pytest.raises(NotTogether, match="CNY and USD"):
        cost_of(duck_warehouse, [*entries, {**ENTRIES[0], "currency": "CNY"}])
    assert cost_of(duck_warehouse, entries, currency="USD").total == 1300


def test_entries_that_no_campaign_bears_are_counted(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, CAMPAIGN_COSTS, ENTRIES)
    assert unassigned(frame, ["another", "spring"])[0].n == 7
    assert unassigned(frame, ["spring"])[0].rows == (9,)
    assert unassigned(frame, ["another"]) == ()
    assert cost_of(duck_warehouse, ENTRIES, campaign_id="another", is_only=False).total == 9999


def test_what_serves_all_is_split_to_the_last_cent() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 1, 1]) == [-33, -33, -34]
    assert sum(split(1_000_003, [7, 11, 13])) == 1_000_003
    with pytest.raises(Undefined):
        split(5, [0, 0])
