"""The rows of a table brought in, or tried out, piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from goodwill.crm.exchange.importing.effects import Counts, Example, Rejected
from goodwill.crm.exchange.importing.engine.drafts import Book, Draft, Work
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.linking import Links
from goodwill.crm.exchange.importing.engine.others import shape_of
from goodwill.crm.exchange.importing.engine.rows import (
    Piece,
    Reader,
    Row,
    Stretch,
    some,
    stretches,
)
from goodwill.crm.exchange.importing.engine.shaping import Setting, reach_of
from goodwill.crm.exchange.importing.engine.writing import Again, Writing
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.exchange.importing.reading import Kept
from goodwill.crm.exchange.importing.targets import Target, targets
from goodwill.crm.records import changing, finding, inserting
from goodwill.crm.records.changing import Actor
from goodwill.language import Sentence

SIZE = 5000
TRIES = 4
EXAMPLES = 5
GROWN = frozenset(4**n for n in range(10))
"""After so many pieces the database looks at its tables anew."""
LONGEST_WAIT = 3
"""Seconds for which a piece that is written early waits for what another holds."""


class _NotBeside(Exception):
    """A piece cannot be kept as it was written beside the one before."""


class Ledger(Protocol):
    """Keeps what became of the pieces, in the transaction of each."""

    def claim(self, piece: Piece) -> bool:
        """Whether the piece is still to be done, and by us."""

    def keep(self, piece: Piece, counts: Counts, rejected: Sequence[tuple[Row, Rejected]]) -> None:
        """Note what became of it."""


@dataclass
class Bringing:
    """One import under way."""

    plan: Plan
    actor: Actor
    label: str = ""
    is_trying: bool = False
    examples: list[Example] = field(default_factory=list)

    def __post_init__(self) -> None:
        reach = reach_of(self.actor.user)
        self.targets: dict[str, Target] = {one.name: one for one in targets(self.plan.shape, reach)}
        self.links = Links(self.plan.source, reach)
        self.book = Book(is_kept=self.is_trying)
        setting = Setting(self.plan, self.targets, self.actor, self.links, self.book, self.label)
        self.shape = shape_of(setting)
        zone = ZoneInfo(self.plan.settings.time_zone or timezone.get_default_timezone_name())
        self.reader = Reader(self.plan, list(self.targets.values()), zone)
        self.size = SIZE

    def pieces(self, kept: Kept, start: int = 0) -> Iterator[Piece]:
        """The rows from `start` on."""
        return (stretch.piece() for stretch in self.stretches(kept, start))

    def stretches(self, kept: Kept, start: int = 0) -> Iterator[Stretch]:
        """The rows from `start` on, not read yet."""
        together = next(
            (one for one in self.plan.headings_of(self.shape.together) if one in kept.names), ""
        )
        return stretches(
            kept.path, kept.names, self.reader, start=start, size=self.size, together=together
        )

    def waiting(self, kept: Kept, numbers: Sequence[int]) -> Iterator[Piece]:
        """Rows of these numbers, to be tried again."""
        for start in range(0, len(numbers), self.size):
            yield some(kept.path, kept.names, self.reader, numbers[start : start + self.size])

    def end(self) -> bool:
        """Nothing more comes that rows could wait for; whether that was not known yet."""
        was, self.book.is_last = self.book.is_last, True
        return not was

    def bring(self, piece: Piece, ledger: Ledger, work: Work | None = None) -> bool:
        """Write what the rows of a piece want; False where somebody else is at it.

        What they want may have been worked out before, if nothing was written since that they ask
        for.
        """
        for tried in range(TRIES):
            work = work or self.work(piece)
            try:
                with transaction.atomic():
                    writing = Writing(work, self.actor, self.plan.source)
                    if not ledger.claim(piece):
                        return False
                    writing.write()
                    ledger.keep(piece, *self.counted(piece, writing.told))
                self._let_plan(piece, work)
                return True
            except Again:
                pass
            except IntegrityError:
                # Somebody wrote the same in this very moment: the next try finds it.
                if tried + 1 == TRIES:
                    raise
            work = None
        raise AssertionError(piece.start)

    def bring_beside(
        self,
        stretch: Stretch,
        piece: Piece,
        ledger: Ledger,
        work: Work,
        still_holds: Callable[[], bool],
    ) -> bool:
        """Write a piece while the one before is being written; False where somebody else is at it.

        It is kept after that one, and written anew if it cannot be beside it: `still_holds` waits
        until that one is kept, and tells whether what was worked out is still right.
        """
        with suppress(Again, _NotBeside, DatabaseError):
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
                writing = Writing(work, self.actor, self.plan.source)
                writing.write()
                if not still_holds() or not ledger.claim(piece):
                    raise _NotBeside
                ledger.keep(piece, *self.counted(piece, writing.told))
            self._let_plan(piece, work)
            return True
        still_holds()
        return self.bring(stretch.piece(), ledger)

    @property
    def may_write_beside(self) -> bool:
        """Whether the database lets several write at once."""
        return connection.vendor == "postgresql"

    def _let_plan(self, piece: Piece, work: Work) -> None:
        """Tell the database of tables that grew to a multiple, before it reads them all instead."""
        if round(piece.end / self.size) in GROWN:
            inserting.analyse({type(draft.record) for draft in work.everything() if draft.is_new})

    def work(self, piece: Piece) -> Work:
        """What the rows of a piece want, as things stand now."""
        self.book.turn()
        self.links.turn(is_trying=self.is_trying)
        self.shape.tags.clear()
        self.shape.held_tags.clear()
        for row in piece.rows:
            row.did = ""
        return self.shape.work(piece)

    def ahead(self, piece: Piece) -> Work:
        """The same while another process writes: with all that can be made ready before."""
        work = self.work(piece)
        new = [draft.record for draft in work.everything() if draft.is_new]
        for record in new:
            record.complete()
        finding.make_ready(new)
        return work

    def touched(self) -> Iterator[tuple[Any, ...]]:
        """By what the last piece found its records or would have, which ones, and what it made.

        A piece that shares none of it with another does the same before it and after it.
        """
        yield from self.shape.asked
        records = self.shape.finder.found.values()
        yield from {(record.pk,) for some in records for record in some}
        yield from (("made", *named) for named in self.links.made)

    def counted(
        self, piece: Piece, told: Counter[str]
    ) -> tuple[Counts, list[tuple[Row, Rejected]]]:
        """How many rows did what, and those that are not taken."""
        rejected = [(row, self._rejected(piece, row)) for row in piece.rows if row.trouble]
        did = Counter(row.did for row in piece.rows if row.trouble is None)
        counts = Counts(
            rows=len(piece.rows),
            created=did["created"],
            updated=did["updated"],
            unchanged=did["unchanged"],
            skipped=did["skipped"],
            rejected=len(rejected),
            told={name: n for name, n in told.items() if n},
        )
        return counts, rejected

    def tried(self, piece: Piece) -> tuple[Counts, list[tuple[Row, Rejected]]]:
        """What bringing in a piece would do."""
        work = self.work(piece)
        told: Counter[str] = Counter()
        for draft in work.everything():
            word = draft.record.kind
            told[f"{word}.created"] += draft.is_new
            told[f"{word}.updated"] += not draft.is_new and bool(draft.values or draft.many)
            told[f"{word}.restored"] += draft.is_binned
            told["consents.created"] += len(draft.consents)
            if draft.lines is not None:
                told["order_lines.created"] += sum(line.held is None for line in draft.lines.now)
            self._example(draft)
        return self.counted(piece, told)

    def _rejected(self, piece: Piece, row: Row) -> Rejected:
        trouble = row.trouble or Unfit(Sentence("The row is not taken."))
        column = trouble.target
        if column not in piece.texts:
            headings = self.plan.headings_of(column)
            column = next((one for one in headings if one in piece.texts), "")
        return Rejected(row.number, column, trouble.reason, piece.cells(row))

    def _example(self, draft: Draft) -> None:
        verb = "created" if draft.is_new else "updated"
        word = draft.record.kind
        alike = sum(one.verb == verb and one.kind == word for one in self.examples)
        if alike >= EXAMPLES or not draft.rows or word != self.shape.kind.word:
            return
        if draft.is_new:
            names = [name for name, _ in _filled(draft.record)]
            fields = {name: (None, _after(draft.record, name)) for name in names}
        else:
            fields = {
                name: (changing.told(draft.record, name), _plain(draft.record, name, value))
                for name, value in draft.values.items()
            }
        if fields:
            row = draft.rows[0].number
            self.examples.append(Example(row, word, verb, str(draft.record), fields))


def _filled(record: Any) -> Iterator[tuple[str, Any]]:
    many = {field.name for field in record._meta.many_to_many}
    for name in changing.values_held(record):
        if name in many:
            continue
        value = _after(record, name)
        if value not in changing.EMPTY and value is not False:
            yield name, value


def _after(record: Any, name: str) -> Any:
    """A value of a record that is not kept yet; what it names may not be, either."""
    if not name.startswith(changing.OWN_FIELD):
        found = record._meta.get_field(name)
        if found.is_relation and found.is_cached(record):
            named = found.get_cached_value(record)
            if named is not None and named.pk is None:
                return str(named)
    return changing.told(record, name)


def _plain(record: Any, name: str, value: Any) -> Any:
    is_made = hasattr(value, "pk") and value.pk is None
    return str(value) if is_made else changing.as_told(record, name, value)
