"""Nothing is lost when two people change one record, and everything can be taken back."""

from __future__ import annotations

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer, Tag
from goodwill.crm.records import changing, changing_many, undoing_many
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import CannotUndo, Clashing
from goodwill.crm.records.models import Change


@pytest.fixture
def hengtai(by: Actor) -> Customer:
    return changing.create(Customer(name="上海恒泰精密", city="上海"), by)


def history(customer: Customer) -> list[Change]:
    return list(Change.objects.filter(kind="customers", record_id=customer.pk).order_by("pk"))


def test_creating_writes_the_first_line_of_history(hengtai: Customer, by: Actor) -> None:
    (line,) = history(hengtai)
    assert line.verb == "created"
    assert line.fields["name"] == [None, "上海恒泰精密"]
    assert line.by == by.user
    assert hengtai.created_by == by.user


def test_a_change_tells_what_stood_there_before(hengtai: Customer, by: Actor) -> None:
    line = changing.change(hengtai, {"city": "苏州", "name": "上海恒泰精密"}, by)
    assert line is not None
    assert line.fields == {"city": ["上海", "苏州"]}
    assert Customer.objects.get(pk=hengtai.pk).version == 2


def test_changing_nothing_leaves_no_line(hengtai: Customer, by: Actor) -> None:
    assert changing.change(hengtai, {"city": "上海"}, by) is None
    assert len(history(hengtai)) == 1


def test_two_people_changing_different_fields_both_keep_theirs(
    hengtai: Customer, by: Actor, rep: User
) -> None:
    seen = hengtai.version
    changing.change(Customer.objects.get(pk=hengtai.pk), {"city": "苏州"}, Actor(rep), seen=seen)
    changing.change(hengtai, {"segment": "manufacturing"}, by, seen=seen)
    fresh = Customer.objects.get(pk=hengtai.pk)
    assert (fresh.city, fresh.segment) == ("苏州", "manufacturing")


def test_two_people_changing_one_field_are_shown_all_three_values(
    hengtai: Customer, by: Actor, rep: User
) -> None:
    seen = hengtai.version
    changing.change(Customer.objects.get(pk=hengtai.pk), {"city": "苏州"}, Actor(rep), seen=seen)
    with pytest.raises(Clashing) as refusal:
        changing.change(hengtai, {"city": "无锡"}, by, seen=seen)
    (clash,) = refusal.value.clashes
    assert (clash.was, clash.now, clash.wanted) == ("上海", "苏州", "无锡")
    assert Customer.objects.get(pk=hengtai.pk).city == "苏州"


def test_two_people_wanting_the_same_do_not_clash(hengtai: Customer, by: Actor, rep: User) -> None:
    seen = hengtai.version
    changing.change(Customer.objects.get(pk=hengtai.pk), {"city": "苏州"}, Actor(rep), seen=seen)
    assert changing.change(hengtai, {"city": "苏州"}, by, seen=seen) is None


def test_what_a_person_left_as_it_was_stays_as_others_changed_it(
    hengtai: Customer, by: Actor, rep: User
) -> None:
    seen = hengtai.version
    changing.change(Customer.objects.get(pk=hengtai.pk), {"city": "苏州"}, Actor(rep), seen=seen)
    changing.change(hengtai, {"city": "上海", "segment": "manufacturing"}, by, seen=seen)
    fresh = Customer.objects.get(pk=hengtai.pk)
    assert (fresh.city, fresh.segment) == ("苏州", "manufacturing")


def test_links_tags_and_own_fields_are_taken_back_too(
    hengtai: Customer, by: Actor, rep: User
) -> None:
    tag = Tag.objects.create(name="fair")
    wanted = {"owner": rep, "tags": [tag], "custom.floor": 12}
    line = changing.change(hengtai, wanted, by)
    assert line is not None
    assert line.fields == {
        "owner": [None, rep.pk],
        "tags": [[], [tag.pk]],
        "custom.floor": [None, 12],
    }
    changing.undo(line, by)
    fresh = Customer.objects.get(pk=hengtai.pk)
    assert fresh.owner is None
    assert not fresh.tags.exists()
    assert fresh.custom == {}


def test_what_was_changed_again_cannot_be_undone_alone(hengtai: Customer, by: Actor) -> None:
    first = changing.change(hengtai, {"city": "苏州"}, by)
    changing.change(hengtai, {"city": "无锡"}, by)
    assert first is not None
    with pytest.raises(CannotUndo):
        changing.undo(first, by)


def test_one_action_over_many_records_is_undone_whole(by: Actor, administrator: User) -> None:
    for number in range(3):
        changing.create(Customer(name=f"Customer {number}", city="上海"), by)
    action = Actor(administrator)
    assert changing_many.change_many(Customer.objects.all(), {"city": "苏州"}, action) == 3
    assert undoing_many.undo_batch(action.batch, Actor(administrator)) == 3
    assert set(Customer.objects.values_list("city", flat=True)) == {"上海"}


def test_the_bin_gives_back(hengtai: Customer, by: Actor) -> None:
    line = changing.delete(hengtai, by)
    assert not Customer.objects.present().exists()
    changing.undo(line, by)
    assert Customer.objects.present().get() == hengtai


def test_a_line_of_history_that_was_rewritten_is_seen(hengtai: Customer) -> None:
    (line,) = history(hengtai)
    assert changing.digest(line) == line.digest
    line.fields["name"] = [None, "Someone else"]
    assert changing.digest(line) != line.digest
