"""The app's place in Django."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "goodwill.crm.sales"
    label = "sales"

    def ready(self) -> None:
        """Each part enters here what others find it by."""
        from goodwill.crm.records import kinds
        from goodwill.crm.sales.leads.kinds import LEADS
        from goodwill.crm.sales.opportunities import entering as opportunities

        kinds.enter(LEADS)
        opportunities.enter()
