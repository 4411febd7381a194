"""The addresses of the API: one door, its description, and the page about it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from goodwill.crm.api.rest.describing import openapi
from goodwill.crm.api.rest.documenting import rest_docs, rest_docs_of
from goodwill.crm.api.rest.door import door

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/openapi.json", openapi, name="openapi"),
    path("api/v1/docs", rest_docs, name="rest_docs"),
    path("api/v1/docs/<slug:word>", rest_docs_of, name="rest_docs_of"),
    re_path(r"^api/v1/(?P<rest>[\s\S]*)\Z", door, name="rest"),  # line breaks too
]
