"""Every address of the room, by part."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("goodwill.crm.api.rest.urls")),
    path("", include("goodwill.crm.api.webhooks.urls")),
    path("", include("goodwill.crm.api.assistants.urls")),
]
