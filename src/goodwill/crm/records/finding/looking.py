"""What a person finds by what they type, the likeliest first, and nothing beyond their reach."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.finding import indexing
from goodwill.crm.records.finding.entering import ANYWHERE
from goodwill.crm.records.finding.spelling import has_han, plain, typed
from goodwill.crm.records.kinds import Kind, kind_of
from goodwill.crm.records.models import Entry, Share

CANDIDATES = 60
SHARED = 500
"""How many records shared with one person are looked through by name."""


@dataclass(frozen=True)
class Found:
    """One record that fits what was typed."""

    kind: Kind
    public_id: uuid.UUID
    title: str
    subtitle: str
    address: str


def find(text: str, reach: Reach, *, limit: int = 12) -> list[Found]:
    """Records within reach whose words begin with what was typed, the likeliest first.

    All that was typed must be there, in any order; Chinese characters that stand together must
    stand together. Latin letters also find Chinese names by sound or by initials.
    """
    text = text.replace("\0", " ")  # PostgreSQL refuses it even in a question
    phrases = typed(text)
    if not phrases:
        return []
    begun = "" if has_han(text) else plain(text).strip()
    candidates = {entry.pk: entry for entry in _candidates(phrases, begun, reach)}
    seen = _within(candidates.values(), reach)
    wanted = plain(text).strip()
    seen.sort(key=lambda entry: _likelihood(entry, wanted, begun))
    return [_found(entry) for entry in seen[:limit]]


def _candidates(phrases: indexing.Phrases, begun: str, reach: Reach) -> Iterable[Entry]:
    """Names that begin so, and anything with these words."""
    marks = _marks(reach)
    if not marks and begun:
        after = Entry.objects.filter(sound__gte=begun, sound__lt=begun + "\U0010ffff")
        yield from after.order_by("sound", "id")[:CANDIDATES]
    if len(begun) != 1 or not begun.isascii() or marks:
        yield from indexing.matching(phrases, marks, CANDIDATES)
    if marks:
        yield from _shared(phrases, reach)


def _shared(phrases: indexing.Phrases, reach: Reach) -> Iterable[Entry]:
    """Among what was shared with the person, which the marks of reach do not know."""
    shares = Share.objects.filter(user_id=reach.user_id) | Share.objects.filter(
        team_id__in=reach.team_ids
    )
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, record_id in shares.values_list("kind", "record_id")[:SHARED]:
        by_kind[kind].append(record_id)
    for kind, ids in by_kind.items():
        for entry in Entry.objects.filter(kind=kind, record_id__in=ids):
            if all(indexing.has(entry.words, phrase) for phrase in phrases):
                yield entry


def _within(entries: Iterable[Entry], reach: Reach) -> list[Entry]:
    """Those that the person may see, by the records' own rule: one query per kind."""
    by_kind: dict[str, dict[int, Entry]] = defaultdict(dict)
    for entry in entries:
        by_kind[entry.kind][entry.record_id] = entry
    seen: list[Entry] = []
    for word, entries_of_kind in by_kind.items():
        if not reach.may(f"{word}.view"):
            continue
        records = kind_of(word).model.objects.present().within(reach)
        ids = records.filter(pk__in=entries_of_kind).values_list("pk", flat=True)
        seen += [entries_of_kind[pk] for pk in ids]
    return seen


def _likelihood(entry: Entry, wanted: str, begun: str) -> tuple[bool, bool, bool, int, int]:
    """Smaller is likelier: called exactly so, beginning so, sounding so, shorter, newer."""
    called = plain(entry.title)
    return (
        called != wanted and entry.sound != begun,
        not called.startswith(wanted),
        not (begun and entry.sound.startswith(begun)),
        len(entry.title),
        -entry.pk,
    )


def _found(entry: Entry) -> Found:
    kind = kind_of(entry.kind)
    return Found(kind, entry.page_id, entry.title, entry.subtitle, _address(kind, entry.page_id))


def _address(kind: Kind, page_id: uuid.UUID) -> str:
    try:
        return reverse(kind.page, args=[page_id])
    except NoReverseMatch:
        return ""


def _marks(reach: Reach) -> list[str]:
    if reach.is_everything:
        return []
    teams = [f"ofteam{team}" for team in sorted(reach.team_ids)]
    return [ANYWHERE, f"ofowner{reach.user_id}", *teams]
