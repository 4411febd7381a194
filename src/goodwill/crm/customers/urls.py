"""Addresses of customers."""

from django.urls import path

from goodwill.crm.customers import views
from goodwill.crm.records import lists
from goodwill.crm.records.attaching.views import attachments

urlpatterns = [
    path("customers/", lists.page("customers"), name="customers"),
    path("customers/<uuid:public_id>/", views.customer, name="customer"),
    path("customers/<uuid:public_id>/head/", views.customer_head, name="customer_head"),
    path("customers/<uuid:public_id>/next/", views.customer_next, name="customer_next"),
    path("activities/<uuid:public_id>/next_done/", views.finish_next, name="finish_next"),
    path(
        "customers/<uuid:public_id>/files/",
        attachments,
        {"kind": "customers"},
        name="customer_files",
    ),
]
