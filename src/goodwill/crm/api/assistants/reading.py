"""Tools that read: search, and one customer with facts, ways to reach them and timeline."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.conf import settings
from django.urls import reverse
from pydantic import Field

from goodwill.crm.accounts.models import User
from goodwill.crm.api.assistants import noting
from goodwill.crm.api.assistants.tools import Arguments, Json, Tool
from goodwill.crm.customers.consenting import who_may_contact_how
from goodwill.crm.customers.kinds import CUSTOMERS, WAYS
from goodwill.crm.customers.models import ContactPoint, Customer, Relation
from goodwill.crm.customers.timeline import reading as timeline
from goodwill.crm.customers.timeline.kinds import REACTIONS
from goodwill.crm.customers.warning import warnings
from goodwill.crm.records import finding
from goodwill.crm.records.editing import facts
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui.speaking import say, show

MOST_FOUND = 25
MOST_POINTS = 20
MOST_ENTRIES = 50

CustomerId = Annotated[uuid.UUID, Field(description="Id of a customer, as `search` tells it")]


class Search(Arguments):
    """What to look for."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    limit: Annotated[int, Field(ge=1, le=MOST_FOUND)] = 10


class ReadCustomer(Arguments):
    """Which customer, and how much of the timeline."""

    customer: CustomerId
    entries: Annotated[int, Field(ge=0, le=MOST_ENTRIES)] = 15


def search(told: Search, me: User) -> Json:
    """Records whose words begin with what was asked for."""
    found = finding.find(told.text, me.reach, limit=told.limit)
    noting.asked("search", me, words=told.text, records=len(found))
    return {
        "found": [
            {
                "kind": one.kind.word,
                "id": str(one.public_id),
                "title": one.title,
                "subtitle": one.subtitle,
                "address": absolute(one.address),
            }
            for one in found
        ]
    }


def read_customer(told: ReadCustomer, me: User) -> Json:
    """One customer as the person may see them."""
    customer = within(told.customer, me)
    shown = [field for field in CUSTOMERS.all_fields() if not field.is_sensitive]
    hidden = [field for field in CUSTOMERS.all_fields() if field.is_sensitive]
    told_facts = facts.of(customer, [field.name for field in shown], me)
    noting.seen(customer, [fact.name for fact in told_facts], me)
    return {
        "id": str(customer.public_id),
        "address": absolute(reverse("customer", args=[customer.public_id])),
        "facts": {fact.label: fact.value.text for fact in told_facts if not fact.value.is_empty},
        "not_shown": [
            show(field.label) for field in hidden if me.reach.sees("customers", field.name)
        ],
        "warnings": [say(one) for one in warnings(customer, me)],
        "may_be_contacted": say(who_may_contact_how(customer)),
        "contact_points": _points(customer, me),
        "people": _people(customer, me),
        "to_do": [entry(line) for line in _planned(customer, me)],
        "timeline": [entry(line) for line in _happened(customer, me, told.entries)],
    }


def within(public_id: uuid.UUID, me: User) -> Customer:
    """The customer, if the person may see them.

    Raises
    ------
    OutOfReach
        If there is none, it is in the bin, or it is not within the person's reach.
    """
    seen = Customer.objects.present().within(me.reach)
    customer: Customer | None = seen.filter(public_id=public_id).first()
    if customer is None:
        raise OutOfReach
    return customer


def absolute(address: str) -> str:
    """An address that a person can open."""
    return f"{settings.CONFIGURATION.address}{address}" if address else ""


def entry(line: timeline.Line) -> Json:
    """One entry of the timeline in words."""
    one = line.entry
    told = {
        "id": str(one.public_id),
        "sort": one.sort,
        "at": (one.due_at if one.sort == "task" and one.due_at else one.happened_at).isoformat(),
        "says": show(line.words),
        "text": one.body,
        "by": one.owner.name if one.owner else "",
        "with": one.person.name if one.person else "",
        "reaction": say(REACTIONS[one.reaction]) if one.reaction else "",
        "written_by_an_assistant": line.is_by_assistant,
    }
    return {name: value for name, value in told.items() if value not in ("", False)}


def _points(customer: Customer, me: User) -> list[dict[str, Any]]:
    if not me.may("contact_points.view"):
        return []
    points = ContactPoint.objects.present().within(me.reach).filter(customer=customer)
    return [
        {
            "sort": say(WAYS[point.sort]),
            "given": point.given,
            "label": point.label,
            "is_first_choice": point.is_primary,
            "is_invalid": point.invalid_since is not None,
        }
        for point in points.order_by("-is_primary", "pk")[:MOST_POINTS]
    ]


def _people(customer: Customer, me: User) -> list[dict[str, str]]:
    if not me.may("relations.view"):
        return []
    seen = Customer.objects.present().within(me.reach).values("pk")
    ties = Relation.objects.present().within(me.reach).filter(customer=customer, person__in=seen)
    return [
        {"id": str(tie.person.public_id), "name": tie.person.name, "role": tie.role}
        for tie in ties.select_related("person").order_by("-is_main", "pk")[:MOST_POINTS]
    ]


def _planned(customer: Customer, me: User) -> list[timeline.Line]:
    return timeline.planned(customer, me) if me.may("activities.view") else []


def _happened(customer: Customer, me: User, most: int) -> list[timeline.Line]:
    if not me.may("activities.view") or not most:
        return []
    lines: list[timeline.Line] = []
    after = ""
    while len(lines) < most:
        page = timeline.page(customer, me, timeline.Wanted(), after)
        lines += [line for day in page.days for line in day.lines]
        after = page.after
        if not after:
            break
    return lines[:most]


TOOLS = (
    Tool(
        "search",
        "Search",
        "Find customers, people, orders, contracts and products by name, number, phone or e-mail. "
        "Chinese names are also found by pinyin and initials.",
        Search,
        search,
    ),
    Tool(
        "read_customer",
        "Read a customer",
        "Facts, ways to reach them and whether they may be contacted, people, open tasks and the "
        "latest entries of the timeline of one customer. That it was read is kept.",
        ReadCustomer,
        read_customer,
        needs=("customers.view",),
    ),
)
