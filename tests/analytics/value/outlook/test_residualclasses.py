"""Classes and whale curve of expected value, by the same rules as those of current value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from analytics.value.forecast import person, scored_of
from frames import rows_of

from goodwill.analytics.value.basis import Basis
from goodwill.analytics.value.outlook import residualclasses
from goodwill.analytics.value.today import whale
from goodwill.analytics.value.today.classes import Cutoffs, ValueClass
from goodwill.warehouse.opening import Warehouse

ON = date(2024, 12, 31)
EXPECTED = {"王芳": 600, "Bob": 300, "Cem": 100, "Dee": 0, "Eve": -200}


def test_classes_follow_what_is_expected_and_leave_current_value_alone(
    warehouse: Warehouse,
) -> None:
    people = [person(name, 7, residual) for name, residual in EXPECTED.items()]
    scored = scored_of(warehouse, [*people, person("Fay", 9, None)])
    cutoffs = residualclasses.cutoffs(residualclasses.ranked(scored))
    assert cutoffs == Cutoffs(a_minor=600, b_minor=100)
    classified = residualclasses.classified(scored, cutoffs)
    found = {r["customer_id"]: (r["residual_class"], r["value_minor"]) for r in rows_of(classified)}
    assert found == {
        "王芳": ("A", 7),
        "Bob": ("B", 7),
        "Cem": ("B", 7),
        "Dee": ("C", 7),
        "Eve": ("N", 7),
        "Fay": (None, 9),
    }
    rows = residualclasses.table(classified)
    assert [(row.customers, row.residual_minor) for row in rows] == [
        *((1, 600), (2, 400), (1, 0), (1, -200))
    ]
    figures = residualclasses.figures(rows, currency="CNY", as_of=ON)
    shares = [f.value for f in figures if f.definition.id == "VA02_residual_value"]
    assert shares == [Decimal("0.75"), Decimal("0.5"), Decimal(0), Decimal("-0.25")]


def test_the_whale_curve_of_expected_value_says_what_it_is(proved_warehouse: Warehouse) -> None:
    people = [person(name, 7, residual) for name, residual in EXPECTED.items()]
    curve = whale.curve(residualclasses.ranked(scored_of(proved_warehouse, people)), Basis.RESIDUAL)
    assert (curve.total_minor, curve.peak_minor, curve.negative_customers) == (800, 1000, 1)
    figures = whale.figures(curve, currency="CNY", as_of=ON)
    assert {str(figure.part) for figure in figures} == {"Expected value"}
    assert figures[0].definition.id == "VA07_residual_value"
    assert figures[0].value == Decimal("0.75")
    assert "more unequal" in str(figures[0].method)
    assert not any("rank" in (figure.records or "") for figure in figures)


@pytest.mark.parametrize("each", list(ValueClass))
def test_every_class_has_one_policy(each: ValueClass) -> None:
    assert str(residualclasses.LABELS[each]).startswith(each.value)
    assert str(residualclasses.POLICIES[each])
