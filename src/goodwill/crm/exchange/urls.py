"""Every address of the room, by part."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodwill.crm.exchange import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("data/", views.data, name="data"),
    path("", include("goodwill.crm.exchange.connecting.urls")),
    path("", include("goodwill.crm.exchange.importing.urls")),
    path("", include("goodwill.crm.exchange.quality.urls")),
    path("", include("goodwill.crm.exchange.refreshing.urls")),
    path("", include("goodwill.crm.exchange.taking_away.urls")),
]
