"""Addresses of what every record has."""

from django.urls import include, path

from goodwill.crm.records.finding import views as finding

urlpatterns = [
    path("find/", finding.found, name="find"),
    path("", include("goodwill.crm.records.lists.urls")),
    path("", include("goodwill.crm.records.editing.urls")),
    path("", include("goodwill.crm.records.history.urls")),
    path("", include("goodwill.crm.records.merging.urls")),
    path("", include("goodwill.crm.records.own_fields.urls")),
    path("", include("goodwill.crm.records.attaching.urls")),
]
