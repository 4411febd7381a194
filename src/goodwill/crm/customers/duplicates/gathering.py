"""The facts of many customers, read in as many questions as of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.duplicates.facts import Facts, address, mailbox
from goodwill.crm.customers.duplicates.legal_forms import FREE_MAIL
from goodwill.crm.customers.models import ContactPoint, Customer, Relation

Points = dict[str, list[str]]


def facts_of(ids: Iterable[int]) -> Iterator[Facts]:
    """What is compared about the customers with these primary keys that are not in the bin."""
    wanted = list(ids)
    points, employers = _points(wanted), _employers(wanted)
    for row in _described(wanted):
        told = dict(zip(_READ, row, strict=True))
        yield Facts(
            pk=told["pk"],
            sort=told["sort"],
            name=told["name"],
            legal_name="" if told["legal_name"] == told["name"] else told["legal_name"],
            city=told["city"],
            country=told["country"],
            born_on=told["born_on"].isoformat() if told["born_on"] else "",
            employers=tuple(sorted(employers.get(told["pk"], ()))),
            parent=told["parent_id"],
            **reached_by(points.get(told["pk"], {})),
        )


def reached_by(points: Points) -> dict[str, Any]:
    """Contact points of one customer, by sort and checked form, as they are compared."""
    mails = [mailbox(value) for value in points.get("email", ())]
    sites = [value.partition("://")[2].partition("/")[0] for value in points.get("web", ())]
    domains = [mail.partition("@")[2] for mail in mails] + [
        one.removeprefix("www.") for one in sites
    ]
    dialled = [*points.get("phone", ()), *points.get("whatsapp", ()), *points.get("fax", ())]
    return {
        "phones": _once(dialled),
        "emails": _once(mails),
        "accounts": _once(points.get("wechat", ())),
        "domains": _once(domain for domain in domains if domain not in FREE_MAIL),
        "addresses": _once(address(line) for line in points.get("address", ())),
    }


def _points(ids: list[int]) -> dict[int, Points]:
    found: dict[int, Points] = defaultdict(lambda: defaultdict(list))
    for customer, sort, value in _reached(ids):
        found[customer][sort].append(value)
    return found


def _employers(ids: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for person, customer in _employed(ids):
        found[person].add(customer)
    return found


@kept
def _described(ids: list[int]) -> QuerySet[Any]:
    read = Customer.objects.present().filter(pk__in=ids)
    return read.order_by().values_list(*_READ)


@kept
def _reached(ids: list[int]) -> QuerySet[Any]:
    rows = ContactPoint.objects.present().filter(customer__in=ids)
    return rows.order_by().values_list("customer_id", "sort", "value")


@kept
def _employed(ids: list[int]) -> QuerySet[Any]:
    rows = Relation.objects.present().filter(person__in=ids)
    return rows.order_by().values_list("person_id", "customer_id")


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


_READ = ("pk", "sort", "name", "legal_name", "city", "country", "born_on", "parent_id")
