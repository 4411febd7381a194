"""Who was in which arm: every oddity has its sentence, and no row goes missing."""

from __future__ import annotations

from typing import Any

import pytest
from frames import frame_of, rows_of

from goodwill.analytics.benefit.incrementality.members.arms import control_arm
from goodwill.analytics.benefit.incrementality.members.membership import Membership, membership
from goodwill.analytics.benefit.incrementality.members.people import Told
from goodwill.analytics.errors import Ambiguous, SettingRefused, Undefined
from goodwill.analytics.tables import CAMPAIGN_MEMBERS
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse


def member(row: int, name: str | None, arm: str | None, **more: Any) -> dict[str, Any]:
    return {"source_row": row, "customer_id": name, "arm": arm, **more}


CAST = [
    member(2, "Ann", "e-mail", assigned_day=100, contacted_day=101),
    member(3, "Bob", "e-mail", assigned_day=100),  # never contacted
    member(4, "Cem", "E-Mail ", assigned_day=100, contacted_day=99),  # contacted before drawn
    member(5, "Dee", "Hold-Out", assigned_day=100),
    member(6, "Eve", "Hold-Out", assigned_day=100, contacted_day=103),  # contacted all the same
    member(7, "李娜", "Hold-Out", assigned_day=112),  # drawn after the start
    member(8, None, "e-mail"),
    member(9, "  ", "e-mail"),
    member(10, "Fay", None),
    member(11, "Gus", "e-mail", assigned_day=100, contacted_day=101),
    member(12, "Gus", "Hold-Out", assigned_day=100),  # in both
    member(13, "Ann", "e-mail", assigned_day=98, contacted_day=105),  # again
    member(14, None, None, unreadable="row"),
    member(15, "Hal", "e-mail", assigned_day=100, contacted_day=140, unreadable="date"),
]
TOLD = Told(windows={"": (110, 130)}, planned={"": ("hold-out", "e-mail", "call")})


def found(warehouse: Warehouse, rows: list[dict[str, Any]], told: Told | None = None) -> Membership:
    return membership(frame_of(warehouse, CAMPAIGN_MEMBERS, rows), warehouse.settle, told)


def test_every_oddity_is_counted_with_its_rows(proved_warehouse: Warehouse) -> None:
    read = found(proved_warehouse, CAST, TOLD)
    assert {each.code: (each.n, each.rows) for each in read.findings} == {
        "unreadable_row": (1, (14,)),
        "no_customer": (2, (8, 9)),
        "no_arm": (1, (10,)),
        "unreadable_date": (1, (15,)),
        "spelling": (1, ()),
        "in_two_arms": (1, (11,)),
        "repeated": (1, (2,)),
        "contacted_holdout": (1, (6,)),
        "not_contacted": (1, (3,)),
        "contacted_early": (1, (4,)),
        "assigned_late": (1, (7,)),
        "contacted_late": (1, (15,)),
        "empty_arm": (0, ()),
    }
    alarms = {each.code for each in read.findings if each.is_alarm}
    assert alarms == {"in_two_arms", "contacted_early", "assigned_late", "empty_arm"}
    assert (read.control(), read.treated()) == ("Hold-Out", ("e-mail",))
    assert read.counts() == {"Hold-Out": 3, "e-mail": 4}
    assert [arm.contact_rate for arm in read.arms] == [pytest.approx(1 / 3), 0.75]
    people = rows_of(read.of(), "source_row")
    assert [(each["customer_id"], each["arm"]) for each in people] == [
        ("Ann", "e-mail"),
        ("Bob", "e-mail"),
        ("Cem", "e-mail"),
        ("Dee", "Hold-Out"),
        ("Eve", "Hold-Out"),
        ("李娜", "Hold-Out"),
        ("Hal", "e-mail"),
    ]
    assert (people[0]["assigned_day"], people[0]["contacted_day"]) == (98, 101)


def test_rows_read_are_rows_set_aside_merged_and_used(duck_warehouse: DuckWarehouse) -> None:
    read = found(duck_warehouse, CAST)
    used = len(rows_of(read.members))
    assert read.rows_read == len(CAST) == 14
    assert (read.rows_set_aside, read.rows_merged, read.rows_in_two_arms) == (4, 1, 2)
    assert read.rows_read == read.rows_set_aside + read.rows_merged + read.rows_in_two_arms + used


def test_the_sentences_say_how_many_and_where(duck_warehouse: DuckWarehouse) -> None:
    rows = [member(row, None, "e-mail") for row in range(1200, 1208)]
    read = found(duck_warehouse, [*CAST, *rows])
    said = {each.code: str(each.sentence) for each in read.findings}
    assert said["no_customer"] == (
        "10 rows name no customer and are left out: rows 8, 9, 1200, 1201, and 1202 first."
    )
    assert said["in_two_arms"].endswith("before you trust the result.")


def test_a_few_in_two_arms_among_many_are_no_alarm(duck_warehouse: DuckWarehouse) -> None:
    rows = [member(row, f"c{row}", "control" if row % 2 else "post") for row in range(200)]
    read = found(duck_warehouse, [*rows, member(500, "c1", "post")])
    assert [(each.code, each.n, each.is_alarm) for each in read.findings] == [
        ("in_two_arms", 1, False)
    ]


def test_contacts_are_unknown_where_the_file_names_none(duck_warehouse: DuckWarehouse) -> None:
    read = found(duck_warehouse, [member(2, "Ann", "control"), member(3, "Bob", "post")])
    assert [arm.contact_rate for arm in read.arms] == [None, None]
    assert read.findings == ()


def test_a_draw_of_long_ago_is_asked_about(duck_warehouse: DuckWarehouse) -> None:
    rows = [member(2, "Ann", "control", assigned_day=0), member(3, "Bob", "post", assigned_day=999)]
    read = found(duck_warehouse, rows, Told(windows={"": (1000, 1010)}))
    assert [(each.code, each.rows) for each in read.findings] == [("assigned_long_ago", (2,))]


def test_several_campaigns_are_kept_apart(duck_warehouse: DuckWarehouse) -> None:
    read = found(
        duck_warehouse,
        [
            member(2, "Ann", "control", campaign_id="spring"),
            member(3, "Ann", "post", campaign_id="autumn"),
            member(4, "Bob", "post", campaign_id="spring"),
            member(5, "Cem", "post"),
        ],
    )
    assert [(each.code, each.n) for each in read.findings] == [("no_campaign", 1)]
    assert read.campaigns == ("autumn", "spring")
    assert read.control("spring") == "control"
    with pytest.raises(Undefined, match="no control arm: every member is in post"):
        read.control("autumn")


def test_rows_of_a_member_that_disagree_raise_an_alarm(duck_warehouse: DuckWarehouse) -> None:
    rows = [
        member(2, "Ann", "control", spend=5),
        member(3, "Ann", "control", spend=7),
        member(4, "Bob", "post", spend=1),
    ]
    read = found(duck_warehouse, rows)
    assert [(each.code, each.is_alarm) for each in read.findings] == [
        ("repeated", False),
        ("differing", True),
    ]
    assert read.extras == ("spend",)
    assert [each["spend"] for each in rows_of(read.members, "source_row")] == [5, 1]


def test_a_column_that_holds_no_arms_is_refused(duck_warehouse: DuckWarehouse) -> None:
    rows = [member(row, f"c{row}", f"value {row}") for row in range(60)]
    with pytest.raises(Undefined, match="more than 50 different values"):
        found(duck_warehouse, rows)


def test_a_file_without_a_usable_row_is_refused(duck_warehouse: DuckWarehouse) -> None:
    with pytest.raises(Undefined, match="1 row, and none of them"):
        found(duck_warehouse, [member(2, None, "control")])
    with pytest.raises(Undefined, match="of nobody in which arm"):
        found(duck_warehouse, [member(2, "Ann", None), member(3, None, None)])
    with pytest.raises(Undefined, match="in two arms at once"):
        found(duck_warehouse, [member(2, "Ann", "control"), member(3, "Ann", "post")])


@pytest.mark.parametrize(
    ("arms", "control"),
    [
        (["Mens E-Mail", "No E-Mail", "Womens E-Mail"], "No E-Mail"),
        (["hold-out", "A", "B"], "hold-out"),
        (["Holdout_Group", "x"], "Holdout_Group"),
        (["短信", "对照组"], "对照组"),
        (["簡訊", "保留組"], "保留組"),
        (["0", "1"], "0"),
        (["是", "否"], "否"),
        (["Control 10 %", "Treatment"], "Control 10 %"),
    ],
)
def test_usual_names_of_the_control_are_recognised(arms: list[str], control: str) -> None:
    assert control_arm(arms) == control


def test_an_unclear_control_is_asked_for() -> None:
    with pytest.raises(Ambiguous, match="control and hold-out"):
        control_arm(["control", "hold-out", "post"])
    with pytest.raises(Ambiguous, match="None of the arms A and B"):
        control_arm(["A", "B"])
    with pytest.raises(Undefined, match="no control arm"):
        control_arm(["hold-out"])
    with pytest.raises(SettingRefused, match="The arms are A and B"):
        control_arm(["A", "B"], "C")
    assert control_arm(["A", "Hold-Out", "control"], "hold out") == "Hold-Out"
