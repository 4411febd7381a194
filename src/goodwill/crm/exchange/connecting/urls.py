"""Every address of connections."""

from __future__ import annotations

from django.urls import URLPattern, path

from goodwill.crm.exchange.connecting import views

_ONE = "data/connections/<uuid:public_id>/"

urlpatterns: list[URLPattern] = [
    path("data/connections/", views.connections, name="connections"),
    path("data/connections/new/<slug:sort>/", views.new_connection, name="new_connection"),
    path(_ONE, views.connection, name="connection"),
    path(f"{_ONE}where/", views.connection_where, name="connection_where"),
    path(f"{_ONE}columns/", views.connection_columns, name="connection_columns"),
    path(f"{_ONE}schedule/", views.connection_schedule, name="connection_schedule"),
    path(f"{_ONE}test/", views.test_connection, name="test_connection"),
    path(f"{_ONE}pull/", views.pull_connection, name="pull_connection"),
    path(f"{_ONE}switch/", views.switch_connection, name="switch_connection"),
    path(f"{_ONE}trust/", views.trust_connection, name="trust_connection"),
    path(f"{_ONE}remove/", views.remove_connection, name="remove_connection"),
]
