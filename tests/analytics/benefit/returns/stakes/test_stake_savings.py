"""Self-service, released time and the chain from satisfaction to value."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from analytics.benefit.returns.stakes.stake_cast import CNY, between, ends, figure

from goodwill.analytics.benefit.returns.stakes.chain import Chain, satisfaction_chain
from goodwill.analytics.benefit.returns.stakes.releasedtime import (
    ReleasedTime,
    released_time_stake,
)
from goodwill.analytics.benefit.returns.stakes.retention import Retention
from goodwill.analytics.benefit.returns.stakes.selfservice import SelfService, self_service_stake
from goodwill.analytics.benefit.returns.stakes.stake import Calculator, Stake
from goodwill.analytics.benefit.returns.stakes.stated import Measured, Stated, exactly, spread
from goodwill.analytics.benefit.returns.stakes.valuing import (
    DEFINITIONS,
    AtStake,
    values_at_stake,
)
from goodwill.analytics.errors import NotTogether, Undefined
from goodwill.analytics.figure import Grade

SERVICE = SelfService(between("8000", "12000"), exactly("15.20"), exactly("1.20"))
TIME = ReleasedTime(between("1000", "2000"), exactly("80"))
CHAIN = Chain(
    between("0.2", "0.4"), exactly("0.10"), exactly("0.80"), exactly(1_000_000), exactly("0.10")
)


def test_a_deflected_contact_saves_the_difference_of_costs() -> None:
    saved = figure(self_service_stake(SERVICE, CNY), "stake_self_service")
    assert ends(saved) == (Decimal("112000.00"), Decimal("140000.00"), Decimal("168000.00"))


def test_self_service_that_costs_more_is_a_loss_and_not_nothing() -> None:
    dear = replace(SERVICE, unassisted=exactly("20"))
    saved = figure(self_service_stake(dear, CNY), "stake_self_service")
    assert saved.value == Decimal("-48000.00")


def test_an_amount_beyond_all_measure_is_refused() -> None:
    with pytest.raises(NotTogether, match="not an amount of money"):
        self_service_stake(replace(SERVICE, deflected=exactly("1e30")), CNY)


def test_only_half_of_the_time_counts_unless_measured() -> None:
    found = released_time_stake(TIME, CNY)
    value = figure(found, "stake_released_time")
    assert ends(value) == (Decimal("40000.00"), Decimal("60000.00"), Decimal("80000.00"))
    assert found.measured[0].value is None
    known = replace(TIME, recaptured=exactly(1), measured=Measured(Decimal(700), 12))
    told = released_time_stake(known, CNY)
    assert figure(told, "stake_released_time").high == Decimal("160000.00")
    assert told.measured[0].value == 700


def test_the_chain_has_money_at_its_end_alone() -> None:
    """2, 3 and 4 points more retention on 80 %: (r′ ÷ (1.1 − r′)) ÷ (.8 ÷ .3) − 1."""
    stake = satisfaction_chain(CHAIN, CNY)
    assert ends(figure(stake, "stake_chain_retention")) == pytest.approx((0.02, 0.03, 0.04))
    worth = figure(stake, "stake_chain_value")
    assert [float(end) for end in (worth.low, worth.value, worth.high) if end is not None] == (
        pytest.approx(
            [1e6 * (r / (1.1 - r) / (0.8 / 0.3) - 1) for r in (0.82, 0.83, 0.84)], abs=0.01
        )
    )
    assert [each.unit for each in stake.figures].count(worth.unit) == 1
    assert str(stake.counted).startswith("Counts once")


def test_a_chain_cannot_keep_more_than_everybody() -> None:
    much = replace(CHAIN, satisfaction=exactly(9))
    kept = figure(satisfaction_chain(much, CNY), "stake_chain_retention")
    assert kept.value == pytest.approx(0.2)


@pytest.mark.parametrize("key", ["satisfaction", "per_point", "retention", "value"])
def test_a_missing_link_breaks_the_chain(key: str) -> None:
    with pytest.raises(Undefined, match=key):
        satisfaction_chain(replace(CHAIN, **{key: None}), CNY)


@pytest.mark.parametrize("key", ["deflected", "assisted", "unassisted"])
def test_self_service_needs_the_companys_own_costs(key: str) -> None:
    with pytest.raises(Undefined, match=key):
        self_service_stake(replace(SERVICE, **{key: None}), CNY)
    with pytest.raises(Undefined, match="negative"):
        self_service_stake(replace(SERVICE, **{key: exactly(-1)}), CNY)


@pytest.mark.parametrize("key", ["hours", "loaded_rate"])
def test_released_time_needs_hours_and_their_cost(key: str) -> None:
    with pytest.raises(Undefined, match=key):
        released_time_stake(replace(TIME, **{key: None}), CNY)


def test_one_refusal_leaves_the_others_told() -> None:
    asked = AtStake(retention=Retention(), self_service=SERVICE, chain=CHAIN, released_time=TIME)
    found = values_at_stake(asked, CNY)
    assert isinstance(found[Calculator.RETENTION], Undefined)
    told = [each for each in found.values() if isinstance(each, Stake)]
    assert len(told) == 3
    assert {f.grade for each in told for f in each.figures} == {Grade.EXPERT_ESTIMATE}
    assert all(f.low is not None and f.high is not None for each in told for f in each.figures)
    assert all(each.stated.source for each in told[0].parameters if not each.stated.is_exact)


def test_every_definition_has_its_own_id() -> None:
    assert len({each.id for each in DEFINITIONS}) == len(DEFINITIONS)


def test_a_range_that_runs_backwards_is_refused() -> None:
    with pytest.raises(Undefined, match="from low to high"):
        Stated(exactly(2).low, exactly(1).low)


def test_the_ends_are_those_of_all_combinations() -> None:
    found = spread(lambda a, b: a * b, between("-1", "2"), between("-3", "1"))
    assert (found.low, found.middle, found.high) == (-6, Decimal("-0.5"), 3)
