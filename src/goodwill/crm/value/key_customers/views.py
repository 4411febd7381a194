"""Account plans on the page: goals, who has a say, steps, reviews."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.accounts.reach import Reach
from goodwill.crm.accounts.reading import kept
from goodwill.crm.customers.models import Customer, Relation
from goodwill.crm.records.asking import actor, found, me, must
from goodwill.crm.records.editing import facts
from goodwill.crm.records.errors import OutOfReach, Refused
from goodwill.crm.ui.speaking import say
from goodwill.crm.ui.toasting import toast
from goodwill.crm.value.key_customers import choosing, planning, reaching
from goodwill.crm.value.key_customers.forms import (
    GoalForm,
    ReviewForm,
    StakeholderForm,
    StepForm,
)
from goodwill.crm.value.key_customers.kinds import ACCOUNT_PLANS, ROLES, STANCES
from goodwill.crm.value.key_customers.models import AccountPlan, Goal, Stakeholder
from goodwill.language import Sentence

PEOPLE_AT_MOST = 200


@require_safe
def key_customers(request: HttpRequest) -> HttpResponse:
    """Who has a plan and how it stands, and who should have one."""
    must(request, "account_plans.view")
    person = me(request)
    shown = {
        "followed": choosing.followed(person.reach),
        "proposed": choosing.proposed(person.reach),
        "today": timezone.localdate(),
        "may_create": person.may("account_plans.create"),
    }
    return render(request, "value/key_customers/key_customers.html", shown)


@require_safe
def account_plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One plan: what is wanted, who has a say, and the way."""
    plan, person = found(request, AccountPlan, public_id), me(request)
    names = [one.name for one in ACCOUNT_PLANS.all_fields() if one.name != "name"]
    shown = {
        **_around(plan, person),
        "kind": ACCOUNT_PLANS,
        "facts": facts.of(plan, names, person),
        "may_delete": person.may("account_plans.delete"),
    }
    return render(request, "value/key_customers/account_plan.html", shown)


@require_POST
def add_goal(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Something to be reached with the customer."""
    plan = found(request, AccountPlan, public_id, "change")
    form = GoalForm(request.POST)
    if form.is_valid():
        planning.add_goal(plan, form.wish(), actor(request))
        return _part(request, plan, "goals")
    return _part(request, plan, "goals", goal_form=form)


@require_POST
def settle_goal(request: HttpRequest, public_id: uuid.UUID, goal: int) -> HttpResponse:
    """Reached, not after all, or no longer wanted."""
    plan = found(request, AccountPlan, public_id, "change")
    one = _part_of(Goal, plan, goal)
    if request.POST.get("drop"):
        planning.drop(one, actor(request))
    else:
        planning.settle(one, actor(request), is_reached=one.reached_on is None)
    return _part(request, plan, "goals")


@require_POST
def add_stakeholder(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody has a say."""
    plan = found(request, AccountPlan, public_id, "change")
    form = StakeholderForm(_people(plan, me(request)), request.POST)
    if form.is_valid():
        try:
            planning.name(plan, form.say(), actor(request))
        except Refused as refusal:
            form.add_error("person", say(refusal.sentence))
        else:
            return _part(request, plan, "stakeholders")
    return _part(request, plan, "stakeholders", stakeholder_form=form)


@require_POST
def drop_stakeholder(request: HttpRequest, public_id: uuid.UUID, stakeholder: int) -> HttpResponse:
    """They have no say any more."""
    plan = found(request, AccountPlan, public_id, "change")
    planning.drop(_part_of(Stakeholder, plan, stakeholder), actor(request))
    return _part(request, plan, "stakeholders")


@require_POST
def add_step(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A task on the customer's timeline that belongs to the plan."""
    plan = found(request, AccountPlan, public_id, "change")
    must(request, "activities.create")
    form = StepForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        planning.add_step(plan, given["text"], given["due_on"], actor(request))
        return _part(request, plan, "steps")
    return _part(request, plan, "steps", step_form=form)


@require_POST
def review_plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """It was looked at today."""
    plan, by = found(request, AccountPlan, public_id, "change"), actor(request)
    form = ReviewForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            planning.review(plan, given["next_on"], by, note=given["note"])
        except Refused as refusal:
            form.add_error("next_on", say(refusal.sentence))
        else:
            answer = _part(request, plan, "review")
            undo = reverse("undo", args=[by.batch])
            return toast(answer, Sentence("The review is kept."), undo=undo)
    return _part(request, plan, "review", review_form=form)


@require_safe
def account_plan_of(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The card on a customer's page: their plan, or the way to one."""
    customer, person = found(request, Customer, public_id), me(request)
    must(request, "account_plans.view")
    plan = next(iter(_under_way(person.reach, customer.pk)), None)
    shown = {
        "customer": customer,
        "plan": plan,
        "goals": reaching.come(plan) if plan else (),
        "today": timezone.localdate(),
        "may_create": person.may("account_plans.create"),
    }
    return render(request, "value/key_customers/_account_plan_of.html", shown)


@kept
def _under_way(reach: Reach, customer: int) -> QuerySet[Any]:
    plans = AccountPlan.objects.present().within(reach).filter(customer=customer)
    return plans.exclude(status=AccountPlan.Status.ENDED).order_by("-pk")[:1]


def _around(plan: AccountPlan, person: User) -> dict[str, Any]:
    may_change = person.may("account_plans.change")
    return {
        "plan": plan,
        "today": timezone.localdate(),
        "goals": reaching.come(plan),
        "stakeholders": plan.stakeholders.select_related("person"),
        "roles": ROLES,
        "stances": STANCES,
        "steps": planning.steps_of(plan).within(person.reach)[:50],
        "may_change": may_change,
        "may_plan": may_change and person.may("activities.create"),
        "goal_form": GoalForm() if may_change else None,
        "stakeholder_form": StakeholderForm(_people(plan, person)) if may_change else None,
        "step_form": StepForm() if may_change else None,
        "review_form": ReviewForm() if may_change else None,
    }


def _part(request: HttpRequest, plan: AccountPlan, word: str, **forms: Any) -> HttpResponse:
    """One part of the page after something was done to it; a form with errors stays open."""
    plan.refresh_from_db()
    shown = {**_around(plan, me(request)), **forms}
    return render(request, f"value/key_customers/_{word}.html", shown)


def _part_of(model: Any, plan: AccountPlan, key: int) -> Any:
    part = model.objects.filter(plan=plan, pk=key).first()
    if part is None:
        raise OutOfReach
    return part


def _people(plan: AccountPlan, person: User) -> list[Customer]:
    """Who works for the customer, as far as the person may see them."""
    tied = Relation.objects.present().filter(customer_id=plan.customer_id, until=None)
    seen = Customer.objects.present().within(person.reach).people()
    return list(seen.filter(pk__in=tied.values("person")).order_by("name_key")[:PEOPLE_AT_MOST])
