"""The app's place in Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "goodwill.crm.exchange"
    label = "exchange"

    def ready(self) -> None:
        from goodwill.crm.exchange import cards
        from goodwill.crm.exchange.connecting import room as connections
        from goodwill.crm.exchange.importing import card
        from goodwill.crm.exchange.quality import room as quality
        from goodwill.crm.exchange.refreshing import room
        from goodwill.crm.exchange.taking_away import room as exports

        card.enter()
        cards.enter(room.CARD, connections.CARD, exports.CARD, *quality.CARDS)
