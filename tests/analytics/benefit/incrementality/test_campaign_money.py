"""From order lines, members and costs to a return, against the same sums done by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from statistics import mean
from typing import Any

import numpy as np
import pytest
from analytics.benefit.incrementality.drawn import rows_drawn
from frames import frame_of

from goodwill.analytics.benefit.incrementality.earning.elsewhere import (
    effects_by_part,
    sold_in_parts,
)
from goodwill.analytics.benefit.incrementality.earning.money import returns
from goodwill.analytics.benefit.incrementality.earning.receipts import Receipt, figures
from goodwill.analytics.benefit.incrementality.earning.spending import costs_of
from goodwill.analytics.benefit.incrementality.effects.means import difference
from goodwill.analytics.benefit.incrementality.members.membership import membership
from goodwill.analytics.benefit.incrementality.members.outcomes import Setting, outcomes
from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.information import histories, netting
from goodwill.analytics.numerics.effects import Effect
from goodwill.analytics.numerics.moments import moments
from goodwill.analytics.tables import CAMPAIGN_COSTS, CAMPAIGN_MEMBERS, ORDER_LINES
from goodwill.warehouse.duck import DuckWarehouse

WINDOW = Window(100, 114)
MEMBERS = 900


def shop() -> tuple[dict[str, str], list[dict[str, Any]], dict[str, int]]:
    """Arms, order lines, and the margin that each member kept in the window.

    Some of what is bought comes back, part of it long after the campaign: it never was margin.
    """
    draw = np.random.default_rng(41)
    arms = {f"客{n}": "post" if draw.random() < 2 / 3 else "对照组" for n in range(MEMBERS)}
    lines: list[dict[str, Any]] = []
    kept: dict[str, int] = defaultdict(int)
    for name, arm in arms.items():
        rate = 0.5 if arm == "post" else 0.3
        for day in (*draw.integers(20, 100, 2), *draw.integers(100, 125, 2)):
            if draw.random() > rate:
                continue
            amount = int(draw.integers(500, 5000))
            family = str(draw.choice(["tea", "cups", "pots"]))
            order = f"o{len(lines)}"
            lines.append(sold(len(lines), name, order, int(day), amount, family))
            came_back = draw.random() < 0.2
            if came_back:
                back = sold(len(lines), name, f"{order}-back", 140, -amount, family)
                lines.append(back | {"return_of": order})
            if WINDOW.start_day <= day < WINDOW.end_day and not came_back:
                kept[name] += amount - amount // 2
    return arms, lines, kept


def sold(row: int, name: str, order: str, day: int, amount: int, family: str) -> dict[str, Any]:
    size = 1 if amount > 0 else -1
    return {
        "source_id": 0,
        "source_row": row + 2,
        "row_hash": row,
        "order_id": order,
        "customer_id": name,
        "ordered_day": day,
        "product_id": f"{family}-{abs(amount)}",
        "category": family,
        "quantity_thousandths": size * 1000,
        "amount_minor": amount,
        "cost_minor": size * (abs(amount) // 2),
    }


def test_the_return_is_that_of_the_sums_done_by_hand(duck_warehouse: DuckWarehouse) -> None:
    arms, lines, kept = shop()
    settle = duck_warehouse.settle
    used = settle(netting.net(frame_of(duck_warehouse, ORDER_LINES, lines), settle))
    rows = frame_of(duck_warehouse, CAMPAIGN_MEMBERS, rows_drawn(arms))
    read = membership(rows, settle)
    found = outcomes(
        read.of(),
        settle(histories.orders(used)),
        control=read.control(),
        treated=read.treated(),
        setting=Setting(WINDOW),
        settle=settle,
    )
    by_arm = moments(found.experiment.members, ["margin_minor"], ["arm"])
    margin = difference(by_arm.where(arm="post"), by_arm.where(arm="对照组"), "margin_minor")
    spent = frame_of(
        duck_warehouse, CAMPAIGN_COSTS, [{"source_row": 2, "amount_minor": 100_000, "arm": "Post"}]
    )
    cost = costs_of(spent, read.of(), control=read.control(), treated=["post"], contact_cost=50)
    treated = [kept[name] for name, arm in arms.items() if arm == "post"]
    held = [kept[name] for name, arm in arms.items() if arm != "post"]
    earned = (mean(treated) - mean(held)) * len(treated)
    total = 100_000 + 50 * len(treated)
    result = returns(margin, len(treated), cost.of("post"))
    assert cost.total == total
    assert result.roi is not None
    assert result.roi.value == pytest.approx((earned - total) / total)
    shown = {x.definition.id: x for x in figures(result, Receipt("CNY", date(2024, 3, 31)))}
    assert float(shown["incremental_margin"].value or 0) == pytest.approx(earned / 100, abs=0.005)

    parts = sold_in_parts(found.watched, used, window=found.window, by="category")
    effects = [x.effect for x in effects_by_part(parts, "post", "对照组")]
    assert len(effects) == 3
    by_part = [x.value for x in effects if isinstance(x, Effect)]
    assert sum(by_part) == pytest.approx(margin.value)
