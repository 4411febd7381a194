"""A plan says what it means, or is refused with the file, the key and what is allowed."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goodwill.analytics.campaigns import planning
from goodwill.analytics.campaigns.plans import Purpose
from goodwill.analytics.errors import SettingRefused

SHORT = 'campaign = "春节"\nstarts_on = 2025-03-01\ndays = 14\n'


def documented() -> str:
    """The example in the module's own words."""
    lines = (planning.__doc__ or "").splitlines()
    return "\n".join(line[4:] for line in lines if line.startswith("    "))


def plan(text: str) -> planning.Plan:
    return planning.plan_from(tomllib.loads(text, parse_float=Decimal), "PLAN.toml")


def refusal(text: str) -> str:
    with pytest.raises(SettingRefused) as refused:
        plan(text)
    return str(refused.value)


def test_the_documented_example_is_understood() -> None:
    found = plan(documented())
    assert found.campaign == "spring-2025"
    assert found.purpose is Purpose.PROMOTION
    assert (found.ends_on, found.measured_until) == (date(2025, 3, 15), date(2025, 4, 12))
    assert found.arms.shares == pytest.approx({"holdout": 0.2, "A": 0.4, "B": 0.4})
    assert found.costs.per_contact == Decimal("0.045")
    assert [condition.words for condition in found.audience.conditions] == [
        "region in 上海, 北京",
        "residual_value_minor at_least 10000, below 500000",
        "last_on known true",
        "stage not suspect, prospect",
    ]
    assert found.rules.control_group is not None
    assert found.rules.control_group.seed == "company"
    assert found.budget == {}


def test_every_key_of_every_table_is_documented() -> None:
    said = set(re.findall(r"(\w+) = ", documented())) | set(re.findall(r"\[(\w+)\]", documented()))
    parts = [getattr(planning, name) for name in ("Rules", "Costs", "Economics", "Expected")]
    keys = {key for part in parts for key in part.__dataclass_fields__}
    assert (
        keys | {*planning.TOP, *planning.SECTIONS, *planning.Decision.__dataclass_fields__} <= said
    )


def test_three_lines_are_a_plan() -> None:
    found = plan(SHORT)
    assert (found.name, found.seed, found.expect, found.budget) == ("春节", "春节", None, None)
    assert found.arms.shares == pytest.approx({"holdout": 0.2, "treated": 0.8})


def test_what_is_left_out_of_a_belief_is_its_middle() -> None:
    found = plan(SHORT + "[expect]\nlift_low = 0.1\nlift_high = 0.3\n")
    assert found.expect is not None
    assert found.expect.lift == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("starts_on = 2025-03-01\ndays = 1", ["campaign is missing", "a text"]),
        ('campaign = "x"\ndays = 1', ["starts_on is missing", "2025-03-01"]),
        ('campaign = "x"\nstarts_on = "2025-03-01"\ndays = 1', ['"2025-03-01"', "without quotes"]),
        ('campaign = "x"\nstarts_on = 2025-03-01T08:00:00\ndays = 1', ["starts_on is", "a date"]),
        ('campaign = "x"\nstarts_on = 2025-03-01\ndays = 0', ["days is 0", "from 1 on"]),
        (SHORT + "days_before = 3", ["no setting days_before", "perhaps", "There are: campaign"]),
        (SHORT + 'purpose = "sale"', ["purpose", '"sale"', "promotion, care"]),
        (SHORT + 'currency = "yuan"', ["currency", '"yuan"', "CNY"]),
        (SHORT + "[arms]\nhold_out = 0.2", ["arms.hold_out", "perhaps arms.holdout is meant"]),
        (SHORT + "[arms]\nholdout = 20", ["arms.holdout is 20", "below 1"]),
        (SHORT + "[arms]\nholdout = 0", ["arms.holdout is 0", "above 0"]),
        (SHORT + "[arms.variants]\nA = 0.5\nB = 0.4", ["arms.variants", "make 1, not 0.9"]),
        (SHORT + "[arms.variants]\nholdout = 1", ["arms.variants.holdout"]),
        (SHORT + '[arms]\nstratify_by = ["a", "a"]', ["arms.stratify_by", "different texts"]),
        (SHORT + 'arms = "half"', ["arms is", "[arms]"]),
        (SHORT + "[audience]\nconditions = [{is = 1}]", ["audience.conditions[1].column"]),
        (SHORT + '[audience]\nconditions = [{column = "a"}]', ["conditions[1].is", "at_least"]),
        (
            SHORT + '[audience]\nconditions = [{column = "a", atleast = 1}]',
            ["conditions[1].atleast", "conditions[1].at_least is meant"],
        ),
        (
            SHORT + '[audience]\nconditions = [{column = "a", at_least = "1"}]',
            ['at_least is "1"', "a number or a date"],
        ),
        (SHORT + '[audience]\nconditions = [{column = "a", in = []}]', ["in is []", "not empty"]),
        (SHORT + '[audience]\nconditions = [{column = "a", known = 1}]', ["known is 1", "true or"]),
        (SHORT + '[audience]\nlimit = {customers = 5}', ["audience.limit.order_by is missing"]),
        (SHORT + "[rules]\nrest_days = 7", ["rules.contacts is missing"]),
        (SHORT + '[rules]\nchosen_channel = "c"', ["channel is missing"]),
        (SHORT + '[rules]\nholdouts = [{file = "a"}]', ["rules.holdouts[1].until is missing"]),
        (SHORT + "[rules]\ncontrol_group = {share = 0.05}", ["rules.control_group.seed"]),
        (SHORT + "[rules]\nblocked = 3", ["rules.blocked is 3", "a list of tables"]),
        (SHORT + "[costs]\nfixed = 5", ["currency is missing"]),
        (SHORT + "[costs]\nfixed = -5", ["costs.fixed is -5", "from 0 on"]),
        (SHORT + "[costs]\nfixed = nan", ["costs.fixed", "from 0 on"]),
        (SHORT + "[economics]\nmargin_rate = 0.3", ["economics.revenue is missing"]),
        (
            SHORT + "[economics]\nmargin_rate = 0.3\nmargin_per_order = 5",
            ["economics.margin_rate", "left out where margin_per_order"],
        ),
        (SHORT + "[expect]\nlift_low = 0.1", ["expect.lift_high is missing"]),
        (SHORT + "[expect]\nlift_low = -2\nlift_high = 1", ["lift_low", "less than nothing"]),
        (SHORT + "[expect]\nlift = 0.5\nlift_low = 0.1\nlift_high = 0.3", ["expect.lift is 0.5"]),
        (SHORT + "[expect]\nlift_low = 0.3\nlift_high = 0.3", ["expect.lift_high is 0.3"]),
        (SHORT + '[decide]\nprimary = ["clicks"]', ["decide.primary", "margin_minor"]),
        (SHORT + "[decide]\nlevel = 95", ["decide.level is 95"]),
        (SHORT + "[decide]\npower = 0.2", ["decide.power is 0.2", "from 0.5 on"]),
        (SHORT + "[decide]\nminimum_effect = 0", ["decide.minimum_effect is 0"]),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_a_sentence(text: str, words: list[str]) -> None:
    said = refusal(text)
    assert said.startswith("PLAN.toml: ")
    assert [word for word in words if word not in said] == [], said


def test_a_fingerprint_stays_while_the_meaning_does() -> None:
    spelt_out = 'days = 14 # a comment\nname = "春节"\ncampaign = "春节"\nstarts_on = 2025-03-01\n'
    spelt_out += "[costs]\nfixed = 0.00\n[decide]\nlevel = 0.950\n[arms]\nholdout = 0.2\n"
    assert planning.fingerprint(plan(SHORT)) == planning.fingerprint(plan(spelt_out))
    assert re.fullmatch("[0-9a-f]{64}", planning.fingerprint(plan(SHORT)))


@pytest.mark.parametrize(
    "change",
    [
        'seed = "other"',
        "[arms]\nholdout = 0.21",
        "[arms.variants]\ntreatment = 1.0",
        '[audience]\nconditions = [{column = "a", is = "1"}]',
        '[audience]\nconditions = [{column = "a", is = 1}]',
        '[audience]\nconditions = [{column = "a", is = true}]',
        '[rules]\nholdouts = [{file = "a", until = 2025-01-01}]',
        "[budget]\ntotal = 3",
        '[decide]\nprimary = ["margin_minor"]',
    ],
)
def test_any_change_of_meaning_changes_the_fingerprint(change: str) -> None:
    others = [SHORT, documented(), SHORT + '[audience]\nconditions = [{column = "a", is = "true"}]']
    prints = {planning.fingerprint(plan(text)) for text in others}
    assert len(prints) == len(others)
    assert planning.fingerprint(plan(SHORT + change)) not in prints


def test_the_order_of_variants_counts() -> None:
    a, b = (
        plan(SHORT + f"[arms.variants]\n{first} = 0.5\n{second} = 0.5")
        for first, second in ("AB", "BA")
    )
    assert planning.fingerprint(a) != planning.fingerprint(b)


def test_a_plan_of_plain_floats_is_the_same_plan() -> None:
    tables: dict[str, Any] = tomllib.loads(documented())
    assert planning.fingerprint(planning.plan_from(tables, "x")) == planning.fingerprint(
        plan(documented())
    )
