"""The app's place in Django."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "goodwill.crm.sales"
    label = "sales"

    def ready(self) -> None:
        """Each part enters here what others find it by."""
        from goodwill.crm.sales import suggested
        from goodwill.crm.sales.leads import entering as leads
        from goodwill.crm.sales.opportunities import entering as opportunities
        from goodwill.crm.sales.quotes import entering as quotes
        from goodwill.crm.sales.targets import entering as targets
        from goodwill.crm.sales.visits import entering as visits

        suggested.enter()
        leads.enter()
        opportunities.enter()
        targets.enter()
        quotes.enter()
        visits.enter()
