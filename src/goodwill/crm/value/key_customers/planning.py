"""Planning with a key customer: goals, who has a say, steps, and looking at it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goodwill.crm.accounts.models import User
from goodwill.crm.customers.models import Activity, Customer
from goodwill.crm.customers.timeline import planning
from goodwill.crm.customers.timeline.planning import Plan
from goodwill.crm.customers.timeline.telling import tell
from goodwill.crm.records import changing
from goodwill.crm.records.changing import Actor
from goodwill.crm.value.errors import NotOfThem, ThereAlready
from goodwill.crm.value.key_customers.models import AccountPlan, Goal, Stakeholder
from goodwill.language import Sentence


@dataclass(frozen=True)
class Wish:
    """A goal as somebody puts it; without an amount it is reached when somebody says so."""

    text: str
    amount_minor: int | None = None
    by_on: date | None = None


@dataclass(frozen=True)
class Say:
    """Who has a say at the customer, as what, and where they stand."""

    person: Customer
    role: str
    stance: str = Stakeholder.Stance.NEUTRAL
    note: str = ""


def begin(values: Mapping[str, Any], by: Actor) -> AccountPlan:
    """A plan for a customer; whoever looks after them follows it unless another is named.

    Raises
    ------
    ThereAlready
        If the customer has a plan that is followed.
    """
    plan = AccountPlan(**{name: value for name, value in values.items() if value is not None})
    if _has_one(plan):
        raise ThereAlready(
            Sentence(
                "{customer} has an account plan that is followed. End it first, or go on with it.",
                customer=plan.customer.name,
            )
        )
    plan.owner = plan.owner or plan.customer.owner or by.user
    plan.team = plan.team or (plan.owner.team if plan.owner else None)
    return changing.create(plan, by)


def add_goal(plan: AccountPlan, wish: Wish, actor: Actor) -> Goal:
    """Something to be reached with the customer, counted from today."""
    currency = settings.CONFIGURATION.currency
    with transaction.atomic():
        _touch(plan, actor)
        return Goal.objects.create(
            plan=plan,
            text=wish.text,
            amount_minor=wish.amount_minor,
            currency=currency if wish.amount_minor is not None else "",
            from_on=timezone.localdate(),
            by_on=wish.by_on,
        )


def settle(goal: Goal, actor: Actor, *, is_reached: bool) -> None:
    """It is reached, or not after all."""
    with transaction.atomic():
        _touch(goal.plan, actor)
        goal.reached_on = timezone.localdate() if is_reached else None
        goal.save(update_fields=["reached_on"])


def drop(part: Goal | Stakeholder, actor: Actor) -> None:
    """It is no longer part of the plan."""
    with transaction.atomic():
        _touch(part.plan, actor)
        part.delete()


def name(plan: AccountPlan, say: Say, actor: Actor) -> Stakeholder:
    """Somebody has a say; named again, their role and stance are brought up to date.

    Raises
    ------
    NotOfThem
        If it is no person.
    """
    if say.person.sort != Customer.Sort.PERSON:
        raise NotOfThem(
            Sentence("{name} is no person. Choose somebody who works there.", name=say.person.name)
        )
    with transaction.atomic():
        _touch(plan, actor)
        told = {"role": say.role, "stance": say.stance, "note": say.note}
        return Stakeholder.objects.update_or_create(plan=plan, person=say.person, defaults=told)[0]


def add_step(
    plan: AccountPlan, text: str, due_on: date, actor: Actor, *, owner: User | None = None
) -> Activity:
    """A task on the customer's timeline that tells of the plan."""
    person = owner or actor.user
    with transaction.atomic():
        wanted = Plan(text, planning.morning(due_on, person), owner=person)
        task = planning.plan(plan.customer, wanted, actor)
        changing.change(task, {"about_kind": plan.kind, "about_id": plan.public_id}, actor)
    return task


def review(plan: AccountPlan, next_on: date, actor: Actor, *, note: str = "") -> None:
    """The plan was looked at today; the next time is on that day.

    Raises
    ------
    NotOfThem
        If the day is not to come.
    """
    today = timezone.localdate()
    if next_on <= today:
        raise NotOfThem(Sentence("The next review is on a day to come."))
    with transaction.atomic():
        changing.change(plan, {"reviewed_on": today, "review_on": next_on}, actor)
        words = Sentence("Account plan looked at again: {plan}", plan=plan.name)
        tell(plan.customer, "note", words, actor=actor, about=plan, body=note)


def steps_of(plan: AccountPlan) -> Any:
    """The plan's tasks, those to be done first."""
    tasks = Activity.objects.present().tasks().filter(about_kind=plan.kind, about_id=plan.public_id)
    return tasks.select_related("owner").order_by("done_at", "due_at", "pk")


def _has_one(plan: AccountPlan) -> bool:
    active = AccountPlan.objects.present().filter(status=AccountPlan.Status.ACTIVE)
    is_active = plan.status == AccountPlan.Status.ACTIVE
    return bool(is_active and active.filter(customer=plan.customer).exists())


def _touch(plan: AccountPlan, actor: Actor) -> None:
    """The plan changed with its parts: who looks at it next sees when and by whom."""
    plan.changed_at, plan.changed_by = timezone.now(), actor.user
    plan.save(update_fields=["changed_at", "changed_by"])
