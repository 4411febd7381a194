"""What the room enters when Django starts."""

from __future__ import annotations

from goodwill.crm.records import kinds
from goodwill.crm.value.scoring.kinds import SCORES


def enter() -> None:
    kinds.extend("customers", *SCORES)
