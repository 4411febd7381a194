"""Every address, by room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

handler403 = "goodwill.crm.ui.failing.refused"
handler404 = "goodwill.crm.ui.failing.missing"
handler500 = "goodwill.crm.ui.failing.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("", include("goodwill.crm.records.urls")),
]
