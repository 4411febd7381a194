"""Why a row is not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.language import Sayable

if TYPE_CHECKING:
    from goodwill.crm.exchange.importing.engine.rows import Row


class Unfit(Exception):
    """A row cannot be taken; says why, and which target it is about.

    `is_waiting` says that a later row of the file may mend it; `row` is the one of several rows
    of the same record that it is about.
    """

    def __init__(self, reason: Sayable, target: str = "", *, is_waiting: bool = False) -> None:
        super().__init__(str(reason))
        self.reason, self.target, self.is_waiting = reason, target, is_waiting
        self.row: Row | None = None
