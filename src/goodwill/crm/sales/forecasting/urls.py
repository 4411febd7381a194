"""Addresses of the forecast."""

from django.urls import path

from goodwill.crm.sales.forecasting import views

urlpatterns = [
    path("sales/forecast/", views.forecast, name="forecast"),
    path("sales/forecast/tried/", views.forecast_tried, name="forecast_tried"),
    path("sales/forecast/receipt/", views.forecast_receipt, name="forecast_receipt"),
]
