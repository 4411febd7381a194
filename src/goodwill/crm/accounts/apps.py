"""The app's place in Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "goodwill.crm.accounts"
    label = "accounts"

    def ready(self) -> None:
        from goodwill.crm.accounts import refused
        from goodwill.crm.accounts.company import company
        from goodwill.crm.ui import whose

        whose.ask(lambda: company().name)
        refused.watch()
