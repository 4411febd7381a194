"""Whom to contact next time: a model only where it surely beats a plain rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from frames import frame_of, rows_of
from report.campaign.casting import by_id, cells, words

from goodwill.analytics.campaigns.uplift.choosing import UpliftChoice, choose
from goodwill.analytics.campaigns.uplift.learners import Learner
from goodwill.analytics.campaigns.uplift.rules import Rule
from goodwill.analytics.campaigns.uplift.trials import trial
from goodwill.report.campaign.chapters.moved import moved, rule_words
from goodwill.report.campaign.outputs import with_uplift
from goodwill.report.campaign.results import Measured, MeasuredAll
from goodwill.warehouse.duck import DuckWarehouse

QUICK = (Learner.T_LINEAR, Learner.X_LINEAR)


def chosen(effect: Callable[[Any, Any], Any]) -> UpliftChoice:
    """Of 12,000 members, half contacted; two columns are known of each."""
    rng = np.random.default_rng(3)
    age, before = rng.uniform(-1, 1, 12_000), rng.uniform(-1, 1, 12_000)
    w = rng.integers(0, 2, 12_000)
    y = rng.random(12_000) < 0.3 + w * effect(age, before)
    found = trial({"age": age, "before_revenue_minor": before}, w, y.astype(float))
    return choose(found, contact_cost=100.0, margin=2_000.0, learners=QUICK)


@pytest.fixture(scope="module")
def slanted(alone: MeasuredAll) -> Measured:
    """Contact moves some and puts others off, along a line that no single cut follows."""
    return replace(alone.measured[0], uplift=chosen(lambda a, b: 0.14 * (a + b)))


@pytest.fixture(scope="module")
def even(alone: MeasuredAll) -> Measured:
    """Contact moves everybody alike."""
    return replace(alone.measured[0], uplift=chosen(lambda a, b: 0.1))


def test_a_model_that_surely_beats_the_rule_is_offered_with_its_gain(slanted: Measured):
    told = by_id(moved(slanted))
    assert "A model tells whom contact moves" in str(told["moved"].title)
    assert isinstance(slanted.uplift, UpliftChoice)
    gain = told["moved"].title.values["gain"]
    assert float(gain.value) == pytest.approx(1000 * slanted.uplift.best.over_rule.value)
    assert {"next-time", "deciles"} <= told.keys()


def test_members_are_written_with_what_contact_changes_where_a_model_is_offered(
    slanted: Measured, even: Measured, duck_warehouse: DuckWarehouse
):
    rows = [
        {"customer_id": name, "age": at, "before_revenue_minor": at}
        for name, at in (("moved", 0.9), ("put off", -0.9))
    ]

    def written(each: Measured) -> list[dict[str, Any]]:
        members = frame_of(duck_warehouse, None, rows)
        judged = replace(each.judged, experiment=replace(each.judged.experiment, members=members))
        return rows_of(with_uplift(replace(each, judged=judged)), "customer_id")

    moved_one, put_off = written(slanted)
    assert moved_one["uplift"] > 0 > put_off["uplift"]
    assert all("uplift" not in row for row in written(even))


def test_leaving_out_who_is_put_off_earns_more_and_they_are_named(slanted: Measured):
    told = by_id(moved(slanted))["next-time"]
    assert "surely more than contacting everybody" in str(told.title)
    assert "sleeping dogs" in words([told])
    shares = [row[0] for row in cells(told)]
    assert len(shares) == 10


def test_where_contact_moves_all_alike_nothing_is_offered(even: Measured):
    told = by_id(moved(even))
    assert "cannot be told" in str(told["moved"].title)
    assert "is not offered" in words([told["moved"]])
    assert "deciles" not in told
    assert str(told["next-time"].title) == (
        "That contacting fewer members would earn more is not shown"
    )


def test_every_order_is_judged_beside_the_rule_and_chance(even: Measured):
    rows = cells(by_id(moved(even))["moved"])
    assert [row[0].split(" (")[0] for row in rows][-2:] == ["plain rule", "at random"]
    assert len(rows) == len(QUICK) + 2


def test_too_few_responders_are_a_sentence(outright: MeasuredAll):
    (each,) = outright.measured
    (only,) = moved(each)
    assert str(only.title) == "Whom to contact next time cannot be told yet"
    assert "at least 100 needed" in words([only])


def test_without_a_worth_there_is_no_profit(outright: MeasuredAll):
    (each,) = outright.measured
    found = replace(each, uplift=chosen(lambda a, b: 0.1))
    assert "next-time" not in by_id(moved(found))


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (Rule("before_revenue_minor", 12345.0, 0.2, 0.1), "Revenue before: at most CN¥123"),
        (Rule("before_orders", 2.0, 0.1, 0.2), "Orders before: above 2"),
        (Rule("age", 30.0, 0.1, 0.2, has_gaps=True), "age: above 30, or not known"),
        (Rule("value_before", "N", 0.2, 0.1), "Value before the campaign: Did not buy before"),
        (Rule("城市", "上海", 0.1, 0.2), "城市: all but 上海"),
        (None, "everybody alike"),
    ],
)
def test_rules_are_told_in_words_and_money(rule: Rule | None, said: str):
    assert str(rule_words(rule, "CNY")) == said
