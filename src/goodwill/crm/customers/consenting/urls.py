"""Addresses of consent."""

from django.urls import path

from goodwill.crm.customers.consenting import views

urlpatterns = [
    path("customers/<uuid:public_id>/consent/", views.consent, name="consent"),
    path("customers/<uuid:public_id>/consent/state/", views.state_consent, name="state_consent"),
    path(
        "customers/<uuid:public_id>/consent/<slug:channel>/",
        views.state_in_short,
        name="state_in_short",
    ),
]
