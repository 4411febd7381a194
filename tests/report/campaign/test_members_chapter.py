"""How the files were read adds up to the row, and the arms are held against the plan's seed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cli.campaigning import BEGAN, CAMPAIGN_DAYS, bought, members
from report.campaign.casting import WHEN, by_id, cells, measured_all, words

from goodwill.analytics.campaigns.assigning import Arms, hash52
from goodwill.analytics.campaigns.plans import Plan, fingerprint
from goodwill.report.campaign.chapters.members import members as chapter_of
from goodwill.report.campaign.results import MeasuredAll
from goodwill.warehouse.duck import DuckWarehouse


def counts(found: MeasuredAll) -> dict[str, int]:
    rows = cells(by_id(chapter_of(found).findings)["member-rows"])
    return {row[0]: int(row[1].replace(",", "")) for row in rows}


def test_rows_add_up_whatever_is_wrong_with_them(duck_warehouse: DuckWarehouse):
    drawn = members(400)
    odd = [
        *drawn,
        drawn[0],
        {**drawn[1], "arm": "treated" if drawn[1]["arm"] == "holdout" else "holdout"},
        {**drawn[2], "customer_id": ""},
    ]
    found = measured_all(
        duck_warehouse, {"campaign_members": odd, "order_lines": bought(drawn)}, **WHEN
    )
    told = counts(found)
    assert told.pop("Read") == len(odd) == sum(told.values())
    assert told["Of members in two arms"] == 2
    assert told["Set aside"] == 1
    oddities = by_id(chapter_of(found).findings)["oddities"]
    said = {row[0] for row in cells(oddities)}
    assert {str(odd.sentence) for odd in found.ready.membership.findings} <= said


def test_a_clean_file_is_used_whole_and_nothing_puts_it_in_doubt(alone: MeasuredAll):
    told = by_id(chapter_of(alone).findings)
    assert "All 800 rows" in str(told["member-rows"].title)
    assert not [row for row in cells(told["oddities"]) if row[2] == "yes"]
    assert "rejected" not in told
    assert "plan" not in told


def test_every_column_says_from_where_it_was_read(alone: MeasuredAll):
    rows = cells(by_id(chapter_of(alone).findings)["columns"])
    assert ["campaign_members.csv", "arm", "arm", "by its name"] in rows


def test_what_is_said_of_several_campaigns_is_said_once_with_all_their_names(
    several: MeasuredAll,
):
    rows = cells(by_id(chapter_of(several).findings)["oddities"])
    assert len({row[0] for row in rows}) == len(rows)


PLAN = Plan("AUTUMN", BEGAN, CAMPAIGN_DAYS, "Autumn", "seed-7", arms=Arms(holdout=0.4))


def planned(found: MeasuredAll, plan: Plan) -> MeasuredAll:
    inputs = replace(found.ready.inputs, asked=replace(found.ready.asked, plan=plan))
    return replace(found, ready=replace(found.ready, inputs=inputs))


def test_arms_of_another_draw_are_told_from_those_of_the_plan(alone: MeasuredAll):
    told = by_id(chapter_of(planned(alone, PLAN)).findings)["plan"]
    (share,) = told.figures
    ids = [f"K{place:04d}" for place in range(800)]
    held = [number < 0.4 * 2**52 for number in hash52(PLAN.seed, ids)]
    was = [row["arm"] == "holdout" for row in members()]
    assert share.value == pytest.approx(
        sum(a == b for a, b in zip(held, was, strict=True)) / len(ids)
    )
    assert "another seed" in words([told])
    assert fingerprint(PLAN)[:12] in words([told])


def test_arms_that_the_plan_drew_are_found_so(duck_warehouse: DuckWarehouse):
    ids = [f"K{place:04d}" for place in range(400)]
    held = [number < 0.4 * 2**52 for number in hash52(PLAN.seed, ids)]
    drawn = [
        {**row, "arm": "holdout" if is_held else "treated", "contacted_on": ""}
        for row, is_held in zip(members(400), held, strict=True)
    ]
    files = {"campaign_members": drawn, "order_lines": bought(drawn)}
    found = measured_all(duck_warehouse, files, plan=PLAN)
    told = by_id(chapter_of(found).findings)["plan"]
    assert str(told.title) == "Every member is in the arm that the plan drew"
    assert not told.warnings


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (replace(PLAN, arms=Arms(variants={"red": 1.0})), "The file calls the arms"),
        (replace(PLAN, arms=Arms(stratify_by=("region",))), "Members were drawn within region"),
    ],
)
def test_where_the_draw_cannot_be_checked_it_is_said_why(alone: MeasuredAll, plan: Plan, why: str):
    assert why in words([by_id(chapter_of(planned(alone, plan)).findings)["plan"]])
