"""Addresses of what every list can do; the lists themselves stand in the rooms' addresses."""

from django.urls import path

from goodwill.crm.records.lists import views

urlpatterns = [
    path("lists/<slug:word>/count/", views.count, name="list_count"),
]
