"""Attribution: journeys summed by the engine, shared out, and shown beside the effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pytest
from frames import frame_of
from hypothesis import given
from hypothesis import strategies as st

from goodwill.analytics.benefit.incrementality.attribution.beside import (
    beside,
    compared_figures,
    credit_figures,
)
from goodwill.analytics.benefit.incrementality.attribution.credit import Credit
from goodwill.analytics.benefit.incrementality.attribution.journeys import (
    Journeys,
    Rule,
    Together,
    journeys,
)
from goodwill.analytics.benefit.incrementality.attribution.lasttouch import by_rule
from goodwill.analytics.benefit.incrementality.attribution.markov import markov, removal_effects
from goodwill.analytics.benefit.incrementality.attribution.shapley import shapley
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.effects import Effect, student
from goodwill.language import Sentence
from goodwill.warehouse.duck import DuckWarehouse
from goodwill.warehouse.opening import Warehouse

ON = date(2026, 3, 1)
Touch = tuple[str | None, str | None, int | None]
Purchase = tuple[str, int, int]


def summed(
    warehouse: Warehouse, touches: Sequence[Touch], bought: Sequence[Purchase], **more: Any
) -> Journeys:
    touch_names = ("customer_id", "channel", "touched_day")
    names = ("customer_id", "day", "amount_minor")
    return journeys(
        frame_of(warehouse, None, [dict(zip(touch_names, row, strict=True)) for row in touches]),
        frame_of(warehouse, None, [dict(zip(names, row, strict=True)) for row in bought]),
        warehouse.settle,
        **more,
    )


def credited(credit: Credit) -> dict[str, float]:
    return dict(zip(credit.channels, credit.conversions, strict=True))


CAST: list[Touch] = [
    ("Ann", "mail", 90), ("Ann", "call", 95), ("Ann", "mail", 99),  # bought at 100
    ("Bob", "call", 60), ("Bob", "post", 80),  # 60 is too long before 100
    ("Cem", "mail", 100), ("Cem", "call", 101),  # the call came after
    ("Dee", "post", 100), ("Dee", "call", 100),  # both on the day of two purchases
    ("Eve", "mail", 10), ("Eve", "mail", 12), ("Eve", "post", 60),  # never bought
    ("李娜", "call", 70), ("李娜", "call", 70),  # bought at 75 and at 95
    (None, "call", 70), ("Flo", None, 70),
]  # fmt: skip
BOUGHT: list[Purchase] = [
    ("Ann", 100, 9_000), ("Bob", 100, 4_000), ("Cem", 100, 1_000), ("Dee", 100, 500),
    ("Dee", 100, 700), ("李娜", 75, 2_000), ("李娜", 95, 3_000), ("Gus", 40, 8_000),
]  # fmt: skip


def test_journeys_are_summed_the_same_on_every_engine(warehouse: Warehouse) -> None:
    found = summed(warehouse, CAST, BOUGHT, lookback_days=30)
    assert found.channels == ("call", "mail", "post")
    assert set(found.sets) == {
        Together(frozenset({"mail", "call"}), 1, 9_000),
        Together(frozenset({"post"}), 1, 4_000),
        Together(frozenset({"mail"}), 1, 1_000),
        Together(frozenset({"post", "call"}), 2, 1_200),
        Together(frozenset({"call"}), 2, 5_000),
    }
    assert (found.untouched, found.untouched_amount, found.incomplete) == (1, 8_000, 2)
    last = dict(zip(found.channels, found.ruled[Rule.LAST][0], strict=True))
    assert last == pytest.approx({"call": 3, "mail": 2, "post": 2})
    amounts = dict(zip(found.channels, found.ruled[Rule.LAST][1], strict=True))
    assert amounts == pytest.approx({"call": 5_600, "mail": 10_000, "post": 4_600})
    first = dict(zip(found.channels, found.ruled[Rule.FIRST][0], strict=True))
    assert first == pytest.approx({"call": 3, "mail": 2, "post": 2})
    linear = dict(zip(found.channels, found.ruled[Rule.LINEAR][0], strict=True))
    assert linear == pytest.approx({"call": 3 + 1 / 3, "mail": 1 + 2 / 3, "post": 2})
    ann = np.array([2 ** (-5 / 7), 2 ** (-10 / 7) + 2 ** (-1 / 7)])
    decay = dict(zip(found.channels, found.ruled[Rule.DECAY][0], strict=True))
    expected = {"call": ann[0] / ann.sum() + 3, "mail": ann[1] / ann.sum() + 1, "post": 2}
    assert decay == pytest.approx(expected)
    # Rows: call, mail, post, start. Columns: call, mail, post, conversion, nothing.
    assert found.steps.tolist() == [
        [0, 1, 2, 2, 2],  # Ann's mail; Dee's post twice; 李娜 twice; Bob's and Cem's late ones
        [1, 1, 0, 2, 1],  # Ann's call; Eve's second; Ann and Cem; Eve's first journey
        [0, 0, 0, 3, 1],  # Bob, Dee twice; Eve's second journey
        [6, 3, 2, 0, 0],
    ]
    for share in (shapley(found), markov(found), *(by_rule(found, rule) for rule in Rule)):
        assert share.conversions.sum() == pytest.approx(found.conversions) == 7
        assert share.amount.sum() == pytest.approx(found.amount) == 20_200


def test_a_published_chain_gives_its_published_transitions(duck_warehouse: DuckWarehouse) -> None:
    """Bryl' (2016), Marketing multi-channel attribution model with R, part 1: three journeys,
    C1 → C2 → C3 → purchase, C1 → nothing, C2 → C3 → nothing."""
    touches: list[Touch] = [
        ("1", "C1", 1), ("1", "C2", 2), ("1", "C3", 3), ("2", "C1", 1), ("3", "C2", 1),
        ("3", "C3", 2),
    ]  # fmt: skip
    found = summed(duck_warehouse, touches, [("1", 4, 100)])
    chances = found.steps / found.steps.sum(axis=1, keepdims=True)
    assert chances == pytest.approx(
        np.array(
            [[0, 0.5, 0, 0, 0.5], [0, 0, 1, 0, 0], [0, 0, 0, 0.5, 0.5], [2 / 3, 1 / 3, 0, 0, 0]]
        )
    )
    assert removal_effects(found.steps) == pytest.approx([0.5, 1, 1])
    assert credited(markov(found)) == pytest.approx({"C1": 0.2, "C2": 0.4, "C3": 0.4})


def test_removal_effects_of_a_chain_solved_by_hand() -> None:
    """Puzyrov (2019), Markov chain attribution: Google Ads converts twice and leads to nothing
    once, mailing converts once, and Google Ads → mailing converts once.

    P(conversion) = 0.8 (0.5 + 0.25) + 0.2 = 0.8; 0.2 without Google Ads; 0.4 without mailing.
    """
    steps = np.array([[0.0, 1, 2, 1], [0, 0, 2, 0], [4, 1, 0, 0]])
    assert removal_effects(steps) == pytest.approx([0.75, 0.5])


def test_repeating_a_channel_does_not_change_the_chain() -> None:
    steps = np.array([[0.0, 1, 2, 1], [0, 0, 2, 0], [4, 1, 0, 0]])
    repeated = steps + np.diag([7.0, 3.0, 0.0])[:, [0, 1, 2, 2]] * np.array([1, 1, 0, 0])
    assert removal_effects(repeated) == pytest.approx(removal_effects(steps))


def of_sets(channels: Sequence[str], sets: Sequence[Together]) -> Journeys:
    nothing = np.zeros((len(channels) + 1, len(channels) + 2))
    return Journeys(tuple(channels), tuple(sets), {}, nothing, 0, 0, 0)


def by_the_formula(found: Journeys) -> list[float]:
    """φᵢ = Σ_S |S|!(n − |S| − 1)!/n! · (v(S ∪ i) − v(S)), over all sets without i."""
    n = len(found.channels)

    def value(players: set[str]) -> int:
        return sum(one.conversions for one in found.sets if one.channels <= players)

    def share(channel: str) -> float:
        others = [name for name in found.channels if name != channel]
        return sum(
            factorial(size) * factorial(n - size - 1) / factorial(n)
            * (value({*chosen, channel}) - value(set(chosen)))
            for size in range(n) for chosen in combinations(others, size)
        )  # fmt: skip

    return [share(channel) for channel in found.channels]


CHANNELS = "abcdefg"


@given(
    st.dictionaries(
        st.frozensets(st.sampled_from(CHANNELS), min_size=1),
        st.integers(0, 1_000),
        min_size=1,
        max_size=12,
    )
)
def test_shapley_values_equal_the_formula(counts: dict[frozenset[str], int]) -> None:
    found = of_sets(CHANNELS, [Together(used, n, 10 * n) for used, n in counts.items()])
    credit = shapley(found)
    assert credit.conversions == pytest.approx(by_the_formula(found), abs=1e-9)
    assert credit.conversions.sum() == pytest.approx(sum(counts.values()))
    assert credit.amount == pytest.approx(10 * credit.conversions)


def test_beyond_ten_channels_the_value_is_what_sampled_orders_come_near() -> None:
    rng = np.random.default_rng(5)
    names = [f"channel {place:02}" for place in range(14)]
    sets = [
        Together(frozenset(rng.choice(names, rng.integers(1, 6), replace=False)), int(n), 0)
        for n in rng.integers(1, 100, 30)
    ]
    found = of_sets(names, sets)
    gained = dict.fromkeys(names, 0.0)
    draws = 2_000
    for _ in range(draws):
        rank = dict(zip(rng.permutation(names), range(14), strict=True))
        for one in sets:
            gained[max(one.channels, key=rank.__getitem__)] += one.conversions / draws
    assert credited(shapley(found)) == pytest.approx(gained, rel=0.15, abs=5)


def test_a_journey_ends_where_the_lookback_does(duck_warehouse: DuckWarehouse) -> None:
    """A touch on day 1 counts for 10 days, 1 to 10."""
    touches: list[Touch] = [("Ann", "mail", 1), ("Bob", "mail", 1)]
    found = summed(duck_warehouse, touches, [("Ann", 10, 1), ("Bob", 11, 1)], lookback_days=10)
    assert (found.conversions, found.untouched) == (1, 1)


def test_without_a_touched_conversion_nothing_is_attributed(
    duck_warehouse: DuckWarehouse,
) -> None:
    with pytest.raises(TooFew, match="conversions with a touch in the days before: 0 found"):
        summed(duck_warehouse, [("Ann", "mail", 9)], [("Ann", 1, 100)])


def test_too_many_channels_are_refused(duck_warehouse: DuckWarehouse) -> None:
    touches: list[Touch] = [("Ann", f"channel {n}", 1) for n in range(61)]
    with pytest.raises(Undefined, match="61 channels; at most 60"):
        summed(duck_warehouse, touches, [("Ann", 1, 100)])


def effect(value: float, se: float) -> Effect:
    arms = {"treated": 0.0, "control": 0.0, "n_treated": 900, "n_control": 900}
    return student(value, se, method=Sentence("Welch"), **arms)  # type: ignore[arg-type]


def test_credit_is_shown_beside_what_the_hold_out_measured() -> None:
    sets = [Together(frozenset({"mail"}), 3, 30_000), Together(frozenset({"call"}), 1, 8_000)]
    found = of_sets(["call", "mail"], sets)
    credit = shapley(found)
    rows = beside(credit, {"mail": effect(10_000, 1_000), "post": effect(100, 90)})
    call, mail, post = rows
    assert mail.factor == pytest.approx(3)
    assert mail.incremental is not None
    assert (mail.low, mail.high) == (
        pytest.approx(30_000 / mail.incremental.high),
        pytest.approx(30_000 / mail.incremental.low),
    )
    assert (call.factor, post.factor, post.attributed) == (None, None, 0)
    assert "Nobody was left alone" in str(call.reason)
    assert "does not show surely" in str(post.reason)
    figures = compared_figures(rows, credit, found, "CNY", ON)
    assert [float(amount.value or 0) for amount, _ in figures] == [80, 300, 0]
    assert figures[1][1].value == mail.factor
    assert figures[0][1].value is None


def test_whatever_is_attributed_says_that_it_is_not_incremental() -> None:
    found = of_sets(["mail"], [Together(frozenset({"mail"}), 3, 30_000)])
    credit = shapley(found)
    assert str(credit.label) == "Attributed, not incremental"
    (figure,) = credit_figures(credit, found, ON)
    assert (figure.definition.id, figure.value, figure.n) == ("MK09", 3, 3)
    assert "Attributed, not incremental" in str(figure.method)
