"""Records as programs get them: what the person may see, plain JSON, links by public id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from goodwill.crm.accounts.models import User
from goodwill.crm.api.rest.problems import Invalid, Wrong
from goodwill.crm.records import auditing
from goodwill.crm.records.kinds import Field, Kind, Sort
from goodwill.crm.records.lists import fields
from goodwill.crm.records.models import Record
from goodwill.language import Sentence

BEFORE = ("created_at", "created_by", "changed_at", "changed_by", "deleted_at")
"""What stands before the fields of every record, besides its id and version."""


class Teller:
    """Tells records of one kind to one person."""

    def __init__(self, kind: Kind, me: User, asked: str = "") -> None:
        """`asked` names the fields that are wanted, by commas; empty for all but sensitive ones.

        Raises
        ------
        Invalid
            If there is no such field, or it is hidden from the person.
        """
        self.kind, self.me = kind, me
        seen = fields.seen(kind, me.reach)
        envelope = [one for one in BEFORE if me.reach.sees(kind.word, one)]
        names = list(dict.fromkeys(one.strip() for one in asked.split(",") if one.strip()))
        self._has_custom = not names or "custom" in names
        known = {*seen, *envelope, "id", "version", "custom"} | {
            one.beside for one in seen.values() if one.beside
        }
        if unknown := [name for name in names if name not in known]:
            words = Sentence("There is no field of this name, or you may not see it.")
            raise Invalid(Wrong(f"fields.{name}", words) for name in unknown)
        self.envelope = [one for one in envelope if not names or one in names]
        self.own = [
            one for one in seen.values() if one.is_own and (self._has_custom or one.name in names)
        ]
        self.fields = [
            one
            for one in seen.values()
            if not one.is_own
            and one.name not in BEFORE
            and not one.beside
            and (one.name in names if names else not one.is_sensitive)
        ]
        self.beside = [
            one
            for one in seen.values()
            if one.beside and (not names or one.name in names or one.beside in names)
        ]

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields whose links must be loaded."""
        return (*self.fields, *self.beside)

    def tell(self, record: Record) -> dict[str, Any]:
        return self.tell_all([record])[0]

    def tell_all(self, records: Sequence[Record]) -> list[dict[str, Any]]:
        """The records in their order; that sensitive fields were seen is kept."""
        links = fields.to_load(self.columns)
        people = [one for one in self.envelope if one.endswith("_by")]
        prefetch_related_objects(records, *links, *people)
        seen = self._linked(records)
        told = [self._told(record, seen) for record in records]
        self._note(records)
        return told

    def _told(self, record: Record, seen: dict[str, set[int]]) -> dict[str, Any]:
        told: dict[str, Any] = {"id": record.public_id, "version": record.version}
        told |= {name: _envelope(record, name) for name in self.envelope}
        told |= {one.name: _value(record, one, seen) for one in self.fields}
        for one in self.beside:
            row = fields.beside(record, one)
            told.setdefault(one.beside, None if row is None else {})
            if row is not None:
                told[one.beside][_short(one)] = plain(fields.value_of(record, one))
        if self._has_custom or self.own:
            told["custom"] = _own(record, self.own)
        return told

    def _linked(self, records: Iterable[Record]) -> dict[str, set[int]]:
        """Of the records that links lead to, those within the person's reach."""
        wanted: dict[type[Record], set[int]] = defaultdict(set)
        for record in records:
            for field in self.fields:
                if field.sort is Sort.LINK and isinstance(
                    target := getattr(record, field.name), Record
                ):
                    wanted[type(target)].add(target.pk)
        return {
            model.kind: set(
                model._default_manager.within(self.me.reach)
                .filter(pk__in=ids)
                .values_list("pk", flat=True)
            )
            for model, ids in wanted.items()
        }

    def _note(self, records: Iterable[Record]) -> None:
        sensitive = [one for one in self.fields if one.is_sensitive]
        if not sensitive:
            return
        for record in records:
            if shown := [one.name for one in sensitive if getattr(record, one.name)]:
                auditing.note_seen(record, shown, self.me, "api")


def _envelope(record: Record, name: str) -> Any:
    value = getattr(record, name)
    return value.public_id if isinstance(value, User) else plain(value)


def _value(record: Record, field: Field, seen: dict[str, set[int]]) -> Any:
    value = getattr(record, field.name)
    if field.sort is Sort.LINKS:
        return sorted(str(one) for one in value.all())
    if isinstance(value, Record):
        return value.public_id if value.pk in seen[value.kind] else None
    return value.public_id if hasattr(value, "public_id") else plain(value)


def _short(field: Field) -> str:
    """The name of a field beside the record within what stands there."""
    return field.name.removeprefix(f"{field.beside}.")


def _own(record: Record, own: Iterable[Field]) -> dict[str, Any]:
    names = [field.name.removeprefix("custom.") for field in own]
    return {name: record.custom[name] for name in names if name in record.custom}


def plain(value: Any) -> Any:
    """A value as JSON has it; moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
