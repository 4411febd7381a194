"""Addresses of suggestions and of the comparison."""

from django.urls import path

from goodwill.crm.value.suggesting import views

CUSTOMER = "customers/<uuid:public_id>/suggestions/"
TRIAL = "value/suggestions/<uuid:public_id>/"

urlpatterns = [
    path(CUSTOMER, views.suggestions, name="suggestions"),
    path(f"{CUSTOMER}accept/", views.accept_suggestion, name="accept_suggestion"),
    path(f"{CUSTOMER}dismiss/", views.dismiss_suggestion, name="dismiss_suggestion"),
    path("value/suggestions/", views.suggesting, name="suggesting"),
    path("value/suggestions/begin/", views.begin_trial, name="begin_trial"),
    path(f"{TRIAL}end/", views.end_trial, name="end_trial"),
    path(f"{TRIAL}measure/", views.measure_trial, name="measure_trial"),
]
