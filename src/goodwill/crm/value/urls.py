"""Every address of the room, by part."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodwill.crm.value import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("value/", views.value, name="value"),
    path("", include("goodwill.crm.value.key_customers.urls")),
    path("", include("goodwill.crm.value.policies.urls")),
    path("", include("goodwill.crm.value.stages.urls")),
    path("", include("goodwill.crm.value.suggesting.urls")),
    path("", include("goodwill.crm.value.worklists.urls")),
    path("", include("goodwill.crm.value.management.urls")),
    path("", include("goodwill.crm.value.pivot.urls")),
    path("", include("goodwill.crm.value.scoring.urls")),
    path("", include("goodwill.crm.value.segmenting.urls")),
]
