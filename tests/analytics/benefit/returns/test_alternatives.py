"""Opportunity cost: compared in its first meaning, refused beside benefits in its second."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from goodwill.analytics.benefit.returns.alternatives import (
    advantage,
    compared,
    figures,
    refuse_both_meanings,
)
from goodwill.analytics.benefit.returns.flows import flows_of
from goodwill.analytics.benefit.returns.metrics import equivalent_annual, npv
from goodwill.analytics.benefit.returns.naming import Name
from goodwill.analytics.benefit.returns.programme import Alternative, Cost
from goodwill.analytics.errors import NotTogether, SettingRefused, Undefined

ON = date(2026, 1, 1)
OWN = flows_of((0, 70, 70), (100, 0, 0))


def other(id_: str, benefits: list[int], costs: list[int], rejected: bool = True) -> Alternative:
    money = [tuple(Decimal(each) for each in row) for row in (benefits, costs)]
    return Alternative(id_, Name(id_.title()), *money, is_rejected=rejected)


BOND = other("bond", [0, 5, 105], [100, 0, 0])
STORE = other("store", [0, 60, 70], [102, 0, 0])


def test_the_advantage_is_over_the_best_rejected() -> None:
    found = advantage(OWN, [BOND, STORE], 0.1)
    assert found.best.alternative is STORE
    assert found.npv == pytest.approx((70 - 60) / 1.1 + 2)
    assert found.yearly == pytest.approx(equivalent_annual(found.npv or 0, 0.1, 2))
    whole, yearly = figures(found, currency="CNY", as_of=ON)
    assert whole.value == Decimal("11.09")
    assert "Against Store, the best of 2 rejected" in str(yearly.method)


def test_what_was_chosen_is_no_alternative() -> None:
    chosen = other("chosen", [0, 900, 900], [100, 0, 0], rejected=False)
    assert advantage(OWN, [chosen, BOND], 0.1).best.alternative is BOND


def test_unequal_horizons_are_compared_by_the_year() -> None:
    long = other("long", [0, 60, 60, 60], [100, 0, 0, 0])
    found = advantage(OWN, [BOND, long], 0.1)
    assert (found.best.alternative, found.npv) == (long, None)
    own = npv(OWN, 0.1) / (1 / 1.1 + 1 / 1.21)
    theirs = (60 * (1 / 1.1 + 1 / 1.21 + 1 / 1.331) - 100) / (1 / 1.1 + 1 / 1.21 + 1 / 1.331)
    assert found.yearly == pytest.approx(own - theirs)
    whole, yearly = figures(found, currency="CNY", as_of=ON)
    assert whole.value is None
    assert "see the advantage per year" in str(whole.reason)
    assert float(yearly.value or 0) == pytest.approx(own - theirs, abs=0.01)


def test_another_capital_is_not_compared() -> None:
    big = other("big", [0, 9000, 9000], [1000, 0, 0])
    assert advantage(OWN, [big, BOND], 0.1).best.alternative is BOND
    assert [each.alternative.id for each in compared(OWN, [big, BOND], 0.1)] == ["bond", "big"]
    with pytest.raises(Undefined, match="not the same capital"):
        advantage(OWN, [big], 0.1)


def test_without_an_alternative_there_is_no_advantage() -> None:
    with pytest.raises(Undefined, match="what else the capital could do") as refusal:
        advantage(OWN, [], 0.1)
    for figure in figures(refusal.value, currency="CNY", as_of=ON):
        assert figure.value is None
        assert figure.reason == refusal.value.sentence


def test_missed_benefit_beside_benefit_is_refused() -> None:
    missed = Cost("missed", Name("Missed sales"), (Decimal(5),), category="opportunity")
    paid = Cost("licences", Name("Licences"), (Decimal(5),), category="software")
    refuse_both_meanings([paid], has_benefits=True)
    with pytest.raises(NotTogether, match=r"missed .* would count twice"):
        refuse_both_meanings([paid, missed], has_benefits=True)
    with pytest.raises(SettingRefused, match="alternatives"):
        refuse_both_meanings([missed], has_benefits=False)


def test_at_a_rate_of_nothing_years_still_divide() -> None:
    assert advantage(OWN, [BOND], 0.0).yearly == pytest.approx(20 - 5)
