"""Tables come in, customers become one, and all of it is taken back: what stood before stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from crm.exchange.importing import test_importing_always
from crm.exchange.importing.test_importing_always import COLUMNS, row, state
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    precondition,
    rule,
    run_state_machine_as_test,
)

from goodwill.crm.commerce.models import Order
from goodwill.crm.customers.models import Customer, Tag
from goodwill.crm.exchange.importing import running, undoing
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records import changing, changing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.merging import merge, unmerge
from goodwill.crm.records.merging.errors import CannotMerge
from goodwill.crm.records.merging.models import Merge

there = test_importing_always.there
PLAN = Plan(
    "customers", COLUMNS, ("external_id", "customers.number", "contact_points.email"), source="erp"
)


class ComingAndMerging(RuleBasedStateMachine):
    """Whatever was done last is taken back first, and each time all is as it was before it."""

    by: Actor

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.done: list[tuple[Callable[[], None], dict[str, Any]]] = []

    def teardown(self) -> None:
        try:
            while self.done:
                self.take_the_last_back()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(rows=st.lists(row, min_size=1, max_size=3))
    def bring(self, rows: list[dict[str, str]]) -> None:
        before, actor = state(), Actor(self.by.user, "import")
        running.bring(rows, PLAN, actor)

        def back() -> None:
            assert undoing.undo(actor.batch, Actor(self.by.user)).left == 0

        self.done.append((back, before))

    @rule(data=st.data())
    def merge_some(self, data: st.DataObject) -> None:
        present = list(Customer.objects.present().order_by("pk"))
        if len(present) < 2:
            return
        some = st.lists(st.sampled_from(present), min_size=2, max_size=3, unique_by=lambda c: c.pk)
        survivor, *others = data.draw(some)
        before = state()
        try:
            with transaction.atomic():
                made = merge(survivor, others, {}, self.by)
        except CannotMerge:
            return
        self.done.append((lambda: self.unmerge(made), before))

    def unmerge(self, made: Any) -> None:
        unmerge(made, self.by)

    @precondition(lambda self: self.done)
    @rule()
    def take_the_last_back(self) -> None:
        back, before = self.done.pop()
        back()
        assert list(differing(before, state())) == []


def differing(before: Any, now: Any) -> Iterator[str]:
    """In which records and fields the two differ."""
    for key in sorted(before.keys() | now.keys()):
        was, is_ = before.get(key), now.get(key)
        if isinstance(was, dict) and isinstance(is_, dict):
            yield from (f"{key[-4:]} {line}" for line in differing(was, is_))
        elif was != is_:
            yield f"{key}: {was!r} → {is_!r}"


@pytest.fixture
def merged(by: Actor) -> tuple[Customer, Merge]:
    """K-9 became part of K-1."""
    kept, away = (
        changing.create(Customer(name=name, number=number), by)
        for name, number in (("恒泰", "K-1"), ("恒泰机械", "K-9"))
    )
    away.tags.add(Tag.objects.create(name="fair"))
    return kept, merge(kept, [away], {}, by)


def brought(by: Actor, shape: str, row: dict[str, str]) -> Actor:
    actor = Actor(by.user, "import")
    counts = running.bring([row], Plan(shape, {one: one for one in row}), actor)
    assert not counts.refused
    return actor


def test_a_row_of_what_was_merged_away_is_about_what_it_is_part_of(
    by: Actor, merged: tuple[Customer, Merge]
) -> None:
    kept, made = merged
    row = {"customers.number": "K-9", "customers.name": "恒泰", "customers.city": "上海"}
    actor = brought(by, "customers", row)
    one = Customer.objects.present().get()
    assert (one.pk, one.number, one.city) == (kept.pk, "K-1", "上海")
    for named in ("K-9", "恒泰机械"):
        order = {"orders.number": f"O-{named}", "orders.customer": named}
        brought(by, "orders", {**order, "orders.ordered_on": "2026-03-01"})
    assert {order.customer_id for order in Order.objects.all()} == {kept.pk}
    assert undoing.undo(actor.batch, Actor(by.user)).left == 0
    unmerge(made, by)
    there = Customer.objects.present().values_list("number", "city")
    assert sorted(there) == [("K-1", ""), ("K-9", "")]


def test_what_came_and_became_one_since_stays(by: Actor) -> None:
    batches = [
        brought(by, "customers", {"customers.number": number, "customers.name": number}).batch
        for number in ("K-1", "K-9")
    ]
    first, second = Customer.objects.order_by("pk")
    made = merge(first, [second], {}, by)
    assert [undoing.undo(batch, Actor(by.user)).left for batch in batches] == [1, 1]
    assert Customer.objects.present().get() == first
    unmerge(made, by)
    assert [undoing.undo(batch, Actor(by.user)).left for batch in batches] == [0, 0]
    assert not Customer.objects.present().exists()


def test_tags_that_many_get_at_once_do_not_keep_those_that_a_merge_moved(
    by: Actor, merged: tuple[Customer, Merge]
) -> None:
    kept, made = merged
    tags = [*kept.tags.all(), Tag.objects.create(name="new")]
    changing_many.change_many_each([(kept, {"tags": tags})], by)
    unmerge(made, by)
    assert [one.name for one in kept.tags.all()] == ["new"]
    assert [one.name for one in Customer.objects.get(number="K-9").tags.all()] == ["fair"]


@pytest.mark.usefixtures("there")
def test_what_comes_and_merges_is_taken_back(by: Actor) -> None:
    checked(by, examples=2, steps=4, is_same=True)


@pytest.mark.proof
@pytest.mark.usefixtures("there")
def test_what_comes_and_merges_is_taken_back_at_length(by: Actor) -> None:
    checked(by, examples=int(os.environ.get("GOODWILL_EXAMPLES", "300")), steps=12)


def checked(by: Actor, examples: int, steps: int, *, is_same: bool = False) -> None:
    machine = type("Machine", (ComingAndMerging,), {"by": by})
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=is_same,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=wanted)
