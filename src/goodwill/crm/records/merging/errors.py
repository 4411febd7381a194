"""What merging refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.crm.accounts.errors import Refused
from goodwill.crm.records.errors import OutOfReach
from goodwill.language import Sentence

if TYPE_CHECKING:
    from goodwill.crm.records.models import Record


class CannotMerge(Refused):
    """These records cannot become one; says why."""


class CannotUnmerge(Refused):
    """The merge cannot be taken back as things stand; says why and what to do."""


class PartOfAnother(Refused):
    """The record was merged away and does not stand for itself."""

    def __init__(self, title: str) -> None:
        super().__init__(
            Sentence(
                "{name} is part of another record now. Take the merge back to have it again.",
                name=title,
            )
        )


class MergedAway(OutOfReach):
    """The record of an address is part of another now, which the person may see."""

    def __init__(self, survivor: Record) -> None:
        self.survivor = survivor
        Refused.__init__(
            self, Sentence("This is part of {name} now. Look there.", name=str(survivor))
        )
