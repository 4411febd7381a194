"""Addresses of my day."""

from __future__ import annotations

from django.urls import path

from goodwill.crm.customers.my_day import views

urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("offline/", views.offline, name="offline"),
    path("calendar/", views.calendar_feed, name="calendar_feed"),
    path("calendar/new/", views.new_calendar_feed, name="new_calendar_feed"),
    path("calendar/<str:token>.ics", views.calendar, name="calendar"),
]
