"""AD01–AD05 by hand, each with its edge cases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from analytics.benefit.indicators.questions import AFTER, BEFORE, FIRST, LAST, Case, holds

from goodwill.analytics.benefit.indicators.adoption.adoption import INDICATORS
from goodwill.analytics.benefit.indicators.kernel.calculating import Settings
from goodwill.analytics.tables import DATA_PROFILE, GOALS, RECORD_MATCHES, USE_DAYS, USERS
from goodwill.warehouse.duck import DuckWarehouse

Row = dict[str, Any]


def used(user: str, on: date = FIRST, actions: int | None = 1, **more: Any) -> Row:
    return {"user_id": user, "used_on": on, "actions": actions, "device": "desktop"} | more


def licensed(user: str, since: date = BEFORE, ended: date | None = None, **more: Any) -> Row:
    return {"user_id": user, "licensed_on": since, "ended_on": ended} | more


USERS_THERE = [licensed("1"), licensed("2"), licensed("3", LAST), licensed("4", BEFORE, LAST),
               licensed("5", AFTER), licensed("6", BEFORE, FIRST)]  # fmt: skip
USE = [used("1"), used("1", LAST), used("2"), used("2"), used("3", actions=0), used("4", AFTER)]


def matched(on: date = FIRST, **more: Any) -> Row:
    return {"measured_on": on, "records": 100, "confirmed": 10, "candidates": 5} | more


def goal(reached: int | None, due: date | None = FIRST) -> Row:
    return {"reached": reached, "due_on": due, "phase": "1"}


BY_HAND = [
    # users 1 and 2, of 1 to 4; logging in (3) is not use
    Case("AD01", {USE_DAYS: USE, USERS: USERS_THERE}, 0.5),
    # on two days of the period: user 1 alone
    Case("AD01", {USE_DAYS: USE, USERS: USERS_THERE}, 0.25,
         settings=Settings(active_use_days=2)),
    Case("AD01", {USE_DAYS: USE, USERS: USERS_THERE}, {"desktop": 0.5}, by="device",
         remark="same whole"),
    # the employee of a user is found by the licence; of fewer than five nothing is shown
    Case("AD01", {USE_DAYS: USE, USERS: [licensed("1", employee_id="e")]}, {"e": None, "": None},
         by="employee_id"),
    Case("AD01", {USE_DAYS: USE, USERS: [licensed("1", AFTER)]}, None, reason="zero"),
    # 3 of 4 actions; the median of 10 and 30 seconds
    Case("AD02", {USE_DAYS: [
        used("1", actions=3, device="mobile", offline_actions=2, sync_seconds=10),
        used("1", actions=1, offline_actions=1, sync_seconds=30),
        used("1", actions=9, device=None, offline_actions=0, sync_seconds=999),
    ]}, 0.75, {"offline": 3, "sync": 20.0}),
    # ratio of sums: 90 of 120, not the mean of 0.8 and 0.5
    Case("AD03", {DATA_PROFILE: [
        {"measured_on": FIRST, "required": 100, "filled": 80},
        {"measured_on": LAST, "required": 20, "filled": 10},
        {"measured_on": LAST, "required": 20, "filled": None},
    ]}, 0.75),
    Case("AD03", {DATA_PROFILE: [{"measured_on": FIRST, "required": 0, "filled": 0}]}, None,
         reason="zero"),
    Case("AD04", {RECORD_MATCHES: [matched(customers=80, linked=20), matched(confirmed=None)]}, 0.1,
         {"candidates": 0.05, "single_view": 0.25}),
    # reached; not; overdue and not told; due next month and not told
    Case("AD05", {GOALS: [goal(1), goal(0), goal(None), goal(None, LAST)]}, round(1 / 3, 9),
         as_of=date(2026, 3, 30)),
    Case("AD05", {GOALS: [goal(None, LAST)]}, None, reason="zero", as_of=date(2026, 3, 30)),
]  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: f"{case.id} {case.value}")
def test_it_is_as_computed_by_hand(duck_warehouse: DuckWarehouse, case: Case) -> None:
    holds(duck_warehouse, INDICATORS, case)
