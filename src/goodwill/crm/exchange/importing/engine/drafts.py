"""Records as rows want them, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from goodwill.crm.customers.models import Consent
from goodwill.crm.exchange.importing import rooms
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.rows import Row
from goodwill.crm.records import inserting
from goodwill.crm.records.models import Record
from goodwill.language import Sentence


@dataclass(slots=True, eq=False)
class Draft:
    """One record that rows make or change.

    Parameters
    ----------
    values
        What shall stand in a record that is there; a new one holds its values already.
    many
        What its many-to-many fields shall name.
    outside
        What the other system calls it.
    needs
        Drafts without which it cannot be.
    lines
        The lines of an order, once they differ from those that are there.
    """

    record: Any
    is_new: bool
    rows: list[Row] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    many: dict[str, list[Any]] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    needs: tuple[Draft, ...] = ()
    lines: Any = None
    consents: list[Consent] = field(default_factory=list)
    is_binned: bool = False
    refused: Unfit | None = None
    is_listed: bool = False

    @property
    def is_out(self) -> bool:
        """Whether it, or one it needs, is refused."""
        return self.refused is not None or any(one.is_out for one in self.needs)

    @property
    def why(self) -> Unfit:
        """Why it is out."""
        if self.refused is not None:
            return self.refused
        return next((one.why for one in self.needs if one.is_out), _NOTHING)


@dataclass(eq=False)
class Work:
    """All that the rows of one piece want, by kind in the order in which it is written."""

    drafts: dict[str, list[Draft]] = field(default_factory=lambda: defaultdict(list))
    tags: list[Any] = field(default_factory=list)

    def add(self, draft: Draft) -> Draft:
        """List a draft once, after those it needs."""
        for one in draft.needs:
            if not one.is_listed:
                self.add(one)
        if not draft.is_listed:
            draft.is_listed = True
            self.drafts[draft.record.kind].append(draft)
        return draft

    def everything(self) -> Iterable[Draft]:
        for word in sorted(self.drafts, key=place_of):
            yield from self.drafts[word]


@dataclass(eq=False)
class Book:
    """Drafts by what finds them, so that rows alike are about one record.

    Kept for one piece while bringing in, since the next piece finds them in the database; for the
    whole file while trying out.
    """

    is_kept: bool = False
    known: dict[tuple[Any, ...], Draft] = field(default_factory=dict)
    named: dict[str, Draft | None] = field(default_factory=dict)
    """Drafts by what other rows may call them; None where several are called so."""
    is_last: bool = False
    """Whether no later row will tell of a record that is named: those missing are made now."""

    def turn(self) -> None:
        """A new piece begins."""
        if not self.is_kept:
            self.known.clear()
            self.named.clear()


def new_record(model: type[Record], values: dict[str, Any]) -> Any:
    """A record with its public id, so that history, search and lists may name it."""
    return inserting.fresh(model, values)


def place_of(word: str) -> int:
    """Where a kind stands in the order of writing: what others name comes first."""
    return _ORDER.index(word) if word in _ORDER else len(_ORDER) + rooms.of(word).order


Finish = Callable[[Draft], None]

_ORDER = ("product_families", "products", "price_lists", "prices", "customers", "contact_points",
          "relations", "orders", "contracts", "activities")  # fmt: skip
_NOTHING = Unfit(Sentence("The row is not taken."))
