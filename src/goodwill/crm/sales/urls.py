"""Every address of the room, by part."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodwill.crm.sales import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sales/", views.sales, name="sales"),
    path("", include("goodwill.crm.sales.leads.urls")),
    path("", include("goodwill.crm.sales.opportunities.urls")),
    path("", include("goodwill.crm.sales.quotes.urls")),
    path("", include("goodwill.crm.sales.targets.urls")),
    path("", include("goodwill.crm.sales.forecasting.urls")),
    path("", include("goodwill.crm.sales.performance.urls")),
    path("", include("goodwill.crm.sales.territories.urls")),
    path("", include("goodwill.crm.sales.visits.urls")),
]
