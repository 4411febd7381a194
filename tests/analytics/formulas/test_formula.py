"""Formulas: what they may hold, which units they give, and the same numbers everywhere."""

from __future__ import annotations

from decimal import Decimal

import narwhals as nw
import pytest
from frames import frame_of, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.errors import SettingRefused, Undefined
from goodwill.analytics.formulas import ONE, Dimension, Formula, parse
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

MINUTE = Dimension.of("minute")
UNITS = {
    "travel": MINUTE,
    "lines": Dimension.of("line"),
    "special": Dimension.of("order"),
    "escalated": ONE,
    "行数": Dimension.of("line"),
    "revenue": Dimension.of("CNY"),
    "customers": Dimension.of("customer"),
}


def minutes(text: str) -> Formula:
    return parse(text, UNITS, unit=MINUTE)


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "values", "result"),
        [
            ("60 + travel", {"travel": 25}, "85"),
            ("20 + 3·lines + 25·special", {"lines": 4, "special": 1}, "57"),
            ("20 + 3 × 行数", {"行数": 4}, "32"),
            ("（20 ＋ 3）× 行数 − 1", {"行数": 4}, "91"),
            ("12 + 8*(lines > 3)", {"lines": 4}, "20"),
            ("12 + 8*(lines > 3)", {"lines": 3}, "12"),
            ("max(5, min(travel, 30)) / 2", {"travel": 90}, "15"),
            ("-travel ** 2 + 2**-1", {"travel": 3}, "-8.5"),
            ("0.1 + 0.2", {}, "0.3"),
        ],
    )
    def test_they_are_exact(self, text: str, values: dict[str, int], result: str) -> None:
        plain = dict.fromkeys(UNITS, ONE)
        assert parse(text, plain).value(values) == Decimal(result)

    def test_a_float_makes_it_a_float(self) -> None:
        found = minutes("60 + travel").value({"travel": 0.5})
        assert isinstance(found, float)
        assert found == 60.5

    def test_dividing_by_zero_is_refused(self) -> None:
        formula = parse("revenue / customers", UNITS)
        with pytest.raises(Undefined, match="divides by zero"):
            formula.value({"revenue": 5, "customers": 0})

    def test_a_missing_number_is_named(self) -> None:
        with pytest.raises(SettingRefused, match="needs a number for travel"):
            minutes("60 + travel").value({})

    def test_too_large_is_refused(self) -> None:
        with pytest.raises(Undefined, match="no finite number"):
            parse("lines ** 9", UNITS).value({"lines": 1e100})

    def test_an_engine_computes_the_same(self, warehouse: Warehouse) -> None:
        texts = {
            "a": "20 + 3*lines + 25*special",
            "b": "revenue / customers - 1 [CNY/customer]",
            "c": "max(travel, 10 [minute]) * 2**-1",
            "d": "(lines >= 3) * min(travel, 30 [minute], travel * 2)",
        }
        rows = [
            {"lines": 4.0, "special": 1.0, "revenue": 10.0, "customers": 4.0, "travel": 7.0},
            {"lines": 2.5, "special": 0.0, "revenue": -1.0, "customers": 8.0, "travel": 70.5},
        ]
        formulas = {
            name: parse(text, UNITS, unit=MINUTE if name == "a" else None)
            for name, text in texts.items()
        }
        frame = frame_of(warehouse, None, [{"at": at, **row} for at, row in enumerate(rows)])
        found = rows_of(frame.with_columns(**{n: f.expr() for n, f in formulas.items()}), "at")
        for row, computed in zip(rows, found, strict=True):
            for name, formula in formulas.items():
                assert computed[name] == formula.value(row)

    def test_an_engine_says_null_for_what_is_unknown(self, duck_warehouse: DuckWarehouse) -> None:
        rows = [{"travel": None, "lines": 1.0}, {"travel": 1.0, "lines": 0.0}]
        frame = frame_of(duck_warehouse, None, rows)
        found = frame.select(
            a=parse("min(travel, 5)", UNITS, unit=MINUTE).expr(),
            b=parse("travel / lines", UNITS).expr(),
        )
        assert {(row["a"], row["b"]) for row in rows_of(found)} == {(None, None), (1.0, None)}


class TestUnits:
    @pytest.mark.parametrize(
        ("text", "unit"),
        [
            ("revenue / customers", "CNY/customer"),
            ("travel * 2", "minute"),
            ("lines > 3", "1"),
            ("60 [minute/line] * lines + travel", "minute"),
            ("revenue ** 2 / revenue", "CNY"),
            ("max(travel, 0)", "minute"),
            ("3", "1"),
        ],
    )
    def test_a_result_has_its_unit(self, text: str, unit: str) -> None:
        assert parse(text, UNITS).unit == Dimension.of(unit)

    def test_coefficients_take_the_unit_that_fits(self) -> None:
        assert minutes("20 + 3·lines + 25·special").unit == MINUTE

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("travel + lines", "character 1: minute and line cannot be added"),
            ("60 + 2 * travel + lines * travel", "It gives line·minute, and minute is needed"),
            ("60 [minute] + 2 * lines", "minute and line cannot be added"),
            ("lines", "It gives line, and minute is needed"),
            ("escalated", "It gives a plain number, and minute is needed"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, text: str, said: str) -> None:
        with pytest.raises(SettingRefused) as refused:
            minutes(text)
        assert said in str(refused.value)

    def test_a_plain_number_is_not_money(self) -> None:
        with pytest.raises(SettingRefused, match="CNY and a plain number cannot be added"):
            parse("revenue + 5", UNITS)

    def test_dimensions_multiply_and_print(self) -> None:
        rate = Dimension.of("CNY/customer/year")
        assert str(rate) == "CNY/customer/year"
        assert rate * Dimension.of("customer*year") == Dimension.of("CNY")
        assert str(Dimension.of("m²".replace("²", "**2"))) == "m**2"
        with pytest.raises(SettingRefused, match="is not a unit"):
            Dimension.of("3 minutes")


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "Nothing stands there"),
            ("60 + travle", "character 6: There is no travle. Did you mean travel?"),
            ("行 数 + travle", "character 3: This cannot be read"),
            ("行数 * 2 + travle", "character 10: There is no travle"),
            ("60 + ", "cannot be read"),
            ("1) + (2", "cannot be read"),
            ("60 # + travel", "cannot be read"),
            ("60 [apples + pears]", "This is not a unit"),
            ("travel ** 0.5", "A power must be a whole number"),
            ("travel ** 10", "A power must be a whole number"),
            ("1e400", "not a number that can be used"),
            ("0x10", "not a number that can be used"),
            ("True", "not a number that can be used"),
            ("2j", "not a number that can be used"),
            ("'a'", "not a number that can be used"),
            ("1 < lines < 3", "may not stand in a formula"),
            ("travel[minute]", "may not stand in a formula"),
            ("min(travel)", "may not stand in a formula"),
            ("max(*travel, 2)", "may not stand in a formula"),
            ("__import__('os').system('true')", "may not stand in a formula"),
            ("travel.real", "may not stand in a formula"),
            ("[travel for travel in lines]", "may not stand in a formula"),
            ("lambda: 1", "may not stand in a formula"),
            ("travel if lines else 0", "may not stand in a formula"),
            ("travel := 3", "cannot be read"),
            ("-" * 999 + "1", "-…”, at character 1: This cannot be read"),
            ("1" + " + 1" * 400, "longer than 1,000 characters"),
            ("((((travel ** 9) ** 9) ** 9) ** 9)", "too long to compute"),
        ],
    )
    def test_each_says_what_is_wrong(self, text: str, said: str) -> None:
        with pytest.raises(SettingRefused) as refused:
            minutes(text)
        assert said in str(refused.value)

    def test_without_a_close_name_all_are_listed(self) -> None:
        with pytest.raises(SettingRefused, match=r"There is no zzz\. There are: travel, lines"):
            minutes("zzz")
        with pytest.raises(SettingRefused, match="nor any other name"):
            parse("zzz", {})


names = st.sampled_from(["travel", "lines", "special"])
atoms = st.one_of(names, st.integers(0, 99).map(str), st.sampled_from(["0.25", "1.5"]))
texts = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"-{t}"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        inner.map(lambda t: f"({t} > 3)"),
    ),
    max_leaves=8,
)


@settings(max_examples=25)
@given(texts, st.integers(-9, 9), st.integers(0, 9))
def test_what_is_printed_reads_as_the_same_formula(text: str, lines: int, travel: int) -> None:
    plain = dict.fromkeys(UNITS, ONE)
    formula = parse(text, plain)
    again = parse(formula.said.replace("≥", ">="), plain)
    values = {"lines": lines, "travel": travel, "special": 2}
    assert again.value(values) == formula.value(values)
    assert again.said == formula.said


def test_only_what_is_needed_stands_in_print() -> None:
    assert minutes("20 + 3·lines + 25·special").said == "20 + 3 × lines + 25 × special"
    assert minutes("(1 - (2 - 3)) / (2*3)").said == "(1 − (2 − 3)) ÷ (2 × 3)"
    assert parse("60 [minute/line] * lines", UNITS).said == "60 [minute/line] × lines"


def test_names_stand_once_in_order() -> None:
    assert minutes("3*lines + 2*special + 1*lines").names == ("lines", "special")


def test_an_expression_is_of_the_engine(duck_warehouse: DuckWarehouse) -> None:
    frame = frame_of(duck_warehouse, None, [{"lines": 3}])
    found = frame.select(x=minutes("20 + 3*lines").expr())
    assert found.collect_schema()["x"] == nw.Float64
