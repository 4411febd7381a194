"""Every address, by room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from goodwill.crm.site.health import alive, health
from goodwill.crm.site.metrics import metrics

handler403 = "goodwill.crm.ui.failing.refused"
handler404 = "goodwill.crm.ui.failing.missing"
handler500 = "goodwill.crm.ui.failing.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("goodwill.crm.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("health/", health, name="health"),
    path("health/live/", alive, name="alive"),
    path("metrics", metrics, name="metrics"),
    path("", include("goodwill.crm.ui.urls")),
    path("", include("goodwill.crm.records.permitting.urls")),
    path("", include("goodwill.crm.records.auditing.urls")),
    path("", include("goodwill.crm.records.urls")),
    path("", include("goodwill.crm.customers.urls")),
    path("", include("goodwill.crm.customers.timeline.urls")),
    path("", include("goodwill.crm.customers.notices.urls")),
    path("", include("goodwill.crm.customers.my_day.urls")),
    path("", include("goodwill.crm.customers.consenting.urls")),
    path("", include("goodwill.crm.customers.reaching.urls")),
    path("", include("goodwill.crm.customers.relating.urls")),
    path("", include("goodwill.crm.customers.belonging_together.urls")),
    path("", include("goodwill.crm.customers.duplicates.urls")),
    path("", include("goodwill.crm.customers.erasing.urls")),
    path("", include("goodwill.crm.customers.disclosing.urls")),
    path("", include("goodwill.crm.commerce.urls")),
    path("", include("goodwill.crm.exchange.urls")),
    path("", include("goodwill.crm.value.urls")),
    path("", include("goodwill.crm.sales.urls")),
    path("", include("goodwill.crm.api.urls")),
]
