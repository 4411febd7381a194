"""The app's place in Django."""

from django.apps import AppConfig


class CommerceConfig(AppConfig):
    name = "goodwill.crm.commerce"
    label = "commerce"

    def ready(self) -> None:
        from goodwill.crm.commerce import forgetting, ordering, reasons, renewing
        from goodwill.crm.commerce.kinds import KINDS
        from goodwill.crm.customers import cards
        from goodwill.crm.customers.my_day.reasons import enter
        from goodwill.crm.records import kinds
        from goodwill.crm.records.editing import saving
        from goodwill.language import Sentence

        kinds.enter(*KINDS)
        forgetting.enter()
        saving.leave_to("orders", create=ordering.draft)
        saving.leave_to("contracts", create=renewing.begin)
        enter("ending_contracts", reasons.ending_contracts)
        enter("late_payments", reasons.late_payments)
        cards.enter(
            cards.Card("orders_of", Sentence("Orders"), "orders.view", place=5),
            cards.Card("contracts_of", Sentence("Contracts"), "contracts.view", place=6),
        )
