"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from goodwill.crm.customers.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/count/", views.notices_count, name="notices_count"),
    path("notices/seen/", views.see_notices, name="see_notices"),
    path("notices/<uuid:public_id>/", views.open_notice, name="open_notice"),
]
