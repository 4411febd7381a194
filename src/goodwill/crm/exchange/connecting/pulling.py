"""Pulls from a connection: each row once, however often and in whatever order it comes.

A piece, what is known of its rows, the mark and the counts are kept in one transaction, so a pull
that is broken off anywhere goes on where it was. A row that comes again as it was is left alone,
with whatever people changed here since.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from goodwill.analytics.errors import GoodwillError
from goodwill.crm.customers.notices import wording
from goodwill.crm.exchange.connecting import binning, taking
from goodwill.crm.exchange.connecting.errors import AtItAlready, NotSetUp
from goodwill.crm.exchange.connecting.items import SEVERAL_ROWS, Item, Told, items, newest
from goodwill.crm.exchange.connecting.marks import Mark
from goodwill.crm.exchange.connecting.models import Connection, Known, Refusal, Run
from goodwill.crm.exchange.connecting.sources import Asked, Piece, Row, Source, opened
from goodwill.crm.exchange.connecting.sources.source import keepable
from goodwill.crm.exchange.connecting.sources.tables import BROKEN
from goodwill.crm.exchange.importing import running, telling
from goodwill.crm.exchange.importing.plan import Plan
from goodwill.crm.records.changing import Actor
from goodwill.language import Sayable, Sentence

log = logging.getLogger(__name__)

SOURCE = "connection"
MOST_REFUSALS = 1000
"""So many refused rows of one pull are kept; all are counted."""
AT_ONCE = 500


@dataclass(frozen=True)
class Wish:
    """What is wanted of one pull besides the usual."""

    is_by_hand: bool = False
    is_everything: bool = False
    """Read all there is again, not only what changed."""
    may_bin_many: bool = False


def pull(connection: Connection, wish: Wish = Wish()) -> Run:
    """Bring in what changed at the source since the last pull.

    What goes wrong at the source is told in the run, which then has failed.

    Raises
    ------
    AtItAlready
        If another pull of the connection is running.
    """
    run = _begin(connection, wish)
    try:
        _must_be_set_up(connection)
        _Pull(connection, run, wish).go(opened(connection))
    except GoodwillError as refusal:
        _end(run, Run.State.FAILED, refusal.sentence)
    except Exception:
        _end(run, Run.State.FAILED, _OURS)
        raise
    else:
        _end(run, Run.State.DONE)
    return run


def _begin(connection: Connection, wish: Wish) -> Run:
    now = timezone.now()
    try:
        with transaction.atomic():
            held = Connection.objects.select_for_update().get(pk=connection.pk)
            before = held.runs.running().first()
            if before and not before.is_silent:
                raise AtItAlready(held.name)
            if before:
                _end(before, Run.State.BROKEN_OFF, _BROKEN_OFF)
            Connection.objects.filter(pk=held.pk).update(next_at=now + held.every)
            run = Run.objects.create(
                connection=held, started_at=now, touched_at=now, is_by_hand=wish.is_by_hand
            )
    except IntegrityError as taken:
        raise AtItAlready(connection.name) from taken
    connection.refresh_from_db()
    if wish.is_everything:
        taking.forget(connection)
    return run


def _end(run: Run, state: Run.State, problem: Sentence | None = None) -> None:
    run.state, run.ended_at = state, timezone.now()
    if problem is not None:
        run.problem = wording.kept(problem)
    run.save()


def _must_be_set_up(connection: Connection) -> None:
    if not connection.is_mapped or not connection.id_column:
        raise NotSetUp(
            Sentence(
                "Say first which column holds the id of the other system, and what the rest is."
            )
        )
    if not connection.by.is_active or not connection.by.may("data.manage"):
        raise NotSetUp(
            Sentence(
                "{name}, in whose name this connection writes, may no longer do so. "
                "Somebody who may manage data takes it over by saving it.",
                name=connection.by.name,
            )
        )


@dataclass
class _Pull:
    """One pull as it goes on."""

    connection: Connection
    run: Run
    wish: Wish
    plan: Plan = field(init=False)
    told: Told = field(init=False)
    actor: Actor = field(init=False)
    held: list[Row] = field(default_factory=list)
    """Rows whose record may go on in the next piece."""
    reached: Mark = field(default_factory=Mark)
    is_complete: bool = False
    row: int = 0

    def __post_init__(self) -> None:
        connection = self.connection
        self.plan = replace(connection.way, source=connection.name)
        self.told = Told(
            connection.id_column,
            connection.mark_column,
            connection.gone_column,
            tuple(sorted(self.plan.columns)),
            str(sorted(self.plan.columns.items())),
            is_of_several=self.plan.shape in SEVERAL_ROWS,
        )
        self.actor = Actor(connection.by, SOURCE, self.run.batch)

    def go(self, source: Source) -> None:
        asked = self._asked()
        self._retry()
        for piece in source.pieces(asked):
            self._keep(piece)
        self._keep(Piece(), is_last=True)
        comparison = binning.Comparison(
            self.connection, self.run, self.actor, self.wish.may_bin_many
        )
        if self.is_complete:
            comparison.after_everything()
        else:
            comparison.with_ids(source, asked)

    def _retry(self) -> None:
        """Try what was refused before once more: what it waited for may be here by now."""
        before = Refusal.objects.filter(run__connection=self.connection).order_by("pk")
        with transaction.atomic():
            waiting = list(before[:MOST_REFUSALS])
            Refusal.objects.filter(run__connection=self.connection).delete()
            told = (self.run.rows, self.run.unchanged, self.run.refused)
            self._bring([one.cells for one in waiting if BROKEN not in one.cells])
            self.run.rows, self.run.unchanged, self.run.refused = told
            self.run.save()

    def _asked(self) -> Asked:
        mark = Mark() if self.wish.is_everything else Mark.from_json(self.connection.mark)
        since = mark.back(self.connection.overlap) if mark.value is not None else mark
        return Asked(since, self.connection.mark_column, self.told.id_column)

    def _keep(self, piece: Piece, *, is_last: bool = False) -> None:
        """Keep a piece, all of it or nothing."""
        is_end = is_last or piece.ends is not None or piece.completes
        rows = [*self.held, *map(keepable, piece.rows)]
        ready, self.held = (rows, []) if is_end else _cut(rows, self.told.id_column)
        with transaction.atomic():
            self._bring(ready)
            if piece.ends is not None:
                taking.take(self.connection, piece.ends)
            self._move(piece.mark, is_end=is_end)
            self.run.touched_at = timezone.now()
            self.run.save()
        self.is_complete = self.is_complete or piece.completes

    def _move(self, mark: Mark, *, is_end: bool) -> None:
        """Remember how far we are: never beyond rows that are still held."""
        sure = max(self.reached, mark) if is_end else self.reached
        self.reached = max(self.reached, mark)
        if Mark.from_json(self.connection.mark) < sure:
            self.connection.mark = sure.to_json()
            Connection.objects.filter(pk=self.connection.pk).update(mark=self.connection.mark)

    def _bring(self, rows: list[Row]) -> None:
        found = list(items(rows, self.told))
        self.run.rows += len(rows)
        named = (one for one in found if one.value)
        wanted = newest(named, is_of_several=self.told.is_of_several)
        known = known_among(self.connection, (one.value for one in wanted))
        news = [one for one in wanted if _is_news(one, known.get(one.value))]
        self._refuse_nameless(one for one in found if not one.value)
        gone = [one.value for one in news if one.is_gone]
        refused = self._bring_news([one for one in news if not one.is_gone])
        self.run.binned += binning.bin_all(self.connection, gone, self.actor)
        self._know([one for one in wanted if one.value not in refused], known)
        self.connection.known.filter(value__in=refused).update(seen=self.run.pk)
        self.row += len(rows)
        told_of = sum(len(one.rows) for one in news)
        self.run.unchanged += len(rows) - told_of - sum(not one.value for one in found)

    def _bring_news(self, news: list[Item]) -> set[str]:
        """Bring in what is new; the ids of what was refused."""
        rows = [row for one in news for row in one.rows]
        if not rows:
            return set()
        counts = running.bring(rows, self.plan, self.actor, batch=self.run.batch)
        self.run.created += counts.created
        self.run.updated += counts.updated
        self.run.unchanged += counts.unchanged + counts.skipped
        self.run.refused += counts.rejected
        for one in counts.refused:
            self._refuse(one.row, one.column, one.reason, one.cells)
        return {one.cells.get(self.told.id_column, "").strip() for one in counts.refused}

    def _refuse_nameless(self, some: Iterable[Item]) -> None:
        for one in some:
            for row in one.rows:
                self.run.refused += 1
                reason = _BROKEN if BROKEN in row else _NAMELESS
                self._refuse(0, self.told.id_column, reason, row)

    def _refuse(self, row: int, column: str, reason: Sayable, cells: Row) -> None:
        if self.run.refused <= MOST_REFUSALS:
            told = telling.kept(reason)
            Refusal.objects.create(
                run=self.run, row=self.row + row, column=column, told=told, cells=dict(cells)
            )

    def _know(self, kept: list[Item], known: dict[str, Known]) -> None:
        """Remember each row as it was taken, and that the source has it."""
        Known.objects.bulk_create(
            [self._as_known(one, known.get(one.value)) for one in kept],
            batch_size=AT_ONCE,
            update_conflicts=True,
            unique_fields=["connection", "value"],
            update_fields=["digest", "mark", "seen"],
        )
        self._newest(kept)

    def _as_known(self, one: Item, before: Known | None) -> Known:
        stands = before if before and _is_older(one, before) else None
        return Known(
            connection=self.connection,
            value=one.value,
            digest=stands.digest if stands else one.digest,
            mark=stands.mark if stands else one.mark.plain,
            seen=self.run.pk,
        )

    def _newest(self, some: list[Item]) -> None:
        now, zone = timezone.now(), timezone.get_current_timezone()
        moments = [one.mark.moment(zone) for one in some if not one.mark.is_ahead(now)]
        told = [moment for moment in moments if moment is not None]
        if told:
            self.run.newest_at = max(filter(None, [self.run.newest_at, *told]))


def known_among(connection: Connection, values: Iterable[str]) -> dict[str, Known]:
    """What is known of these rows."""
    wanted, found = list(values), dict[str, Known]()
    for start in range(0, len(wanted), AT_ONCE):
        some = connection.known.filter(value__in=wanted[start : start + AT_ONCE])
        found |= {one.value: one for one in some}
    return found


def _is_news(one: Item, known: Known | None) -> bool:
    """Whether it differs from what was taken before, and is no older."""
    if known is None:
        return True
    return one.digest != known.digest and not _is_older(one, known)


def _is_older(one: Item, known: Known) -> bool:
    """Whether something newer was taken before; what tells no time is taken to be new."""
    return one.mark.value is not None and one.mark < Mark.of(known.mark)


def _cut(rows: list[Row], id_column: str) -> tuple[list[Row], list[Row]]:
    """What can be kept now, and the rows of the last record, which may go on."""
    if not rows:
        return [], []
    last = rows[-1].get(id_column)
    place = len(rows)
    while place and rows[place - 1].get(id_column) == last:
        place -= 1
    return rows[:place], rows[place:]


_NAMELESS = Sentence("The row has no id of the other system, so it could not be found again.")
_BROKEN = Sentence("The line has not the cells that it should have, so it was left out.")
_OURS = Sentence(
    "Something went wrong on our side. What was kept before is whole; it is tried again."
)
_BROKEN_OFF = Sentence("The pull was broken off. The next one goes on where it was.")
