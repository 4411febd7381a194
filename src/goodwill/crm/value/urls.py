"""Every address of the room, by part."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from goodwill.crm.value import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("value/", views.value, name="value"),
]
