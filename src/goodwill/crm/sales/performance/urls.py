"""Addresses of performance."""

from django.urls import path

from goodwill.crm.sales.performance import views

urlpatterns = [path("sales/performance/", views.performance, name="performance")]
