"""The [budget] table of a plan: read in whole currency, refused by the name of the key."""

from __future__ import annotations

import tomllib
from typing import Any

import numpy as np
import pytest

from goodwill.analytics.campaigns.budget import reading
from goodwill.analytics.campaigns.budget.curves import Hill, Lines, Saturating
from goodwill.analytics.campaigns.budget.parting import part
from goodwill.analytics.campaigns.budget.reading import budget_from
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.figure import Grade

OPTION = {"name": "e-mail", "best": 30_000, "half": 2_500}


def table(option: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A budget of one option, with changes; a change to None takes the key out."""
    row = {key: value for key, value in (OPTION | (option or {})).items() if value is not None}
    return {"total": 60_000, "options": [row]} | more


def test_the_example_of_the_documentation_is_read_and_parted() -> None:
    example = (reading.__doc__ or "").split("```toml\n")[1].split("```")[0]
    budget = budget_from(tomllib.loads(example)["budget"], "plan.toml", "CNY")
    calls, mail = budget.options
    assert (budget.total, budget.capacities) == (6_000_000, {"calls": 2_400})
    assert (calls.channel, calls.value_class, calls.audience) == ("call", "A", 800)
    assert (calls.now, calls.uses) == (900_000, {"calls": pytest.approx(0.0004)})
    assert calls.response.grade is Grade.RANDOM_HOLDOUT
    assert mail.response.curve == Hill(3_000_000, 250_000)
    assert mail.response.relative_se == pytest.approx(1 / 3 / 1.96, rel=1e-4)
    division = part(budget)
    assert 0 < division.spend[0] < 900_000
    assert division.capacities[0].used == pytest.approx(0.0004 * division.spend[0])


def test_amounts_follow_the_currency() -> None:
    budget = budget_from(table({"min": 5, "max": 900}, currency="JPY"), "plan.toml", "CNY")
    assert (budget.currency, budget.total) == ("JPY", 60_000)
    assert (budget.options[0].least, budget.options[0].most) == (5, 900)


def test_the_kind_of_curve_can_be_said() -> None:
    saturating = budget_from(table({"curve": "saturating"}), "plan.toml", "CNY").options[0]
    assert saturating.response.curve == Saturating(3_000_000, 250_000)
    points = {"best": None, "half": None, "points": [[10, 40], [30, 60]], "margin_se": 3}
    lines = budget_from(table(points | {"curve": "points"}), "plan.toml", "CNY").options[0]
    assert isinstance(lines.response.curve, Lines)
    assert list(lines.response.curve.margin(np.array([1000.0, 2000.0]))) == [4000, 5000]


NO_BEST = {"best": None, "half": None}
POINTS = NO_BEST | {"points": [[10, 40], [30, 60]]}


@pytest.mark.parametrize(
    ("plain", "told"),
    [
        (table(total=None), r"budget\.total must be a number above 0"),
        (table(total=0), r"budget\.total must be a number above 0"),
        (table(total="60000"), r"budget\.total must be"),
        (table(total=float("nan")), r"budget\.total must be"),
        ({"options": [OPTION]}, r"budget\.total must be the money to be parted"),
        (table(totall=3), r"budget says totall, which is not a setting"),
        (table(options=[]), r"budget\.options must be a list of options"),
        (table(options=[3]), r"budget\.options\[1\] must be a table"),
        (table(options=[OPTION, OPTION]), r"e-mail is there twice"),
        (table(same_policy_by="colour"), r"same_policy_by must be value_class or segment"),
        (table(spend_all="yes"), r"spend_all must be true or false"),
        (table(capacities=3), r"budget\.capacities must be a table"),
        (table(capacities={"calls": {"per_day": 3}}), r"capacities\.calls must be per_day and"),
        (table(capacities={"calls": {"weeks": 3}}), r"budget\.capacities\.calls says weeks"),
        (table({"name": None}), r"options\[1\]\.name must be"),
        (table({"colour": "red"}), r"options\[1\] says colour"),
        (table({"spend_now": -1}), r"options\[1\]\.spend_now must be a number, 0 or more"),
        (table({"min": True}), r"options\[1\]\.min must be"),
        (table({"channel": 3}), r"options\[1\]\.channel must be text"),
        (table({"capacity": {"calls": 0.1}}), r"capacity\.calls must be one of the capacities"),
        (table({"capacity": 0.1}), r"capacity must be a table of numbers"),
        (table({"curve": "straight"}), r"curve must be hill, saturating, power or points"),
        (table({"curve": "power"}), r"curve must be hill or saturating where best"),
        (table(NO_BEST), r"options\[1\] must be given either points or best"),
        (table(POINTS | {"best": 3}), r"either points or best"),
        (table(POINTS | {"half": 3}), r"half must be left out"),
        (table({"margin_se": 3}), r"margin_se must be left out"),
        (table({"half": None}), r"half must be the spend that brings half of best"),
        (table({"half": 0}), r"half must be a number above 0"),
        (table({"low": 20_000}), r"low must be given together with high"),
        (table({"low": 40_000, "high": 50_000}), r"options\[1\]: The interval from"),
        (table({"exponent": 2}), r"options\[1\]: The curve is not concave"),
        (table({"exponent": 1, "curve": "saturating"}), r"exponent must be left out"),
        (table(NO_BEST | {"points": [[10, 40]]}), r"options\[1\]: We cannot tell yet"),
        (table(NO_BEST | {"points": [10, 40]}), r"points must be pairs of spend and margin"),
        (table(NO_BEST | {"points": 40}), r"points must be pairs"),
        (table(NO_BEST | {"points": [[0, 4], [1, 5], [2, 6]]}), r"spend above nought"),
        (table(POINTS | {"margin_se": [3]}), r"margin_se must be one standard error"),
        (table(POINTS | {"margin_se": 0}), r"margin_se must be one standard error"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(plain: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingRefused, match=told) as refused:
        budget_from(plain, "plan.toml", "CNY")
    assert str(refused.value).startswith("plan.toml: ")
