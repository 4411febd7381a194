"""Post-stratified differences: GrowthBook's, and slices too small put together."""

from __future__ import annotations

import numpy as np
import pytest
from analytics.benefit.incrementality import published

from goodwill.analytics.benefit.incrementality.effects import means, poststratifying
from goodwill.analytics.errors import TooFew, Undefined
from goodwill.analytics.numerics.moments import Moments

EXACTLY = 1e-9
ARMS = ("treated", "control")


@pytest.mark.parametrize(
    ("per", "value", "se", "relative", "relative_se"),
    [
        (None, 3.548094377986586, 0.37634374823059685, 0.10994584851937336, 0.012225394656480164),
        ("d", 0.10008903417216031, 0.005071004003792392, 0.13371299783026003,
         0.007131233706378072),
    ],
)  # fmt: skip
def test_five_strata_are_growthbooks(
    per: str | None, value: float, se: float, relative: float, relative_se: float
) -> None:
    """test_post_strat.py, its counts and ratios, absolute and relative."""
    strata = published.growthbooks_strata()
    found = poststratifying.difference(strata, ARMS, "m", per=per)
    assert (found.value, found.se) == pytest.approx((value, se), rel=EXACTLY)
    lift = poststratifying.lift(strata, ARMS, "m", per=per)
    assert (lift.value, lift.se) == pytest.approx((relative, relative_se), rel=EXACTLY)
    assert (found.n_treated, found.n_control) == (501, 499)
    assert found.treated - found.control == pytest.approx(found.value)


def cells(**slices: tuple[list[float], list[float]]) -> Moments:
    """slice=(treated, control): the values of y of each member."""
    kept = []
    for name, pair in slices.items():
        for arm, values in zip(ARMS, pair, strict=True):
            if values:
                y = np.array(values)
                spread = np.array([[[((y - y.mean()) ** 2).sum()]]])
                n = np.array([len(y)])
                kept.append(
                    Moments(
                        ("y",), ("arm", "region"), ((arm, name),), n, y.mean()[None, None], spread
                    )
                )
    whole = kept[0]
    for cell in kept[1:]:
        whole = whole.beside(cell)
    return whole


def test_an_unlucky_mix_of_slices_is_undone() -> None:
    """Suzhou spends more and chance put it into the treated arm; the e-mail did nothing."""
    unlucky = cells(suzhou=([10, 11, 12, 9, 10, 11], [10, 11]), shanghai=([1, 2], [1, 2, 1, 2]))
    whole = unlucky.merged("arm")
    plain = means.difference(whole.where(arm="treated"), whole.where(arm="control"), "y")
    found = poststratifying.difference(unlucky, ARMS, "y")
    assert plain.value > 3
    assert found.value == pytest.approx(0, abs=0.1)
    assert found.se < plain.se
    assert "within each of 2 slices" in str(found.method)


def test_thin_slices_are_counted_together() -> None:
    thin = {"c": ([4.0], [5.0, 3.0]), "d": ([2.0, 6.0], []), "e": ([3.0], [1.0])}
    thick = {"a": ([1.0, 2.0, 4.0], [2.0, 1.0]), "b": ([5.0, 7.0], [6.0, 4.0, 5.0])}
    found = poststratifying.difference(cells(**thick, **thin), ARMS, "y")
    together = ([4.0, 2.0, 6.0, 3.0], [5.0, 3.0, 1.0])
    same = poststratifying.difference(cells(**thick, rest=together), ARMS, "y")
    assert (found.value, found.se) == pytest.approx((same.value, same.se))
    assert "(5 slices before)" in str(found.method)


def test_a_thin_slice_alone_joins_the_smallest_other() -> None:
    thick = {"a": ([1.0, 2.0, 4.0, 1.0], [2.0, 1.0, 3.0]), "b": ([5.0, 7.0, 6.0], [6.0, 4.0, 5.0])}
    found = poststratifying.difference(
        cells(**thick, small=([1.0, 2.0], [3.0, 3.5]), thin=([9.0], [])), ARMS, "y"
    )
    same = poststratifying.difference(
        cells(**thick, small=([1.0, 2.0, 9.0], [3.0, 3.5])), ARMS, "y"
    )
    assert (found.value, found.se) == pytest.approx((same.value, same.se))


def test_one_slice_is_nothing_to_stratify_by() -> None:
    with pytest.raises(Undefined, match="fewer than two slices"):
        poststratifying.difference(cells(a=([1, 2, 3], [2, 3]), b=([1], [])), ARMS, "y")


def test_an_arm_without_members_is_refused() -> None:
    with pytest.raises(TooFew, match="control arm: 0 found"):
        poststratifying.difference(cells(a=([1, 2, 3], []), b=([1, 2], [])), ARMS, "y")


def test_members_alike_within_slices_tell_nothing_of_chance() -> None:
    alike = cells(a=([1, 1], [2, 2]), b=([3, 3], [1, 1]))
    with pytest.raises(Undefined, match="all members of an arm are alike"):
        poststratifying.difference(alike, ARMS, "y")


def test_no_lift_over_nothing() -> None:
    around = cells(a=([1, -1, 2], [1, -1.5]), b=([2, -3], [0.5, -0.5]))
    with pytest.raises(Undefined, match="not clearly above nought"):
        poststratifying.lift(around, ARMS, "y")
