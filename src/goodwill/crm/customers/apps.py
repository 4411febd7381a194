"""The app's place in Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "goodwill.crm.customers"
    label = "customers"

    def ready(self) -> None:
        from goodwill.crm.customers import introducing
        from goodwill.crm.customers.duplicates import keeping
        from goodwill.crm.customers.kinds import CONTACT_POINTS, CUSTOMERS, RELATIONS
        from goodwill.crm.customers.my_day import blocks, ground, installation, reasons
        from goodwill.crm.customers.timeline import planning
        from goodwill.crm.customers.timeline.kinds import ACTIVITIES
        from goodwill.crm.records import finding, kinds
        from goodwill.crm.records.editing import saving, watching

        kinds.enter(CUSTOMERS, CONTACT_POINTS, RELATIONS, ACTIVITIES)
        saving.leave_to(
            "customers",
            create=introducing.create,
            change=introducing.change,
            asks=introducing.besides,
        )
        saving.leave_to("activities", change=planning.change_fields, one_by_one=planning.ONE_BY_ONE)
        watching.watch("customers", "similar_customers")
        finding.heed(keeping.KINDS, keeping.heed)
        blocks.enter(*ground.BLOCKS, *installation.BLOCKS)
        reasons.enter("birthdays", reasons.birthdays)
        reasons.enter("anniversaries", reasons.anniversaries)
        reasons.enter("silence", reasons.silence)
