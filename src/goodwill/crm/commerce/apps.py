"""The app's place in Django."""

from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "goodwill.crm.commerce"
    label = "commerce"
