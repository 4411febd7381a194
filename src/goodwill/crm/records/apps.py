"""The app's place in Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    name = "goodwill.crm.records"
    label = "records"

    def ready(self) -> None:
        from goodwill.crm.accounts import noting
        from goodwill.crm.records.auditing import note_of_people

        noting.keep_with(note_of_people)
        post_migrate.connect(_make_the_text_index, sender=self)


def _make_the_text_index(**_: object) -> None:
    """Django makes no full-text index; this does, once the tables are there."""
    from goodwill.crm.records.finding import indexing

    indexing.make()
