"""The app's place in Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "goodwill.crm.records"
    label = "records"
