"""Records with a text in their names: by the search index, so that a million are no slower."""

from __future__ import annotations

from django.db.models import Q

from goodwill.crm.accounts.reach import Reach
from goodwill.crm.records.finding import indexing
from goodwill.crm.records.finding.spelling import typed
from goodwill.crm.records.kinds import Kind
from goodwill.crm.records.lists import fields

ENOUGH = 1_000
NAMES = ("name", "number", "subject")


def containing(kind: Kind, reach: Reach, text: str) -> Q:
    """The condition for records whose names hold the text.

    Where the index finds few, they are these. Where it finds many, or does not know the kind,
    the names themselves are read: what is frequent is met soon.
    """
    phrases = typed(text) if kind.words is not None else []
    if phrases:
        found = list(indexing.matching(phrases, [], ENOUGH).values_list("kind", "record_id"))
        if len(found) < ENOUGH:
            return Q(pk__in=[record_id for word, record_id in found if word == kind.model.kind])
    return _named(kind, reach, text)


def _named(kind: Kind, reach: Reach, text: str) -> Q:
    seen = fields.seen(kind, reach)
    found = Q()
    for name in NAMES:
        if name in seen:
            found |= Q(**{f"{name}__icontains": text})
    return found or Q(pk__in=())
