"""Every cell and every total is what counting by hand gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.information.pivoting import (
    OTHERS,
    Cube,
    Dimension,
    Facts,
    Question,
    Shift,
    TooManyCells,
    answer,
    answering,
    parting,
)
from goodwill.analytics.information.pivoting.calendar_codes import EPOCH, moved

CHANNELS = ("", "shop", "web", "电话")
REGIONS = ("", "East", "西")
FAMILIES = ("", "tea", "tools")
CUSTOMERS, PRODUCTS = 6, 5
REGION_OF = np.array([0, 1, 1, 2, 2, 1])
FAMILY_OF = np.array([1, 2, 2, 0, 1, 0])  # the last place is for lines without a product


@dataclass(frozen=True)
class Line:
    """A line of an order, by hand; an order has one customer and one day."""

    customer: int
    order: int
    day: int
    product: int
    channel: int
    amount: int

    @property
    def counts(self) -> bool:
        return self.amount > 0


def values(line: Line, shift: Shift) -> dict[str, str]:
    """What the line is parted by."""
    on = moved(EPOCH + timedelta(days=line.day), shift)
    return {
        "customer.region": REGIONS[REGION_OF[line.customer]],
        "product.family": FAMILIES[FAMILY_OF[line.product]],
        "channel": CHANNELS[line.channel],
        "month": f"{on.year:04}-{on.month:02}",
        "quarter": f"{on.year:04}-Q{(on.month + 2) // 3}",
        "weekday": str(on.isoweekday()),
    }


@st.composite
def companies(draw: st.DrawFn) -> list[Line]:
    """Orders of a few customers, of some lines each, each line in a channel of its own."""
    lines = []
    for order in range(draw(st.integers(0, 12))):
        customer = draw(st.integers(0, CUSTOMERS - 1))
        day = draw(st.integers(19_700, 19_900))
        for _ in range(draw(st.integers(1, 3))):
            lines.append(
                Line(
                    customer,
                    order,
                    day,
                    draw(st.integers(0, PRODUCTS)),
                    draw(st.integers(0, len(CHANNELS) - 1)),
                    draw(st.integers(-(10**12), 10**12)),
                )
            )
    return lines


def cube_of(lines: Sequence[Line]) -> Cube:
    """The same as columns, in the order of customers and orders."""
    told = sorted(lines, key=lambda one: (one.customer, one.order))

    def column(name: str, kind: type = np.int64) -> np.ndarray:
        return np.array([getattr(one, name) for one in told], dtype=kind)

    counts = column("counts", np.bool_)
    case = column("order", np.int32)
    held = np.flatnonzero(counts)
    firsts = held[np.append(True, np.diff(case[held]) != 0)[: len(held)]]
    channel = column("channel", np.int16)
    varying = {"channel"} if np.any((np.diff(case) == 0) & (np.diff(channel) != 0)) else set()
    facts = Facts(
        column("customer", np.int32),
        {"amount_minor": column("amount")},
        day=column("day", np.int32),
        case=case,
        counts=counts,
        codes={"channel": channel},
        product=column("product", np.int32),
        firsts=firsts,
        varying=frozenset(varying),
    )
    dimensions = (
        Dimension("channel", "row", CHANNELS),
        Dimension("customer.region", "customer", REGIONS, REGION_OF),
        Dimension("product.family", "product", FAMILIES, FAMILY_OF),
    )
    return Cube(CUSTOMERS, {"sales": facts}, {one.name: one for one in dimensions})


def by_hand(lines: Iterable[Line]) -> dict[str, int]:
    """What stands in a cell of these lines."""
    some = list(lines)
    kept = [one for one in some if one.counts]
    days: dict[int, set[int]] = {}
    for one in kept:
        days.setdefault(one.customer, set()).add(one.day)
    return {
        "amount_minor": sum(one.amount for one in some),
        "rows": len(some),
        "customers": len(days),
        "cases": len({one.order for one in kept}),
        "repeaters": sum(len(held) > 1 for held in days.values()),
    }


def check(lines: Sequence[Line], asked: Question) -> None:
    """Every cell of the answer, and no other, is what counting by hand gives."""
    wanted = [
        one
        for one in lines
        if _is_within(one, asked)
        and all(values(one, asked.shift)[name] in kept for name, kept in asked.keep.items())
    ]
    expected: dict[object, list[Line]] = {}
    depths = product(range(len(asked.rows) + 1), range(len(asked.columns) + 1))
    for of_rows, of_columns in depths:
        for one in wanted:
            told = values(one, asked.shift)
            row = tuple(told[name] for name in asked.rows[:of_rows])
            column = tuple(told[name] for name in asked.columns[:of_columns])
            expected.setdefault((row, column), []).append(one)
    found = answer(cube_of(lines), "sales", asked)
    assert found.cells == {key: by_hand(some) for key, some in expected.items()}


def _is_within(line: Line, asked: Question) -> bool:
    on = moved(EPOCH + timedelta(days=line.day), asked.shift)
    is_in_time = (asked.first or date.min) <= on <= (asked.last or date.max)
    return is_in_time and (asked.within is None or bool(asked.within[line.customer]))


ALL = {"sums": frozenset({"amount_minor"}), "once": frozenset({"customers", "cases", "repeaters"})}
NAMES = ("channel", "customer.region", "product.family", "month", "quarter", "weekday")


@settings(max_examples=25, deadline=None)
@given(companies(), st.permutations(NAMES), st.integers(0, 2), st.integers(0, 2))
def test_cells_and_totals_of_any_dimensions(
    lines: list[Line], names: list[str], rows: int, columns: int
) -> None:
    check(lines, Question(tuple(names[:rows]), tuple(names[rows : rows + columns]), **ALL))


@settings(max_examples=25, deadline=None)
@given(
    companies(),
    st.sets(st.sampled_from(CHANNELS)),
    st.sets(st.sampled_from(REGIONS)),
    st.sets(st.integers(0, CUSTOMERS - 1)),
    st.sampled_from([Shift(), Shift(months=1), Shift(months=12), Shift(days=91)]),
)
def test_conditions_reach_time_and_shift(
    lines: list[Line], channels: set[str], regions: set[str], within: set[int], shift: Shift
) -> None:
    flags = np.isin(np.arange(CUSTOMERS), list(within))
    first = moved(date(2024, 1, 15), shift)
    asked = Question(
        ("customer.region",),
        ("month",),
        keep={"channel": tuple(channels), "customer.region": tuple(regions)},
        first=first,
        last=first + timedelta(days=60),
        shift=shift,
        within=flags,
        **ALL,
    )
    check(lines, asked)
    check(lines, replace(asked, keep={"product.family": ("tea",)}))


def test_few_customers_are_looked_up_and_many_are_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [Line(at % CUSTOMERS, at, 19_800 + at, 0, 1, 10 + at) for at in range(30)]
    within = np.arange(CUSTOMERS) == 3
    asked = Question(("month",), within=within, **ALL)
    looked_up = answer(cube_of(lines), "sales", asked)
    monkeypatch.setattr(parting, "FEW", 0.0)
    assert answer(cube_of(lines), "sales", asked) == looked_up
    assert looked_up.at((), ())["customers"] == 1


def test_many_values_leave_the_greatest_and_all_others() -> None:
    lines = [Line(0, at, 19_800, 0, at % 4, 100 * (at % 4) + 1) for at in range(8)]
    asked = Question(("channel",), most=1, rank_by="amount_minor", **ALL)
    found = answer(cube_of(lines), "sales", asked)
    assert found.shown == {"channel": ("电话",)}
    assert found.at(("电话",), ())["amount_minor"] == 602
    assert found.at((OTHERS,), ())["amount_minor"] == 2 + 202 + 402
    assert found.at((OTHERS,), ())["cases"] == 6


def test_sums_are_exact_where_floats_are_not() -> None:
    most = 2**53 + 1
    lines = [
        Line(0, 0, 19_800, 0, 1, most),
        Line(0, 1, 19_800, 0, 1, -1),
        Line(1, 2, 19_800, 0, 1, 1),
    ]
    assert answer(cube_of(lines), "sales", Question(**ALL)).at((), ())["amount_minor"] == most


def test_more_cells_than_anybody_reads_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_CELLS", 2)
    lines = [Line(0, at, 19_800, 0, at, 5) for at in range(3)]
    with pytest.raises(TooManyCells, match="3 cells"):
        answer(cube_of(lines), "sales", Question(("channel",), **ALL))


def test_a_leap_day_stands_on_the_last_of_february_a_year_later() -> None:
    assert moved(date(2024, 2, 29), Shift(months=12)) == date(2025, 2, 28)
    assert moved(date(2024, 1, 31), Shift(months=-2)) == date(2023, 11, 30)
