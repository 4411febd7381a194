"""The tables are what the models say."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing(settings: Any) -> None:
    """The tests make their tables from the models; an installation makes them by migrations."""
    settings.MIGRATION_MODULES = {}
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
