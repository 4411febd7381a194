"""Addresses of territories."""

from django.urls import path

from goodwill.crm.sales.territories import views

ONE = "territories/<uuid:public_id>/"

urlpatterns = [
    path("territories/", views.territories, name="territories"),
    path("territories/new/", views.new_territory, name="new_territory"),
    path(ONE, views.territory, name="territory"),
    path(f"{ONE}assign/", views.assign_territory, name="assign_territory"),
    path(f"{ONE}move/", views.move_territory, name="move_territory"),
    path(f"{ONE}remove/", views.remove_territory, name="remove_territory"),
]
