"""The multiples 2.6 and 1.8 on the company's own amounts, its own ratios beside them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analytics.benefit.returns.stakes.stake_cast import CNY, between, ends, figure

from goodwill.analytics.benefit.returns.stakes.satisfied import Satisfied, satisfied_stake
from goodwill.analytics.benefit.returns.stakes.stated import Measured, exactly
from goodwill.analytics.errors import Undefined
from goodwill.analytics.value.outlook.multiples import Feelings

FELT = Feelings(
    completely_satisfied=50,
    completely_satisfied_minor=1_000_000,
    fairly_satisfied=200,
    fairly_satisfied_minor=1_600_000,
    completely_dissatisfied=10,
)
KNOWN = Satisfied(FELT, between("0.1", "0.3"), exactly("0.5"))


def test_the_fairly_satisfied_would_bring_2_6_times_as_much() -> None:
    """R124: (2.6 − 1) × 16,000.00 × 10 … 30 %."""
    gain = figure(satisfied_stake(KNOWN, CNY), "stake_satisfied_gain")
    assert ends(gain) == (Decimal("2560.00"), Decimal("5120.00"), Decimal("7680.00"))
    assert "2.6" in str(gain.definition.benchmark)


def test_a_dissatisfied_customer_costs_1_8_times_what_a_satisfied_one_brings() -> None:
    """R125: 1.8 × 200.00 × 10 × 50 %."""
    loss = figure(satisfied_stake(KNOWN, CNY), "stake_dissatisfied_loss")
    assert ends(loss) == (Decimal("1800.00"),) * 3


def test_the_companys_own_ratio_stands_beside_the_multiple() -> None:
    stake = satisfied_stake(KNOWN, CNY)
    assert figure(stake, "satisfaction_ratio").value == Decimal("2.5")
    own = figure(stake, "stake_satisfied_gain_own")
    assert ends(own) == (Decimal("2400.00"), Decimal("4800.00"), Decimal("7200.00"))
    assert "need not be its cause" in str(own.method)


def test_the_loss_can_be_measured_too() -> None:
    assert figure(satisfied_stake(KNOWN, CNY), "stake_dissatisfied_own").value is None
    known = replace(KNOWN, measured_loss=Measured(Decimal("1.1"), 40))
    assert figure(satisfied_stake(known, CNY), "stake_dissatisfied_own").value == Decimal("1.1")


def test_multiples_can_be_edited() -> None:
    other = replace(KNOWN, times_fair=between("1.0", "2.0", "our survey"))
    gain = figure(satisfied_stake(other, CNY), "stake_satisfied_gain")
    assert (gain.low, gain.high) == (Decimal("0.00"), Decimal("4800.00"))


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (replace(KNOWN, won=None), "won"),
        (replace(KNOWN, kept=None), "kept"),
        (replace(KNOWN, feelings=replace(FELT, completely_satisfied=0)), "completely_satisfied"),
        (replace(KNOWN, feelings=Feelings()), "fairly_satisfied, completely_satisfied"),
    ],
)
def test_nothing_is_assumed_for_the_company(asked: Satisfied, word: str) -> None:
    with pytest.raises(Undefined, match=word):
        satisfied_stake(asked, CNY)
