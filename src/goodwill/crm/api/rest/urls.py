"""The addresses of the API: one door, its description, and the page about it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from goodwill.crm.api.rest.describing import openapi
from goodwill.crm.api.rest.door import door

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/openapi.json", openapi, name="openapi"),
    re_path(r"^api/v1/(?P<rest>.*)$", door, name="rest"),
]
