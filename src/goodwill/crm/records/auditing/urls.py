"""Addresses of the audit."""

from django.urls import path

from goodwill.crm.records.auditing import views

urlpatterns = [
    path("audit/", views.audit, name="audit"),
    path("audit/check/", views.check, name="audit_check"),
]
