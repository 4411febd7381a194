"""What changed and why: parts add up to the change, to the last digit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from analytics.benefit.indicators.asking_indicators import asked_of, order
from analytics.benefit.indicators.handmade_cells import (
    CUSTOM,
    MIDDLE,
    RATIO,
    TOTAL,
    cell,
    indicator,
    quotient,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.indicators.catalogue import INDICATORS
from goodwill.analytics.benefit.indicators.kernel.calculating import calculate
from goodwill.analytics.benefit.indicators.kernel.calculations import Ratio
from goodwill.analytics.benefit.indicators.kernel.cells import HIDDEN
from goodwill.analytics.benefit.indicators.kernel.periods import months
from goodwill.analytics.benefit.indicators.watching.contributions import Change, Split, changed
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import Unit
from goodwill.warehouse.duck import DuckWarehouse

F = Fraction
Parts = dict[str, tuple[int, int]]


def split(parts: Parts, place: int = 0, scale: int = 1) -> Split:
    """Numerator and denominator of each channel, and their whole."""
    above, below = (sum(each[i] for each in parts.values()) for i in (0, 1))
    cells = [quotient(*each, place, {"channel": name}, scale) for name, each in parts.items()]
    return Split(quotient(above, below, place, scale=scale), cells)


def by_part(change: Change) -> dict[str, tuple[F, F]]:
    return {each.part["channel"]: (each.mix, each.rate) for each in change.contributions}


def test_mix_and_rate_by_hand() -> None:
    """50/100 and 20/100 become 90/150 and 10/50: R 7/20 → 1/2, R̄ 17/40.

    shop: w ½ → ¾, r ½ → ⅗: rate ⅝ × ⅒ = 1/16, mix (11/20 − 17/40) × ¼ = 1/32.
    web: w ½ → ¼, r ⅕ → ⅕: rate 0, mix (⅕ − 17/40) × −¼ = 9/160. Σ = 3/20.
    """
    before = split({"shop": (50, 100), "web": (20, 100)})
    after = split({"shop": (90, 150), "web": (10, 50)}, 1)
    change = changed(indicator(), before, after)
    assert by_part(change) == {"shop": (F(1, 32), F(1, 16)), "web": (F(9, 160), F(0))}
    assert change.total == change.mix + change.rate == F(3, 20)
    assert [each.share for each in change.contributions] == [F(5, 8), F(3, 8)]


def test_numerator_and_denominator_by_hand() -> None:
    """70/200 → 100/200: all above. 70/200 → 70/100: all below."""
    first = changed(indicator(), split({"a": (70, 200)}), split({"a": (100, 200)}, 1))
    assert (first.above, first.below) == (F(3, 20), 0)
    second = changed(indicator(), split({"a": (70, 200)}), split({"a": (70, 100)}, 1))
    assert (second.above, second.below) == (0, F(7, 20))


def test_a_new_part_brings_mix_alone() -> None:
    """Half of all cases now come by app and are solved as the half before never was.

    app: w 0 → ½, r 1: mix (1 − R̄) × ½ with R 2/5 → 7/10, R̄ 11/20: 9/40; so with shop gone
    from 1 to ½: (2/5 − 11/20) × −½ = 3/40.
    """
    change = changed(
        indicator(), split({"shop": (40, 100)}), split({"shop": (40, 100), "app": (100, 100)}, 1)
    )
    assert by_part(change) == {"app": (F(9, 40), F(0)), "shop": (F(3, 40), F(0))}
    assert change.contributions[0].before is None


def test_totals_differ_part_by_part() -> None:
    """Money: 10.10 + 5.05 = 15.15 becomes 12.00 + 3.01 = 15.01."""
    money = indicator(TOTAL, unit=Unit.MONEY)
    before = Split(
        cell(Decimal("15.15")),
        [cell(Decimal("10.10"), 0, {"channel": "a"}), cell(Decimal("5.05"), 0, {"channel": "b"})],
    )
    after = Split(
        cell(Decimal("15.01"), 1),
        [cell(Decimal("12.00"), 1, {"channel": "a"}), cell(Decimal("3.01"), 1, {"channel": "c"})],
    )
    change = changed(money, before, after)
    assert by_part(change) == {
        "b": (0, F(-505, 100)),
        "c": (0, F(301, 100)),
        "a": (0, F(190, 100)),
    }
    assert [each.part["channel"] for each in change.contributions] == ["b", "c", "a"]
    assert (change.total, change.above) == (F(-14, 100), None)


def test_parts_of_one_whole_below_the_line_add_up() -> None:
    """Contacts by channel per 100 customers: 200 customers, then 250."""

    def told(parts: dict[str, int], customers: int, place: int) -> Split:
        cells = [
            quotient(above, customers, place, {"channel": name}, 100)
            for name, above in parts.items()
        ]
        return Split(quotient(sum(parts.values()), customers, place, scale=100), cells)

    per_100 = indicator(Ratio(RATIO.above, RATIO.below, scale=100), unit=Unit.NUMBER)
    change = changed(
        per_100, told({"phone": 40, "mail": 60}, 200, 0), told({"phone": 75, "mail": 50}, 250, 1)
    )
    assert by_part(change) == {"phone": (0, 10), "mail": (0, -10)}
    assert change.total == 0
    assert change.contributions[0].share is None


PARTS = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(-9, 99), st.integers(0, 99)), min_size=1
).filter(lambda parts: sum(below for _, below in parts.values()) > 0)


@settings(max_examples=25, deadline=None)
@given(one=PARTS, other=PARTS, digits=st.integers(0, 4), shuffle=st.randoms())
def test_whatever_the_parts_they_add_up(
    one: Parts, other: Parts, digits: int, shuffle: object
) -> None:
    change = changed(indicator(CUSTOM), split(one), split(other, 1))
    totals = [sum(each[i] for each in told.values()) for told in (one, other) for i in (0, 1)]
    assert change.total == F(totals[2], totals[3]) - F(totals[0], totals[1])
    assert sum(each.total for each in change.contributions) == change.total
    assert change.above is not None
    assert change.below is not None
    assert change.above + change.below == change.total
    shown = change.rounded(digits)
    assert sum(each.total for each in shown.contributions) == shown.total
    assert shown.total == round(change.total * 10**digits) * F(1, 10**digits)
    for exact, rounded in zip(change.contributions, shown.contributions, strict=True):
        assert (rounded.mix * 10**digits).denominator == 1
        assert abs(exact.mix - rounded.mix) < F(1, 10**digits)
        assert abs(exact.rate - rounded.rate) < F(1, 10**digits)
    names = list(one)
    shuffle.shuffle(names)  # type: ignore[attr-defined]
    again = changed(indicator(CUSTOM), split({name: one[name] for name in names}), split(other, 1))
    assert by_part(again) == by_part(change)
    back = changed(indicator(CUSTOM), split(other, 1), split(one))
    assert by_part(back) == {name: (-mix, -rate) for name, (mix, rate) in by_part(change).items()}


def test_what_does_not_add_up_is_refused() -> None:
    whole = split({"a": (5, 10), "b": (5, 10)})
    overlapping = Split(quotient(8, 15), whole.parts)
    with pytest.raises(NotTogether, match="belongs to several of them or to none"):
        changed(indicator(), overlapping, whole)
    with pytest.raises(NotTogether, match="medians of parts"):
        changed(indicator(MIDDLE), whole, whole)
    hidden = Split(whole.whole, [cell(None, 0, {"channel": "a"}, reason=HIDDEN)])
    with pytest.raises(NotTogether, match="few persons are hidden"):
        changed(indicator(), whole, hidden)
    with pytest.raises(Undefined, match="Share solved has no value in 2020-01"):
        changed(indicator(), split({"a": (0, 0)}), whole)
    tripled = Split(cell(1.5, 0, numerator=5, denominator=10), [])
    with pytest.raises(NotTogether, match="no plain ratio of two sums"):
        changed(indicator(CUSTOM), tripled, tripled)


def test_the_catalogues_own_cells_can_be_told_apart(duck_warehouse: DuckWarehouse) -> None:
    """Net sales an order: web 2 × 1.00 and shop 2.00; then web 1.00 and shop 2 × 2.50.

    4/3 → 2. shop: w ⅓ → ⅔, r 2 → 2½: rate ¼, mix (9/4 − 5/3) × ⅓ = 7/36; web mix 2/9.
    """
    lines = [
        order("a", date(2026, 3, 1), 100, channel="web"),
        order("b", date(2026, 3, 1), 100, channel="web"),
        order("c", date(2026, 3, 1), 200, channel="shop"),
        order("a", date(2026, 4, 1), 100, channel="web"),
        order("b", date(2026, 4, 1), 250, channel="shop"),
        order("c", date(2026, 4, 1), 250, channel="shop"),
    ]
    spans = months(date(2026, 3, 1), date(2026, 4, 30))
    told = [INDICATORS["SL06"]]
    whole, parts = (
        calculate(told, asked_of(duck_warehouse, {"order_lines": lines}, spans, by=by))
        for by in ((), ("channel",))
    )
    before, after = (
        Split(one, [cell for cell in parts if cell.period == one.period]) for one in whole
    )
    change = changed(told[0], before, after)
    assert change.total == F(2, 3)
    assert by_part(change) == {"shop": (F(7, 36), F(1, 4)), "web": (F(2, 9), F(0))}
