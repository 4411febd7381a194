"""Where the effect fell: the parts add up to the whole, and nobody's nought is forgotten."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from analytics.benefit.incrementality.drawn import LINES, drawn
from frames import frame_of

from goodwill.analytics.benefit.incrementality.earning import elsewhere
from goodwill.analytics.benefit.incrementality.earning.elsewhere import (
    cannibalisation,
    effects_by_part,
    promoted_and_others,
    sold_in_parts,
)
from goodwill.analytics.benefit.incrementality.members.windows import Window
from goodwill.analytics.errors import AnalyticsError, TooFew, Undefined
from goodwill.analytics.numerics.effects import Effect
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

WINDOW = Window(100, 110)
ARMS = {"Ann": "post", "Bob": "post", "Cem": "control", "Dee": "control", "Eve": "control"}


def line(
    name: str, category: str | None, amount: int, cost: int = 0, day: int = 105
) -> dict[str, Any]:
    return {
        "customer_id": name,
        "category": category,
        "amount_minor": amount,
        "cost_minor": cost,
        "counted_day": day,
    }


SOLD = [
    line("Ann", "tea", 600, 200),
    line("Ann", "tea", 400, 100),
    line("Ann", "茶具", 50, 10),
    line("Bob", "tea", 100, 40),
    line("Bob", "tea", 9999, 0, day=110),  # after the campaign
    line("Cem", "tea", 300, 90),
    line("Cem", "cups", 80, 20),
    line("Dee", "cups", 40, 10),
    line("Dee", None, 7, 0),
    line("Zoe", "tea", 9999),  # no member
]


def test_each_part_counts_all_members_of_the_arm(proved_warehouse: Warehouse) -> None:
    found = sold_in_parts(
        drawn(proved_warehouse, ARMS),
        frame_of(proved_warehouse, LINES, SOLD),
        window=WINDOW,
        by="category",
    )
    means = dict(zip(found.keys, found.mean.tolist(), strict=True))
    assert {key: (rev, pytest.approx(margin)) for key, (rev, margin) in means.items()} == {
        ("control", "cups"): (40, 30),
        ("control", "tea"): (100, 70),
        ("control", "茶具"): (0, 0),
        ("control", None): (pytest.approx(7 / 3), 7 / 3),
        ("post", "cups"): (0, 0),
        ("post", "tea"): (550, 380),
        ("post", "茶具"): (25, 20),
        ("post", None): (0, 0),
    }
    assert found.n.tolist() == [3, 3, 3, 3, 2, 2, 2, 2]
    tea = found.where(arm="post", part="tea")
    # Ann 700 and Bob 60: squared distances from 380 add up to 2 · 320².
    assert tea.comoment[0, 1, 1] == pytest.approx(2 * 320**2)


def test_parts_that_cannot_be_told_come_last_with_a_reason(duck_warehouse: DuckWarehouse) -> None:
    lines = frame_of(duck_warehouse, LINES, SOLD)
    found = sold_in_parts(drawn(duck_warehouse, ARMS), lines, window=WINDOW, by="category")
    parts = effects_by_part(found, "post", "control")
    assert [each.part for each in parts] == ["tea", None, "cups", "茶具"]
    assert isinstance(parts[0].effect, Effect)
    assert parts[0].effect.value == pytest.approx(310)
    assert "same value" in str(parts[-1].effect)


def test_small_parts_are_shown_together(
    duck_warehouse: DuckWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elsewhere, "MOST_PARTS", 1)
    lines = frame_of(duck_warehouse, LINES, SOLD)
    found = sold_in_parts(
        drawn(duck_warehouse, ARMS), lines, window=WINDOW, by="category", has_margin=False
    )
    assert found.columns == ("revenue_minor",)
    assert {key[1] for key in found.keys} == {"tea", elsewhere.REST, None}
    assert found.where(arm="control", part=elsewhere.REST).mean[0, 0] == 40


def simulated(warehouse: DuckWarehouse, taken: float) -> elsewhere.Cannibalisation:
    """Tea gains 60 a member; `taken` of that is bought less of all else."""
    draw = np.random.default_rng(3)
    arms = {f"c{n}": "post" if n % 2 else "control" for n in range(3000)}
    lines = []
    for name, arm in arms.items():
        gain = 60 if arm == "post" else 0
        lines.append(line(name, "tea", int(draw.gamma(2.0, 40.0)) + gain))
        lines.append(line(name, "cups", int(draw.gamma(2.0, 40.0) - taken * gain)))
    found = promoted_and_others(
        drawn(warehouse, arms),
        frame_of(warehouse, LINES, lines),
        window=WINDOW,
        by="category",
        promoted=["tea"],
    )
    return cannibalisation(found, "post", "control")


def test_what_was_taken_from_other_products_is_found(duck_warehouse: DuckWarehouse) -> None:
    found = simulated(duck_warehouse, 0.5)
    assert found.share.value == pytest.approx(0.5, abs=0.15)
    assert found.share.low is not None
    assert found.share.low > 0
    effects = [x for x in (found.promoted, found.others, found.both) if isinstance(x, Effect)]
    assert effects[0].value + effects[1].value == pytest.approx(effects[2].value)
    assert effects[1].high < 0


def test_an_arm_that_bought_nothing_at_all_still_counts(duck_warehouse: DuckWarehouse) -> None:
    found = promoted_and_others(
        drawn(duck_warehouse, ARMS),
        frame_of(duck_warehouse, LINES, SOLD[:4]),
        window=WINDOW,
        by="category",
        promoted=["tea"],
    )
    assert dict(zip(found.keys, found.n.tolist(), strict=True)) == {("control",): 3, ("post",): 2}
    told = cannibalisation(found, "post", "control")
    assert isinstance(told.promoted, AnalyticsError)
    assert told.share.value is None


def test_unknown_columns_and_products_are_refused(duck_warehouse: DuckWarehouse) -> None:
    members, lines = drawn(duck_warehouse, ARMS), frame_of(duck_warehouse, LINES, SOLD)
    with pytest.raises(Undefined, match="no column brand"):
        sold_in_parts(members, lines, window=WINDOW, by="brand")
    with pytest.raises(Undefined, match="as category names them"):
        promoted_and_others(members, lines, window=WINDOW, by="category", promoted=["Tea"])


def test_a_part_that_hardly_anybody_left_alone_bought_from_is_not_called_sure(
    duck_warehouse: DuckWarehouse,
) -> None:
    """60 of 400 treated and one of 40 left alone: Welch takes that little for certain."""
    arms = {f"t{i}": "post" for i in range(400)} | {f"c{i}": "control" for i in range(40)}
    lines = [line("c0", "tea", 10), *(line(f"t{i}", "tea", 100 + i) for i in range(60))]
    asked = (drawn(duck_warehouse, arms), frame_of(duck_warehouse, LINES, lines))
    found = elsewhere.amounts_in_parts(*asked, window=WINDOW, by="category")
    (welch,) = effects_by_part(found, "post", "control")
    assert isinstance(welch.effect, Effect)
    assert welch.effect.is_sure
    (tea,) = elsewhere.trusted_by_part(found, "post", "control")
    assert isinstance(tea.effect, TooFew)


def test_a_part_with_buyers_enough_is_compared_as_all_amounts_are(
    duck_warehouse: DuckWarehouse,
) -> None:
    arms = {f"t{i}": "post" for i in range(400)} | {f"c{i}": "control" for i in range(400)}
    lines = [line(f"{arm}{i}", "tea", 1000) for arm in "tc" for i in range(100, 300)]
    asked = (drawn(duck_warehouse, arms), frame_of(duck_warehouse, LINES, lines))
    found = elsewhere.amounts_in_parts(*asked, window=WINDOW, by="category")
    (tea,) = elsewhere.trusted_by_part(found, "post", "control")
    assert isinstance(tea.effect, Effect)
    assert tea.effect.value == pytest.approx(0)
    assert tea.effect.treated == pytest.approx(500)
