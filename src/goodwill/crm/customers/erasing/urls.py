"""Addresses of erasing."""

from django.urls import path

from goodwill.crm.customers.erasing import views

urlpatterns = [
    path("customers/<uuid:public_id>/erase/", views.erase_customer, name="erase_customer"),
]
