"""Making an installation ready: its home folder, its tables, its static files."""

from __future__ import annotations

import os
from pathlib import Path

SETTINGS = "goodwill.crm.site.settings"


def load(home: Path) -> None:
    """Load Django for the installation in this home folder; once a process."""
    import django
    from django.apps import apps

    os.environ["GOODWILL_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if not apps.ready:
        django.setup()
    from goodwill.crm.site.keeping import restoring

    restoring.finish(home)


def prepare(home: Path) -> None:
    """Bring the tables to this version: simply where there are none yet, else as an upgrade."""
    from goodwill.crm.site import health
    from goodwill.crm.site.keeping.databases import database
    from goodwill.crm.site.keeping.upgrading import upgrade

    if health.is_behind() and not database().is_empty():
        upgrade(home)
    else:
        bring_up_to_date()


def bring_up_to_date() -> None:
    """Make or change the tables as this version needs them."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def collect_static() -> None:
    """Put what browsers load beside the home folder's data, named by its content."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
