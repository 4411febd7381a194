"""Addresses of what was taken away."""

from django.urls import path

from goodwill.crm.exchange.taking_away import views

urlpatterns = [path("data/exports/", views.exports, name="exports")]
