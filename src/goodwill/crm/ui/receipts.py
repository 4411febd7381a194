"""A figure's receipt as an answer of its own: in the drawer, or as a page with an address."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goodwill.analytics.figure import Figure


@dataclass(frozen=True)
class Behind:
    """The records a figure rests on: the address of their list, and of a file of them."""

    records: str = ""
    export: str = ""


def receipt(request: HttpRequest, figure: Figure, behind: Behind = Behind()) -> HttpResponse:
    """What the address answers that `ui.figure(figure, receipt=…)` leads to.

    htmx gets what the drawer holds; a browser without it, or somebody who was sent the address,
    gets a page.
    """
    is_swap = bool(request.headers.get("HX-Request"))
    page = "ui/_receipt.html" if is_swap else "ui/receipt.html"
    told = {"figure": figure, "records": behind.records, "export": behind.export}
    return render(request, page, told)
