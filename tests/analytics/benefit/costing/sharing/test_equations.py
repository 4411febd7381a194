"""Time equations: the default ones, one's own, and what is refused."""

from __future__ import annotations

import pytest
from frames import Row, frame_of, rows_of

from goodwill.analytics.benefit.costing.sharing.equations import (
    DEFAULT_EQUATIONS,
    TimeEquation,
    equation,
    own_columns,
    with_defaults,
    with_thousandths,
)
from goodwill.analytics.errors import SettingRefused
from goodwill.analytics.formulas import Dimension
from goodwill.analytics.tables import ACTIVITIES
from goodwill.warehouse.duck import DuckWarehouse

NUMBERS = {"travel": 30.0, "lines": 4.0, "special": 1.0, "escalated": 1.0, "field_visit": 1.0}


def minutes(
    warehouse: DuckWarehouse,
    row: Row,
    equations: tuple[TimeEquation, ...] = DEFAULT_EQUATIONS,
) -> tuple[int | None, int | None]:
    frame = frame_of(warehouse, ACTIVITIES, [NUMBERS | dict(row)])
    found = rows_of(with_thousandths(frame, equations))[0]
    return found["equated"], found["thousandths"]


@pytest.mark.parametrize(
    ("kind", "thousandths"),
    [("visit", 90_000), ("order", 57_000), ("request", 20_000), ("complaint", 210_000)],
)
def test_the_default_equations(duck_warehouse: DuckWarehouse, kind: str, thousandths: int) -> None:
    """visit = 60 + travel; order = 20 + 3·lines + 25·special; request = 12 + 8·escalated;
    complaint = 90 + 120·field visit."""
    assert minutes(duck_warehouse, {"kind": kind}) == (1, thousandths)


@pytest.mark.parametrize("kind", ["Visit", "拜访", "拜訪", "SITE VISIT"])
def test_kinds_are_known_by_other_words(duck_warehouse: DuckWarehouse, kind: str) -> None:
    assert minutes(duck_warehouse, {"kind": kind}) == (1, 90_000)


def test_a_word_that_has_its_own_equation_keeps_it(duck_warehouse: DuckWarehouse) -> None:
    own = with_defaults((equation("拜访", "5 + 1·lines"),))
    assert minutes(duck_warehouse, {"kind": "拜访"}, own) == (1, 9_000)
    assert minutes(duck_warehouse, {"kind": "拜访", "lines": None}, own) == (1, None)


def test_measured_minutes_come_first(duck_warehouse: DuckWarehouse) -> None:
    assert minutes(duck_warehouse, {"kind": "visit", "minutes": 12.3456}) == (1, 12_346)


def test_a_kind_without_an_equation_takes_nobody_knows_what(duck_warehouse: DuckWarehouse) -> None:
    assert minutes(duck_warehouse, {"kind": "party"}) == (None, None)


def test_a_missing_number_is_not_zero(duck_warehouse: DuckWarehouse) -> None:
    assert minutes(duck_warehouse, {"kind": "order", "lines": None}) == (1, None)


def test_a_missing_column_leaves_its_kind_without_minutes(duck_warehouse: DuckWarehouse) -> None:
    own = (equation("visit", "60 + 2·km", {"km": Dimension.of("km")}),)
    assert minutes(duck_warehouse, {"kind": "visit"}, own) == (1, None)


@pytest.mark.parametrize("told", [-1.0, 2e6, float("inf"), float("nan")])
def test_impossible_minutes_are_not_used(duck_warehouse: DuckWarehouse, told: float) -> None:
    assert minutes(duck_warehouse, {"kind": "visit", "minutes": told})[1] is None


@pytest.mark.parametrize(
    ("department", "thousandths"),
    [("branch", 45_000), ("sales", 90_000), (None, 90_000)],
)
def test_a_department_may_have_its_own(
    duck_warehouse: DuckWarehouse, department: str | None, thousandths: int
) -> None:
    own = with_defaults((equation("visit", "45", department="branch"),))
    row = {"kind": "visit", "department": department}
    assert minutes(duck_warehouse, row, own) == (1, thousandths)


def test_a_departments_own_is_not_replaced_where_a_number_is_missing(
    duck_warehouse: DuckWarehouse,
) -> None:
    own = with_defaults((equation("visit", "45 + 1·lines", department="branch"),))
    row = {"kind": "visit", "department": "branch", "lines": None}
    assert minutes(duck_warehouse, row, own) == (1, None)


def test_ones_own_replace_the_default_ones() -> None:
    own = with_defaults((equation("visit", "45"),))
    assert [each.minutes.text for each in own if each.kind == "visit"] == ["45"]
    assert {each.kind for each in own} == {"visit", "order", "request", "complaint"}


def test_two_for_one_kind_are_refused() -> None:
    with pytest.raises(SettingRefused, match="several time equations for visit"):
        with_defaults((equation("visit", "45"), equation("visit", "50")))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("60 + lines", "line, and minute is needed|minute and line|It gives line"),
        ("60 + travle", "There is no travle. Did you mean travel"),
        ("60 [minute] + 3 [minute/visit] * lines", "cannot be added"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, said: str) -> None:
    with pytest.raises(SettingRefused, match=said):
        equation("order", text)


def test_text_is_no_number(duck_warehouse: DuckWarehouse) -> None:
    with pytest.raises(SettingRefused, match="needs the number lines"):
        with_thousandths(
            frame_of(duck_warehouse, None, [{"kind": "order", "lines": "four"}]), DEFAULT_EQUATIONS
        )


def test_the_numbers_of_a_table_are_named_with_their_units(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, [{"travel": 1.0, "km": 3, "kind": "visit"}])
    assert own_columns(frame) == {"travel": Dimension.of("minute"), "km": Dimension.of("km")}
