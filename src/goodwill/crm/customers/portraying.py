"""What a customer's page shows of the customer, put together once for page, phone and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.consenting import may_contact
from goodwill.crm.customers.consenting.asking_leave import statements_of
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.customers.models import Activity, Consent, ContactPoint, Customer
from goodwill.crm.customers.reaching import points
from goodwill.crm.customers.warning import warnings
from goodwill.crm.records.editing import facts
from goodwill.crm.records.editing.facts import Fact
from goodwill.crm.records.kinds import Field
from goodwill.crm.records.lists import fields
from goodwill.crm.records.loading import hold, hold_beside
from goodwill.crm.records.reaching import seen_by
from goodwill.language import Sentence

ABOUT = (
    *("name", "sort", "title", "family_name", "given_name", "born_on", "legal_name"),
    *("credit_rating", "anniversary_on", "number", "parent", "category", "segment", "stage"),
    *("origin", "known_on", "tags", "is_customer", "notes"),
)
GROUPS: tuple[tuple[Sentence, tuple[str, ...]], ...] = (
    (
        Sentence("About"),
        ABOUT,
    ),
    (Sentence("Place and language"), ("country", "region", "city", "language")),
    (Sentence("Looked after by"), ("owner", "team", "preferred_channel", "do_not_contact")),
)


@dataclass(frozen=True)
class Group:
    """Facts that belong together; the empty ones are folded away."""

    title: Sentence
    filled: Sequence[Fact]
    empty: Sequence[Fact]


@dataclass(frozen=True)
class Next:
    """The task to do first, and whether it should be done already."""

    next: Activity | None
    is_late: bool


@dataclass(frozen=True)
class Portrait(Next):
    """One customer as one person may see them."""

    customer: Customer
    groups: Sequence[Group]
    warnings: Sequence[Sentence]
    phone: ContactPoint | None
    mail: ContactPoint | None
    parent: Customer | None


def portrait(customer: Customer, me: User) -> Portrait:
    """What one person may see of a customer, in a number of queries that does not grow."""
    # The cards of the page ask for the same: they find it with the customer.
    for name in fields.to_load(CUSTOMERS.beside()):
        hold_beside(customer, name)
    hold(customer, "consents", _consents(customer.pk))
    hold(customer, "contact_points", _contact_points(customer.pk))
    to_do = what_is_next(customer, me)
    reached = _points(customer, me)
    return Portrait(
        customer=customer,
        groups=_groups(customer, me),
        warnings=warnings(customer, me),
        next=to_do.next,
        is_late=to_do.is_late,
        phone=reached.get("phone"),
        mail=reached.get("email"),
        parent=_parent(customer, me),
    )


def what_is_next(customer: Customer, me: User) -> Next:
    """The task to do first with a customer, as far as the person may see it."""
    task = _next(customer, me)
    return Next(task, bool(task and task.due_at and task.due_at < timezone.now()))


def _groups(customer: Customer, me: User) -> list[Group]:
    own = tuple(field.name for field in CUSTOMERS.all_fields() if field.is_own)
    described = (*GROUPS, (Sentence("More"), own))
    names = [name for _, group in described for name in group]
    told = {fact.name: fact for fact in facts.of(customer, names, me)}
    needless = {field.name for field in CUSTOMERS.fields if not _fits(customer, field)}
    groups = []
    for title, group in described:
        shown = [told[name] for name in group if name in told]
        filled = [fact for fact in shown if not fact.value.is_empty]
        empty = [fact for fact in shown if fact.value.is_empty and fact.name not in needless]
        if filled or empty:
            groups.append(Group(title, filled, empty))
    return groups


def _fits(customer: Customer, field: Field) -> bool:
    """Whether a field is asked for of a customer of this sort."""
    if field.only_if is None:
        return True
    other, values = field.only_if
    return getattr(customer, other) in values


def _next(customer: Customer, me: User) -> Activity | None:
    """The task to do first, as far as the person may see it."""
    if not me.may("activities.view"):
        return None
    return next(iter(_most_urgent(me.reach, customer.pk)), None)


@kept
def _most_urgent(reach: Reach, customer: int) -> QuerySet[Any]:
    tasks = Activity.objects.present().within(reach).open().filter(customer=customer)
    return tasks.select_related("owner").order_by("due_at", "pk").exclude(due_at=None)[:1]


@kept
def _consents(customer: int) -> QuerySet[Any]:
    return Consent.objects.filter(customer=customer)


@kept
def _contact_points(customer: int) -> QuerySet[Any]:
    return ContactPoint.objects.filter(customer=customer)


def _points(customer: Customer, me: User) -> dict[str, ContactPoint]:
    """The first choice of each sort that is not known to be wrong and that the customer allows."""
    if not me.may("contact_points.view"):
        return {}
    valid = [one for one in points.held(customer) if one.invalid_since is None]
    valid.sort(key=lambda one: (one.is_primary, -one.pk))
    held = {point.sort: point for point in valid}
    said = statements_of(customer)
    return {
        sort: point
        for sort, point in held.items()
        if may_contact(customer, "personal", sort, statements=said, known=()).is_allowed
    }


def _parent(customer: Customer, me: User) -> Customer | None:
    if customer.parent_id is None or not me.reach.sees("customers", "parent"):
        return None
    return seen_by(me.reach, Customer, customer.parent_id)
