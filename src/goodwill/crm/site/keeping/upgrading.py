"""Bringing an installation to this version: backup, migrate, check, and back if anything fails."""

from __future__ import annotations

import logging
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from goodwill.crm.site import health, starting
from goodwill.crm.site.errors import CannotRun, UpgradeFailed
from goodwill.crm.site.keeping.backing_up import back_up
from goodwill.crm.site.keeping.databases import Sqlite, database
from goodwill.crm.site.keeping.restoring import restore
from goodwill.language import Sentence

log = logging.getLogger(__name__)


def upgrade(home: Path) -> Path:
    """Migrate the database to this version; the backup that was made first.

    Raises
    ------
    UpgradeFailed
        If a migration or a check failed; the database is then as it was before.
    """
    backup = back_up(home)
    try:
        starting.bring_up_to_date()
        _check(home)
    except Exception as trouble:  # whatever it was: take it back, then say what it was
        log.exception("The upgrade failed and is taken back.")
        connections.close_all()
        restore(home, backup, replace=True)
        raise UpgradeFailed(str(trouble), backup) from trouble
    return backup


def _check(home: Path) -> None:
    call_command("check", fail_level="ERROR", verbosity=0)
    if health.is_behind():
        raise CannotRun(Sentence("Some migrations are still missing."))
    store = database()
    if isinstance(store, Sqlite):
        connections.close_all()
        store.check(store.file)
