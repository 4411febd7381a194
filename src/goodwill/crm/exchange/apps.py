"""The app's place in Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "goodwill.crm.exchange"
    label = "exchange"
