"""What someone must know before they speak to a customer; other rooms add theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Customer
from goodwill.language import Sentence

Warn = Callable[[Customer, User], Iterable[Sentence]]


def enter(warn: Warn) -> None:
    """Let a room add its warnings to every customer's page."""
    _WARNERS.append(warn)


def warnings(customer: Customer, me: User) -> list[Sentence]:
    """All that must be known about a customer, the gravest first."""
    return [said for warn in _WARNERS for said in warn(customer, me)]


def _wishes(customer: Customer, me: User) -> Iterable[Sentence]:
    if customer.do_not_contact and me.reach.sees("customers", "do_not_contact"):
        yield Sentence("Does not want to be contacted.")


_WARNERS: list[Warn] = [_wishes]
