"""What earlier orders say of an audience, against the same told member by member."""

from __future__ import annotations

import numpy as np
import pytest
from frames import frame_of
from scipy import stats

from goodwill.analytics.campaigns.foretelling.facts import earlier_facts
from goodwill.analytics.errors import TooFew
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

RNG = np.random.default_rng(5)
MEMBERS = [f"客户{at}" for at in range(400)]
KEEN = RNG.beta(1, 3, len(MEMBERS))


def orders(until: int = 100, days: int = 60) -> list[dict[str, object]]:
    """Keen members buy in most of six ten-day stretches, others in few; of 40 up to day 100."""
    return [
        {"customer_id": name, "day": until - days + 10 * stretch, "margin_minor": int(margin)}
        for name, keen in zip(MEMBERS, KEEN, strict=True)
        for stretch in range(days // 10)
        for margin in RNG.gamma(2, 3000, RNG.binomial(2, keen / 2))
    ]


BOUGHT = orders()


def sums(start: int, end: int, *, money: bool) -> np.ndarray:
    totals = dict.fromkeys(MEMBERS, 0)
    for row in BOUGHT:
        if start <= int(str(row["day"])) < end:
            totals[str(row["customer_id"])] += int(str(row["margin_minor"])) if money else 1
    return np.array(list(totals.values()), dtype=float)


def test_members_are_as_they_bought(proved_warehouse: Warehouse) -> None:
    """Orders of strangers, and those outside the days, count for nothing."""
    extra = [
        {"customer_id": "nobody we know", "day": 95, "margin_minor": 5},
        {"customer_id": MEMBERS[0], "day": 100, "margin_minor": 7},
        {"customer_id": MEMBERS[0], "day": 39, "margin_minor": 7},
    ]
    found = earlier_facts(
        frame_of(proved_warehouse, None, [{"customer_id": name} for name in MEMBERS]),
        frame_of(proved_warehouse, None, [*BOUGHT, *extra]),
        until_day=100,
        days=20,
        before_days=40,
    )
    now, before = sums(80, 100, money=True), sums(40, 80, money=True)
    count, count_before = sums(80, 100, money=False), sums(40, 80, money=False)
    assert found.members == 400
    assert found.baseline_rate == pytest.approx((count > 0).mean())
    assert found.correlation == pytest.approx(np.corrcoef(count > 0, count_before > 0)[0, 1])
    margin, number = found.per_buyer["margin_minor"], found.per_buyer["orders"]
    assert (margin.mean, margin.sd) == pytest.approx((now[count > 0].mean(), now[count > 0].std()))
    assert margin.correlation == pytest.approx(np.corrcoef(now, before)[0, 1])
    assert margin.skewness == pytest.approx(stats.skew(now))
    assert (number.mean, number.sd) == pytest.approx(
        (count[count > 0].mean(), count[count > 0].std())
    )
    assert "revenue_minor" not in found.per_buyer


def test_few_earlier_buyers_say_too_little(duck_warehouse: DuckWarehouse) -> None:
    members = frame_of(duck_warehouse, None, [{"customer_id": name} for name in MEMBERS])
    few = frame_of(duck_warehouse, None, [{"customer_id": name, "day": 1} for name in MEMBERS[:29]])
    with pytest.raises(TooFew, match="29 found, at least 30 needed"):
        earlier_facts(members, few, until_day=5, days=5, before_days=5)
