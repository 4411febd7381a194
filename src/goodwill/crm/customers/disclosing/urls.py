"""Addresses of disclosure."""

from django.urls import path

from goodwill.crm.customers.disclosing import views

urlpatterns = [
    path("customers/<uuid:public_id>/disclose/", views.disclose, name="disclose"),
]
