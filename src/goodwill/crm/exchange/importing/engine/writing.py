"""Writes what the rows of a piece want, in the transaction of the piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from goodwill.crm.commerce.models import OrderLine
from goodwill.crm.customers.models import Consent
from goodwill.crm.exchange.importing.engine.drafts import Draft, Work
from goodwill.crm.exchange.importing.engine.errors import Unfit
from goodwill.crm.exchange.importing.engine.orders import FACTS, Line, facts
from goodwill.crm.exchange.importing.engine.others import number
from goodwill.crm.exchange.importing.engine.rows import Row
from goodwill.crm.exchange.importing.models import Trace
from goodwill.crm.records import changing_many, inserting
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.errors import Refused
from goodwill.crm.records.models import ExternalId


class Again(Exception):
    """Records were refused while they were written: the piece is taken anew without their rows."""


class Writing:
    """The writing of one piece; `told` counts what was done by kind and verb."""

    def __init__(self, work: Work, actor: Actor, source: str) -> None:
        self.work, self.actor, self.source = work, actor, source
        self.told: Counter[str] = Counter()
        self._refused = False
        self._noted: set[Draft] = set()
        """Those of which history tells already."""

    def write(self) -> None:
        """Write it all.

        Raises
        ------
        Again
            If records were refused; their rows say why.
        """
        self._tags()
        drafts = list(self.work.everything())
        for word in dict.fromkeys(draft.record.kind for draft in drafts):
            some = [draft for draft in drafts if draft.record.kind == word]
            self._restore([draft for draft in some if draft.is_binned])
            self._create([draft for draft in some if draft.is_new])
            self._change([draft for draft in some if not draft.is_new])
            self._note([draft for draft in some if draft.lines is not None])
        if self._refused:
            raise Again
        self._lines([draft for draft in drafts if draft.lines is not None])
        self._outside([draft for draft in drafts if draft.outside])
        self._consents([draft for draft in drafts if draft.consents])

    def _tags(self) -> None:
        tags = {tag.name: tag for draft in self.work.everything()
                for tag in draft.many.get("tags", ()) if tag.pk is None}  # fmt: skip
        for tag in tags.values():
            tag.save()
            self._trace("tag", "tags", tag.pk, None, tag.name)

    def _create(self, drafts: Sequence[Draft]) -> None:
        if not drafts:
            return
        number(list(drafts))
        changing_many.create_many(
            [draft.record for draft in drafts],
            self.actor,
            many=[draft.many for draft in drafts],
            refusing=lambda place, why: self._refuse(drafts[place], why),
            is_dated=True,
        )
        self._count(drafts, "created")

    def _restore(self, drafts: Sequence[Draft]) -> None:
        if drafts:
            changing_many.restore_many([draft.record for draft in drafts], self.actor)
            self._count(drafts, "restored")

    def _change(self, drafts: Sequence[Draft]) -> None:
        drafts = [draft for draft in drafts if draft.values or draft.many]
        if not drafts:
            return
        told = changing_many.change_many_each(
            [(draft.record, {**draft.values, **draft.many}) for draft in drafts],
            self.actor,
            refusing=lambda place, why: self._refuse(drafts[place], why),
        )
        changed = [draft for draft, line in zip(drafts, told, strict=True) if line]
        self._noted.update(changed)
        self._count(changed, "updated")

    def _note(self, drafts: Sequence[Draft]) -> None:
        """Let history tell of orders of which only the lines change."""
        some = [draft for draft in drafts if not draft.is_new and draft not in self._noted]
        changing_many.note_many([draft.record for draft in some], self.actor)

    def _refuse(self, draft: Draft, why: Refused) -> None:
        self._refused = True
        for row in _rows(draft):
            row.trouble = Unfit(why.sentence, str(getattr(why, "field", "")))

    def _lines(self, drafts: Sequence[Draft]) -> None:
        new: list[tuple[Any, ...]] = []
        changed = 0
        for draft in drafts:
            lines, order = draft.lines, draft.record.pk
            for line in lines.now:
                if line.made is not None:
                    line.product_id = line.made.record.pk
            if not draft.is_new:
                self._trace("lines", "orders", order, [[*facts(line)] for line in lines.was],
                            [[*facts(line)] for line in lines.now])  # fmt: skip
                for line in lines.gone:
                    line.delete()
                changed += self._write_over([line for line in lines.now if line.is_changed])
            new += [(order, *facts(line)) for line in lines.now if line.held is None]
        if new:
            inserting.insert(OrderLine, ("order_id", *FACTS), new)
        self.told["order_lines.created"] += len(new)
        self.told["order_lines.updated"] += changed

    def _write_over(self, lines: Sequence[Line]) -> int:
        for line in lines:
            for name, value in zip(FACTS, facts(line), strict=True):
                setattr(line.held, name, value)
            line.held.save()  # type: ignore[union-attr]
        return len(lines)

    def _outside(self, drafts: Sequence[Draft]) -> None:
        """Remember what the other system calls them."""
        wanted = {(draft.record.kind, value): draft for draft in drafts for value in draft.outside}
        known: set[tuple[str, str]] = set()
        for kind in {kind for kind, _ in wanted}:
            values = [value for one, value in wanted if one == kind]
            for start in range(0, len(values), 500):
                rows = ExternalId.objects.filter(
                    kind=kind, source=self.source, value__in=values[start : start + 500]
                )
                known |= {(kind, value) for value in rows.values_list("value", flat=True)}
        fresh = [
            ExternalId(kind=kind, source=self.source, value=value, record_id=draft.record.pk)
            for (kind, value), draft in wanted.items()
            if (kind, value) not in known
        ]
        if fresh:
            inserting.insert_all(fresh)
        for one in fresh:
            if not wanted[one.kind, one.value].is_new:
                self._trace("external_id", one.kind, one.record_id, None, [one.source, one.value])

    def _consents(self, drafts: Sequence[Draft]) -> None:
        consents: list[Consent] = []
        for draft in drafts:
            for one in draft.consents:
                one.customer_id = draft.record.pk
                consents.append(one)
        inserting.insert_all(consents)
        for one in consents:
            self._trace("consent", "customers", one.customer_id, None, one.pk)
        self.told["consents.created"] += len(consents)

    def _count(self, drafts: Sequence[Draft], verb: str) -> None:
        if drafts:
            self.told[f"{drafts[0].record.kind}.{verb}"] += len(drafts)

    def _trace(self, sort: str, kind: str, record_id: int, was: Any, now: Any) -> None:
        Trace.objects.create(
            batch=self.actor.batch, sort=sort, kind=kind, record_id=record_id, was=was, now=now
        )


def _rows(draft: Draft) -> list[Row]:
    """The rows that want it, be it for what it belongs to."""
    return draft.rows or [row for need in draft.needs for row in _rows(need)]
