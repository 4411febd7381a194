"""One unit of effect belongs to one benefit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analytics.benefit.returns.return_cast import benefit, chain, programme
from hypothesis import given, settings
from hypothesis import strategies as st

from goodwill.analytics.benefit.returns.lines import lines
from goodwill.analytics.benefit.returns.overlaps import overlaps
from goodwill.analytics.benefit.returns.register import Link, Rung
from goodwill.analytics.errors import SettingRefused

LIKED = benefit("liking", 0, 9, 9, 9, link=Link.SATISFACTION)
KEPT = benefit("keeping", 0, 5, 5, 5, link=Link.RETENTION)
SOLD = benefit("selling", 0, 2, 2, 2, link=Link.CROSS_SELL)


def shares(*benefits):
    return {id_: found.share for id_, found in overlaps(benefits).items()}


def test_satisfaction_has_no_money_beside_retention_or_cross_selling():
    assert shares(LIKED, KEPT)["liking"] == 1
    assert shares(LIKED, SOLD)["liking"] == 1
    assert shares(LIKED, replace(KEPT, overlap_groups=("loyalty",)))["liking"] == 1


def test_satisfaction_has_its_money_if_both_are_absent():
    assert shares(LIKED, benefit("ads", 0, 1, 1, 1)) == {"liking": 0, "ads": 0}
    assert shares(LIKED, replace(KEPT, rung=Rung.MEASURABLE)) == {"liking": 0}


def test_groups_of_other_customers_do_not_touch_each_other():
    north, south = ("north",), ("south",)
    apart = replace(LIKED, overlap_groups=north), replace(KEPT, overlap_groups=south)
    assert shares(*apart)["liking"] == 0


def test_two_of_a_group_must_say_what_the_other_counts():
    kept, sold = (replace(each, overlap_groups=("loyalty",)) for each in (KEPT, SOLD))
    with pytest.raises(SettingRefused, match="both keeping and selling leave `overlap` out"):
        overlaps([sold, kept])
    stated = replace(sold, overlap=Decimal("0.25"))
    assert shares(kept, stated) == {"keeping": 0, "selling": Decimal("0.25")}


def test_an_overlap_with_nothing_is_refused():
    with pytest.raises(SettingRefused, match="in no overlap group"):
        overlaps([replace(SOLD, overlap=Decimal("0.25"))])


def test_the_chain_counts_once():
    """Satisfaction adds nothing to retention and cross-selling."""
    with_it, without = (
        lines(chain(programme(), satisfaction=wanted)).realised for wanted in (True, False)
    )
    assert with_it == without
    assert with_it.benefits == (0, 65_000, 82_500, 100_000)


@settings(max_examples=25)
@given(st.permutations(["liking", "keeping", "selling"]))
def test_the_order_of_entries_is_irrelevant(order):
    told = chain(programme())
    by_id = {each.id: each for each in told.benefits}
    turned = replace(told, benefits=tuple(by_id[id_] for id_ in order))
    assert lines(turned) == lines(told)


@settings(max_examples=25)
@given(st.decimals(0, 1, places=4))
def test_what_is_counted_lies_between_one_and_both(overlap):
    kept = replace(KEPT, overlap_groups=("loyalty",))
    sold = replace(SOLD, overlap_groups=("loyalty",), overlap=overlap)
    found = lines(replace(programme(), benefits=(kept, sold))).realised.total_benefits
    assert 15 <= found <= 21
    assert found == 15 + 6 * (1 - overlap)
