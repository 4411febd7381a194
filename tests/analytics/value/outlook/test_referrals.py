"""What customers are worth through others, and that nobody's value counts twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import narwhals as nw
import pytest
from analytics.value.cast import NOTHING
from analytics.value.forecast import person, scored_of
from frames import frame_of, rows_of

from goodwill.analytics.errors import ContractBroken
from goodwill.analytics.tables import Column, Frame, Table
from goodwill.analytics.value.outlook import referrals
from goodwill.analytics.value.outlook.referrals import Referrals
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
TABLE = Table(
    "referrals",
    NOTHING,
    (
        Column("customer_id", nw.String, NOTHING),
        Column("referred_by", nw.String, NOTHING),
        Column("would_have_come", nw.Boolean, NOTHING),
    ),
)
PEOPLE = [
    person("王芳", 0, 1000),
    person("Bob", 0, 300),
    person("Cem", 0, 200),
    person("Dee", 0, 50),
    person("Eve", 0, 20),
    person("Fay", 0, None, None),
]
SENT = [
    ("Bob", "王芳", False),  # type 1: 300
    ("Cem", "王芳", True),  # type 2: acquisition cost
    ("Dee", "Bob", False),  # type 1, in Bob's referral value and not in 王芳's
    ("Eve", "Bob", None),  # nobody asked
    ("Fay", "Cem", False),  # never bought
    ("王芳", "王芳", False),  # sent herself
    ("Gus", "Dee", False),  # is not in the data
]


def sent(warehouse: Warehouse, rows: list[tuple[str, str, bool | None]]) -> Frame:
    names = ("customer_id", "referred_by", "would_have_come")
    return frame_of(warehouse, TABLE, [dict(zip(names, row, strict=True)) for row in rows])


def test_type_one_brings_their_value_and_type_two_the_cost_saved(
    proved_warehouse: Warehouse,
) -> None:
    values = referrals.referral_values(
        scored_of(proved_warehouse, PEOPLE),
        sent(proved_warehouse, SENT),
        acquisition_cost_minor=80,
        reward_minor=10,
    )
    names = ("type_one", "type_two", "unclear", "referral_value_minor", "engagement_value_minor")
    found = {row["customer_id"]: tuple(row[name] for name in names) for row in rows_of(values)}
    assert found == {
        "王芳": (1, 1, 0, 300 + 80 - 20, 1360),
        "Bob": (1, 0, 1, 50 - 20, 330),
        "Cem": (0, 0, 0, 0, 200),
        "Dee": (0, 0, 0, 0, 50),
        "Eve": (0, 0, 0, 0, 20),
    }
    best = referrals.best_referrers(values).collect("pyarrow").rows(named=True)
    assert [row["customer_id"] for row in best] == ["王芳", "Bob"]


def test_the_company_counts_every_customer_once(warehouse: Warehouse) -> None:
    values = referrals.referral_values(
        scored_of(warehouse, PEOPLE),
        sent(warehouse, SENT),
        acquisition_cost_minor=80,
        reward_minor=10,
    )
    found = referrals.summed(values, acquisition_cost_known=True)
    assert found == Referrals(
        customers=5,
        equity_minor=1570,
        referrers=2,
        type_one=2,
        type_one_minor=350,
        type_two=1,
        type_two_minor=80,
        unclear=1,
        rewards_minor=40,
    )
    added = sum(row["engagement_value_minor"] for row in rows_of(values))
    assert added - found.type_one_minor - 80 + 40 == found.equity_minor
    whole, one, two = referrals.figures(found, currency="CNY", as_of=ON)
    assert (whole.value, one.value, two.value) == (
        *(Decimal("15.70"), Decimal("3.50"), Decimal("0.80")),
    )
    assert "never in two totals" in str(whole.method)
    assert "CN¥0.40" in str(two.method)


def test_without_the_cost_of_winning_type_two_is_not_known(duck_warehouse: DuckWarehouse) -> None:
    values = referrals.referral_values(
        scored_of(duck_warehouse, PEOPLE), sent(duck_warehouse, SENT)
    )
    found = referrals.summed(values, acquisition_cost_known=False)
    told = referrals.figures(found, currency="CNY", as_of=ON)[2]
    assert (told.value, told.reason) == (None, referrals.NO_COST)


def test_two_referrers_of_one_customer_are_refused(duck_warehouse: DuckWarehouse) -> None:
    twice = sent(duck_warehouse, [*SENT, ("Bob", "Cem", False)])
    with pytest.raises(ContractBroken, match="1 customer was referred more than once"):
        referrals.referral_values(scored_of(duck_warehouse, PEOPLE), twice)


def test_where_no_referral_is_recorded_it_says_what_to_record() -> None:
    told = referrals.figures(None, currency="CNY", as_of=ON)
    assert {(f.value, f.reason) for f in told} == {(None, referrals.NO_REFERRALS)}
