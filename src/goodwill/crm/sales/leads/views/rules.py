"""Rules by which leads are given to people, and what is known of those people."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.accounts.models import User
from goodwill.crm.records.asking import must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.leads.forms import WAYS, RuleForm, TakerForm
from goodwill.crm.sales.leads.kinds import LEADS
from goodwill.crm.sales.leads.models import DistributionRule, Lead, Taker
from goodwill.crm.ui.speaking import say, show

MANAGE = "sales.manage"


@require_safe
def lead_rules(request: HttpRequest) -> HttpResponse:
    """The rules in the order in which they are asked, and who gets leads by them."""
    must(request, MANAGE)
    rules = DistributionRule.objects.prefetch_related("people").select_related(
        "pool", "escalate_to"
    )
    held = Q(pk__in=[person.pk for rule in rules for person in rule.people.all()])
    people = User.objects.active().filter(held | Q(takes_leads__isnull=False)).distinct()
    counts = dict(
        Lead.objects.present().open().filter(owner__in=people).order_by()
        .values_list("owner_id").annotate(n=Count("pk"))
    )  # fmt: skip
    shown = {
        "rules": [(rule, _conditions(rule), say(WAYS[rule.way])) for rule in rules],
        "people": [
            (one, getattr(one, "takes_leads", None), counts.get(one.pk, 0))
            for one in people.select_related("takes_leads", "team").order_by("name")
        ],
        "waiting": Lead.objects.present().filter(owner=None, pool=None, status="new").count(),
    }
    return render(request, "sales/leads/rules.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def new_lead_rule(request: HttpRequest) -> HttpResponse:
    """A new rule, asked after those that are there."""
    return _set_up(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_lead_rule(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a rule."""
    must(request, MANAGE)
    return _set_up(request, _rule(public_id))


@require_POST
def move_lead_rule(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask a rule one place earlier."""
    must(request, MANAGE)
    rule = _rule(public_id)
    with transaction.atomic():
        order = list(DistributionRule.objects.select_for_update())
        at = order.index(rule)
        order.insert(max(0, at - 1), order.pop(at))
        for place, one in enumerate(order):
            DistributionRule.objects.filter(pk=one.pk).update(place=place)
    return HttpResponseRedirect(reverse("lead_rules"))


@require_POST
def remove_lead_rule(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a rule away; what it gave stays given."""
    must(request, MANAGE)
    _rule(public_id).delete()
    return HttpResponseRedirect(reverse("lead_rules"))


@require_http_methods(["GET", "HEAD", "POST"])
def lead_taker(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What somebody knows, how many leads they look after, and whether they are away."""
    must(request, MANAGE)
    person = User.objects.active().filter(public_id=public_id).first()
    if person is None:
        raise OutOfReach
    taker = Taker.objects.filter(user=person).first() or Taker(user=person)
    initial = {
        "skills": ", ".join(taker.skills),
        "most_open": taker.most_open,
        "is_away": taker.is_away,
    }
    form = TakerForm(request.POST if request.method == "POST" else None, initial)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        words = told["skills"].replace("，", ",").split(",")
        taker.skills = [word.strip().casefold() for word in words if word.strip()]
        taker.most_open, taker.is_away = told["most_open"], told["is_away"]
        taker.save()
        return HttpResponseRedirect(reverse("lead_rules"))
    shown = {"form": form, "person": person}
    return render(request, "sales/leads/taker.html", shown, status=422 if form.is_bound else 200)


def _set_up(request: HttpRequest, rule: DistributionRule | None) -> HttpResponse:
    must(request, MANAGE)
    form = RuleForm(request.POST if request.method == "POST" else None, instance=rule)
    if form.is_bound and form.is_valid():
        _keep(form, rule)
        return HttpResponseRedirect(reverse("lead_rules"))
    shown = {"form": form, "rule": rule}
    return render(
        request, "sales/leads/rule_form.html", shown, status=422 if form.is_bound else 200
    )


@transaction.atomic
def _keep(form: RuleForm, rule: DistributionRule | None) -> None:
    told = form.cleaned_data
    kept = rule or DistributionRule(place=DistributionRule.objects.count())
    kept.conditions = form.conditions()
    for name in ("name", "way", "pool", "accept_within_hours", "escalate_to", "is_active"):
        setattr(kept, name, told[name])
    kept.save()
    kept.people.set(told["people"])


def _rule(public_id: uuid.UUID) -> DistributionRule:
    found = DistributionRule.objects.filter(public_id=public_id).first()
    if found is None:
        raise OutOfReach
    return found


def _conditions(rule: DistributionRule) -> list[str]:
    """What a lead must have, as one reads it."""
    found = []
    for name, values in rule.conditions.items():
        field = LEADS.field(name)
        said = [show(field.choices[one]) if one in field.choices else one for one in values]
        found.append(f"{show(field.label)}: {', '.join(said)}")
    return found
