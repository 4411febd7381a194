"""What was done together is taken back together, as one by one, or not at all."""

from __future__ import annotations

import pytest

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing, changing_many, sealing
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import CannotUndo
from goodwill.crm.records.undoing_many import undo_batch

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(by: Actor, rep: User) -> list[Customer]:
    made = [Customer(name=name, owner=rep, city="上海") for name in ("恒泰", "远山", "Jonas")]
    return [changing.create(one, Actor(by.user)) for one in made]


def state() -> list[tuple[object, ...]]:
    return list(
        Customer.objects.order_by("name").values_list("name", "city", "owner", "deleted_at")
    )


def test_all_that_was_done_in_one_action_goes_back(
    three: list[Customer], administrator: User
) -> None:
    before, action = state(), Actor(administrator)
    everybody = Customer.objects.all()
    assert changing_many.change_many(everybody, {"city": "苏州", "owner": None}, action) == 3
    assert changing_many.change_many(everybody, {"city": "杭州"}, action) == 3
    changing_many.delete_many(list(everybody), action)
    changing_many.create_many([Customer(name=name) for name in ("甲", "乙")], action)
    assert undo_batch(action.batch, Actor(administrator)) == 3 + 3 + 3 + 2
    kept = [row for row in state() if row[0] not in ("甲", "乙")]
    assert kept == before
    assert not Customer.objects.present().filter(name__in=("甲", "乙")).exists()
    sealing.seal()
    assert sealing.verify().is_whole


def test_nothing_goes_back_where_one_was_changed_again(
    three: list[Customer], administrator: User
) -> None:
    action = Actor(administrator)
    changing_many.change_many(Customer.objects.all(), {"city": "苏州"}, action)
    three[1].refresh_from_db()
    changing.change(three[1], {"city": "杭州"}, Actor(administrator))
    with pytest.raises(CannotUndo):
        undo_batch(action.batch, Actor(administrator))
    cities = Customer.objects.order_by("pk").values_list("city", flat=True)
    assert list(cities) == ["苏州", "杭州", "苏州"]


def test_what_is_gone_cannot_come_back(three: list[Customer], administrator: User) -> None:
    action = Actor(administrator)
    changing_many.change_many(Customer.objects.all(), {"city": "苏州"}, action)
    three[0].delete()
    with pytest.raises(CannotUndo):
        undo_batch(action.batch, Actor(administrator))
