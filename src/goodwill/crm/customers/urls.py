"""Addresses of customers."""

from django.urls import path

from goodwill.crm.customers import views
from goodwill.crm.records import lists

urlpatterns = [
    path("customers/", lists.page("customers"), name="customers"),
    path("customers/<uuid:public_id>/", views.customer, name="customer"),
]
