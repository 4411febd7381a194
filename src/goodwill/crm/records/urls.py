"""Addresses of what every record has."""

from django.urls import path

from goodwill.crm.records.finding import views as finding

urlpatterns = [
    path("find/", finding.found, name="find"),
]
