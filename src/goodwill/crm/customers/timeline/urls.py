"""Addresses of the timeline."""

from __future__ import annotations

from django.urls import path

from goodwill.crm.customers.timeline import views

urlpatterns = [
    path("customers/<uuid:public_id>/timeline/", views.timeline, name="timeline"),
]
