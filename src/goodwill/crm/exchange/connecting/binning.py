"""Compares what the source has with what is known here, and bins what is gone there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from goodwill.crm.customers.notices import wording
from goodwill.crm.exchange.connecting.errors import NotSetUp, TooManyGone
from goodwill.crm.exchange.connecting.models import Connection, Known, Run
from goodwill.crm.exchange.connecting.sources import Asked, Source
from goodwill.crm.records import changing, known_as
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.models import ExternalId
from goodwill.language import Sentence

AT_ONCE = 500
COMPARED_EVERY = timedelta(hours=24)
"""How often all ids are asked for, where a pull does not tell them anyway."""
FEW = 10
MOST_SHARE = 0.2


@dataclass(frozen=True)
class Comparison:
    """What the source has against what is known here."""

    connection: Connection
    run: Run
    actor: Actor
    may_bin_many: bool = False

    def after_everything(self) -> None:
        """After a pull that read all there is."""
        self._conclude(None)

    def with_ids(self, source: Source, asked: Asked) -> None:
        """After any other pull, from time to time, if the source can tell its ids."""
        if not self._is_due():
            return
        ids = source.ids(asked)
        if ids is not None:
            self._conclude(self._see(ids))

    def _is_due(self) -> bool:
        last = self.connection.counted_at
        return self.run.is_by_hand or not last or self.run.started_at - last >= COMPARED_EVERY

    def _see(self, ids: Iterator[str]) -> int:
        """Note which known rows the source still has; how many it has."""
        count = 0
        while some := list(islice(ids, AT_ONCE)):
            count += len(some)
            with transaction.atomic():
                self.connection.known.filter(value__in=some).update(seen=self.run.pk)
                Run.objects.filter(pk=self.run.pk).update(touched_at=timezone.now())
        return count

    def _conclude(self, at_source: int | None) -> None:
        """Keep the count, and bin what is gone, if so wished.

        Raises
        ------
        TooManyGone
            If so much is gone that it is more likely a mistake.
        """
        connection = self.connection
        known = connection.known.count()
        gone = self._gone().count()
        here = known - gone
        Connection.objects.filter(pk=connection.pk).update(
            at_source=here + self.run.refused if at_source is None else at_source,
            known_here=here,
            counted_at=timezone.now(),
        )
        if connection.deletions != Connection.Deletions.BIN or not gone:
            return
        if not self.may_bin_many and _is_suspicious(gone, known):
            raise TooManyGone(gone, known)
        self._bin()

    def _gone(self) -> QuerySet[Known]:
        return self.connection.known.exclude(seen=self.run.pk)

    def _bin(self) -> None:
        """Bin what is gone, a piece at a time."""
        while some := list(self._gone().order_by("pk").values_list("value", flat=True)[:AT_ONCE]):
            with transaction.atomic():
                self.run.binned += bin_all(self.connection, some, self.actor)
                self.connection.known.filter(value__in=some).delete()
                self.run.touched_at = timezone.now()
                self.run.save()


def bin_all(connection: Connection, values: Iterable[str], actor: Actor) -> int:
    """Put the records that the source calls so into the bin; how many were not there yet.

    Raises
    ------
    NotSetUp
        If the person in whose name it is done may not.
    """
    wanted = list(values)
    if not wanted:
        return 0
    kind = kind_of(connection.way.shape)
    if not connection.by.may(f"{kind.word}.delete"):
        raise NotSetUp(
            Sentence(
                "{name}, in whose name this connection writes, may not delete.",
                name=connection.by.name,
            )
        )
    ids = known_as.find_many(kind.model, connection.name, wanted)
    records = kind.model._default_manager.filter(pk__in=ids.values(), deleted_at=None)
    records = records.exclude(pk__in=_still_known(connection, kind.word, wanted))
    return len([changing.delete(record, actor) for record in records.order_by("pk")])


def _still_known(connection: Connection, word: str, gone: list[str]) -> QuerySet[ExternalId, Any]:
    """Records that the source has under another id: several of its rows became one here."""
    left = connection.known.exclude(value__in=gone).values("value")
    ids = ExternalId.objects.filter(kind=word, source=connection.name, value__in=left)
    return ids.values("record_id")


def problem_of(run: Run) -> Sentence | None:
    """Why a pull failed."""
    return wording.revived(run.problem) if run.problem else None


def _is_suspicious(gone: int, known: int) -> bool:
    return gone == known or gone > max(FEW, MOST_SHARE * known)
