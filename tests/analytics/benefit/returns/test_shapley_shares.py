"""Shares of competing causes: they add up, and treat like causes alike."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.shapley import shapley
from goodwill.analytics.errors import SettingRefused


def game(values, causes):
    """v(S) from a list of numbers, one for each set in order of its size."""
    sets = [frozenset(s) for n in range(1, len(causes) + 1) for s in combinations(causes, n)]
    worths = {each: Fraction(value) for each, value in zip(sets, values, strict=False)}
    return lambda each: worths.get(each, Fraction(0))


def test_gloves_share_as_in_the_book():
    """Two right gloves and a left one, worth 1 a pair: 1/6, 1/6 and 2/3.
    Osborne & Rubinstein (1994), A Course in Game Theory, on the glove market."""

    def pairs(owners):
        return Fraction(min(len(owners & {"r1", "r2"}), len(owners & {"left"})))

    found = shapley(["r1", "r2", "left"], pairs)
    assert found.values == {"r1": Fraction(1, 6), "r2": Fraction(1, 6), "left": Fraction(2, 3)}


@settings(max_examples=25)
@given(st.lists(st.integers(-50, 100), min_size=15, max_size=15))
def test_shares_add_up_to_the_whole(values):
    found = shapley("abcd", game(values, "abcd"))
    assert sum(found.values.values()) == found.whole == values[-1]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 100), min_size=4, max_size=4))
def test_causes_that_do_the_same_get_the_same(by_size):
    """The worth depends on how many causes there are only."""
    found = shapley("abcd", lambda s: Fraction(by_size[len(s) - 1]) if s else Fraction(0))
    assert len(set(found.values.values())) == 1


@settings(max_examples=25)
@given(st.lists(st.integers(0, 100), min_size=7, max_size=7), st.permutations("abc"))
def test_the_order_of_causes_is_irrelevant(values, order):
    worth = game(values, "abc")
    assert shapley(order, worth).values == shapley("abc", worth).values


def test_a_cause_that_adds_nothing_gets_nothing():
    worth = game([5, 7, 12], "ab")
    found = shapley("abc", lambda s: worth(s - {"c"}))
    assert found.values["c"] == 0


def test_more_than_ten_causes_are_drawn_and_still_add_up():
    weights = {chr(97 + at): at + 1 for at in range(12)}

    def worth(causes):
        return Fraction(sum(weights[each] for each in causes) ** 2)

    found = shapley(sorted(weights), worth, orders=400)
    # of (Σ w)² the value is wᵢ · Σ w
    assert sum(found.values.values()) == found.whole == 78**2
    assert float(found.values["l"]) == pytest.approx(12 * 78, rel=0.05)
    assert found.orders == 400
    assert shapley(sorted(weights), worth, orders=400).values == found.values


def test_no_cause_and_an_effect_of_nothing_are_refused():
    with pytest.raises(SettingRefused, match="different names"):
        shapley(["a", "a"], lambda _: Fraction(0))
    with pytest.raises(SettingRefused, match="must be 0"):
        shapley(["a"], lambda _: Fraction(1))
