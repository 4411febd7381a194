"""Keeping the search index up to what the records say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from goodwill.crm.accounts.reading import there
from goodwill.crm.records import inserting
from goodwill.crm.records.finding.spelling import sounded, words_of
from goodwill.crm.records.kinds import Kind, Words, kind_of, kinds
from goodwill.crm.records.merging.following import old_words
from goodwill.crm.records.models import Entry, Record

AT_ONCE, TOGETHER = 2000, 1000
IN_ONE_TRANSACTION = 20_000

ANYWHERE = "ofany"
"""Marks what is seen through another record, whose owner may change without this one."""


def enter(record: Record) -> None:
    """Bring the entry of one record up to date; one in the bin has none."""
    if not _is_found(record):
        return
    if record.deleted_at is not None:
        Entry.objects.filter(kind=record.kind, record_id=record.pk).delete()
        return
    entry = _entry(record, kind_of(record))
    facts = {name: getattr(entry, name) for name in _TOLD}
    Entry.objects.update_or_create(kind=record.kind, record_id=record.pk, defaults=facts)


def enter_many(records: Iterable[Record]) -> int:
    """Enter records that have no entry yet, many at a time; how many there were."""
    entries = (_facts(record, kind_of(record), old) for record, old in _with_old_words(records))
    entered = 0
    for batch in inserting.batched(entries, AT_ONCE):
        inserting.insert(Entry, _NAMES, batch, together=TOGETHER)
        entered += len(batch)
    return entered


def make_ready(records: Iterable[Record]) -> None:
    """Spell out by what new records will be found, so that entering them is quicker."""
    found = {kind.word: kind for kind in kinds() if kind.words}
    for record in records:
        if record.kind in found:
            record.__dict__[_READY] = _words(record, found[record.kind])


def enter_again(records: Iterable[Record]) -> None:
    """Bring the entries of many records of one kind up to date; those in the bin have none."""
    found = [record for record in records if _is_found(record)]
    for start in range(0, len(found), AT_ONCE):
        some = found[start : start + AT_ONCE]
        entries = Entry.objects.filter(kind=some[0].kind, record_id__among=[one.pk for one in some])
        stood = {
            entry[1]: (*entry[:2], inserting.as_kept(Entry, "page_id", entry[2]), *entry[3:])
            for entry in entries.values_list(*_NAMES)
        }
        present = (one for one in some if one.deleted_at is None)
        told = {one.pk: _facts(one, kind_of(one), old) for one, old in _with_old_words(present)}
        gone = [pk for pk, entry in stood.items() if told.get(pk) != entry]
        entries.filter(record_id__in=gone).delete()
        fresh = [told[pk] for pk in told if stood.get(pk) != told[pk]]
        inserting.insert(Entry, _NAMES, fresh, together=TOGETHER)


def enter_all() -> int:
    """Make the whole index anew; how many entries it has."""
    Entry.objects.all().delete()
    return sum(enter_whole(kind.model.objects.present()) for kind in kinds() if kind.words)


def enter_whole(records: models.QuerySet[Any]) -> int:
    """Enter all of these, which have no entry yet, some in each transaction; how many."""
    read = _lean if kind_of(records.model).words_from else _whole
    records = records.order_by("pk")
    last = entered = 0
    while some := list(read(records.filter(pk__gt=last)[:IN_ONE_TRANSACTION])):
        with transaction.atomic():
            entered += enter_many(some)
        last = some[-1].pk
    return entered


def _whole(records: models.QuerySet[Any]) -> models.QuerySet[Any]:
    """With all columns, and those of the record that it is often told by."""
    through = records.model.reach_through
    return records.select_related(through) if through else records


def _lean(records: models.QuerySet[Any]) -> Iterator[Any]:
    """With the columns alone that an entry is made from, past Django's own way of reading."""
    model, names = records.model, [*_ALWAYS, *kind_of(records.model).words_from]
    own = [name for name in names if "__" not in name]
    linked = [name.split("__") for name in names if "__" in name]
    links = {link: model._meta.get_field(link) for link, _ in linked}
    ids = [(link, "id") for link in links]
    asked = [*own, *(f"{link}__{name}" for link, name in linked), *(f"{one}_id" for one in links)]
    for row in records.values_list(*asked):
        record = there(model, zip(own, row[: len(own)], strict=True))
        told: dict[str, dict[str, Any]] = {link: {} for link in links}
        for (link, name), value in zip([*linked, *ids], row[len(own) :], strict=True):
            told[link][name] = value
        for link, field in links.items():
            is_there = told[link]["id"] is not None
            other = there(field.related_model, told[link].items()) if is_there else None
            record._state.fields_cache[link] = other
        yield record


def _is_found(record: Record) -> bool:
    return any(kind.word == record.kind and kind.words for kind in kinds())


def _entry(record: Record, kind: Kind) -> Entry:
    old = old_words(record.kind, [record.pk]).get(record.pk, ())
    return Entry(**dict(zip(_NAMES, _facts(record, kind, old), strict=True)))


def _with_old_words(records: Iterable[Record]) -> Iterator[tuple[Record, Sequence[str]]]:
    """Each record that search finds, and what those were called that became part of it."""
    words = {kind.word for kind in kinds() if kind.words}
    found = (record for record in records if record.kind in words)
    while some := list(islice(found, AT_ONCE)):
        by_kind: dict[str, list[int]] = {}
        for one in some:
            by_kind.setdefault(one.kind, []).append(one.pk)
        old = {kind: old_words(kind, ids) for kind, ids in by_kind.items()}
        yield from ((one, old[one.kind].get(one.pk, ())) for one in some)


def _facts(record: Record, kind: Kind, old: Sequence[str]) -> tuple[Any, ...]:
    """What stands in the entry of a record, in the order of `_NAMES`."""
    told, words = _words(record, kind, old)
    return (
        kind.word,
        record.pk,
        _page_id(connection.vendor)(told.page_id or record.public_id),
        told.title[:240],
        told.subtitle[:240],
        sounded(told.title)[:240],
        f"{words} {' '.join(_marks(record))}",
    )


def _words(record: Record, kind: Kind, old: Sequence[str] = ()) -> tuple[Words, str]:
    """What the record is known by and found by; the latter as it was made ready, if it still is."""
    assert kind.words is not None
    told, ready = kind.words(record), record.__dict__.pop(_READY, None)
    if ready is not None and ready[0] == told and not old:
        return told, ready[1]
    return told, words_of([told.title, told.subtitle, *told.others, *old])


@cache
def _page_id(vendor: str) -> Callable[[Any], Any]:
    """How a public id is kept in a database of this vendor."""
    return dict(inserting.preparing(Entry, ["page_id"]))["page_id"]


def _marks(record: Record) -> Iterator[str]:
    if record.reach_through:
        yield ANYWHERE
    if record.owner_id:
        yield f"ofowner{record.owner_id}"
    if record.team_id:
        yield f"ofteam{record.team_id}"


_READY = "made_ready"
_ALWAYS = ("id", "public_id", "owner_id", "team_id")
_NAMES = ("kind", "record_id", "page_id", "title", "subtitle", "sound", "words")
_TOLD = ("page_id", "title", "subtitle", "sound", "words")
