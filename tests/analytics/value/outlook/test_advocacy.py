"""Word of mouth from the multiples: a plan, with every assumption on the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from goodwill.analytics.errors import Undefined
from goodwill.analytics.figure import Grade
from goodwill.analytics.value.outlook import advocacy
from goodwill.analytics.value.outlook.multiples import Assumptions, Feelings, Multiples

ON = date(2024, 12, 31)
ASSUMED = Assumptions(conversion=0.01, deterred=0.02)
FEELINGS = Feelings(
    advocates=100,
    completely_satisfied=50,
    completely_satisfied_minor=100_000,
    fairly_satisfied=200,
    fairly_satisfied_minor=160_000,
    completely_dissatisfied=10,
)


def test_the_multiples_of_the_founding_documents_are_the_defaults() -> None:
    """R124–R129: 2.6, 1.8, 10 who tell 5 each, 5 who tell 1 or 2 each."""
    assert Multiples().hear_good == (10, 15)
    assert Multiples().hear_bad == 60


def test_natural_income_is_what_those_who_hear_of_it_would_bring() -> None:
    word = advocacy.word_of_mouth(FEELINGS, ASSUMED, newcomer_minor=5000)
    assert word.reached == (1000, 1500)
    # 1,000 to 1,500 people hear of it, one in a hundred comes, each worth 50.00.
    assert (word.natural_low_minor, word.natural_minor, word.natural_high_minor) == (
        *(50_000, 62_500, 75_000),
    )
    assert word.deterred_minor == -60_000  # 600 people, one in fifty stays away
    assert word.lift_minor == 256_000  # 1.6 × 1,600.00
    assert word.loss_minor == -36_000  # 1.8 × 20.00 × 10


def test_every_plan_is_of_grade_e_and_says_so() -> None:
    word = advocacy.word_of_mouth(FEELINGS, ASSUMED, newcomer_minor=5000)
    natural, bad, measured, lift, loss = advocacy.figures(word, currency="CNY", as_of=ON)
    for figure in (natural, bad, lift, loss):
        assert figure.grade is Grade.EXPERT_ESTIMATE
        assert "never a fact" in str(figure.method)
        assert figure.level is None  # a range of assumptions is no probability
    assert (natural.value, natural.low, natural.high, natural.n) == (
        *(Decimal("625.00"), Decimal("500.00"), Decimal("750.00"), 100),
    )
    assert "1 % of those become customers, by assumption" in str(natural.method)
    assert "Not to be added" in str(natural.method)
    assert (measured.value, measured.grade) == (Decimal("2.5"), None)
    assert "2.6" in str(measured.definition.benchmark)


def test_other_multiples_and_assumptions_change_the_plan() -> None:
    by = Multiples(satisfied_to_fair=2, lost_to_contribution=1, they_tell=(0, 0))
    assumed = Assumptions(conversion=0.01, deterred=0.02, fresh=0.5)
    word = advocacy.word_of_mouth(FEELINGS, assumed, newcomer_minor=5000, multiples=by)
    assert (word.natural_low_minor, word.natural_high_minor) == (12_500, 12_500)
    assert (word.deterred_minor, word.lift_minor, word.loss_minor) == (-30_000, 160_000, -20_000)


def test_advocates_alone_give_natural_income_and_nothing_else() -> None:
    word = advocacy.word_of_mouth(Feelings(advocates=3), ASSUMED, newcomer_minor=5000)
    natural, *others = advocacy.figures(word, currency="CNY", as_of=ON)
    assert natural.value == Decimal("18.75")
    assert {(f.value, f.reason) for f in others} == {(None, advocacy.NO_SATISFACTION)}


def test_where_nothing_is_recorded_it_says_what_to_record() -> None:
    word = advocacy.word_of_mouth(Feelings(), ASSUMED, newcomer_minor=5000)
    told = advocacy.figures(word, currency="CNY", as_of=ON)
    assert [figure.value for figure in told] == [None] * 5
    assert "from 0 to 10" in str(told[0].reason)
    assert "Record" in str(told[1].reason)


def test_nobody_satisfied_gives_no_mean_to_multiply() -> None:
    nobody = Feelings(
        completely_satisfied=0, completely_satisfied_minor=0, completely_dissatisfied=4
    )
    assert advocacy.word_of_mouth(nobody, ASSUMED, newcomer_minor=1).loss_minor is None


def test_impossible_assumptions_are_refused() -> None:
    with pytest.raises(Undefined, match="between 0 % and 100 %"):
        Assumptions(conversion=1.5, deterred=0)
    for wrong in (Multiples, Assumptions):
        with pytest.raises(Undefined):
            wrong(*(float("nan"), 0.1))
    with pytest.raises(Undefined, match="low to high"):
        Multiples(they_tell=(2, 1))
