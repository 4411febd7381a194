"""Keeps what opens other systems: passwords and keys, encrypted."""

from __future__ import annotations

import json
from collections.abc import Mapping

from goodwill.crm.exchange.connecting.errors import NotSetUp
from goodwill.crm.records import secrets
from goodwill.language import Sentence

PURPOSE = "connections"


def locked(opens: Mapping[str, str]) -> str:
    """The secrets as text that says nothing to whoever reads the database."""
    return secrets.locked(json.dumps(dict(opens)), PURPOSE) if opens else ""


def opened(kept: str) -> dict[str, str]:
    """The secrets again.

    Raises
    ------
    NotSetUp
        If the installation's key is another one than that which locked them.
    """
    if not kept:
        return {}
    try:
        told: dict[str, str] = json.loads(secrets.opened(kept, PURPOSE))
    except secrets.InvalidToken as trouble:
        raise NotSetUp(
            Sentence("The password of this connection was kept with another key. Enter it again.")
        ) from trouble
    return told
