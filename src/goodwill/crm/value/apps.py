"""The app's place in Django."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "goodwill.crm.value"
    label = "value"

    def ready(self) -> None:
        """Each part enters here what others find it by."""
        from goodwill.crm.value.scoring import room as scoring
        from goodwill.crm.value.segmenting import room as segmenting

        scoring.enter()
        segmenting.enter()
