"""Addresses of the warehouse."""

from django.urls import path

from goodwill.crm.exchange.refreshing import views

urlpatterns = [
    path("data/warehouse/", views.warehouse, name="warehouse"),
    path("data/warehouse/now/", views.warehouse_now, name="warehouse_now"),
    path("data/warehouse/refresh/", views.refresh_warehouse, name="refresh_warehouse"),
]
