"""How many records a list holds: up to a bound at once, exactly only when someone asks."""

from __future__ import annotations

from dataclasses import dataclass

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import scoping
from goodwill.crm.records.lists.wanting import Wanted
from goodwill.crm.ui import speaking
from goodwill.language import Sentence

BOUND = 1_000


@dataclass(frozen=True)
class Count:
    """A number of records; `is_more` says that there are more than were counted."""

    records: int
    is_more: bool = False

    @property
    def text(self) -> str:
        """`1,000+`, `312`."""
        return f"{speaking.show(self.records)}{'+' if self.is_more else ''}"

    @property
    def sentence(self) -> Sentence:
        if self.is_more:
            return Sentence("More than {n} records", n=self.records)
        return Sentence("{n} record", "{n} records", n=self.records)


def count(kind: Kind, reach: Reach, wanted: Wanted, bound: int = BOUND) -> Count:
    """Counted no further than the bound, so that it never takes long."""
    found = scoping.bounded(scoping.parts(kind, reach, wanted.matching(kind, reach)), bound + 1)
    return Count(min(found, bound), is_more=found > bound)


def exact(kind: Kind, reach: Reach, wanted: Wanted) -> Count:
    """All of them, however long it takes."""
    return Count(wanted.matching(kind, reach).order_by().count())
