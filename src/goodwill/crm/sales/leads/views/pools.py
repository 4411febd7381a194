"""Shared pools: what lies in them, taking from them, and how they are set up."""

from __future__ import annotations

import uuid

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goodwill.crm.records.asking import actor, me, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.sales.leads.forms import PoolForm
from goodwill.crm.sales.leads.handing import claiming
from goodwill.crm.sales.leads.kinds import SOURCES
from goodwill.crm.sales.leads.models import Lead, LeadPool
from goodwill.language import Sentence

MANAGE = "sales.manage"
SHOWN = 50


@require_safe
def lead_pools(request: HttpRequest) -> HttpResponse:
    """The pools that the person takes from; all of them for who sets them up."""
    must(request, "leads.view")
    person = me(request)
    seen = LeadPool.objects.all() if person.may(MANAGE) else claiming.pools_of(person)
    free = Q(leads__owner=None, leads__deleted_at=None, leads__status__in=Lead.OPEN)
    ids = list(seen.values_list("pk", flat=True))
    pools = LeadPool.objects.filter(pk__in=ids).annotate(
        free=Count("leads", filter=free, distinct=True)
    )
    shown = {"pools": pools.order_by("-is_open", "name"), "may_manage": person.may(MANAGE)}
    return render(request, "sales/leads/pools.html", shown)


@require_safe
def lead_pool(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What lies in a pool. How to reach somebody is shown to whoever takes the lead."""
    must(request, "leads.view")
    person = me(request)
    pool = _pool(request, public_id)
    shown = {
        "pool": pool,
        "leads": claiming.free_in(pool)[:SHOWN],
        "free": claiming.free_in(pool).count(),
        "quota": claiming.quota(person, pool),
        "sources": SOURCES,
        "may_take": person.may("leads.change") and pool.is_open,
        "may_manage": person.may(MANAGE),
    }
    return render(request, "sales/leads/pool.html", shown)


@require_POST
def claim_lead(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a lead out of its pool."""
    must(request, "leads.change")
    one = Lead.objects.present().filter(public_id=public_id).exclude(pool=None).first()
    if one is None:
        raise OutOfReach
    claiming.claim(one, actor(request))
    tell_later(request, Sentence("The lead is yours now."))
    return gone_to(request, reverse("lead", args=[public_id]))


@require_http_methods(["GET", "HEAD", "POST"])
def new_lead_pool(request: HttpRequest) -> HttpResponse:
    """Set up a new pool."""
    return _set_up(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_lead_pool(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who takes from it, how many, and when leads fall back."""
    must(request, MANAGE)
    return _set_up(request, _pool(request, public_id))


def _set_up(request: HttpRequest, pool: LeadPool | None) -> HttpResponse:
    must(request, MANAGE)
    form = PoolForm(request.POST if request.method == "POST" else None, instance=pool)
    if form.is_bound and form.is_valid():
        kept = form.save()
        return HttpResponseRedirect(reverse("lead_pool", args=[kept.public_id]))
    status = 422 if form.is_bound else 200
    shown = {"form": form, "pool": pool}
    return render(request, "sales/leads/pool_form.html", shown, status=status)


def _pool(request: HttpRequest, public_id: uuid.UUID) -> LeadPool:
    person = me(request)
    seen = LeadPool.objects.all() if person.may(MANAGE) else claiming.pools_of(person)
    found = seen.filter(public_id=public_id).first()
    if found is None:
        raise OutOfReach
    return found
