"""The page of tables of figures: asked, shown, opened, kept, taken away."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from goodwill.analytics.figure import Number, Unit, bare
from goodwill.crm.exchange.refreshing import keeping
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach
from goodwill.crm.ui import speaking
from goodwill.crm.ui.receipts import Behind, receipt
from goodwill.crm.ui.toasting import close, toast
from goodwill.crm.value.pivot import (
    asking,
    charting,
    drilling,
    filing,
    looking,
    mailing,
    own_measures,
    saving,
)
from goodwill.crm.value.pivot.dimensions import Names, by_group
from goodwill.crm.value.pivot.looking import View
from goodwill.crm.value.pivot.models import Mailing, Pivot
from goodwill.crm.value.pivot.periods import BETWEEN, COMPARED, PERIODS
from goodwill.crm.value.pivot.sheet import said, title, unit_of
from goodwill.language import Sentence


@require_safe
def pivot(request: HttpRequest) -> HttpResponse:
    """Figures by whatever one likes; only the table where htmx asks for it."""
    view = looking.look(me(request), request.GET)
    if view is None:
        told = {"why": looking.NOT_YET, "is_coming": keeping.current() is not None}
        return render(request, "value/pivot/none.html", told)
    is_part = request.headers.get("HX-Target") == "pivot"
    page = "value/pivot/_pivot.html" if is_part else "value/pivot/pivot.html"
    response = render(request, page, _told(request, view))
    response.headers["Vary"] = "HX-Request, HX-Target, Cookie"
    return response


@require_safe
def saved_pivot(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A kept table, at the address of what it shows."""
    _must_look(request)
    kept = saving.found(me(request), public_id)
    told = asking.revived(kept.asked)
    told["kept"] = str(kept.public_id)
    return redirect(f"{reverse('pivot')}?{told.urlencode()}")


@require_safe
def pivot_receipt(request: HttpRequest) -> HttpResponse:
    """How the figure of a cell came about."""
    view, at = _at(request)
    query = view.asked.query(at=request.GET["at"])
    records = f"{reverse('pivot_records')}?{query}"
    return receipt(request, view.figure(at), Behind(records))


@require_safe
def pivot_records(request: HttpRequest) -> HttpResponse:
    """The records behind a cell, the weightiest first."""
    view, at = _at(request)
    after = int(request.GET.get("after", "0")) if request.GET.get("after", "0").isdecimal() else 0
    told = {
        "view": view,
        "at": at,
        "figure": view.figure(at),
        "records": drilling.records(view.computed, at, view.before, after),
        "listing": drilling.list_of(view.computed, at, view.before),
        "back": f"{reverse('pivot')}?{view.asked.query()}",
        "query": view.asked.query(at=request.GET["at"]),
        "currency": view.present.noted.currency,
        "may_export": me(request).may("orders.export"),
        "after": after,
        "told": request.GET["at"],
        "plainly": _plainly(view.present.noted.currency),
    }
    return render(request, "value/pivot/records.html", told)


@require_POST
def pivot_records_file(request: HttpRequest) -> HttpResponse:
    """The records behind a cell as a file, noted in history."""
    must(request, "orders.export")
    _must_look(request)
    view, at = _at(request, posted=True)
    behind = drilling.all_records(view.computed, at, view.before)
    content = filing.csv_of(filing.records_rows(behind, view.present.noted.currency))
    filing.note(view.sheet, me(request), "csv")
    return _attached(content, "records", "csv")


@require_safe
def pivot_chart(request: HttpRequest) -> HttpResponse:
    """The table as a picture."""
    view = looking.look(me(request), request.GET)
    drawings = None if view is None or looking.trouble(view) else charting.drawn(view.sheet)
    return render(request, "value/pivot/_chart.html", {"drawings": drawings})


@require_safe
def pivot_values(request: HttpRequest, word: str) -> HttpResponse:
    """The values of a dimension, to choose those that are wanted."""
    view = looking.look(me(request), request.GET)
    if view is None or word not in view.known:
        raise OutOfReach
    dimension = view.present.cube.dimensions.get(word)
    values = list(dimension.values) if dimension else _times(view, word)
    names = Names(view.known)
    is_long = len(values) > asking.MOST_VALUES
    values = values[: asking.MOST_VALUES]
    names.prepare(word, values)
    chosen = view.asked.keep.get(word, ())
    shown = sorted(values, key=lambda value: (value == "", names.of(word, value)))
    told = {
        "word": word,
        "parted": view.known[word],
        "values": [(value, names.of(word, value), value in chosen) for value in shown],
        "asked": view.asked.without(word),
        "is_long": is_long,
    }
    return render(request, "value/pivot/_values.html", told)


@require_POST
def pivot_file(request: HttpRequest) -> HttpResponse:
    """The table as a file, noted in history."""
    must(request, "orders.export")
    _must_look(request)
    view = looking.look(me(request), request.POST)
    if view is None:
        raise OutOfReach
    form = request.POST.get("form", "")
    form = form if form in filing.FORMS else "csv"
    content = filing.file(view.sheet, form)
    filing.note(view.sheet, me(request), form)
    return _attached(content, "figures", form)


@require_safe
def pivot_keeping(request: HttpRequest) -> HttpResponse:
    """The dialog in which a table gets its name, and who sees it."""
    view = looking.look(me(request), request.GET)
    if view is None:
        raise OutOfReach
    kept = _kept(request, request.GET.get("kept", ""))
    own = kept if kept and kept.owner_id == me(request).pk else None
    told = {"asked": view.asked, "kept": own, "may_share": me(request).may("views.share"),
            "audiences": AUDIENCES, "name": str(own or "")}  # fmt: skip
    return render(request, "value/pivot/_keeping.html", told)


@require_POST
def keep_pivot(request: HttpRequest) -> HttpResponse:
    """Keeps a table."""
    _must_look(request)
    view = looking.look(me(request), request.POST)
    if view is None:
        raise OutOfReach
    before = None if request.POST.get("is_new") else _kept(request, request.POST.get("kept", ""))
    name, audience = request.POST.get("name", ""), request.POST.get("audience", Pivot.Audience.ME)
    kept = saving.keep(me(request), view.asked, name, audience, before)
    return _gone(request, reverse("saved_pivot", args=[kept.public_id]))


@require_POST
def forget_pivot(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Keeps a table no longer."""
    saving.forget(me(request), saving.found(me(request), public_id))
    return _gone(request, reverse("pivot"))


@require_POST
def mail_pivot(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Sends a kept table to the person again and again, or no more."""
    _must_look(request)
    kept = saving.found(me(request), public_id)
    made = mailing.subscribe(me(request), kept, request.POST.get("every", ""))
    if not request.headers.get("HX-Request"):
        return redirect("saved_pivot", public_id)
    if made is None:
        return close(toast(HttpResponse(status=204), Sentence("You get it by mail no more.")))
    words = Sentence("You get it by mail, first on {day}.", day=made.due_on)
    return close(toast(HttpResponse(status=204), words))


@require_safe
def pivot_mailing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The dialog that asks how often a kept table is wanted by mail."""
    _must_look(request)
    kept = saving.found(me(request), public_id)
    found = Mailing.objects.filter(pivot=kept, person=me(request)).first()
    told = {"kept": kept, "mailing": found, "choices": mailing.EVERY}
    return render(request, "value/pivot/_mailing.html", told)


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    """The company's own measures, and what they can be made of."""
    must(request, "value.manage")
    told = {
        "made": own_measures.made(me(request)),
        "bases": own_measures.bases_for(me(request).reach),
    }
    return render(request, "value/pivot/measures.html", told)


@require_POST
def make_measure(request: HttpRequest) -> HttpResponse:
    """Makes a measure of one's own; or only tells what its formula gives."""
    must(request, "value.manage")
    told = request.POST
    is_share = told.get("is_share") == "1"
    if told.get("check"):
        words = own_measures.checked(told.get("formula", ""), is_share=is_share)
        return render(request, "value/pivot/_checked.html", {"words": words})
    made = own_measures.make(
        me(request),
        told.get("label", ""),
        told.get("formula", ""),
        meaning=told.get("meaning", ""),
        is_share=is_share,
    )
    return _gone(request, f"{reverse('pivot')}?measures=own-{made.word}")


@require_POST
def take_out_measure(request: HttpRequest, word: str) -> HttpResponse:
    """Takes a measure out."""
    must(request, "value.manage")
    own_measures.take_out(me(request), word)
    return _gone(request, reverse("measures"))


AUDIENCES = {
    Pivot.Audience.ME.value: Sentence("Only me"),
    Pivot.Audience.TEAM.value: Sentence("My team"),
    Pivot.Audience.ALL.value: Sentence("Everyone"),
}


def _told(request: HttpRequest, view: View) -> dict[str, Any]:
    trouble = looking.trouble(view)
    asked, user = view.asked, me(request)
    names = Names(view.known)
    for word, values in asked.keep.items():
        names.prepare(word, values)
    return {
        "view": view,
        "asked": asked,
        "trouble": trouble,
        "sheet": None if trouble else view.sheet,
        "title": None if trouble else title(view.sheet),
        "groups": by_group(view.known.values()),
        "known": view.known,
        "measures": view.measures,
        "said": said,
        "unit_of": unit_of,
        "names": names,
        "periods": PERIODS,
        "compared": COMPARED,
        "between": BETWEEN,
        "query": asked.query(),
        "kept": _kept(request, request.GET.get("kept", "")),
        "all_kept": saving.kept_for(user),
        "may_export": user.may("orders.export"),
        "may_manage": user.may("value.manage"),
        "most_rows": asking.MOST_ROWS,
        "most_columns": asking.MOST_COLUMNS,
    }


def _at(request: HttpRequest, *, posted: bool = False) -> tuple[View, drilling.Place]:
    told = request.POST if posted else request.GET
    view = looking.look(me(request), told)
    if view is None:
        raise OutOfReach
    return view, drilling.place(told.get("at", ""), view.measures, view.asked)


def _plainly(currency: str) -> Callable[[Number], str]:
    """Amounts with all their decimals, for columns that name the currency above."""
    language = speaking.current()
    return lambda amount: bare(amount, Unit.MONEY, language, currency=currency)


def _must_look(request: HttpRequest) -> None:
    must(request, "customers.view")
    must(request, "orders.view")


def _kept(request: HttpRequest, told: str) -> Pivot | None:
    try:
        public_id = uuid.UUID(told)
    except ValueError:
        return None
    return saving.found(me(request), public_id)


def _times(view: View, word: str) -> list[str]:
    """The values that a period can have in what there is."""
    from goodwill.analytics.information.pivoting.calendar_codes import Days
    from goodwill.analytics.information.pivoting.cube import Shift

    facts = view.present.cube.facts["sales"]
    if facts.day is None:
        return []
    _, names = Days.of(facts.day, Shift()).codes(word)
    return list(reversed(names))


def _gone(request: HttpRequest, where: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return redirect(where)


def _attached(content: bytes, name: str, form: str) -> HttpResponse:
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(content, content_type=filing.FORMS[form], headers=headers)
