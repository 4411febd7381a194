"""What privacy law asks for, for programs: all that is known, and forgetting it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from pydantic import Field, StrictStr

from goodwill.crm.api.rest.offering import Offer
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.api.rest.records import answer, by, found
from goodwill.crm.api.rest.shaping import Given, Shape
from goodwill.crm.customers.disclosing import handing_out
from goodwill.crm.customers.erasing.erasing import erase, preview
from goodwill.crm.customers.kinds import CUSTOMERS
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.attaching.sniffing import cleaned
from goodwill.crm.ui.speaking import say
from goodwill.language import Sentence

ABILITY = "customers.erase"
ZIP = "application/zip"


class Erasure(Given):
    """What would go, and what would stay."""

    sentences: list[str]


class ErasureNew(Shape):
    """The customer's name, to be sure, and why."""

    name: StrictStr = Field(max_length=200)
    reason: StrictStr = Field(min_length=1, max_length=400)


def enter(offer: Offer) -> None:
    """Erasing and disclosing."""
    _preview(offer)
    _erase(offer)
    _disclose(offer)


def _preview(offer: Offer) -> None:
    @offer(
        "GET /customers/{uuid:id}/erasure",
        "preview_erasure",
        "What erasing a person would take away",
        gives={200: Erasure},
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponse:
        """Nothing is taken away yet."""
        must(request, ABILITY)
        customer = found(request, CUSTOMERS, id)
        return answer({"sentences": [say(one) for one in preview(customer).sentences]})


def _erase(offer: Offer) -> None:
    @offer(
        "POST /customers/{uuid:id}/erase",
        "erase_customer",
        "Forget a person for good",
        gives={204: None},
        takes=ErasureNew,
    )
    def view(request: HttpRequest, id: uuid.UUID, sent: Any) -> HttpResponse:
        """Nothing brings it back; sums stay right."""
        must(request, ABILITY)
        customer = found(request, CUSTOMERS, id)
        if sent.name.strip() != customer.name.strip():
            raise Invalid([Wrong("name", Sentence("This is not the customer's name."))])
        erase(customer, by(request), sent.reason)
        return HttpResponse(status=204)


def _disclose(offer: Offer) -> None:
    @offer(
        "POST /customers/{uuid:id}/disclose",
        "disclose_customer",
        "All that is known about a customer",
        gives={200: None},
        files=(ZIP,),
    )
    def view(request: HttpRequest, id: uuid.UUID) -> HttpResponseBase:
        """As a ZIP to hand out; that it was made is kept."""
        customer = found(request, CUSTOMERS, id, "export")
        held = handing_out.disclose(customer, me(request))
        name = cleaned(f"{customer.name} {timezone.localdate().isoformat()}.zip")
        return FileResponse(held, as_attachment=True, filename=name, content_type=ZIP)
