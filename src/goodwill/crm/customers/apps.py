"""The app's place in Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "goodwill.crm.customers"
    label = "customers"
