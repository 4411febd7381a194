"""A customer belongs to others, never to itself."""

from __future__ import annotations

import pytest

from goodwill.crm.accounts.reach import widest
from goodwill.crm.customers import belonging
from goodwill.crm.customers.errors import InACircle
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor


@pytest.fixture
def group(by: Actor) -> list[Customer]:
    """恒泰集团 ← 恒泰精密 ← 苏州分公司."""
    head = changing.create(Customer(name="恒泰集团", sort="group"), by)
    company = changing.create(Customer(name="恒泰精密", parent=head), by)
    branch = changing.create(Customer(name="苏州分公司", parent=company), by)
    return [head, company, branch]


@pytest.mark.parametrize("whole", [0, 1, 2])
def test_nothing_belongs_to_what_belongs_to_it(
    group: list[Customer], by: Actor, whole: int
) -> None:
    with pytest.raises(InACircle, match="already belongs to 恒泰集团"):
        changing.change(group[0], {"parent": group[whole]}, by)
    assert Customer.objects.get(pk=group[0].pk).parent is None


def test_a_branch_moves_to_another_company(group: list[Customer], by: Actor) -> None:
    changing.change(group[2], {"parent": group[0]}, by)
    assert Customer.objects.get(pk=group[2].pk).parent == group[0]


def test_above_and_below_are_known(group: list[Customer]) -> None:
    head, company, branch = group
    assert belonging.ancestors(branch, widest(0)) == [head, company]
    assert belonging.belonging_ids(head) == {head.pk, company.pk, branch.pk}
    assert belonging.belonging_ids(branch) == {branch.pk}
