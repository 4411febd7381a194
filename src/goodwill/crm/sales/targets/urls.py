"""Addresses of targets."""

from django.urls import path

from goodwill.crm.records import lists
from goodwill.crm.sales.targets import views

urlpatterns = [
    path("targets/", lists.page("targets"), name="targets"),
    path("sales/targets/", views.target_grid, name="target_grid"),
    path("sales/targets/set/", views.set_targets, name="set_targets"),
    path("sales/targets/carry/", views.carry_targets, name="carry_targets"),
]
