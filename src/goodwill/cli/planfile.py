"""A plan's file: read, and every mistake in it said with its key."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

from goodwill.analytics.campaigns.planning import plan_from
from goodwill.analytics.campaigns.plans import Plan
from goodwill.analytics.errors import SourceMissing, SourceUnreadable
from goodwill.language import Sentence


def read_plan(file: Path) -> Plan:
    """The plan that a TOML file holds.

    Raises
    ------
    SourceMissing, SourceUnreadable, SettingRefused
        No such file; not TOML; a key that cannot be meant.
    """
    if not file.is_file():
        raise SourceMissing(Sentence("There is no plan {file}.", file=str(file)))
    try:
        plain = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceUnreadable(
            Sentence("The plan {file} cannot be read: {error}.", file=str(file), error=str(error))
        ) from error
    return plan_from(plain, file=str(file))
