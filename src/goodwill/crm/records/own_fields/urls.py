"""Addresses of a company's own fields."""

from django.urls import path

from goodwill.crm.records.own_fields import views

ONE = "settings/fields/<slug:kind>/<slug:name>"

urlpatterns = [
    path("settings/fields/", views.fields, name="fields"),
    path("settings/fields/<slug:kind>/add/", views.add_field, name="add_field"),
    path("settings/fields/<slug:kind>/<slug:name>/", views.field, name="field"),
    path(
        "settings/fields/<slug:kind>/<slug:name>/retire/", views.retire_field, name="retire_field"
    ),
    path(
        "settings/fields/<slug:kind>/<slug:name>/revive/", views.revive_field, name="revive_field"
    ),
    path("settings/fields/<slug:kind>/<slug:name>/move/", views.move_field, name="move_field"),
]
