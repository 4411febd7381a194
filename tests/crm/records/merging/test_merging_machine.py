"""Whatever is merged, taken back and changed in between: in the end all is as it was."""

from __future__ import annotations

import os
from typing import Any

import pytest
from crm.records.merging.merging_world import Dump, World, differing, dump
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
from goodwill.crm.customers.models import Activity, ContactPoint, Customer, Tag
from goodwill.crm.records import changing
from goodwill.crm.records.merging import merge, unmerge
from goodwill.crm.records.merging.errors import CannotMerge, CannotUnmerge
from goodwill.crm.records.merging.models import Merge, Merged, Move

FIELDS = ("name", "city", "segment", "notes", "number", "parent", "owner", "custom.vat")


class Merging(RuleBasedStateMachine):
    """Random merges and un-merges; with none standing the database is what it was."""

    world: World
    before: Dump

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        try:
            self.take_all_back()
            assert not differing(self.expected(), dump())
            assert not Move.objects.exists()
            assert not Merged.objects.exists()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    def expected(self) -> Dump:
        return self.before

    def take_all_back(self) -> None:
        while standing := self.standing():
            taken = 0
            for one in standing:
                try:
                    unmerge(one, self.world.by)
                    taken += 1
                except CannotUnmerge:
                    continue
            assert taken

    def standing(self) -> list[Merge]:
        return list(Merge.objects.standing().order_by("pk"))

    def present(self) -> list[Customer]:
        return list(Customer.objects.present().order_by("pk"))

    @rule(data=st.data())
    def merge_some(self, data: st.DataObject) -> None:
        present = self.present()
        if len(present) < 2:
            return
        some = st.lists(st.sampled_from(present), min_size=2, max_size=3, unique_by=lambda c: c.pk)
        survivor, *others = data.draw(some)
        whose = st.sampled_from([survivor.pk, *(one.pk for one in others)])
        chosen = data.draw(st.dictionaries(st.sampled_from(FIELDS), whose, max_size=3))
        if not any("vat" in one.custom for one in (survivor, *others)):
            chosen.pop("custom.vat", None)
        try:
            with transaction.atomic():
                merge(survivor, others, chosen, self.world.by)
        except CannotMerge:
            assert "parent" in chosen

    @precondition(lambda self: self.standing())
    @rule(data=st.data())
    def take_one_back(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.standing()))
        is_free = not Merged.objects.filter(record_id=one.survivor_id).exists()
        try:
            with transaction.atomic():
                unmerge(one, self.world.by)
        except CannotUnmerge:
            assert not is_free
        if not self.standing():
            assert not differing(self.expected(), dump())

    @precondition(lambda self: len(self.present()) > 1)
    @rule(data=st.data())
    def merge_and_take_back_at_once(self, data: st.DataObject) -> None:
        before = dump()
        survivor, other = data.draw(st.permutations(self.present()))[:2]
        unmerge(merge(survivor, [other], {}, self.world.by), self.world.by)
        assert not differing(before, dump())


class MergingAndChanging(Merging):
    """The same while people go on working: what they changed stays, and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.changed: dict[tuple[str, int], dict[str, Any]] = {}
        self.added: set[tuple[str, int]] = set()
        self.n = 0

    def expected(self) -> Dump:
        stands = dump()
        before = {
            label: {pk: dict(row) for pk, row in rows.items()}
            for label, rows in self.before.items()
        }
        for (label, pk), told in self.changed.items():
            before[label][pk] |= told
        for label, pk in self.added:
            before[label][pk] = stands[label][pk]
        return before

    def fresh(self) -> str:
        self.n += 1
        return f"new {self.n}"

    def noted(self, record: Any, *columns: str) -> None:
        label = record._meta.label
        if (label, record.pk) not in self.added:
            told = {column: getattr(record, column) for column in columns}
            self.changed.setdefault((label, record.pk), {}).update(told)

    @rule(data=st.data(), field=st.sampled_from(["city", "segment", "notes", "legal_name"]))
    def change_a_field(self, data: st.DataObject, field: str) -> None:
        one = data.draw(st.sampled_from(self.present()))
        changing.change(one, {field: self.fresh()}, self.world.by)
        self.noted(one, field)

    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.present()))
        changing.change(one, {"name": self.fresh()}, self.world.by)
        self.noted(one, "name", "name_key")

    @rule(data=st.data())
    def add_something(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.present()))
        note = changing.create(
            Activity(customer=one, sort="note", subject=self.fresh()), self.world.by
        )
        point = ContactPoint(customer=one, sort="email", given="x@y", value=self.fresh())
        changing.create(point, self.world.by)
        tag = Tag.objects.create(name=self.fresh())
        one.tags.add(tag)
        tied = Customer.tags.through.objects.get(customer_id=one.pk, tag_id=tag.pk)
        for row in (note, point, tag, tied):
            self.added.add((row._meta.label, row.pk))

    @rule(data=st.data())
    def move_an_order(self, data: st.DataObject) -> None:
        moved = {pk for label, pk in self.changed if label == Order._meta.label}
        order = Order.objects.exclude(pk__in=moved).order_by("pk").first()
        if order is None:
            return
        others = [one for one in self.present() if one.pk != order.customer_id]
        if others:
            changing.change(order, {"customer": data.draw(st.sampled_from(others))}, self.world.by)
            self.noted(order, "customer_id")

    @rule(data=st.data())
    def bin_a_contact_point(self, data: st.DataObject) -> None:
        points = list(ContactPoint.objects.present().order_by("pk"))
        if points:
            point = data.draw(st.sampled_from(points))
            changing.delete(point, self.world.by)
            self.noted(point, "deleted_at")


@pytest.mark.parametrize("machine", [Merging, MergingAndChanging])
def test_taking_everything_back_leaves_what_was_there(world: World, machine: type[Merging]) -> None:
    checked(world, machine, examples=2, steps=5)


@pytest.mark.proof
@pytest.mark.parametrize("machine", [Merging, MergingAndChanging])
def test_taking_everything_back_leaves_what_was_there_at_length(
    world: World, machine: type[Merging]
) -> None:
    checked(world, machine, examples=int(os.environ.get("GOODWILL_EXAMPLES", "400")), steps=25)


def checked(world: World, machine: type[Merging], examples: int, steps: int) -> None:
    of_this = type(machine.__name__, (machine,), {"world": world, "before": dump()})
    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(of_this, settings=wanted)
