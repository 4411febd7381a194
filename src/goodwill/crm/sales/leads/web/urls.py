"""Addresses of forms on sites."""

from django.urls import path

from goodwill.crm.sales.leads.web import views

urlpatterns = [
    path("forms/<uuid:public_id>/", views.web_form, name="web_form"),
    path("forms/<uuid:public_id>/thanks/", views.web_form_thanks, name="web_form_thanks"),
    path("leads/forms/", views.lead_forms, name="lead_forms"),
    path("leads/forms/new/", views.new_lead_form, name="new_lead_form"),
    path("leads/forms/<uuid:public_id>/", views.lead_form, name="lead_form"),
]
