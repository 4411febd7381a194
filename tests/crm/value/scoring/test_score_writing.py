"""Scores put beside customers: whole, once, and without those who are not valued any more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from crm.value.scoring.valued import AS_OF, GONE, LEAVING, STEADY, written

from goodwill.analytics.value.basis import Basis
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.models import Change
from goodwill.crm.value.models import Score, Valuation
from goodwill.crm.value.scoring import columns, restaging, writing

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers(by: Actor) -> list[Customer]:
    made = (Customer(name=name) for name in ("A", "B", "C"))
    return [changing.create(one, by) for one in made]  # type: ignore[misc]


def valuation() -> Valuation:
    made: Valuation = Valuation.objects.create(as_of=AS_OF, currency="CNY")
    return made


def keep(folder: Path, of: list[tuple[Customer, dict[str, Any]]], run: Valuation) -> int:
    rows = [{**row, "customer_id": str(one.public_id)} for one, row in of]
    told = columns.scores(written(folder, rows), "CNY", Basis.MARGIN)
    return writing.write(run, columns.with_past(told, None, None), lambda _: None)


def test_scores_stand_beside_their_customers(tmp_path: Path, customers: list[Customer]) -> None:
    a, b, c = customers
    assert keep(tmp_path, [(a, STEADY), (b, LEAVING)], valuation()) == 2
    score = Score.objects.get(customer=a)
    assert (score.value_class, score.expected_minor, score.p_alive) == ("A", 2013_47, 0.99)
    assert (score.next_order_on.isoformat(), score.as_of) == ("2026-07-14", AS_OF)
    assert Score.objects.get(customer=b).next_order_on is None
    assert not Score.objects.filter(customer=c).exists()


def test_a_second_time_changes_nothing_but_what_was(
    tmp_path: Path, customers: list[Customer]
) -> None:
    a, b, _ = customers
    keep(tmp_path, [(a, STEADY), (b, LEAVING)], valuation())
    before = Score.objects.filter(customer=a).values().get()
    later = valuation()
    keep(tmp_path, [(a, STEADY), (b, GONE)], later)
    after = Score.objects.filter(customer=a).values().get()
    assert {name for name in after if after[name] != before[name]} == {
        *("valuation_id", "was_stage", "was_class")
    }
    moved = Score.objects.get(customer=b)
    assert (moved.was_stage, moved.stage) == ("repeat", "lost")


def test_who_is_not_valued_any_more_has_no_score(tmp_path: Path, customers: list[Customer]) -> None:
    a, b, c = customers
    keep(tmp_path, [(a, STEADY), (b, STEADY), (c, STEADY)], valuation())
    changing.delete(c, Actor(None))
    assert keep(tmp_path, [(a, STEADY), (c, STEADY)], valuation()) == 1
    assert list(Score.objects.values_list("customer_id", flat=True)) == [a.pk]


def test_what_fails_leaves_the_scores_before(tmp_path: Path, customers: list[Customer]) -> None:
    a = customers[0]
    keep(tmp_path, [(a, STEADY)], valuation())

    def die(_: int) -> None:
        raise KeyboardInterrupt

    told = columns.scores(
        written(tmp_path, [{**GONE, "customer_id": str(a.public_id)}]), "CNY", Basis.MARGIN
    )
    with pytest.raises(KeyboardInterrupt):
        writing.write(valuation(), columns.with_past(told, None, None), die)
    assert Score.objects.get(customer=a).stage == "repeat"


def test_stages_move_with_one_line_of_history_each(
    tmp_path: Path, customers: list[Customer], by: Actor
) -> None:
    a, b, c = customers
    changing.change(a, {"stage": "advocate"}, by)
    lines = Change.objects.count()
    first = valuation()
    keep(tmp_path, [(a, STEADY), (b, STEADY), (c, GONE)], first)
    assert restaging.restage(first) == 2
    assert restaging.restage(first) == 0
    assert Change.objects.count() == lines + 2
    stages = dict(Customer.objects.values_list("name", "stage"))
    assert stages == {"A": "advocate", "B": "repeat", "C": "lost"}


def test_what_people_say_of_a_stage_stands_until_orders_say_something_new(
    tmp_path: Path, customers: list[Customer], by: Actor
) -> None:
    b = customers[1]
    first, second, third = valuation(), valuation(), valuation()
    keep(tmp_path, [(b, STEADY)], first)
    restaging.restage(first)
    b.refresh_from_db()
    changing.change(b, {"stage": "lost"}, by)
    keep(tmp_path, [(b, STEADY)], second)
    assert restaging.restage(second) == 0
    keep(tmp_path, [(b, GONE)], third)
    assert restaging.restage(third) == 0
    b.refresh_from_db()
    assert b.stage == "lost"
