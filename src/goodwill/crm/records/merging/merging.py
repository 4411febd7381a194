"""Make one record out of several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from goodwill.crm.records import changing, finding
from goodwill.crm.records.changing import Actor
from goodwill.crm.records.kinds import kind_of
from goodwill.crm.records.merging import choosing, settling
from goodwill.crm.records.merging.errors import CannotMerge
from goodwill.crm.records.merging.following import old_words
from goodwill.crm.records.merging.journal import Journal, plain
from goodwill.crm.records.merging.models import Merge, Merged
from goodwill.crm.records.merging.pointing import pointers
from goodwill.crm.records.merging.viewing import rename_in_views
from goodwill.crm.records.models import Change, Record
from goodwill.language import Sentence

R = TypeVar("R", bound=Record)

MERGED, MERGED_AWAY = "merged", "merged_away"
"""The verbs of history for the one that is kept and for those that became part of it."""
MOST = 5
"""How many may become one at once."""


def merge(
    survivor: R,
    others: Iterable[R],
    chosen: Mapping[str, int],
    actor: Actor,
    *,
    seen: Mapping[int, int] | None = None,
) -> Merge:
    """Make one of several: all that points at the others points at the survivor afterwards.

    `chosen` maps fields (`city`, `custom.vat`) to the primary key of the record whose value
    shall stand. Where it says nothing the survivor's value stands, or the first there is if the
    survivor has none; yes wins over no; tags are joined. `seen` maps primary keys to the versions
    that the person looked at. `survivor` is brought up to date in place.

    Raises
    ------
    CannotMerge
        If they are not of one kind, fewer than two or too many, in the bin, changed since they
        were seen, or if the survivor would belong to itself.
    Refused
        If the survivor would say what cannot be (`Record.judge`).
    """
    others = list(others)
    _must_be_several(survivor, others)
    with transaction.atomic():
        away = _locked(survivor, others)
        _must_be_as_seen((survivor, *away), seen or {})
        standing = Merge.objects.create(
            kind=survivor.kind,
            survivor_id=survivor.pk,
            chosen=dict(chosen),
            batch=actor.batch,
            source=actor.source,
            by=actor.user,
        )
        journal = Journal(standing, actor)
        values = _values(survivor, away, chosen)
        _part_of(journal, survivor, away)
        _take(journal, survivor, values)
        _relink(journal, survivor, away)
        rename_in_views(journal, survivor, away)
        _tell(journal, survivor, away)
        journal.close()
    return standing


def _must_be_several(survivor: Record, others: Sequence[Record]) -> None:
    if any(type(one) is not type(survivor) for one in others):
        raise CannotMerge(Sentence("Only records of one kind can become one."))
    ids = {survivor.pk, *(one.pk for one in others)}
    if not others or len(ids) != len(others) + 1:
        raise CannotMerge(Sentence("Choose at least two different records."))
    if len(ids) > MOST:
        raise CannotMerge(Sentence("Up to {n} records can become one at a time.", n=MOST))
    if not survivor.is_mergeable:
        raise CannotMerge(Sentence("Records of this kind cannot be merged."))


def _locked(survivor: R, others: Sequence[R]) -> list[R]:
    """Bring all up to date and keep everybody else from changing them; the others."""
    ids = [survivor.pk, *(one.pk for one in others)]
    rows = type(survivor)._default_manager.select_for_update().filter(pk__in=ids).order_by("pk")
    found: dict[int, R] = {row.pk: row for row in rows}
    if len(found) < len(ids) or any(row.deleted_at for row in found.values()):
        raise CannotMerge(
            Sentence("One of them is in the bin, or part of another already. Please choose again.")
        )
    for column in survivor._meta.concrete_fields:
        setattr(survivor, column.attname, getattr(found[survivor.pk], column.attname))
    survivor._state.fields_cache.clear()
    return [found[one.pk] for one in others]


def _must_be_as_seen(records: Iterable[Record], seen: Mapping[int, int]) -> None:
    changed = [one for one in records if seen.get(one.pk, one.version) != one.version]
    if changed:
        raise CannotMerge(
            Sentence(
                "{name} was changed meanwhile. Please look again before you merge.",
                name=str(changed[0]),
            )
        )


def _values(survivor: R, away: Sequence[R], chosen: Mapping[str, int]) -> dict[str, Any]:
    """What shall stand in each field of the survivor."""
    settled = choosing.settled(survivor, away, chosen)
    values = {name: choosing.value_of(record, name) for name, record in settled.items()}
    members = {survivor.pk, *(one.pk for one in away)}
    for name in values:
        if _is_tree(type(survivor), name):
            candidates = [settled[name], *(() if name in chosen else (survivor, *away))]
            values[name] = _above(candidates, name, members, is_chosen=name in chosen)
    return values


def _is_tree(model: type[Record], name: str) -> bool:
    if name.startswith(changing.OWN_FIELD):
        return False
    return model._meta.get_field(name).related_model is model


def _above(
    candidates: Sequence[Record], name: str, members: set[int], *, is_chosen: bool
) -> int | None:
    """The first that the survivor may belong to without belonging to itself."""
    for one in candidates:
        wanted = choosing.value_of(one, name)
        if wanted is None or not members & _line_above(type(one), name, wanted):
            if wanted is not None or is_chosen:
                return wanted  # type: ignore[no-any-return]
        elif is_chosen:
            raise CannotMerge(
                Sentence(
                    "{name} would belong to itself: choose another value for what it belongs to.",
                    name=str(one),
                )
            )
    return None


def _line_above(model: type[Record], name: str, pk: int | None) -> set[int]:
    """A record and all that it belongs to."""
    column, found = model._meta.get_field(name).attname, set[int]()  # type: ignore[union-attr]
    above = model._default_manager.values_list(column, flat=True)
    while pk is not None and pk not in found:
        found.add(pk)
        pk = above.filter(pk=pk).first()
    return found


def _part_of(journal: Journal, survivor: R, away: Sequence[R]) -> None:
    """The others go into the bin, and whoever looks for them finds the survivor."""
    kind, before = kind_of(survivor), old_words(survivor.kind, [one.pk for one in away])
    for one in away:
        told = kind.words(one) if kind.words else None
        words = [told.title, told.subtitle, *told.others] if told else [str(one)]
        Merged.objects.create(
            merge=journal.merge,
            kind=one.kind,
            record_id=one.pk,
            public_id=one.public_id,
            into_id=survivor.pk,
            title=str(one)[:240],
            words=list(dict.fromkeys([*filter(None, words), *before.get(one.pk, ())])),
        )
    journal.put(type(survivor), "deleted_at", [one.pk for one in away], (None, journal.at))


def _take(journal: Journal, survivor: Record, values: Mapping[str, Any]) -> None:
    """Put what was settled into the survivor, if that can be."""
    model, differing = type(survivor), list[str]()
    for name, value in values.items():
        now = choosing.value_of(survivor, name)
        if now == value or (now in choosing.EMPTY and value in choosing.EMPTY):
            continue
        is_own = name.startswith(changing.OWN_FIELD)
        column = name if is_own else model._meta.get_field(name).attname  # type: ignore[union-attr]
        journal.put(model, column, [survivor.pk], (now, value))
        differing.append(name)
    survivor.refresh_from_db()
    survivor.judge(frozenset(differing))


def _relink(journal: Journal, survivor: Record, away: Sequence[Record]) -> None:
    found = pointers(type(survivor))
    for pointer in found:
        settling.unite(journal, pointer, survivor, away)
    for pointer in found:
        settling.move(journal, pointer, survivor, away)


def _tell(journal: Journal, survivor: Record, away: Sequence[Record]) -> None:
    """Lines of history of those that became one, and their search entries."""
    ids = [str(one.public_id) for one in away]
    told = {"merged": [None, ids], "merge": [None, str(journal.merge.public_id)]}
    tell(journal, survivor, MERGED, {**journal.taken(survivor), **told})
    for one in away:
        one.refresh_from_db()
        journal.taken(one)
        tell(journal, one, MERGED_AWAY, {"merged_into": [None, str(survivor.public_id)]})


def tell(journal: Journal, record: Record, verb: str, pairs: dict[str, Any]) -> Change:
    """Keep a record whose values were changed, with its line of history."""
    record.version += 1
    record.changed_at, record.changed_by = timezone.now(), journal.actor.user
    record.save()
    line = Change(kind=record.kind, record_id=record.pk, version=record.version, verb=verb)
    line.fields = {name: plain(pair) for name, pair in pairs.items()}
    line.by, line.at, line.source = journal.actor.user, record.changed_at, journal.actor.source
    line.batch = journal.actor.batch
    line.digest = changing.digest(line)
    line.save()
    finding.enter(record)
    return line
