"""Addresses of what seems to belong together."""

from django.urls import path

from goodwill.crm.customers.belonging_together import views

urlpatterns = [
    path("duplicates/together/", views.belonging, name="belonging"),
    path(
        "duplicates/together/<uuid:public_id>/<slug:word>/",
        views.decide_belonging,
        name="decide_belonging",
    ),
]
