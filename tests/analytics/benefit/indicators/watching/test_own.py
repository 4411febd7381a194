"""Own indicators: units fit, circles are refused, ratios stay ratios of sums."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from analytics.benefit.indicators.asking_indicators import asked_of, order
from analytics.benefit.indicators.handmade_cells import cell, month, quotient

from goodwill.analytics.benefit.indicators.catalogue import INDICATORS
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.kernel.cells import HIDDEN, Cell
from goodwill.analytics.benefit.indicators.kernel.periods import Period
from goodwill.analytics.benefit.indicators.watching.contributions import Split, changed
from goodwill.analytics.benefit.indicators.watching.counted_in import QUOTIENTS
from goodwill.analytics.benefit.indicators.watching.own import Own, Owns, Parameter, checked
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.errors import NotTogether, SettingRefused
from goodwill.analytics.figure import Unit
from goodwill.analytics.formulas import Dimension
from goodwill.warehouse.duck import DuckWarehouse

SPRING = Period("spring", month(0).start_day, month(1).end_day)
RATE = {"rate": Parameter(Decimal("60"), Dimension.of("CNY/hour"))}


def own(text: str, code: str = "mine", **told: Any) -> Own:
    return Own(id=code, label=Name(code), text=text, **told)


def owns(*texts: str, **told: Any) -> Owns:
    return checked([own(text, **told) for text in texts], INDICATORS, "CNY", RATE)


def named(code: str, value: Any, place: int = 0, **told: Any) -> Cell:
    return cell(value, place, indicator_id=code, **told)


def ratio(code: str, above: Any, below: Any, place: int = 0, **cut: str) -> Cell:
    found = quotient(above, below, place, cut)
    return named(code, found.value, place, numerator=above, denominator=below, cut=cut)


def test_a_formula_over_values_by_hand() -> None:
    """4 working hours at 60 an hour, plus 0.5 hours more: 270."""
    found = owns("(EF04 + 0.5 [hour]) * rate")
    made = found.cells([named("EF04", 4.0)])
    assert [each.value for each in made] == [Decimal("270")]
    shown = found.indicators["mine"]
    assert (shown.unit, str(shown.unit_words)) == (Unit.MONEY, "CNY")
    assert str(shown.formula) == "(EF04 + 0.5 [hour]) × rate"
    assert found.needs == ("EF04",)


def test_a_ratio_of_sums_stays_one() -> None:
    """Visits per contact of service: 10 ÷ 100 and 90 ÷ 300 make 100 ÷ 400, not the mean 0.2."""
    found = owns("2 * EF02_numerator / SV08_denominator")
    cells = [
        *(ratio("EF02", 10, 5, 0), ratio("EF02", 90, 7, 1)),
        *(ratio("SV08", Decimal(7), 100, 0), ratio("SV08", Decimal(7), 300, 1)),
    ]
    first = found.cells(cells)[0]
    assert (first.value, first.numerator, first.denominator) == (0.2, 20, 100)
    whole = found.rolled_up(cells, "mine", SPRING)
    assert (whole.value, whole.numerator, whole.denominator) == (0.5, 200, 400)
    assert whole.period == SPRING


def test_what_is_made_of_a_median_is_not_added_up() -> None:
    with pytest.raises(NotTogether, match="ask for the longer period"):
        owns("EF04 * 2").rolled_up([named("EF04", 1.0), named("EF04", 2.0, 1)], "mine", SPRING)


def test_its_change_is_told_by_part() -> None:
    found = owns("EF02_numerator / SV08_denominator")

    def split(place: int, **visits: int) -> Split:
        parts = [
            each
            for name, n in visits.items()
            for each in (
                ratio("EF02", n, 1, place, channel=name),
                ratio("SV08", Decimal(1), 10, place, channel=name),
            )
        ]
        wholes = [
            ratio("EF02", sum(visits.values()), 1, place),
            ratio("SV08", Decimal(1), 10 * len(visits), place),
        ]
        return Split(found.cells(wholes)[0], found.cells(parts))

    change = changed(found.indicators["mine"], split(0, a=1, b=2), split(1, a=1, b=6))
    assert [(each.part["channel"], each.total) for each in change.contributions] == [
        ("b", Decimal("0.2")),
        ("a", 0),
    ]


def test_one_may_be_made_of_another_in_any_order() -> None:
    found = checked(
        [own("每单毛利 * 2", "double"), own("SL06 - 3 [CNY/order]", "每单毛利")], INDICATORS, "CNY"
    )
    made = {each.indicator_id: each.value for each in found.cells([named("SL06", Decimal("10.5"))])}
    assert made == {"每单毛利": Decimal("7.5"), "double": Decimal("15.0")}
    assert list(found.indicators) == ["double", "每单毛利"]
    assert found.made_of("double") == ("SL06",)


def test_what_cannot_be_told_says_why() -> None:
    found = owns("EF04 / EF05", is_share=True)
    reasons = [
        str(found.cells(cells)[0].reason)
        for cells in (
            [named("EF04", 1.0), named("EF05", 0.0)],
            [named("EF04", 1.0)],
            [named("EF04", 1.0), named("EF05", None, reason=HIDDEN)],
        )
    ]
    assert reasons[0] == "The formula “EF04 / EF05” divides by zero here."
    assert reasons[1] == "EF05: It is not told here."
    assert reasons[2] == str(HIDDEN)
    few = found.cells([named("EF04", 1.0, n=29), named("EF05", 2.0)])[0]
    assert (few.value, few.n) == (0.5, 29)
    assert "Fewer than 30" in str(few.remark)


@pytest.mark.parametrize(
    ("text", "told", "said"),
    [
        ("SL06 + EF04", {}, "CNY/order and hour cannot be added or compared"),
        ("SL066 * 2", {}, "SL06"),
        ("rate * 2", {}, "names no indicator"),
        ("EF04", {"is_share": True}, "gives hour"),
        ("EF04", {"unit": Dimension.of("CNY")}, "It gives hour, and CNY is needed"),
        ("mine * 2 + EF04", {}, "hang on itself: mine → mine"),
        ("EF04 +", {}, "cannot be read"),
    ],
)
def test_formulas_that_cannot_be_meant_are_refused(
    text: str, told: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingRefused) as refused:
        owns(text, **told)
    assert said in str(refused.value)
    assert "mine" in str(refused.value)


def test_circles_and_names_that_are_taken_are_refused() -> None:
    with pytest.raises(SettingRefused, match=r"a → b → a|b → a → b"):
        checked([own("b", "a"), own("a", "b")], INDICATORS, "CNY")
    with pytest.raises(SettingRefused, match="There is a EF04 already"):
        checked([own("EF05", "EF04")], INDICATORS, "CNY")
    with pytest.raises(SettingRefused, match="There is a mine already"):
        owns("EF04", "EF05")
    with pytest.raises(SettingRefused, match="cannot stand in a formula"):
        checked([own("EF05", "a b")], INDICATORS, "CNY")
    with pytest.raises(SettingRefused, match="There is a SL06 already"):
        checked([], INDICATORS, "CNY", {"SL06": Parameter(1)})


def test_quotients_are_those_of_the_catalogue() -> None:
    assert set(QUOTIENTS) - {"CO02", "CO04"} <= set(INDICATORS)


def test_it_computes_with_all_others(duck_warehouse: DuckWarehouse) -> None:
    """Two orders of 1.00 and 3.00: 2.00 an order, 0.50 of it commission."""
    day = date(2026, 3, 3)
    asked = asked_of(duck_warehouse, {"order_lines": [order("a", day, 100), order("b", day, 300)]})
    found = checked([own("SL06 * 0.25")], INDICATORS, "CNY").indicators["mine"]
    assert [each.value for each in calculate([found], asked)] == [Decimal("0.5")]
