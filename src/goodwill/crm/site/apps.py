"""The app's place in Django."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "goodwill.crm.site"
    label = "site"
