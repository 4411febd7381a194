"""The kernel reads sums, distinct counts, spreads and standings alike on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import narwhals as nw
import pytest
from frames import frame_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.indicators.kernel.calculating import (
    Asked,
    Cell,
    Settings,
    calculate,
    figure_of,
    rolled_up,
)
from goodwill.analytics.benefit.indicators.kernel.calculations import (
    Calculation,
    Combined,
    Custom,
    Middle,
    Ratio,
    Total,
)
from goodwill.analytics.benefit.indicators.kernel.cells import Answer
from goodwill.analytics.benefit.indicators.kernel.counting import counted
from goodwill.analytics.benefit.indicators.kernel.indicator import (
    Direction,
    Group,
    Indicator,
    Timing,
)
from goodwill.analytics.benefit.indicators.kernel.measures import (
    Derived,
    Distinct,
    Spread,
    Standing,
    Sum,
    told,
)
from goodwill.analytics.benefit.indicators.kernel.periods import months, quarters
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import Unit
from goodwill.analytics.tables import CASES, CUSTOMERS, LEADS, USERS, WORK_DAYS
from goodwill.language import Sentence, english
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
MONTHS, QUARTER = months(FIRST, LAST), quarters(FIRST, LAST)
WORD = Sentence("A word")

CASE_ROWS: list[dict[str, Any]] = [
    {"case_id": "1", "region": "East", "customer_id": "a", "opened_on": date(2026, 1, 1)},
    {"case_id": "2", "region": "East", "customer_id": "a", "opened_on": date(2026, 1, 31)},
    {"case_id": "3", "region": "West", "customer_id": "b", "opened_on": date(2026, 2, 1)},
    {"case_id": "4", "region": None, "customer_id": "c", "opened_on": date(2026, 3, 31)},
    {"case_id": "5", "region": "West", "customer_id": "b", "opened_on": date(2026, 4, 1)},
    {"case_id": "6", "region": "West", "customer_id": None, "opened_on": None},
]
for _row, _minutes, _contacts in zip(
    CASE_ROWS, (10, 20, None, 7, 5, 5), (1, 2, 1, 4, 1, 1), strict=True
):
    _row |= {"solve_minutes": _minutes, "contacts": _contacts, "employee_id": "e"}


def made(calculation: Calculation, **more: Any) -> Indicator:
    plain: dict[str, Any] = {
        "id": "XX01",
        "label": WORD,
        "meaning": WORD,
        "formula": WORD,
        "group": Group.SERVICE,
        "unit": Unit.NUMBER,
        "unit_words": WORD,
        "direction": Direction.HIGHER,
        "timing": Timing.LEADING,
        "cuts": ("region", "segment", "employee_id"),
        "edge": WORD,
        "calculation": calculation,
    }
    return Indicator(**(plain | more))


def asked_of(warehouse: Warehouse, *by: str, **more: Any) -> Asked:
    rows: dict[Any, list[dict[str, Any]]] = {
        CASES: CASE_ROWS,
        CUSTOMERS: [
            {"customer_id": "a", "segment": "gold"},
            {"customer_id": "b", "segment": "tin"},
        ],
        USERS: [
            {"user_id": "1", "licensed_on": date(2025, 6, 1)},
            {"user_id": "2", "licensed_on": date(2026, 2, 28), "ended_on": date(2026, 3, 2)},
            {"user_id": "3", "licensed_on": date(2026, 3, 1)},
            {"user_id": "4", "licensed_on": date(2025, 1, 1), "ended_on": date(2026, 1, 1)},
        ],
        WORK_DAYS: [
            {"employee_id": "e", "day_share": 0.1, "worked_on": date(2026, 1, 5)},
            {"employee_id": "e", "day_share": 0.2, "worked_on": date(2026, 1, 6)},
        ],
    }
    rows |= more.pop("rows", {})
    tables = {table.name: frame_of(warehouse, table, each) for table, each in rows.items()}
    plain: dict[str, Any] = {
        "tables": tables,
        "periods": MONTHS,
        "by": by,
        "settings": Settings(),
        "currency": "CNY",
        "as_of": LAST,
    }
    return Asked(**(plain | more))


ROWS = Sum(CASES, day="opened_day")
MINUTES = Sum(CASES, nw.col("solve_minutes"), told("solve_minutes"), "opened_day")
FIRST_CONTACT = Sum(CASES, None, nw.col("contacts") == 1, "opened_day")
PEOPLE = Distinct(CASES, ("customer_id",), day="opened_day")


CASE = st.fixed_dictionaries(
    {
        "region": st.sampled_from(["East", "West", None]),
        "opened_on": st.dates(FIRST, LAST),
        "contacts": st.integers(1, 3),
        "solve_minutes": st.none() | st.integers(0, 10**12),
    }
)


def refusing(asked: Asked) -> Any:
    raise Undefined(Sentence("Not today."))


def values(cells: list[Cell]) -> list[Any]:
    return [cell.value for cell in cells]


def test_both_engines_read_every_kind_of_measure(warehouse: Warehouse) -> None:
    indicators = [
        made(Total(ROWS)),
        made(Ratio(FIRST_CONTACT, ROWS, interval="wilson"), unit=Unit.SHARE),
        made(Total(PEOPLE)),
        made(Middle(Spread(CASES, nw.col("solve_minutes"), day="opened_day"))),
        made(Total(Standing(USERS, "licensed_day", "ended_day"))),
        made(Total(Sum(WORK_DAYS, nw.col("day_share"), day="worked_day", parts=1000))),
        made(
            Total(
                Distinct(CASES, ("customer_id",), each="opened_day", at_least=2, day="opened_day")
            )
        ),
    ]
    cells = calculate(indicators, asked_of(warehouse))
    assert values(cells) == [
        *(2, 1, 1),
        *(0.5, 1.0, 0.0),
        *(1, 1, 1),
        *(15.0, None, 7.0),
        *(1, 2, 3),
        *(0.3, 0, 0),
        *(1, 0, 0),
    ]
    assert cells[9].beside == {"p90": 19.0, "mean": 15.0}
    assert (cells[3].numerator, cells[3].denominator, cells[3].n) == (1, 2, 2)


def test_a_column_of_the_customer_can_be_cut_by(duck_warehouse: DuckWarehouse) -> None:
    cut = calculate([made(Total(ROWS))], asked_of(duck_warehouse, "segment"))
    assert [(cell.period.name, cell.cut, cell.value) for cell in cut] == [
        ("2026-01", {"segment": "gold"}, 2),
        ("2026-02", {"segment": "tin"}, 1),
        ("2026-03", {"segment": ""}, 1),
    ]


class TestNotTold:
    """A cell that cannot be told is n/a and says why; it is never 0."""

    @pytest.mark.parametrize(
        ("calculation", "more", "reason"),
        [
            (Ratio(ROWS, Sum(CASES, None, nw.lit(False), "opened_day")), {}, "nothing to divide"),
            (Total(Sum(CASES, nw.col("reply_minutes"), None, "opened_day")), {}, "none of them"),
            (Total(Sum(LEADS, day="created_day")), {}, "takes the table leads"),
            (Total(ROWS), {"takes": ((CASES, "handoffs"),)}, "No row of cases tells handoffs"),
            (Custom(refusing), {}, "Not today"),
            (Total(Sum(Derived("none", (CASES,), refusing), day="x")), {}, "Not today"),
        ],
    )
    def test_it_says_why(
        self, duck_warehouse: DuckWarehouse, calculation: Any, more: Any, reason: str
    ) -> None:
        for cell in calculate([made(calculation, **more)], asked_of(duck_warehouse)):
            assert cell.value is None
            assert reason in str(cell.reason)

    def test_a_column_that_is_not_one_of_its_cuts(self, duck_warehouse: DuckWarehouse) -> None:
        cells = calculate([made(Total(ROWS))], asked_of(duck_warehouse, "priority"))
        assert str(cells[0].reason) == "It is not told by priority."

    def test_a_column_that_the_table_does_not_have(self, duck_warehouse: DuckWarehouse) -> None:
        days = made(Total(Sum(WORK_DAYS, day="worked_day")))
        cells = calculate([days], asked_of(duck_warehouse, "segment"))
        assert str(cells[0].reason) == "The table work_days does not tell segment."


def test_a_whole_that_is_not_told_by_part_is_shared(duck_warehouse: DuckWarehouse) -> None:
    per_day = made(Ratio(ROWS, Sum(WORK_DAYS, day="worked_day")))
    cells = calculate([per_day], asked_of(duck_warehouse, "region", periods=QUARTER))
    assert [(cell.cut["region"], cell.value) for cell in cells] == [
        ("", 0.5),
        ("East", 1.0),
        ("West", 0.5),
    ]
    assert "same whole" in str(cells[0].remark)


def test_a_period_is_open_until_its_last_day_is_told(duck_warehouse: DuckWarehouse) -> None:
    cells = calculate([made(Total(ROWS))], asked_of(duck_warehouse, as_of=date(2026, 2, 28)))
    assert [cell.is_open for cell in cells] == [False, False, True]


class TestPersons:
    """Fewer than thirty are flagged; of persons, fewer than five are hidden."""

    def test_few_are_flagged_and_not_hidden(self, duck_warehouse: DuckWarehouse) -> None:
        (cell,) = calculate([made(Total(ROWS))], asked_of(duck_warehouse, periods=QUARTER))
        assert (cell.value, cell.is_few, cell.n) == (4, True, 4)
        assert "Fewer than 30" in str(cell.remark)

    @pytest.mark.parametrize(
        ("more", "by"),
        [
            ({"group": Group.EMPLOYEES}, ()),
            ({"about_persons": True}, ()),
            ({}, ("employee_id",)),
        ],
    )
    def test_few_persons_are_hidden(
        self, duck_warehouse: DuckWarehouse, more: Any, by: tuple[str, ...]
    ) -> None:
        asked = asked_of(duck_warehouse, *by, periods=QUARTER)
        (cell,) = calculate([made(Ratio(FIRST_CONTACT, ROWS), **more)], asked)
        assert (cell.value, cell.numerator, cell.denominator, cell.n) == (None, None, None, 0)
        assert "hidden" in str(cell.reason)
        with pytest.raises(NotTogether):
            rolled_up([cell], made(Ratio(FIRST_CONTACT, ROWS)), QUARTER[0])


class TestAddingUp:
    """Ratios roll up as ratios of sums; parts add up to the whole; order does not matter."""

    def test_medians_and_customers_do_not_add_up(self, duck_warehouse: DuckWarehouse) -> None:
        middle = made(Middle(Spread(CASES, nw.col("solve_minutes"), day="opened_day")))
        for indicator in (middle, made(Total(PEOPLE))):
            cells = calculate([indicator], asked_of(duck_warehouse))
            with pytest.raises(NotTogether, match="longer period"):
                rolled_up(cells, indicator, QUARTER[0])

    def test_nothing_adds_up_to_nothing(self) -> None:
        with pytest.raises(NotTogether):
            rolled_up([], made(Total(ROWS)), QUARTER[0])

    def test_only_parts_of_a_period_add_up_to_it(self, duck_warehouse: DuckWarehouse) -> None:
        cells = calculate([made(Total(ROWS))], asked_of(duck_warehouse))
        with pytest.raises(NotTogether, match="outside"):
            rolled_up(cells, made(Total(ROWS)), MONTHS[0])

    @given(rows=st.lists(CASE, min_size=1, max_size=12), shuffle=st.randoms())
    @settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_months_give_the_quarter_and_parts_the_whole(
        self, duck_warehouse: DuckWarehouse, rows: list[dict[str, Any]], shuffle: Random
    ) -> None:
        share, total = made(Ratio(FIRST_CONTACT, ROWS)), made(Total(MINUTES), id="XX02")
        asked = asked_of(duck_warehouse, rows={CASES: rows})
        quarter = calculate([share, total], replace(asked, periods=QUARTER))
        for indicator, whole in zip((share, total), quarter, strict=True):
            up = rolled_up(calculate([indicator], asked), indicator, QUARTER[0])
            assert _numbers(up) == _numbers(whole)
            cut = calculate([indicator], replace(asked, periods=QUARTER, by=("region",)))
            if cut:
                assert _numbers(rolled_up(cut, indicator, QUARTER[0])) == _numbers(whole)
        shuffle.shuffle(rows)
        again = replace(asked, tables={CASES.name: frame_of(duck_warehouse, CASES, rows)})
        assert calculate([share, total], replace(again, periods=QUARTER)) == quarter

    def test_periods_may_overlap_and_leave_gaps(self, duck_warehouse: DuckWarehouse) -> None:
        periods = (*QUARTER, MONTHS[0], MONTHS[2])
        asked = asked_of(duck_warehouse, periods=periods)
        assert values(calculate([made(Total(ROWS))], asked)) == [4, 2, 1]
        gap = replace(asked, periods=(MONTHS[0], MONTHS[2]))
        assert values(calculate([made(Total(ROWS))], gap)) == [2, 1]

    def test_periods_that_overlap_share_one_pass(self, duck_warehouse: DuckWarehouse) -> None:
        settled: list[nw.LazyFrame[Any]] = []

        def settle(frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
            settled.append(duck_warehouse.settle(frame))
            return settled[-1]

        asked = replace(asked_of(duck_warehouse, periods=(*QUARTER, *MONTHS)), settle=settle)
        assert values(calculate([made(Total(ROWS))], asked)) == [4, 2, 1, 1]
        assert len(settled) == 1


def test_a_measure_is_read_once_for_a_question(duck_warehouse: DuckWarehouse) -> None:
    asks: list[Asked] = []

    def frame(asked: Asked) -> nw.LazyFrame[Any]:
        asks.append(asked)
        return asked.frame(CASES)

    asked = asked_of(duck_warehouse)
    cases = Sum(Derived("cases", (CASES,), frame), day="opened_day")
    first, later = counted((cases,), asked), counted((ROWS, cases), asked)
    assert later[cases] is first[cases]
    assert len(asks) == 1


def test_days_before_the_end_of_a_period_can_be_counted(duck_warehouse: DuckWarehouse) -> None:
    active = Distinct(CASES, ("customer_id",), day="opened_day", trailing=lambda _: 59)
    assert values(calculate([made(Total(active))], asked_of(duck_warehouse))) == [1, 2, 2]


def test_money_is_exact_and_a_cell_makes_a_figure(duck_warehouse: DuckWarehouse) -> None:
    cost = Sum(CASES, nw.col("solve_minutes"), told("solve_minutes"), "opened_day", money=True)
    indicator = made(Ratio(cost, MINUTES), unit=Unit.MONEY)
    (cell,) = calculate([indicator], asked_of(duck_warehouse, periods=QUARTER))
    assert (cell.value, cell.numerator) == (Decimal("0.01"), Decimal("0.37"))
    figure = figure_of(cell, indicator, "CNY")
    assert figure.said_in(english()) == "CN¥0.01"
    assert figure.cut == {"period": "2026-Q1"}


def test_a_combination_is_answered_from_its_readings(duck_warehouse: DuckWarehouse) -> None:
    both = Combined(
        {"rows": ROWS, "people": PEOPLE},
        lambda read, _: Answer(read["rows"].n - read["people"].n, n=read["rows"].n),
    )
    assert values(calculate([made(both)], asked_of(duck_warehouse))) == [1, 0, 0]


def _numbers(cell: Cell) -> tuple[Any, ...]:
    return cell.value, cell.numerator, cell.denominator, cell.n
