"""The app's place in Django."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "goodwill.crm.value"
    label = "value"

    def ready(self) -> None:
        """Each part enters here what others find it by."""
        from goodwill.crm.value import forgetting
        from goodwill.crm.value.key_customers import room as key_customers
        from goodwill.crm.value.management import room as management
        from goodwill.crm.value.pivot import room as pivot
        from goodwill.crm.value.policies import room as policies
        from goodwill.crm.value.scoring import room as scoring
        from goodwill.crm.value.segmenting import room as segmenting
        from goodwill.crm.value.stages import room as stages
        from goodwill.crm.value.suggesting import room as suggesting
        from goodwill.crm.value.worklists import room as worklists

        forgetting.enter()
        key_customers.enter()
        policies.enter()
        stages.enter()
        suggesting.enter()
        worklists.enter()
        scoring.enter()
        management.enter()
        pivot.enter()
        segmenting.enter()
