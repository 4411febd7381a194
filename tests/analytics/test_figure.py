"""A Figure is exact, says when it cannot be told, and comes back from JSON as it went."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.errors import NotTogether
from goodwill.analytics.figure import (
    Definition,
    Figure,
    Grade,
    Unit,
    dumps,
    from_json,
    major,
    minor,
    minor_digits,
    money,
    proportion,
    ratio,
    shown,
    wilson,
)
from goodwill.language import Sentence, speak

MARCH = date(2024, 3, 31)
EAST, WEST = {"region": "East"}, {"region": "West"}


def defined(unit: Unit, version: int = 1) -> Definition:
    label = Sentence("A measure")
    return Definition("VA00", version, label, label, label, unit)


REVENUE = defined(Unit.MONEY)
REPEAT_RATE = defined(Unit.SHARE)
CUSTOMERS = defined(Unit.CUSTOMERS)
GAP = defined(Unit.DAYS)


class TestMoneyIsExact:
    @pytest.mark.parametrize(
        ("amount", "currency", "in_minor"),
        [
            ("1284.50", "CNY", 128_450),
            ("-0.01", "USD", -1),
            ("1284", "JPY", 1284),
            ("1.284", "KWD", 1284),
            ("12.50", "RSD", 1250),
            ("92233720368547758.07", "EUR", 2**63 - 1),
        ],
    )
    def test_an_amount_goes_to_minor_units_and_back(
        self, amount: str, currency: str, in_minor: int
    ) -> None:
        assert minor(Decimal(amount), currency) == in_minor
        assert major(in_minor, currency) == Decimal(amount)

    @given(st.integers(-(2**63) + 1, 2**63 - 1), st.sampled_from(["CNY", "JPY", "KWD", "ABC"]))
    def test_any_amount_that_a_table_holds_survives(self, in_minor: int, currency: str) -> None:
        assert minor(major(in_minor, currency), currency) == in_minor

    @pytest.mark.parametrize(
        ("amount", "currency"),
        [
            ("0.001", "CNY"),
            ("0.5", "JPY"),
            ("99999999999999.000000000000000001", "CNY"),
            ("92233720368547758.08", "EUR"),
            ("NaN", "CNY"),
            ("Infinity", "CNY"),
        ],
    )
    def test_an_amount_that_would_be_rounded_is_refused(self, amount: str, currency: str) -> None:
        with pytest.raises(NotTogether):
            minor(Decimal(amount), currency)

    def test_minor_units_follow_iso_4217_where_people_write_fewer_decimals(self) -> None:
        assert [minor_digits(code) for code in ("CNY", "JPY", "KWD", "RSD", "IQD")] == [
            *(2, 0, 3, 2, 3)
        ]

    @given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=30))
    def test_a_sum_is_the_same_in_any_order(self, amounts: list[int]) -> None:
        def total(order: list[int]) -> Figure:
            first, *rest = (money(REVENUE, fen, "CNY", as_of=MARCH, n=1) for fen in order)
            for figure in rest:
                first += figure
            return first

        assert total(amounts) == total(amounts[::-1])
        assert total(amounts).value == major(sum(amounts), "CNY")

    def test_a_float_is_not_money(self) -> None:
        with pytest.raises(TypeError, match="lost the cents"):
            Figure(REVENUE, 12.5, as_of=MARCH, n=1, currency="CNY")

    def test_money_without_a_currency_is_not_money(self) -> None:
        with pytest.raises(ValueError, match="currency"):
            Figure(REVENUE, Decimal("12.50"), as_of=MARCH, n=1)

    def test_an_average_of_money_is_exact_too(self) -> None:
        average = ratio(REVENUE, 10, 4, as_of=MARCH, n=4, currency="CNY")
        assert average.value == Decimal("2.5")
        assert isinstance(average.value, Decimal)


class TestAFigureThatCannotBeTold:
    def test_a_zero_denominator_gives_none_and_a_reason_never_zero(self) -> None:
        rate = ratio(REPEAT_RATE, 0, 0, as_of=MARCH, n=0)
        assert rate.value is None
        assert "denominator is zero" in str(rate.reason)
        assert rate.said_in(speak("en")) == "—"

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
    def test_not_a_number_is_not_a_figure(self, value: float | Decimal) -> None:
        with pytest.raises(ValueError, match="None with a reason"):
            Figure(GAP, value, as_of=MARCH, n=1)

    def test_a_number_that_json_cannot_write_is_not_a_figure(self) -> None:
        with pytest.raises(TypeError, match="str"):
            Figure(GAP, "3", as_of=MARCH, n=1)  # type: ignore[arg-type]


class TestSums:
    def test_a_rate_of_the_whole_is_the_ratio_of_sums_not_the_mean_of_rates(self) -> None:
        east = proportion(REPEAT_RATE, 1, 2, as_of=MARCH, cut=EAST)
        west = proportion(REPEAT_RATE, 9, 98, as_of=MARCH, cut=WEST)
        whole = east + west
        assert whole.value == 0.1
        assert (whole.numerator, whole.denominator, whole.n) == (10, 100, 100)

    def test_a_part_without_orders_adds_nothing_and_spoils_nothing(self) -> None:
        east = ratio(REPEAT_RATE, 0, 0, as_of=MARCH, n=0)
        west = ratio(REPEAT_RATE, 1, 4, as_of=MARCH, n=4)
        assert (east + west).value == 0.25

    def test_a_sum_says_only_what_holds_of_both(self) -> None:
        one = money(
            REVENUE, 100, "CNY", as_of=MARCH, n=1, cut=EAST | {"month": "2024-03"},
            method=Sentence("read"), grade=Grade.RANDOM_HOLDOUT, low=Decimal("0.5"),
            high=Decimal("1.5"), level=0.95,
        )  # fmt: skip
        other = money(
            REVENUE, 50, "CNY", as_of=date(2024, 4, 1), n=2, cut=WEST | {"month": "2024-03"},
            grade=Grade.EXPERT_ESTIMATE,
        )  # fmt: skip
        both = one + other
        assert both.value == Decimal("1.50")
        assert both.cut == {"month": "2024-03"}
        assert (both.method, both.grade, both.low) == (None, Grade.EXPERT_ESTIMATE, None)
        assert (both.n, both.as_of) == (3, date(2024, 4, 1))

    def test_an_unknown_part_makes_the_sum_unknown_and_keeps_the_reason(self) -> None:
        known = money(REVENUE, 100, "CNY", as_of=MARCH, n=1)
        unknown = money(REVENUE, None, "CNY", as_of=MARCH, n=1, reason=Sentence("No costs."))
        assert (known + unknown).value is None
        assert str((known + unknown).reason) == "No costs."

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (
                money(REVENUE, 1, "CNY", as_of=MARCH, n=1),
                money(REVENUE, 1, "USD", as_of=MARCH, n=1),
            ),
            (
                money(REVENUE, 1, "CNY", as_of=MARCH, n=1),
                money(defined(Unit.MONEY, 2), 1, "CNY", as_of=MARCH, n=1),
            ),
            (Figure(GAP, 30, as_of=MARCH, n=9), Figure(GAP, 40, as_of=MARCH, n=9)),
            (
                Figure(REPEAT_RATE, 0.5, as_of=MARCH, n=9),
                ratio(REPEAT_RATE, 1, 2, as_of=MARCH, n=2),
            ),
        ],
        ids=["currencies", "versions", "medians", "a share that hides its parts"],
    )
    def test_what_was_not_measured_alike_cannot_be_added(self, one: Figure, other: Figure) -> None:
        with pytest.raises(NotTogether, match="cannot be added"):
            one + other


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_intervals_equal_the_published_ones(
    successes: int, trials: int, low: float, high: float
) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857–872, table I, method 3."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(st.data(), st.integers(1, 10**9))
def test_a_wilson_interval_holds_its_share_and_stays_between_none_and_all(
    data: st.DataObject, trials: int
) -> None:
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


numbers = st.one_of(
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.decimals(allow_nan=False, allow_infinity=False),
)
maybe = st.none() | numbers
words = st.none() | st.text(max_size=20).filter(bool).map(Sentence)


@st.composite
def figures(draw: st.DrawFn) -> Figure:
    unit = draw(st.sampled_from(Unit))
    amount = st.decimals(allow_nan=False, allow_infinity=False) if unit is Unit.MONEY else numbers
    return Figure(
        defined(unit),
        draw(st.none() | amount),
        as_of=draw(st.dates()),
        n=draw(st.integers(0, 2**53)),
        currency=draw(st.sampled_from(["CNY", "JPY"])) if unit is Unit.MONEY else None,
        low=draw(maybe),
        high=draw(maybe),
        level=draw(st.none() | st.just(0.95)),
        numerator=draw(maybe),
        denominator=draw(maybe),
        method=draw(words),
        grade=draw(st.none() | st.sampled_from(Grade)),
        reason=draw(words),
        records=draw(st.none() | st.just("class == 'A'")),
        cut=draw(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)),
    )


class TestJson:
    @given(figures())
    def test_a_figure_comes_back_as_it_went(self, figure: Figure) -> None:
        (plain,) = json.loads(dumps([figure]))
        back = from_json(plain, figure.definition)
        assert back == figure
        assert type(back.value) is type(figure.value)

    def test_a_figure_of_another_definition_or_version_is_refused(self) -> None:
        plain = Figure(GAP, 30, as_of=MARCH, n=9).to_json()
        with pytest.raises(NotTogether, match="version 1"):
            from_json(plain, defined(Unit.DAYS, 2))

    def test_no_digit_is_lost_and_nothing_empty_is_written(self) -> None:
        plain = money(REVENUE, 10**17 + 1, "CNY", as_of=MARCH, n=0).to_json()
        assert plain["value"] == "1000000000000000.01"
        assert plain["n"] == 0
        assert "low" not in plain


@pytest.mark.parametrize(
    ("tag", "value", "unit", "more", "text"),
    [
        ("en", Decimal("1284.5"), Unit.MONEY, {"currency": "CNY"}, "CN¥1,284.50"),
        ("zh-Hans", Decimal("1284.5"), Unit.MONEY, {"currency": "CNY"}, "¥1,284.50"),
        ("zh-Hant", Decimal("-1284.5"), Unit.MONEY, {"currency": "TWD"}, "-$1,284.50"),
        ("en", Decimal("1284"), Unit.MONEY, {"currency": "JPY"}, "¥1,284"),
        ("en", Decimal("1.284"), Unit.MONEY, {"currency": "KWD"}, "KWD\xa01.284"),
        ("en", Decimal("12.50"), Unit.MONEY, {"currency": "RSD"}, "RSD\xa012.50"),
        ("en", Decimal("1284500"), Unit.MONEY, {"currency": "USD", "compact": True}, "$1.3M"),
        (
            "zh-Hans", Decimal("1284500"), Unit.MONEY,
            {"currency": "CNY", "compact": True}, "¥128.4万",
        ),
        (
            "zh-Hant", Decimal("128450000"), Unit.MONEY,
            {"currency": "TWD", "compact": True}, "$1.3億",
        ),
        ("en", 0.4825, Unit.SHARE, {}, "48.2%"),
        ("zh-Hans", 1.372, Unit.SHARE, {}, "137.2%"),
        ("en", 2.357, Unit.RATIO, {}, "2.36"),
        ("en", 541909, Unit.ROWS, {}, "541,909"),
        ("zh-Hans", 541909, Unit.ROWS, {"compact": True}, "54.2万"),
        ("en", 30.0, Unit.DAYS, {}, "30 days"),
        ("en", 30.5, Unit.DAYS, {}, "30.5 days"),
        ("zh-Hans", 57, Unit.DAYS, {}, "57天"),
        ("en", 45, Unit.SECONDS, {}, "45 sec"),
        ("zh-Hant", 45, Unit.SECONDS, {}, "45 秒"),
        ("en", 12.5, Unit.MINUTES, {}, "12.5 min"),
        ("zh-Hans", 12.5, Unit.HOURS, {}, "12.5小时"),
        ("en", 1.0, Unit.MONTHS, {}, "1 mth"),
        ("zh-Hans", 18, Unit.MONTHS, {}, "18个月"),
        ("en", 0.0213, Unit.POINTS, {}, "2.1 points"),
        ("en", -0.0213, Unit.POINTS, {}, "-2.1 points"),
        ("en", 71.25, Unit.SCORE, {}, "71.2"),
        ("zh-Hans", 117, Unit.INDEX, {}, "117.0"),
        ("en", None, Unit.MONEY, {"currency": "CNY"}, "—"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_reader_writes_them(
    tag: str, value: Any, unit: Unit, more: dict[str, Any], text: str
) -> None:
    assert shown(value, unit, speak(tag), **more) == text


def test_an_interval_is_said_only_of_an_estimate() -> None:
    share = proportion(REPEAT_RATE, 81, 263, as_of=MARCH)
    assert share.interval_said_in(speak("en")) == "25.5% – 36.6%"
    assert Figure(GAP, 30, as_of=MARCH, n=9).interval_said_in(speak("en")) == ""
