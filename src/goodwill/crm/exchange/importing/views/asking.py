"""Whose files and imports a person may see and go on with."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from goodwill.crm.accounts.errors import NotAllowed
from goodwill.crm.exchange.importing.models import Import
from goodwill.crm.exchange.importing.uploading import Upload
from goodwill.crm.records.asking import me, must
from goodwill.crm.records.errors import OutOfReach

View = Callable[..., HttpResponse]


def is_part(request: HttpRequest) -> bool:
    """Whether only a part of the page is asked for."""
    return bool(request.headers.get("HX-Request"))


def told_apart(view: View) -> View:
    """For views that answer with a page or a part of it: no browser takes one for the other."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        response = view(request, *args, **named)
        patch_vary_headers(response, ["HX-Request"])
        if is_part(request):
            response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def may_see(request: HttpRequest) -> None:
    """Go on only if the person brings files in, or looks after all that comes in.

    Raises
    ------
    NotAllowed
        If neither is so.
    """
    if not (me(request).may("data.import") or me(request).may("data.manage")):
        raise NotAllowed


def found_upload(request: HttpRequest, public_id: uuid.UUID) -> Upload:
    """A file of the person's own on its way in.

    Raises
    ------
    OutOfReach
        If there is none.
    """
    must(request, "data.import")
    upload: Upload | None = Upload.objects.filter(public_id=public_id, by=me(request)).first()
    if upload is None or not upload.path.exists():
        raise OutOfReach
    return upload


def found_import(request: HttpRequest, public_id: uuid.UUID) -> Import:
    """An import of the person's own, or anybody's for those who manage data.

    Raises
    ------
    OutOfReach
        If there is none.
    """
    may_see(request)
    imports = Import.objects.filter(public_id=public_id)
    if not me(request).may("data.manage"):
        imports = imports.filter(by=me(request))
    import_: Import | None = imports.select_related("by").first()
    if import_ is None:
        raise OutOfReach
    return import_
