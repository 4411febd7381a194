"""The grid of targets: looked at by all, filled by whoever manages sales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodwill.analytics.figure import Figure
from goodwill.crm.commerce.models import Product
from goodwill.crm.records.asking import actor, me, must
from goodwill.crm.records.editing.answering import gone_to, tell_later
from goodwill.crm.sales.periods import Period, period
from goodwill.crm.sales.targets import attaining, grid, setting
from goodwill.crm.sales.targets.errors import BadTarget
from goodwill.crm.sales.targets.kinds import MEASURES
from goodwill.crm.sales.targets.models import Target
from goodwill.language import Sentence

PRODUCTS_OFFERED = 300
"""So many products are proposed while one types; any other is found by its number."""


@dataclass(frozen=True)
class _Asked:
    over: Period
    of: setting.Of
    strange: str = ""
    """What was typed for a product that there is not."""

    def address(self, over: Period | None = None, measure: str = "") -> str:
        told = {"year": (over or self.over).word, "of": measure or self.of.measure}
        if self.of.product is not None:
            told["product"] = self.of.product.number
        return f"{reverse('target_grid')}?{urlencode(told)}"


@require_safe
def target_grid(request: HttpRequest) -> HttpResponse:
    """The targets of a year, by team and person, of one product or of all."""
    must(request, "targets.view")
    asked, reach = _asked(request, request.GET), me(request).reach
    over, of = asked.over, asked.of
    told = {
        "asked": asked,
        "grid": grid.grid(reach, over, of.measure, of.product),
        "may_set": me(request).may("sales.manage"),
        "measures": MEASURES,
        "years": [over.before(), over, over.after()],
        "sold": _sold(request, asked) if of.product else None,
        "products": _offered() if me(request).may("products.view") else [],
    }
    return render(request, "sales/targets/target_grid.html", told)


@require_POST
def set_targets(request: HttpRequest) -> HttpResponse:
    """Keep what was typed into the grid."""
    must(request, "sales.manage")
    must(request, "targets.view")
    asked = _asked(request, request.POST, strictly=True)
    reach, by, of = me(request).reach, actor(request), asked.of
    typed = {name: str(value) for name, value in request.POST.items()}
    cells = grid.read(typed, grid.grid(reach, asked.over, of.measure, of.product))
    changed = setting.set_many(cells, of, reach, by)
    words = Sentence("{n} target set.", "{n} targets set.", n=changed)
    tell_later(request, words, undo=by.batch if changed else None)
    return gone_to(request, asked.address())


@require_POST
def carry_targets(request: HttpRequest) -> HttpResponse:
    """Carry the year before over to where there are no targets yet."""
    must(request, "sales.manage")
    must(request, "targets.view")
    asked = _asked(request, request.POST, strictly=True)
    reach, by = me(request).reach, actor(request)
    source = "sold" if request.POST.get("source") == "sold" else "targets"
    percent = _percent(request.POST.get("percent", ""))
    cells = setting.carried_over(asked.over, asked.of, reach, source=source, percent=percent)
    changed = setting.set_many(cells, asked.of, reach, by)
    words = Sentence("{n} target carried over.", "{n} targets carried over.", n=changed)
    tell_later(request, words, undo=by.batch if changed else None)
    return gone_to(request, asked.address())


def _asked(request: HttpRequest, told: Mapping[str, str], *, strictly: bool = False) -> _Asked:
    year, measure = told.get("year", ""), told.get("of", "")
    over = period(year if len(year) == 4 else "", timezone.localdate(), 12)
    measure = measure if measure in MEASURES else Target.Measure.ORDERS.value
    typed = told.get("product", "").strip()
    product = _product(typed) if me(request).may("products.view") else None
    if typed and product is None and strictly:
        raise BadTarget(_no_product(typed))
    strange = typed if product is None else ""
    return _Asked(over, setting.Of(measure, product), strange)


def _product(typed: str) -> Product | None:
    """By its number, else by its name."""
    if not typed:
        return None
    known = Product.objects.present()
    by_number = known.filter(number__iexact=typed).first()
    return by_number or known.filter(name__iexact=typed).order_by("pk").first()


def _no_product(typed: str) -> Sentence:
    return Sentence("There is no product “{typed}”: name it by its number.", typed=typed)


def _offered() -> list[Product]:
    """Those with targets first."""
    known = Product.objects.present()
    aimed = list(known.filter(pk__in=Target.objects.present().values("product"))[:PRODUCTS_OFFERED])
    others = known.filter(is_sold=True).exclude(pk__in=[one.pk for one in aimed])
    return [*aimed, *others.order_by("number")[: PRODUCTS_OFFERED - len(aimed)]]


def _sold(request: HttpRequest, asked: _Asked) -> Figure:
    """How much of the product's target is sold, of what one sees."""
    reach, over, of = me(request).reach, asked.over, asked.of
    today = min(timezone.localdate(), over.last)
    came = attaining.sold(reach, of.measure, over.first, today, of.product)
    wanted = attaining.wanted(reach, of.measure, over, of.product)
    return attaining.attained(came.total, attaining.whole_target(reach, wanted), today)


def _percent(typed: str) -> Decimal:
    try:
        percent = Decimal(typed.strip().rstrip("%") or "0")
    except InvalidOperation:
        percent = Decimal("NaN")
    if not -100 <= percent <= 1000:
        raise BadTarget(Sentence("“{typed}” is not a percentage.", typed=typed))
    return percent
