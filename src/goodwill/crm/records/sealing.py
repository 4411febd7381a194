"""Seals history, so that nobody can rewrite the past without it being seen.

Each line's `digest` is a keyed hash of its content, made when it is written. From time to
time `seal` gives new lines their place in a chain: a line's `link` is a keyed hash of the link
before it, its place, its id and its digest. The key is the installation's own and not in the
database, so whoever can write the database cannot mend the chain after changing it:

* an edited line no longer fits its digest, one edited with its digest no longer its link;
* a removed line leaves a gap, an inserted or moved one does not fit its place;
* lines removed from the end are missed by the seals, and by a copy of the latest seal kept
  elsewhere if the seals were removed, too.

Erasing by privacy law empties a line's content and keeps its digest. Such a line counts as
erased, not as broken, if a line of history tells of the erasure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from goodwill.crm.records.changing import digest
from goodwill.crm.records.models import Change, Seal
from goodwill.language import Sentence

AT_ONCE = 500


class Break(StrEnum):
    """What is wrong with the first line that does not fit."""

    EDITED = "edited"
    MOVED = "moved"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    FORGED = "forged"


@dataclass(frozen=True)
class Verdict:
    """What checking the chain found: how much was checked, and the first line that is broken."""

    lines: int
    erased: int
    unsealed: int
    last: str
    """The link of the last line; a copy kept elsewhere proves later that nothing was cut off."""
    broken: Break | None = None
    place: int | None = None
    line_id: int | None = None

    @property
    def is_whole(self) -> bool:
        return self.broken is None

    @property
    def sentence(self) -> Sentence:
        """The verdict in words."""
        if self.broken is None:
            return Sentence(
                "History is whole: {n} line checked, {erased} erased by law, "
                "{unsealed} not sealed yet. Latest seal: {last}",
                "History is whole: {n} lines checked, {erased} erased by law, "
                "{unsealed} not sealed yet. Latest seal: {last}",
                n=self.lines,
                erased=self.erased,
                unsealed=self.unsealed,
                last=self.last or "—",
            )
        return Sentence(
            "History was tampered with. First broken line: place {place}, id {id}: {what}",
            place=str(self.place or "—"),
            id=str(self.line_id or "—"),
            what=_SAID[self.broken],
        )


def seal() -> int:
    """Give all lines written since the last seal their place in the chain; how many."""
    sealed = 0
    while step := _seal_some():
        sealed += step
    return sealed


def verify(known: str = "") -> Verdict:
    """Check every line of history against the chain.

    `known` is the hash of an earlier seal that was kept elsewhere: it must still be there.
    """
    check = _Check(erasures=_erasures())
    trouble = check.run() or _cut_off(check.place) or _forged() or _unknown(known)
    broken, place, line_id = trouble or (None, None, None)
    unsealed = Change.objects.filter(place=None).count()
    return Verdict(check.place, check.erased, unsealed, check.link, broken, place, line_id)


def empty_lines(kind: str, record_id: int) -> int:
    """Empty the history of an erased record, keeping what proves that the lines were there.

    Whoever erases also writes a line with the verb `erased`; without it the emptied lines
    count as tampered with.
    """
    lines = Change.objects.filter(kind=kind, record_id=record_id).exclude(verb=ERASED)
    return lines.update(fields={})


ERASED = "erased"

_Trouble = tuple[Break, int | None, int | None] | None


@dataclass
class _Check:
    """Walks along the chain and stops at the first line that does not fit."""

    erasures: set[tuple[str, int]]
    place: int = 0
    link: str = ""
    erased: int = 0

    def run(self) -> _Trouble:
        for line in _in_order():
            trouble = self._trouble(line)
            if trouble:
                return trouble, line.place, line.pk
            self.place, self.link = self.place + 1, line.link
        return None

    def _trouble(self, line: Change) -> Break | None:
        if line.place != self.place + 1:
            return Break.MISSING
        if not _is_genuine(line):
            if line.fields != {} or (line.kind, line.record_id) not in self.erasures:
                return Break.EDITED
            self.erased += 1
        if not any(constant_time_compare(line.link, made) for made in _links(self.link, line)):
            return Break.MOVED
        return None


def _seal_some() -> int:
    with transaction.atomic():
        lines = list(Change.objects.filter(place=None).order_by("pk")[:AT_ONCE])
        if not lines:
            return 0
        last = _sealed().order_by("-place").values_list("place", "link").first()
        place, link = (last[0] or 0, last[1]) if last else (0, "")
        for line in lines:
            line.place = place = place + 1
            line.link = link = next(_links(link, line))
        Change.objects.bulk_update(lines, ["place", "link"], batch_size=100)
        Seal.objects.create(place=place, hash=link)
    return len(lines)


def _links(before: str, line: Change) -> Iterator[str]:
    """The link a line must have, made with each key that has been ours, the present one first."""
    content = f"{before}|{line.place}|{line.pk}|{line.digest}"
    for key in (settings.RECORDS_KEY, *settings.RECORDS_KEY_FALLBACKS):
        yield salted_hmac("goodwill.chain", content, secret=key, algorithm="sha256").hexdigest()


def _is_genuine(line: Change) -> bool:
    keys = (settings.RECORDS_KEY, *settings.RECORDS_KEY_FALLBACKS)
    return any(constant_time_compare(digest(line, key), line.digest) for key in keys)


def _in_order() -> Iterator[Change]:
    """Sealed lines by their place, without holding more than a piece of them."""
    return _sealed().order_by("place").iterator(chunk_size=AT_ONCE)


def _sealed() -> QuerySet[Change]:
    return Change.objects.exclude(place=None)


def _erasures() -> set[tuple[str, int]]:
    """The records whose erasure history tells of, by lines that are genuine themselves."""
    told = Change.objects.filter(verb=ERASED).iterator(chunk_size=AT_ONCE)
    return {(line.kind, line.record_id) for line in told if _is_genuine(line)}


def _cut_off(reached: int) -> _Trouble:
    """Seals that reach further than the lines, or tell of another line at their place."""
    missing = Seal.objects.filter(place__gt=reached).order_by("place").first()
    if missing:
        return Break.CUT_OFF, reached + 1, None
    links = dict(
        _sealed().filter(place__in=Seal.objects.values("place")).values_list("place", "link")
    )
    for place, kept in Seal.objects.order_by("place").values_list("place", "hash"):
        if links.get(place) != kept:
            return Break.MOVED, place, None
    return None


def _forged() -> _Trouble:
    """A line that waits to be sealed but was not written by us."""
    waiting = Change.objects.filter(place=None).order_by("pk").iterator(chunk_size=AT_ONCE)
    erased = None
    for line in waiting:
        if _is_genuine(line):
            continue
        erased = _erasures() if erased is None else erased
        if line.fields != {} or (line.kind, line.record_id) not in erased:
            return Break.FORGED, None, line.pk
    return None


def _unknown(known: str) -> _Trouble:
    if not known or _sealed().filter(link=known).exists():
        return None
    return Break.CUT_OFF, None, None


_SAID = {
    Break.EDITED: Sentence("its content was changed after it was written."),
    Break.MOVED: Sentence("it was put there, moved or exchanged later."),
    Break.MISSING: Sentence("at least one line before it is missing."),
    Break.CUT_OFF: Sentence("lines from here on that had been sealed are missing."),
    Break.FORGED: Sentence("it was not written by Goodwill."),
}
