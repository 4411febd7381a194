"""Who is in, who is barred and why: the same rules, in the same order, for everybody."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Any

import pytest
from frames import frame_of, rows_of

from goodwill.analytics.campaigns.assigning import hash52
from goodwill.analytics.campaigns.audiences import reasons
from goodwill.analytics.campaigns.audiences.audience import (
    Audience,
    Step,
    audience,
    needed_hashes,
)
from goodwill.analytics.campaigns.audiences.barring import CAMPAIGN_HASH, CONTACTS, CONTROL_HASH
from goodwill.analytics.campaigns.audiences.consistency import class_splits
from goodwill.analytics.campaigns.planning import Plan, plan_from
from goodwill.analytics.errors import ColumnsUnclear, ContractBroken, SettingRefused
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

HEAD = """
campaign = "spring"
starts_on = 2025-03-10
days = 5
channel = "email"
"""
RULES = """
[audience]
conditions = [{column = "value_minor", at_least = 100}]
[rules]
opted_out = "opted_out"
consent = "consent"
chosen_channel = "channel"
blocked = [{column = "kind", is = "supplier", reason = "供应商"}]
rest_days = 7
care_days = 10
contacts = "contacts.csv"
holdouts = [{file = "winter.csv", until = 2025-04-01}, {file = "old.csv", until = 2025-03-10}]
"""
PLAIN: dict[str, Any] = {
    "value_minor": 500, "value_class": "A", "opted_out": "no", "consent": "yes",
    "channel": None, "kind": None,
}  # fmt: skip
CAST: dict[str, dict[str, Any]] = {
    "Ann": {},
    "李娜": {"consent": "是", "opted_out": None, "channel": "E-Mail "},  # another channel, so said
    "Bob": {"value_minor": 99},  # worth too little: not meant, whatever else
    "Cem": {"value_minor": None},  # not known: not meant
    "Dee": {"opted_out": "maybe"},  # not clear: barred
    "Eve": {"consent": None, "opted_out": "YES"},  # two reasons; her own word comes first
    "Fay": {"consent": "perhaps"},
    "Gus": {"kind": "supplier"},
    "Hal": {},  # held out by winter
    "Ivy": {},  # held out by old, which is over on the day this begins
    "Jan": {},  # care nine days before
    "Kim": {},  # a promotion five days before
    "Leo": {},  # a promotion eight days before: rested
    "Mia": {},  # the campaign's own contact does not bar
    "Ned": {},  # care planned on the campaign's last day
    "Oda": {},  # care planned for the day after the campaign: does not collide
}
CONTACTED = [
    ("Jan", date(2025, 3, 1), "birthday", "care"),
    ("Kim", date(2025, 3, 5), "february", "promotion"),
    ("Leo", date(2025, 3, 2), "february", "promotion"),
    ("Mia", date(2025, 3, 10), "spring", "promotion"),
    ("Ned", date(2025, 3, 14), None, "care"),
    ("Oda", date(2025, 3, 15), None, "care"),
    ("Zoe", date(2025, 3, 5), None, "promotion"),  # nobody we know
]


def planned(text: str) -> Plan:
    return plan_from(tomllib.loads(HEAD + text), "PLAN.toml")


def cast(plan: Plan, people: dict[str, dict[str, Any]] = CAST) -> list[dict[str, Any]]:
    hashes = {name: hash52(seed, people).tolist() for name, seed in needed_hashes(plan).items()}
    return [
        {"customer_id": name, **PLAIN, **said, **{h: hashes[h][at] for h in hashes}}
        for at, (name, said) in enumerate(people.items())
    ]


def found_by(warehouse: Warehouse, plan: Plan) -> Audience:
    names = ("customer_id", "contacted_on", "campaign_id", "purpose")
    contacts = [dict(zip(names, row, strict=True)) for row in CONTACTED]
    held = {"winter.csv": ["Hal", "Xia"], "old.csv": ["Ivy"]}
    return audience(
        frame_of(warehouse, None, cast(plan)),
        plan,
        "PLAN.toml",
        contacts=frame_of(warehouse, CONTACTS, contacts),
        holdouts={
            file: frame_of(warehouse, None, [{"customer_id": name} for name in names])
            for file, names in held.items()
        },
        settle=warehouse.settle,
    )


def test_everybody_has_a_place_and_a_reason(warehouse: Warehouse) -> None:
    found = found_by(warehouse, planned(RULES))
    rows = {row["customer_id"]: row for row in rows_of(found.customers)}
    barred = {name: row["barred"] for name, row in rows.items() if row["standing"] == "barred"}
    assert barred == {
        "李娜": "other_channel",
        "Dee": "opted_out",
        "Eve": "opted_out",
        "Fay": "no_consent",
        "Gus": "blocked_1",
        "Hal": "other_holdout",
        "Jan": "care",
        "Kim": "resting",
        "Ned": "care",
    }
    assert rows["Eve"]["reasons"] == "opted_out; no_consent"
    assert rows["Ned"]["reasons"] == "care; resting"
    assert rows["Ann"]["reasons"] is None
    assert {name for name, row in rows.items() if row["in_audience"]} == {
        "Ann", "Ivy", "Leo", "Mia", "Oda",
    }  # fmt: skip
    assert {name for name, row in rows.items() if row["standing"] == "not_meant"} == {"Bob", "Cem"}
    assert set(rows["Ann"]) == {
        "customer_id", *PLAIN, CAMPAIGN_HASH, "standing", "in_audience", "barred", "reasons",
    }  # fmt: skip
    assert found.funnel == (
        Step("all", 16, 16, 16),
        Step("conditions", 2, 14, 2),
        Step("opted_out", 2, 12, 2),
        Step("no_consent", 1, 11, 2),
        Step("other_channel", 1, 10, 1),
        Step("blocked_1", 1, 9, 1),
        Step("other_holdout", 1, 8, 1),
        Step("care", 2, 6, 2),
        Step("resting", 1, 5, 2),
    )
    assert found.size == 5
    assert found.strangers == {"winter.csv": 1, "old.csv": 0, "contacts.csv": 1}


def test_reasons_have_words() -> None:
    assert "control group" in str(reasons.label("control_group", {}))
    assert str(reasons.label("blocked_1", {"blocked_1": "供应商"})) == "Blocked: 供应商"
    assert all(str(reason.label) for reason in reasons.Reason)


def test_care_is_barred_where_a_promotion_follows(duck_warehouse: DuckWarehouse) -> None:
    text = 'purpose = "care"\n[rules]\ncare_days = 7\ncontacts = "contacts.csv"'
    plan = planned(text)
    contacts = [
        {"customer_id": "Ann", "contacted_on": date(2025, 3, 21), "purpose": "promotion"},
        {"customer_id": "Bob", "contacted_on": date(2025, 3, 22), "purpose": "promotion"},
        {"customer_id": "Cem", "contacted_on": date(2025, 3, 9), "purpose": "promotion"},
        {"customer_id": "Dee", "contacted_on": date(2025, 3, 21), "purpose": "care"},
        {"customer_id": "Eve", "contacted_on": date(2025, 3, 21), "purpose": None},
    ]
    found = audience(
        frame_of(duck_warehouse, None, cast(plan)),
        plan,
        "PLAN.toml",
        contacts=frame_of(duck_warehouse, CONTACTS, contacts),
    )
    barred = [
        row["customer_id"] for row in rows_of(found.customers, "customer_id") if row["barred"]
    ]
    assert barred == ["Ann", "Eve"]


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ('{column = "worth", at_least = 20, below = 40}', "BC"),
        ('{column = "worth", above = 20}', "CD"),
        ('{column = "worth", at_most = 20.5}', "AB"),
        ('{column = "worth", known = false}', "E"),
        ('{column = "worth", known = true}', "ABCD"),
        ('{column = "worth", is = 30}', "C"),
        ('{column = "town", in = ["上海", "北京"]}', "AB"),
        ('{column = "town", not = "上海"}', "BC"),
        ('{column = "town", not = ["上海", "北京"]}', "C"),
        ('{column = "is_big", is = true}', "AD"),
        ('{column = "last_on", at_least = 2025-01-01}', "BC"),
        ('{column = "last_on", is = 2024-12-31}', "A"),
    ],
)  # fmt: skip
def test_conditions_choose_whom_they_say(
    duck_warehouse: DuckWarehouse, condition: str, names: str
) -> None:
    plan = planned(f"[audience]\nconditions = [{condition}]")
    people: dict[str, dict[str, Any]] = {
        "A": {"worth": 10, "town": "上海", "is_big": True, "last_on": date(2024, 12, 31)},
        "B": {"worth": 20, "town": "北京", "is_big": False, "last_on": date(2025, 1, 1)},
        "C": {"worth": 30, "town": "台北", "is_big": None, "last_on": date(2025, 2, 1)},
        "D": {"worth": 40, "town": None, "is_big": True, "last_on": None},
        "E": {"worth": None, "town": None, "is_big": False, "last_on": None},
    }
    found = audience(frame_of(duck_warehouse, None, cast(plan, people)), plan, "PLAN.toml")
    rows = rows_of(found.customers, "customer_id")
    assert "".join(row["customer_id"] for row in rows if row["in_audience"]) == names


@pytest.mark.parametrize(
    ("text", "refusal", "words"),
    [
        ('[audience]\nconditions = [{column = "valueminor", is = 1}]', ColumnsUnclear,
         "no column valueminor; perhaps value_minor is meant"),
        ('[audience]\nconditions = [{column = "地区", is = 1}]', ColumnsUnclear,
         "no column 地区. They have: customer_id"),
        ('[audience]\nconditions = [{column = "kind", above = 1}]', SettingRefused,
         "kind holds texts; it cannot be compared with 1"),
        ('[audience]\nconditions = [{column = "value_minor", in = ["1"]}]', SettingRefused,
         "value_minor holds numbers; it cannot be compared with 1"),
        ('[audience]\nconditions = [{column = "kind", is = true}]', SettingRefused,
         "compared with true"),
        ('[audience]\nconditions = [{column = "kind", at_least = 2025-01-01}]', SettingRefused,
         "compared with 2025-01-01"),
        ('[audience]\nlimit = {customers = 2, order_by = "kind"}', SettingRefused,
         "neither numbers nor dates"),
        ('[rules]\nconsent = "consented"', ColumnsUnclear, "perhaps consent is meant"),
        ('[rules]\nrest_days = 3\ncontacts = "c.csv"', SettingRefused, "need the file c.csv"),
        ('[rules]\nholdouts = [{file = "h.csv", until = 2026-01-01}]', SettingRefused,
         "need the file h.csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_of_the_customers_is_refused(
    duck_warehouse: DuckWarehouse, text: str, refusal: type[Exception], words: str
) -> None:
    plan = planned(text)
    with pytest.raises(refusal, match=words):
        audience(frame_of(duck_warehouse, None, cast(plan)), plan, "PLAN.toml")


def test_only_one_row_per_customer_can_be_drawn(duck_warehouse: DuckWarehouse) -> None:
    plan = planned("")
    twice = [*cast(plan), *cast(plan)[:2]]
    with pytest.raises(ContractBroken, match="2 rows repeat a customer"):
        audience(frame_of(duck_warehouse, None, twice), plan, "PLAN.toml")
    nobody = frame_of(duck_warehouse, None, [*cast(plan), {**cast(plan)[0], "customer_id": None}])
    with pytest.raises(ContractBroken, match="may not be empty"):
        audience(nobody, plan, "PLAN.toml")


def test_the_limit_counts_those_who_may_be_contacted(duck_warehouse: DuckWarehouse) -> None:
    plan = planned(
        '[audience]\nlimit = {customers = 3, order_by = "worth"}\n[rules]\nconsent = "consent"'
    )
    worth = {"A": 90, "B": 80, "C": 70, "D": 60, "E": 50, "F": None}
    people = {name: {"worth": value} for name, value in worth.items()}
    people["B"]["consent"] = "no"  # type: ignore[assignment]
    found = audience(frame_of(duck_warehouse, None, cast(plan, people)), plan, "PLAN.toml")
    rows = rows_of(found.customers, "customer_id")
    assert [row["standing"] for row in rows] == [
        "in", "barred", "in", "in", "beyond_limit", "beyond_limit",
    ]  # fmt: skip
    assert found.funnel[-1] == Step("limit", 2, 3, 2)


def test_equals_at_the_limit_are_drawn_by_lot(duck_warehouse: DuckWarehouse) -> None:
    plan = planned('[audience]\nlimit = {customers = 2, order_by = "value_minor"}')
    people: dict[str, dict[str, Any]] = {name: {} for name in "ABCDEF"}
    rows = cast(plan, people)
    found = audience(frame_of(duck_warehouse, None, rows[::-1]), plan, "PLAN.toml")
    first = sorted(rows, key=lambda row: row[CAMPAIGN_HASH])[:2]
    assert {row["customer_id"] for row in rows_of(found.customers) if row["in_audience"]} == {
        row["customer_id"] for row in first
    }


def test_an_audience_can_be_asked_again(duck_warehouse: DuckWarehouse) -> None:
    """What an earlier run said of the customers is replaced, not kept beside it."""
    plan = planned('[rules]\nconsent = "consent"')
    once = audience(frame_of(duck_warehouse, None, cast(plan)), plan, "PLAN.toml")
    again = audience(duck_warehouse.settle(once.customers), plan, "PLAN.toml")
    assert rows_of(again.customers, "customer_id") == rows_of(once.customers, "customer_id")


def test_the_control_group_is_contacted_by_no_campaign(duck_warehouse: DuckWarehouse) -> None:
    rule = '[rules]\ncontrol_group = {share = 0.4, seed = "company"}'
    inside = []
    for seed in ("one", "two"):
        plan = planned(f'seed = "{seed}"\n{rule}')
        rows = cast(plan)
        found = audience(frame_of(duck_warehouse, None, rows), plan, "PLAN.toml")
        barred = {r["customer_id"] for r in rows_of(found.customers) if r["barred"]}
        assert barred == {r["customer_id"] for r in rows if r[CONTROL_HASH] < 0.4 * 2**52}
        inside.append(barred)
    assert inside[0] == inside[1]


def test_a_class_that_is_treated_in_two_ways_is_told(duck_warehouse: DuckWarehouse) -> None:
    plan = planned('[audience]\nconditions = [{column = "value_minor", at_least = 200}]')
    people: dict[str, dict[str, Any]] = {
        "Ann": {"value_class": "A"},
        "Bob": {"value_class": "B", "value_minor": 250},
        "Cem": {"value_class": "B", "value_minor": 150},
        "Dee": {"value_class": "C", "value_minor": 50},
        "Eve": {"value_class": None, "value_minor": 300},
    }
    found = audience(frame_of(duck_warehouse, None, cast(plan, people)), plan, "PLAN.toml")
    splits = class_splits(found)
    assert [split.value_class for split in splits] == ["A", "B", "C", None]
    assert [split.is_split for split in splits] == [False, True, False, False]
    assert (splits[1].customers, splits[1].meant) == (2, 1)


@pytest.mark.parametrize(
    ("word", "may"),
    [("yes", True), (" Y ", True), ("1", True), ("是", True), ("no", False), ("", False),
     (None, False), ("ja?", False), (1, True), (1.0, True), (0, False), (2, False),
     (True, True), (False, False)],
)  # fmt: skip
def test_only_a_clear_yes_is_consent(
    duck_warehouse: DuckWarehouse, word: object, may: bool
) -> None:
    plan = planned('[rules]\nconsent = "consent"')
    rows = cast(plan, {"Ann": {"consent": word}})
    found = audience(frame_of(duck_warehouse, None, rows), plan, "PLAN.toml")
    assert rows_of(found.customers)[0]["in_audience"] is may


@pytest.mark.parametrize(
    ("word", "may"),
    [("no", True), ("", True), (None, True), ("否", True), ("yes", False), ("?", False),
     (0, True), (1, False), (2, False), (False, True), (True, False)],
)  # fmt: skip
def test_anything_but_a_clear_no_bars(
    duck_warehouse: DuckWarehouse, word: object, may: bool
) -> None:
    plan = planned('[rules]\nopted_out = "opted_out"')
    rows = cast(plan, {"Ann": {"opted_out": word}})
    found = audience(frame_of(duck_warehouse, None, rows), plan, "PLAN.toml")
    assert rows_of(found.customers)[0]["in_audience"] is may
