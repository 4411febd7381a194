"""Addresses of what customers are worth, and of valuations."""

from django.urls import path

from goodwill.crm.value.scoring import views

CUSTOMER = "customers/<uuid:public_id>/worth/"

urlpatterns = [
    path(CUSTOMER, views.customer_worth, name="customer_worth"),
    path(f"{CUSTOMER}<slug:word>/", views.worth_receipt, name="worth_receipt"),
    path("value/runs/", views.valuations, name="valuations"),
    path("value/runs/now/", views.valuations_now, name="valuations_now"),
    path("value/runs/again/", views.value_again, name="value_again"),
    path("value/report/", views.value_report, name="value_report"),
]
