"""Addresses of the management page."""

from django.urls import path

from goodwill.crm.value.management import views

urlpatterns = [
    path("value/management/", views.management, name="management"),
    path(
        "value/management/receipt/<str:word>/",
        views.management_receipt,
        name="management_receipt",
    ),
    path("value/management/chart/<slug:word>/", views.management_chart, name="management_chart"),
]
