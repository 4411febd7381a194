"""What the documents say of a plan is what a plan may hold."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from goodwill.analytics.campaigns import planning
from goodwill.analytics.campaigns.audiences.conditions import TESTS
from goodwill.analytics.campaigns.budget import reading
from goodwill.analytics.campaigns.plans import ControlGroup, OtherHoldout, Plan
from goodwill.report.campaign.plan.budgeting import budget_of
from goodwill.report.campaign.plan.outputs import RESULTS

DOCS = Path(__file__).parents[4] / "docs"
REFERENCE = DOCS / "reference" / "plan.md"
GUIDE = DOCS / "how-to" / "plan-a-campaign.md"


def examples(file: Path) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", file.read_text(encoding="utf-8"), re.DOTALL)


def plan(text: str) -> Plan:
    return planning.plan_from(tomllib.loads(text, parse_float=Decimal), "PLAN.toml")


def keys() -> set[str]:
    parts = ("Rules", "Costs", "Economics", "Expected", "Decision", "Limit")
    of_parts = {
        key
        for each in (*(getattr(planning, part) for part in parts), ControlGroup, OtherHoldout)
        for key in each.__dataclass_fields__
    }
    of_budget = {*reading.KEYS, *reading.OPTION_KEYS, *reading.CAPACITY_KEYS}
    arms = {"holdout", "variants", "stratify_by", "column", "conditions", "limit", "reason"}
    return {*planning.TOP, *planning.SECTIONS, *of_parts, *of_budget, *TESTS, *arms}


def test_every_key_is_in_the_reference() -> None:
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", _text()))))
    headed = set(re.findall(r"^## \[(\w+)\]", _text(), re.MULTILINE))
    assert keys() - named - headed == set()


def test_the_reference_names_no_key_that_there_is_not() -> None:
    rows = re.findall(r"^\| (`[^|]+`) \|", _text().split("## What is written")[0], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named - keys() == set()


def test_every_file_written_is_in_the_reference() -> None:
    assert [name for name in RESULTS if f"`{name}`" not in _text()] == []


@pytest.mark.parametrize(
    ("file", "at"),
    [(file, at) for file in (REFERENCE, GUIDE) for at in range(len(examples(file)))],
    ids=lambda value: value.stem if isinstance(value, Path) else str(value),
)
def test_every_example_is_a_plan(file: Path, at: int) -> None:
    found = plan(examples(file)[at])
    budget = budget_of(found, "PLAN.toml")
    assert budget is not None
    assert budget.total > 0


def test_the_example_of_the_reference_uses_every_section() -> None:
    (example,) = examples(REFERENCE)
    assert set(planning.SECTIONS) <= set(tomllib.loads(example))


def test_defaults_are_those_of_the_reference() -> None:
    short = plan('campaign = "a"\nstarts_on = 2025-01-01\ndays = 1\n')
    rows = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| ([\d.]+|`?\w+`?) \|$", _text(), re.MULTILINE))
    told = {key: rows[key] for key in ("holdout", "before_days", "follow_days", "level", "power")}
    assert {key: float(value) for key, value in told.items()} == {
        "holdout": short.arms.holdout,
        "before_days": short.before_days,
        "follow_days": short.follow_days,
        "level": short.decide.level,
        "power": short.decide.power,
    }
    assert rows["purpose"] == f"`{short.purpose.value}`"
    assert rows["primary"] == f"`{short.decide.primary[0]}`"


def _text() -> str:
    return REFERENCE.read_text(encoding="utf-8")
