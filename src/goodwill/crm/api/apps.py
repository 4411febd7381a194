"""The app's place in Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "goodwill.crm.api"
    label = "api"

    def ready(self) -> None:
        from goodwill.crm.api.webhooks.cards import WEBHOOKS
        from goodwill.crm.exchange import cards

        cards.enter(WEBHOOKS)
