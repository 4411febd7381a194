"""Every address of the room, by part."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodwill.crm.exchange import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("data/", views.data, name="data"),
]
