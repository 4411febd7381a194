"""Handing out all that is known about a person."""

from __future__ import annotations

import uuid

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_POST

from goodwill.crm.customers.disclosing import handing_out
from goodwill.crm.customers.models import Customer
from goodwill.crm.records import asking
from goodwill.crm.records.attaching.sniffing import cleaned


@require_POST
def disclose(request: HttpRequest, public_id: uuid.UUID) -> FileResponse:
    """The ZIP; `customers.export` is needed, and it is kept in history that it was taken."""
    customer = asking.found(request, Customer, public_id, "export")
    held = handing_out.disclose(customer, asking.me(request))
    name = cleaned(f"{customer.name} {timezone.localdate().isoformat()}.zip")
    return FileResponse(held, as_attachment=True, filename=name, content_type="application/zip")
