"""Addresses of the quality of data."""

from django.urls import path

from goodwill.crm.exchange.quality import views

urlpatterns = [
    path("data/quality/", views.quality, name="quality"),
    path("data/quality/measure/", views.measure_quality, name="measure_quality"),
]
